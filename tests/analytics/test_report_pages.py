"""Watching, item analysis and evaluation as staff read them."""

import random
import uuid
from collections.abc import Iterator
from datetime import date
from statistics import correlation

import pytest
import time_machine
from django.test import Client

from accounts.models import AuditEntry
from analytics.models import Comment
from analytics.services.coverage import count_coverage
from analytics.services.evaluation_results import evaluation_results
from analytics.services.items import item_figures, point_biserial
from analytics.services.releases import release_evaluations
from analytics.services.summaries import refresh_summaries
from courses.models import Assessment, Course
from progress.models import Answer, Attempt, Enrolment, EvaluationResponse
from tests import crowd, factories
from tests.staff_members import client_of

pytestmark = pytest.mark.django_db
NOW = factories.NOW


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def course() -> Course:
    return factories.make_course()


@pytest.fixture
def viewer(course: Course) -> Client:
    return client_of("viewer", course.series.provider)


@pytest.fixture
def manager(course: Course) -> Client:
    return client_of("manager", course.series.provider)


def address(course: Course, page: str) -> str:
    return f"/admin/reports/{course.slug}/{page}/"


def answer_all(course: Course, *, right: int, wrong: dict[int, int]) -> None:
    """Let `right` learners answer everything right, and `wrong[place]` take that wrong choice of the first."""
    assessment = course.assessments.get()
    for place, number in [(None, right), *wrong.items()]:
        for enrolment in crowd.gather(course, number, random.Random(1)):
            Attempt.objects.filter(enrolment=enrolment).delete()
            _attempt(enrolment, assessment, place)
    refresh_summaries(now=NOW)


def _attempt(enrolment: Enrolment, assessment: Assessment, place: int | None) -> None:
    attempt = Attempt.objects.create(
        enrolment=enrolment,
        assessment=assessment,
        number=1,
        seed=1,
        submitted_at=NOW,
        correct=0,
        questions=3,
        passed=False,
    )
    for question in assessment.questions.all():
        choice = question.choices.get(is_correct=True)
        if place is not None and question.position == 1:
            choice = question.choices.filter(is_correct=False)[place]
        Answer.objects.create(attempt=attempt, question=question, choice=choice)


def test_the_curve_is_drawn_from_five_learners_on(course: Course, viewer: Client) -> None:
    crowd.gather(course, 3, random.Random(1))
    count_coverage(now=NOW)
    assert "Fewer than 5 learners have watched" in viewer.get(address(course, "watching")).text
    crowd.gather(course, 20, random.Random(2))
    count_coverage(now=NOW)
    page = viewer.get(address(course, "watching")).text
    assert 'id="watching-chart-title"' in page
    assert "updated every hour" in page
    text = viewer.get(address(course, "watching") + "?csv=watching").text
    assert len(text.splitlines()) == 11
    assert text.splitlines()[1].startswith("0:00 to 0:10,0.")


def test_each_version_is_asked_for_by_its_number(course: Course, viewer: Client) -> None:
    factories.make_video(course=course, version=2)
    page = viewer.get(address(course, "watching") + "?version=1").text
    assert "version 2" in page
    for page_name in ("watching", "test", "evaluation"):
        assert viewer.get(address(course, page_name) + "?version=9").status_code == 404


def test_figures_of_an_item_are_those_of_its_first_attempts(course: Course) -> None:
    crowd.gather(course, 40, random.Random(4))
    refresh_summaries(now=NOW)
    for item in item_figures(course.assessments.get()):
        pairs = []
        for attempt in Attempt.objects.filter(number=1, submitted_at__isnull=False):
            right = {a.question_id: int(a.choice.is_correct) for a in attempt.answers.all()}
            mine = right[item.question.pk]
            pairs.append((mine, sum(right.values()) - mine))
        xs, ys = zip(*pairs, strict=True)
        assert item.asked == len(pairs)
        assert item.difficulty == sum(xs) / len(xs)
        assert item.discrimination == pytest.approx(correlation(xs, ys))
        assert sum(each.taken for each in item.choices) == len(pairs)


def test_discrimination_is_undefined_when_nothing_differs() -> None:
    assert point_biserial(10, 10, 20, 40, 20) is None
    assert point_biserial(0, 0, 0, 0, 0) is None
    assert point_biserial(2, 1, 2, 4, 2) == 1


def test_items_to_revise_are_named_with_the_reason(course: Course, viewer: Client) -> None:
    answer_all(course, right=6, wrong={0: 30})
    assert "Wrong 1" not in viewer.get(address(course, "test")).text
    viewer = client_of("reviewer", course.series.provider)
    page = viewer.get(address(course, "test")).text
    assert "Too hard: only 17% answered correctly" in page
    assert "More chose “Wrong 1a” than the correct answer." in page
    assert "Almost no one chose “Wrong 1b”" in page
    assert "Too easy: 100% answered correctly" in page
    files = viewer.get(address(course, "test") + "?csv=choices").text
    assert "Wrong 1a,wrong,30,0.8333" in files
    assert "yes" in viewer.get(address(course, "test") + "?csv=items").text


