"""Every check of the publish list: it alone fails when its element is taken away, and passes with it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pgtrigger
import pytest
from django.db.models import Value
from django.db.models.functions import Replace

from courses.models import (
    Assessment,
    Choice,
    Course,
    EvaluationItem,
    ItemPurpose,
    Judgement,
    Nature,
    Question,
    Role,
)
from courses.services import front_matter
from providers.models import Provider
from publishing.services.checks import CHECKS, Candidate, checklist, is_required
from publishing.services.publishing import REQUIRED_TEXTS
from tests.factories import (
    COMPLETE_SUPPORT,
    make_course,
    make_faculty,
    make_new_course,
    make_provider,
    make_relationship,
    make_test,
    make_video,
)
from tests.publishing.test_publishing import NOW

pytestmark = pytest.mark.django_db
CAPTIONS_TO_THE_END = "WEBVTT\n\n00:00:00.000 --> 00:01:40.000\nWelcome.\n"


def candidate() -> Candidate:
    """Return a complete course."""
    course = make_course(published_at=None)
    course.videos.get().tracks.filter(kind="captions").update(vtt=CAPTIONS_TO_THE_END)
    return Candidate(Course.objects.get(), NOW)


def blank(field: str) -> Callable[[Candidate], None]:
    def take(found: Candidate) -> None:
        empty = (
            None if field.endswith(("_on", "_minutes")) else type(getattr(found.course, field))()
        )
        setattr(found.course, field, empty)

    return take


def put(**values: Any) -> Callable[[Candidate], None]:
    def take(found: Candidate) -> None:
        for field, value in values.items():
            setattr(found.course, field, value)

    return take


def first_question(**values: Any) -> Callable[[Candidate], None]:
    def take(found: Candidate) -> None:
        for field, value in values.items():
            setattr(found.questions[0], field, value)

    return take


def stored(name: str, place: int = 0, **values: Any) -> Callable[[Candidate], None]:
    """Change a row as it is stored, for checks that read it themselves."""

    def take(found: Candidate) -> None:
        rows = {
            "questions": Question.objects.order_by("position"),
            "choices": Choice.objects.filter(is_correct=False).order_by("pk"),
            "items": EvaluationItem.objects.order_by("position"),
        }
        row: Any = rows[name][place]
        with pgtrigger.ignore():
            type(row).objects.filter(pk=row.pk).update(**values)

    return take


def asked_twice(found: Candidate) -> None:
    stored("questions", 1, stem="Stem 1?")(found)
    second = Choice.objects.filter(question__position=2)
    with pgtrigger.ignore():
        second.update(text=Replace("text", Value("2"), Value("1")))


def draw_too_many(found: Candidate) -> None:
    assert found.test
    found.test.draw = 99


def drop(name: str) -> Callable[[Candidate], None]:
    def take(found: Candidate) -> None:
        found.__dict__[name] = None if name in {"video", "test", "evaluation"} else []

    return take


def without(name: str, field: str, value: str) -> Callable[[Candidate], None]:
    def take(found: Candidate) -> None:
        rows = getattr(found, name)
        found.__dict__[name] = [row for row in rows if getattr(row, field) != value]

    return take


def relationship(**values: Any) -> Callable[[Candidate], None]:
    def take(found: Candidate) -> None:
        make_relationship(course=found.course, **values)
        for name in ("roles", "people"):
            found.__dict__.pop(name, None)

    return take


def none_right(found: Candidate) -> None:
    for choice in found.questions[0].choices.all():
        choice.is_correct = False


def one_choice(found: Candidate) -> None:
    with pgtrigger.ignore():
        found.questions[0].choices.exclude(is_correct=True).delete()
    del found.__dict__["questions"]


def no_credentials(found: Candidate) -> None:
    found.roles[0].person.credentials = found.roles[0].person.position = ""


def old_form(found: Candidate) -> None:
    found.roles[0].person.disclosures.all()[0].signed_on -= timedelta(days=730)


def offer(**values: Any) -> Callable[[Candidate], None]:
    def take(found: Candidate) -> None:
        for field, value in values.items():
            setattr(found.offers[0], field, value)

    return take


def credit_type(**values: Any) -> Callable[[Candidate], None]:
    def take(found: Candidate) -> None:
        for field, value in values.items():
            setattr(found.offers[0].credit_type, field, value)

    return take


def supported(**values: Any) -> Callable[[Candidate], None]:
    def take(found: Candidate) -> None:
        found.course.support.create(**COMPLETE_SUPPORT | values)

    return take


def provider(**values: Any) -> Callable[[Candidate], None]:
    def take(found: Candidate) -> None:
        for field, value in values.items():
            setattr(found.provider, field, value)

    return take


def shared(**values: Any) -> Callable[[Candidate], None]:
    """Have a published course of another series with the same values."""

    def take(found: Candidate) -> None:
        put(**values)(found)
        make_new_course(provider=found.provider, published_at=NOW - timedelta(days=9), **values)

    return take


def sample_series(found: Candidate) -> None:
    found.course.series.is_sample = True


def no_pass_mark(found: Candidate) -> None:
    assert found.test
    found.test.pass_percent = 0


def hole(found: Candidate) -> None:
    found.provider.accreditation_template.text += " {nobody}"


FIELDS = ("title", *REQUIRED_TEXTS)
NAMED_IN_SETTINGS = {
    *("target_audience", "medium", "participation_method", "estimated_minutes", "bibliography"),
    *("hardware_requirements", "copyright", "content_note"),
}
BREAKS: dict[str, Callable[[Candidate], None]] = {
    **{f"{field}_missing": blank(field) for field in (*FIELDS, "reviewed_on")},
    "support_unstated": put(no_commercial_support=False),
    "support_not_a_name": supported(source="Acme, https://acme.example"),
    "support_incomplete": supported(amount=None),
    "contact_missing": provider(contact_email=""),
    "privacy_missing": lambda found: None,  # See `taken`.
    "expires_late": put(expires_on=date(2029, 6, 2)),
    "reviewed_in_future": put(reviewed_on=date(2026, 11, 24)),
    "expires_past": put(expires_on=date(2026, 11, 22)),
    "released_in_future": put(released_on=date(2026, 11, 24), reviewed_on=date(2026, 11, 24)),
    "recording_as_live": put(learning_format="live-activity"),
    "activity_id_shared": shared(accme_activity_id="123456789"),
    "short_title_shared": shared(short_title="Part 1"),
    "credit_retroactive": offer(valid_from=date(2025, 1, 6)),
    "sample_series": sample_series,
    "sample_provider": provider(is_sample=True),
    "placeholder_text": put(purpose="TBD by the committee."),
    "video_missing": drop("video"),
    "captions_missing": without("tracks", "kind", "captions"),
    "tracks_unread": lambda found: setattr(found.tracks[0], "copied_at", NOW),
    "captions_end": lambda found: setattr(found.video, "seconds", 3600),
    "test_missing": drop("questions"),
    "pass_mark_missing": no_pass_mark,
    "objective_unmeasured": put(objectives=["Name two ways to listen.", "Plan for safety."]),
    "right_choice": none_right,
    "choices_too_few": one_choice,
    "rationale_missing": first_question(rationale=" "),
    "citation_missing": first_question(citation=""),
    "second_missing": first_question(video_second=None),
    "question_after_end": first_question(video_second=100_000),
    "stem_missing": stored("questions", stem=""),
    "question_slip": stored("choices", text="Right 1"),
    "question_twice": asked_twice,
    "draw": draw_too_many,
    "item_unfinished": stored("items", prompt=" "),
    "evaluation_missing": drop("items"),
    "evaluation_objectives": without("items", "purpose", ItemPurpose.OBJECTIVES),
    "evaluation_bias": without("items", "purpose", ItemPurpose.BIAS),
    "evaluation_change": without("items", "purpose", ItemPurpose.CHANGE),
    "credit_missing": drop("offers"),
    "credit_not_in_use": credit_type(enabled=False),
    "credit_step": credit_type(increment_quarters=2),
    "time_differs": put(estimated_minutes=30),
    "joint_provider_missing": lambda found: setattr(
        found.provider.accreditation_template, "providership", "joint"
    ),
    "accreditation_mismatch": put(joint_provider="Valley Clinic"),
    "override_incomplete": put(accreditation_override="As agreed."),
    "accreditation_inexact": hole,
    "designation_inexact": credit_type(designation_template="{provider} designates {max_amount}."),
    "attestation_degree": credit_type(attestation="I claim what I took part in."),
    "trademark_form": put(description="Worth one AMA PRA Category 1 Credit."),
    "faculty_missing": without("roles", "kind", Role.Kind.FACULTY),
    "planner_missing": without("roles", "kind", Role.Kind.PLANNER),
    "credentials_missing": no_credentials,
    "disclosure_missing": old_form,
    "relevance_undecided": relationship(),
    "excluded_person": relationship(kind=Nature.EMPLOYEE, relevant=False),
    "role_in_future": lambda found: setattr(found.roles[0], "assumed_on", date(2026, 11, 24)),
    "not_mitigated": relationship(relevant=True, mitigated_on=date(2026, 1, 8)),
    "peer_reviewer_missing": relationship(relevant=True, mitigation_steps=["peer-review"]),
    "disclosure_note_contradicts": put(disclosure_note="Nobody has anything. Nothing to disclose."),
}
# Without a release, or with a later one, another date is wrong too: nobody can take away one alone.
ALSO = {"released_in_future": {"reviewed_in_future"}}


def failing(found: Candidate) -> set[str]:
    return {check.code for check in CHECKS if list(check.find(found))}


def test_a_complete_course_passes_every_check() -> None:
    assert failing(candidate()) == set()


@pytest.mark.parametrize("code", [check.code for check in CHECKS])
def test_a_check_alone_fails_without_its_element(
    code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = candidate()
    BREAKS[code](found)
    if code == "privacy_missing":
        monkeypatch.setattr(front_matter, "PRIVACY", " ")
    assert failing(found) - ALSO.get(code, set()) == {code}


def test_every_check_has_a_name_of_its_own_a_rule_and_a_source() -> None:
    codes = [check.code for check in CHECKS]
    assert sorted(codes) == sorted(BREAKS)
    assert all(check.rule and check.source for check in CHECKS)


@pytest.mark.parametrize(
    "broken",
    [
        put(title="Category 1 credit"),
        put(short_title="Category 1 credit"),
        put(topics=["Category 1 credit"]),
        lambda found: setattr(found.course.series, "summary", "Category 1 credit"),
        lambda found: setattr(found.video, "title", "Category 1 credit"),
        first_question(stem="Category 1 credit?"),
        first_question(rationale="Category 1 credit"),
        stored("choices", text="Category 1 credit"),
        stored("items", prompt="Category 1 credit?"),
    ],
)
def test_whatever_learners_read_names_credit_in_full(broken: Any) -> None:
    found = candidate()
    broken(found)
    assert "trademark_form" in failing(found)


def test_what_providers_may_do_without_keeps_its_codes() -> None:
    optional = {check.code for check in CHECKS if check.optional}
    assert {f"{field}_missing" for field in NAMED_IN_SETTINGS} <= optional


def test_a_provider_makes_advice_of_what_its_accreditor_no_longer_asks() -> None:
    course = make_course(published_at=None, copyright="", purpose="")
    Provider.objects.update(optional_checks=["copyright_missing", "purpose_missing"])
    results = {each.check.code: each for each in checklist(Course.objects.get(), now=NOW)}
    assert not results["copyright_missing"].passed
    assert not results["copyright_missing"].required
    assert results["purpose_missing"].required, "every accreditor asks for it"
    assert course.copyright == ""


def test_a_provider_may_do_without_a_second_of_the_video_but_not_point_past_its_end() -> None:
    draft = make_test(course=make_course(published_at=None), released_at=None)
    Provider.objects.update(optional_checks=["second_missing"])
    draft.questions.filter(position=1).update(video_second=None)
    draft.questions.filter(position=2).update(video_second=100_000)
    results = {each.check.code: each for each in checklist(Course.objects.get(), now=NOW)}
    assert not results["second_missing"].passed
    assert not results["second_missing"].required
    assert results["question_after_end"].errors
    assert results["question_after_end"].required


def test_choices_that_point_to_others_stop_a_draft_and_leave_a_released_test_alone() -> None:
    course = make_course(published_at=None)
    draft = make_test(course=course, released_at=None)
    Choice.objects.filter(question__assessment=draft, text="Wrong 1a").update(
        text="All of the above"
    )
    [error] = {each.check.code: each for each in checklist(course, now=NOW)}["question_slip"].errors
    assert error.startswith("Question 1: “All of the above” points to other choices")
    Assessment.objects.filter(pk=draft.pk).update(released_at=NOW)
    course = Course.objects.get()
    assert {each.check.code: each for each in checklist(course, now=NOW)}["question_slip"].passed


def test_advice_never_stands_in_the_way() -> None:
    own = make_provider()
    assert not any(is_required(check, own) for check in CHECKS if check.advice)


def test_credit_added_after_publication_is_valid_from_then_on() -> None:
    course = make_course(published_at=NOW - timedelta(days=90))
    found = Candidate(Course.objects.get(), NOW)
    assert failing(found) >= {"credit_retroactive"}
    course.offers.update(valid_from=date(2030, 1, 1))
    assert "credit_retroactive" not in failing(Candidate(Course.objects.get(), NOW))


def test_an_exception_with_its_reason_lets_an_employee_stay() -> None:
    found = candidate()
    relationship(kind=Nature.EMPLOYEE, relevant=False)(found)
    Judgement.objects.update(exception="unrelated", exception_reason="Sells software.")
    assert failing(Candidate(Course.objects.get(), NOW)) == set()


def test_what_ended_excludes_nobody() -> None:
    found = candidate()
    relationship(kind=Nature.OWNER, relevant=False, ended_on=date(2025, 1, 1))(found)
    assert failing(found) == set()


def test_a_draft_is_judged_by_its_newest_versions_and_a_published_course_by_the_released() -> None:
    course = make_course()
    newer = make_video(course=course, released_at=None)
    assert Candidate(course, NOW).video != newer
    course.published_at = None
    assert Candidate(course, NOW).video == newer


def test_roles_of_several_people_are_judged_one_by_one() -> None:
    found = candidate()
    make_faculty(course=found.course, name="Ben Oak").person.disclosures.all().delete()
    assert failing(Candidate(found.course, NOW)) == {"disclosure_missing"}
