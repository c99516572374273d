"""The step Post-test: versions, settings, questions one by one, files in and out."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from authoring.services.version_rows import QUESTIONS
from courses.models import Assessment, Course
from courses.services.question_content import content_of
from providers.models import Provider
from tests import factories
from tests.authoring.forms import page_data, save
from tests.authoring.question_files import brought, take
from tests.staff_members import client_of

pytestmark = pytest.mark.django_db
CSV = "stem,choice_1,choice_2,right\nWhere?,Here,There,B\nWhy?,So,Thus,A\n"


@pytest.fixture
def course() -> Course:
    return factories.make_course(seconds=400)


@pytest.fixture
def draft(course: Course) -> Assessment:
    return factories.make_test(course=course, version=2, released_at=None)


@pytest.fixture
def client(course: Course) -> Client:
    return client_of("manager", course.series.provider)


def at(name: str, *arguments: Any) -> str:
    return reverse(f"authoring:{name}", args=arguments)


def act(client: Client, course: Course, what: str) -> Any:
    return client.post(at("act-on-version", course.slug, QUESTIONS), {"act": what}, follow=True)


def question_page(draft: Assessment, position: int = 1) -> str:
    question = draft.questions.get(position=position)
    return at("edit-row", draft.course.slug, QUESTIONS, question.pk)


def test_settings_are_written_and_released(client: Client, course: Course) -> None:
    act(client, course, "begin")
    assert save(client, at("edit-test", course.slug), pass_percent="90").status_code == 302
    assert "Released." in act(client, course, "release").content.decode()
    assert course.current_assessment
    assert (course.current_assessment.version, course.current_assessment.pass_percent) == (2, 90)


def test_a_refused_release_says_all_that_is_missing(
    client: Client, course: Course, draft: Assessment
) -> None:
    draft.questions.update(citation="")
    page = act(client, course, "release").content.decode()
    assert "Question 1: name the source of its answer." in page
    assert course.current_assessment != draft


def test_wrong_settings_are_refused_and_kept(
    client: Client, course: Course, draft: Assessment
) -> None:
    answer = save(client, at("edit-test", course.slug), pass_percent="101", draw_by_topic="on")
    page = answer.content.decode()
    assert answer.status_code == 400
    assert 'value="101"' in page
    assert "say how many questions an attempt asks" in page
    draft.refresh_from_db()
    assert draft.pass_percent == 60


def test_settings_without_a_version_being_written_are_not_saved(
    client: Client, course: Course
) -> None:
    answer = client.post(at("edit-test", course.slug), {"pass_percent": 1}, follow=True)
    assert "Nothing was saved" in answer.content.decode()


def test_a_question_is_written(client: Client, draft: Assessment) -> None:
    new = client.post(at("new-row", draft.course.slug, QUESTIONS))
    assert new.status_code == 302
    typed = {"stem": "Where?", "choice_0": "Here", "choice_2": "There", "right": "2"}
    more = {"rationale": "So.", "citation": "A book.", "time": "1:05", "topic": "Setting"}
    assert save(client, new["Location"], **typed, **more).status_code == 302
    content = content_of(draft.questions.get(position=4))
    assert (content.choices, content.right, content.video_second) == (("Here", "There"), 1, 65)


def test_an_unfinished_question_is_saved_and_says_what_is_missing(
    client: Client, draft: Assessment
) -> None:
    assert save(client, question_page(draft), rationale="").status_code == 302
    assert "explain the correct answer" in client.get(question_page(draft)).content.decode()


def test_a_moment_is_optional_where_the_provider_does_without(
    client: Client, draft: Assessment
) -> None:
    label = '<label for="id_time">Moment in the video{}</label>'
    assertContains(client.get(question_page(draft)), label.format(""), html=True)
    Provider.objects.update(optional_checks=["second_missing"])
    optional = label.format('<span class="optional">(optional)</span>')
    assertContains(client.get(question_page(draft)), optional, html=True)
    assert save(client, question_page(draft), time="").status_code == 302
    assertNotContains(client.get(question_page(draft)), "Still to do")
    assert "Released." in act(client, draft.course, "release").content.decode()


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"time": "9:99"}, "Write minutes and seconds"),
        ({"time": "7:00"}, "The video ends at 6:40."),
        ({"right": "7"}, "The choice marked as correct is empty."),
        ({"choice_0": "Twice", "choice_1": "twice "}, "Two of the choices are the same."),
        ({"choice_0": "Both B and C"}, "“Both B and C” points to other choices"),
        ({"stem": "x" * 4001}, "at most 4000 characters"),
        ({"right": "9"}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_refused_and_nothing_typed_is_lost(
    client: Client, draft: Assessment, typed: dict[str, str], message: str
) -> None:
    before = content_of(draft.questions.get(position=1))
    answer = save(client, question_page(draft), rationale="Typed with care.", **typed)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert message in page
    assert "Typed with care." in page
    assert content_of(draft.questions.get(position=1)) == before


def test_saving_the_same_again_changes_nothing(client: Client, draft: Assessment) -> None:
    choices = list(draft.questions.get(position=1).choices.values_list("pk", flat=True))
    data = page_data(client, question_page(draft))
    for _ in range(2):
        assert save(client, question_page(draft), data).status_code == 302
    assert list(draft.questions.get(position=1).choices.values_list("pk", flat=True)) == choices


def test_somebody_elses_change_is_not_overwritten(client: Client, draft: Assessment) -> None:
    data = page_data(client, question_page(draft))
    draft.questions.filter(position=1).update(stem="Theirs?")
    assert save(client, question_page(draft), data, stem="Mine?").status_code == 409
    assert draft.questions.get(position=1).stem == "Theirs?"


def test_the_moment_is_shown_in_the_words_of_the_video(client: Client, draft: Assessment) -> None:
    video = draft.course.videos.get()
    vtt = "WEBVTT\n\n00:00:33.000 --> 00:00:37.000\nThis is said there.\n"
    video.tracks.filter(kind="captions").update(vtt=vtt)
    assert "This is said there." in client.get(question_page(draft)).content.decode()


def test_a_version_can_be_read_through(client: Client, course: Course, draft: Assessment) -> None:
    Assessment.objects.filter(pk=draft.pk).update(draw=2)
    page = client.get(at("preview-version", course.slug, QUESTIONS, draft.pk)).content.decode()
    for words in ("Stem 1?", "Rationale 1.", "In the video at 0:35.", "asks 2 of these 3"):
        assert words in page


@pytest.mark.parametrize("format_", ["csv", "gift"])
def test_a_version_is_saved_and_read_back(
    client: Client, course: Course, draft: Assessment, format_: str
) -> None:
    saved = client.get(at("export-test", course.slug, draft.pk, format_))
    assert "attachment" in saved["Content-Disposition"]
    before = [content_of(question) for question in draft.questions.all()]
    draft.questions.all().delete()
    take(brought(course, saved.getvalue(), f"saved.{format_}"))
    after = [content_of(question) for question in draft.questions.all()]
    assert [content.asks for content in after] == [content.asks for content in before]
    assert [content.video_second for content in after] == [35, 65, 95]


def test_an_unknown_format_is_404(client: Client, course: Course, draft: Assessment) -> None:
    assert client.get(at("export-test", course.slug, draft.pk, "docx")).status_code == 404


def test_a_file_is_looked_through_taken_and_undone(
    client: Client, course: Course, draft: Assessment
) -> None:
    page = client.get(at("edit-test", course.slug))
    place = reverse("imports:questions-new", args=[course.pk])
    assertContains(page, f'href="{place}"')
    assertContains(client.get(place), at("question-template"))
    shown = client.post(place, {"text": f"{CSV}What?,a,a,A\n"}, follow=True)
    assertContains(shown, "Import 2 good questions")
    assertContains(shown, "Two of the choices are the same.")
    assertContains(shown, "<strong>(correct)</strong>", count=2)
    assert draft.questions.count() == 3
    source = shown.context["import"]
    assertContains(client.get(source.url("returned")), "What?,a,a,A")
    client.post(source.url("take"))
    assert draft.questions.count() == 5
    client.post(source.url("undo"))
    assert draft.questions.count() == 3


def test_a_right_choice_that_could_be_another_is_pointed_at(
    client: Client, course: Course, draft: Assessment
) -> None:
    place = reverse("imports:questions-new", args=[course.pk])
    rows = "stem,choice_1,choice_2,right\nHow many?,2,1,1\nWhere?,Here,There,A\n"
    shown = client.post(place, {"text": rows}, follow=True)
    assertContains(
        shown,
        "“1” was read as choice A, “2”. If choice B, “1”, was meant, correct it after the import.",
    )


def test_without_a_version_being_written_the_page_says_what_to_do(
    client: Client, course: Course
) -> None:
    place = reverse("imports:questions-new", args=[course.pk])
    assertContains(client.get(place), "Choose “Edit as a new version”")


def test_other_staff_bring_no_questions(course: Course, draft: Assessment) -> None:
    place = reverse("imports:questions-new", args=[course.pk])
    assert client_of("reviewer", course.series.provider).get(place).status_code == 404
    assert client_of("manager", factories.make_provider()).get(place).status_code == 404


def test_the_template_is_a_table(client: Client, course: Course) -> None:
    answer = client.get(at("question-template"))
    assert answer.getvalue().startswith(b"\xef\xbb\xbfstem,choice_1")


def test_a_page_refuses_other_methods(client: Client, draft: Assessment) -> None:
    assert client.put(at("export-test", draft.course.slug, draft.pk, "csv")).status_code == 405
    assert client.put(at("question-template")).status_code == 405


def test_a_reviewer_reads_and_cannot_save(draft: Assessment) -> None:
    reviewer = client_of("reviewer", draft.course.series.provider)
    assert "disabled" in reviewer.get(question_page(draft)).content.decode()
    assert reviewer.post(question_page(draft), {"stem": "Mine"}).status_code == 404
    assert reviewer.post(at("edit-test", draft.course.slug), {}).status_code == 404