def test_few_first_attempts_are_not_judged_and_fewer_not_shown(
    course: Course, viewer: Client
) -> None:
    answer_all(course, right=2, wrong={0: 2})
    page = viewer.get(address(course, "test")).text
    assert "Fewer than 5 first attempts" in page
    assert "Stem 1" not in page
    answer_all(course, right=2, wrong={})
    page = viewer.get(address(course, "test")).text
    assert "too few to say" in page
    assert "Items to revise" not in page


def test_a_period_without_attempts_is_empty(course: Course, viewer: Client) -> None:
    answer_all(course, right=8, wrong={})
    page = viewer.get(address(course, "test") + "?until=2026-10-31").text
    assert "Fewer than 5 first attempts" in page
    assert viewer.get(address(course, "test") + "?since=x").status_code == 400


def evaluate(course: Course, number: int, **answers: object) -> None:
    form = course.evaluations.get()
    EvaluationResponse.objects.bulk_create(
        EvaluationResponse(key=uuid.uuid4(), form=form, month=date(2026, 11, 1), answers=answers)
        for _ in range(number)
    )
    release_evaluations(now=NOW)


def test_evaluations_are_shown_from_five_on(course: Course, viewer: Client) -> None:
    evaluate(course, 4, scale=4)
    page = viewer.get(address(course, "evaluation")).text
    assert "Fewer than 5 evaluations" in page
    assert "4 waiting until there are five" in page
    evaluate(course, 2, scale=4, bias=0, change=[0])
    page = viewer.get(address(course, "evaluation")).text
    assert "<strong>6</strong> evaluations" in page
    assert "Mean 5.0" in page
    assert "No one perceived commercial bias" in page
    assert (
        "I can name the signs.,Strongly agree,6,1.0"
        in viewer.get(address(course, "evaluation") + "?csv=evaluation").text
    )


def test_perceived_bias_is_an_alert(course: Course, viewer: Client) -> None:
    evaluate(course, 4, scale=4, bias=0)
    evaluate(course, 2, scale=4, bias=1)
    page = viewer.get(address(course, "evaluation")).text
    assert 'role="alert"' in page
    assert "2 of 6" in page
    assert evaluation_results(course.evaluations.get()).bias_perceived == 2


def test_a_comment_is_shown_once_somebody_has_read_it(
    course: Course, viewer: Client, manager: Client
) -> None:
    evaluate(course, 6, scale=4, comment="More cases, please.")
    assert "More cases" not in viewer.get(address(course, "evaluation")).text
    comments = address(course, "evaluation/comments")
    assert viewer.get(comments).status_code == 404
    assert manager.get(comments).text.count("More cases, please.") == 6
    first, second = Comment.objects.all()[:2]
    for comment, verdict in ((first, "shown"), (second, "hidden"), (second, "hidden")):
        answer = manager.post(comments, {"comment": comment.pk, "verdict": verdict})
        assert answer.status_code == 302
    assert viewer.get(address(course, "evaluation")).text.count("More cases, please.") == 1
    assert manager.get(comments).text.count("More cases, please.") == 4
    done = AuditEntry.objects.order_by("id").values_list("action", flat=True)
    assert list(done) == [
        "comments-read",
        "comment-shown",
        "comment-hidden",
        "comment-hidden",
        "comments-read",
    ]


def test_a_verdict_that_is_none_is_refused(course: Course, manager: Client) -> None:
    evaluate(course, 5, scale=4, comment="Thank you.")
    comments = address(course, "evaluation/comments")
    assert manager.post(comments, {"comment": "x", "verdict": "shown"}).status_code == 400
    assert manager.post(comments, {"comment": uuid.uuid4(), "verdict": "shown"}).status_code == 404
    other = factories.make_course()
    stranger = client_of("manager", other.series.provider)
    sent = {"comment": Comment.objects.all()[0].pk, "verdict": "shown"}
    assert stranger.post(comments, sent).status_code == 404
    assert stranger.post(address(other, "evaluation/comments"), sent).status_code == 404
    assert not Comment.objects.filter(verdict="shown").exists()


def test_a_period_takes_whole_releases(course: Course, viewer: Client) -> None:
    evaluate(course, 6, scale=4)
    page = address(course, "evaluation")
    assert "<strong>6</strong>" in viewer.get(f"{page}?since=2026-11-23&until=2026-11-24").text
    assert "Fewer than 5 evaluations" in viewer.get(f"{page}?until=2026-10-31").text
    assert viewer.get(f"{page}?since=2026-12-01&until=2026-10-31").status_code == 400


def test_a_course_without_anything_says_what_is_missing(course: Course, viewer: Client) -> None:
    bare = factories.make_new_course(series=course.series)
    for page, words in (
        ("watching", "no recording yet"),
        ("test", "no post-test yet"),
        ("evaluation", "no evaluation yet"),
    ):
        assert words in viewer.get(address(bare, page)).text


def test_below_five_evaluations_the_page_says_what_can_be_shown_instead(
    course: Course, viewer: Client
) -> None:
    page = viewer.get(address(course, "evaluation")).content.decode()
    assert "too few to show" in page
    for instead in ("how many completed", "item analysis", "change of knowledge", "focus group"):
        assert instead in page
