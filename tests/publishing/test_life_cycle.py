"""Reviews, warnings and the end of a course."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from accounts.errors import Refused
from accounts.models import Mail, User
from courses.models import Course, DisclosureForm
from disclosure.services.people import DisclosureStatus, disclosure_status
from publishing.models import ExpiryNotice
from publishing.services.life_cycle import bring_back, retire, warn_of_endings
from publishing.services.reviews import record_review
from tests.factories import make_course, make_disclosure
from tests.staff_members import make_staff

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 11, 23, 14, tzinfo=UTC)  # 8 in Chicago
TODAY = date(2026, 11, 23)


@pytest.fixture
def course() -> Course:
    return make_course()


@pytest.fixture
def owner(course: Course) -> User:
    return make_staff("owner", course.series.provider)


def refusal(act: Any) -> str:
    with pytest.raises(Refused) as caught:
        act()
    return caught.value.code


def review(course: Course, actor: User) -> Any:
    return record_review(
        course=course,
        actor=actor,
        reviewed_on=TODAY,
        reviewer="Ann Lee",
        outcome="current",
        evidence="The recording with this year's guideline.",
        looked_at=["content"],
        expires_on=date(2029, 11, 23),
        now=MORNING,
    )


def test_a_retired_course_leaves_the_catalogue_and_comes_back(course: Course, owner: User) -> None:
    assert refusal(lambda: retire(course=course, actor=owner, reason=" ", now=MORNING)) == (
        "reason_missing"
    )
    retire(course=course, actor=owner, reason="Out of date.", now=MORNING)
    retire(course=course, actor=owner, reason="Again.", now=MORNING)
    assert not Course.objects.published().exists()
    assert Course.objects.get().retired_reason == "Out of date."
    assert refusal(lambda: review(course, owner)) == "retired"
    bring_back(course=course, actor=owner)
    assert Course.objects.published().exists()


def ending(days: int) -> None:
    """Let the course end in so many days, and nothing else."""
    Course.objects.update(expires_on=TODAY + timedelta(days=days))
    DisclosureForm.objects.update(signed_on=TODAY)


@pytest.mark.parametrize(
    ("days", "sent"), [(91, 0), (90, 1), (61, 1), (60, 1), (30, 1), (1, 1), (0, 1), (-1, 0)]
)
def test_owners_and_managers_are_warned_90_60_and_30_days_ahead(
    course: Course, owner: User, days: int, sent: int
) -> None:
    make_staff("viewer", course.series.provider)
    manager = make_staff("manager", course.series.provider)
    ending(days)
    assert warn_of_endings(now=MORNING) == sent
    assert warn_of_endings(now=MORNING) == 0
    told = {each.user for each in Mail.objects.filter(kind="course-ends")}
    assert told == ({owner, manager} if sent else set())


def test_each_warning_comes_once_as_the_days_go_by(course: Course, owner: User) -> None:
    ending(90)
    days = (MORNING + timedelta(days=day) for day in range(91))
    assert sum(warn_of_endings(now=day) for day in days) == 3
    assert sorted(ExpiryNotice.objects.values_list("days", flat=True)) == [30, 60, 90]


def test_a_new_last_day_is_warned_of_anew(course: Course, owner: User) -> None:
    ending(20)
    assert warn_of_endings(now=MORNING) == 1
    ending(25)
    assert warn_of_endings(now=MORNING) == 1


def test_nobody_is_warned_before_the_morning_comes_where_they_are(
    course: Course, owner: User
) -> None:
    ending(30)
    assert warn_of_endings(now=MORNING - timedelta(hours=2)) == 0


def test_disclosures_that_end_are_warned_of_too(course: Course, owner: User) -> None:
    DisclosureForm.objects.update(signed_on=date(2024, 12, 20))
    assert warn_of_endings(now=MORNING) == 1
    assert Mail.objects.filter(kind="disclosure-ends", user=owner).exists()
    retire(course=course, actor=owner, reason="x", now=MORNING)
    ExpiryNotice.objects.all().delete()
    assert warn_of_endings(now=MORNING) == 0


def test_the_form_that_learners_read_is_warned_of_until_a_newer_one_is_judged(
    course: Course, owner: User
) -> None:
    DisclosureForm.objects.update(signed_on=date(2024, 12, 20))
    newer = make_disclosure(person=course.roles.all()[0].person, signed_on=date(2026, 11, 1))
    row = newer.relationships.create(company="Acme", nature="speaker")
    assert warn_of_endings(now=MORNING) == 1
    ExpiryNotice.objects.all().delete()
    row.judgements.create(course=course, relevant=False)
    assert warn_of_endings(now=MORNING) == 0


def test_mails_name_no_long_title(course: Course, owner: User) -> None:
    ending(30)
    warn_of_endings(now=MORNING)
    [sent] = Mail.objects.filter(kind="course-ends")
    assert course.title not in f"{sent.subject}{sent.context}"


def test_nobody_is_warned_of_people_without_a_role(course: Course, owner: User) -> None:
    DisclosureForm.objects.update(signed_on=date(2024, 12, 20))
    course.roles.all().delete()
    assert warn_of_endings(now=MORNING) == 0


@pytest.mark.parametrize(
    ("signed", "standing"),
    [
        (None, DisclosureStatus.NEVER),
        (date(2024, 11, 22), DisclosureStatus.EXPIRED),
        (date(2024, 11, 23), DisclosureStatus.WITHIN_30),
        (date(2024, 12, 23), DisclosureStatus.WITHIN_30),
        (date(2024, 12, 24), DisclosureStatus.WITHIN_60),
        (date(2025, 1, 23), DisclosureStatus.WITHIN_90),
        (date(2025, 2, 22), DisclosureStatus.VALID),
    ],
)
def test_a_disclosure_stands_by_its_age(signed: date | None, standing: DisclosureStatus) -> None:
    form = DisclosureForm(signed_on=signed) if signed else None
    assert disclosure_status(form, on=TODAY) == standing
