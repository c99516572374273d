"""A review is recorded, never typed: date, reviewer, outcome and evidence (DOMAIN §2.3)."""

from datetime import UTC, date, datetime
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.errors import Refused
from accounts.models import AuditEntry, User
from authoring.forms.about import AboutForm
from authoring.services.copying import copy_course
from courses.models import Course
from publishing.models import CourseReview
from publishing.services.reviews import record_review
from tests.factories import REVIEWED_ON, make_course
from tests.staff_members import client_of, make_staff

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 11, 23, 14, tzinfo=UTC)  # 8 in Chicago
TODAY = date(2026, 11, 23)
WHOLE: dict[str, Any] = {
    "reviewed_on": TODAY,
    "reviewer": "Ann Lee, MD, course director",
    "outcome": "current",
    "evidence": "The recording with the guideline of 2026.",
    "looked_at": ["content"],
    "expires_on": date(2029, 11, 23),
}


@pytest.fixture
def course() -> Course:
    return make_course()


@pytest.fixture
def owner(course: Course) -> User:
    return make_staff("owner", course.series.provider)


def review(course: Course, actor: User | None, **values: Any) -> CourseReview:
    return record_review(course=course, actor=actor, now=MORNING, **WHOLE | values)


def days(course: Course) -> tuple[date | None, date | None]:
    course.refresh_from_db()
    return course.reviewed_on, course.expires_on


def test_a_review_says_when_who_with_what_outcome_and_evidence_and_sets_both_dates(
    course: Course, owner: User
) -> None:
    row = review(course, owner)
    assert days(course) == (TODAY, date(2029, 11, 23))
    assert (row.reviewer, row.reviewed_by) == ("Ann Lee, MD, course director", owner)
    assert (row.outcome, row.evidence) == ("current", "The recording with the guideline of 2026.")
    entry = AuditEntry.objects.get(action="course-reviewed")
    assert entry.actor == owner
    assert entry.details == {
        "reviewed_on": "2026-11-23",
        "reviewer": "Ann Lee, MD, course director",
        "outcome": "current",
        "looked_at": ["content"],
    }


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"reviewed_on": date(2026, 11, 24)}, "review_in_future"),
        ({"reviewer": " "}, "reviewer_missing"),
        ({"evidence": "\n"}, "evidence_missing"),
        ({"outcome": "changed"}, "changes_missing"),
        ({"expires_on": date(2029, 11, 24)}, "expires_late"),
        ({"reviewed_on": date(2026, 11, 22)}, "expires_late"),
        ({"expires_on": date(2026, 11, 22)}, "expires_past"),
        ({"looked_at": []}, "nothing_looked_at"),
    ],
)
def test_a_review_that_rules_forbid_is_refused_and_leaves_no_trace(
    course: Course, owner: User, values: dict[str, Any], code: str
) -> None:
    before = days(course)
    with pytest.raises(Refused) as caught:
        review(course, owner, **values)
    assert caught.value.code == code
    assert days(course) == before
    assert not CourseReview.objects.exists()


def test_the_day_of_a_review_ends_where_the_provider_is(course: Course, owner: User) -> None:
    before_midnight = datetime(2026, 11, 24, 5, 59, tzinfo=UTC)
    tomorrow = WHOLE | {"reviewed_on": date(2026, 11, 24)}
    with pytest.raises(Refused):
        record_review(course=course, actor=owner, now=before_midnight, **tomorrow)
    record_review(
        course=course, actor=owner, now=before_midnight.replace(hour=6, minute=0), **tomorrow
    )


def test_a_review_before_the_first_release_counts(owner: User, course: Course) -> None:
    draft = make_course(
        series=course.series, published_at=None, released_on=TODAY, reviewed_on=None
    )
    review(draft, owner, reviewed_on=date(2026, 10, 1), expires_on=date(2029, 10, 1))
    assert days(draft) == (date(2026, 10, 1), date(2029, 10, 1))


def test_an_older_review_is_on_record_without_hiding_the_newest(
    course: Course, owner: User
) -> None:
    before = days(course)
    for last in (date(2027, 1, 1), date(2026, 1, 1), None):
        review(course, owner, reviewed_on=date(2025, 2, 3), expires_on=last)
        assert days(course) == before == (REVIEWED_ON, course.expires_on)
    with pytest.raises(Refused, match="expires_late"):
        review(course, owner, reviewed_on=date(2025, 2, 3), expires_on=date(2028, 12, 31))
    with pytest.raises(Refused, match="expires_missing"):
        review(course, owner, expires_on=None)


def test_the_page_says_that_a_newer_review_sets_the_dates(course: Course, author: Client) -> None:
    address = reverse("publishing:record-review", args=[course.slug])
    sent = WHOLE | {"reviewed_on": "2025-02-03", "expires_on": ""}
    assert "a newer one sets the dates" in author.post(address, sent, follow=True).text
    assert author.post(address, sent | {"reviewed_on": "2026-11-22"}).status_code == 400


def test_a_folder_may_bring_the_review_of_a_course_whose_credit_has_ended(course: Course) -> None:
    review(course, None, reviewed_on=date(2026, 1, 8), expires_on=date(2026, 2, 1), looked_at=[])
    assert days(course) == (date(2026, 1, 8), date(2026, 2, 1))


@pytest.mark.parametrize("column", ["reviewer", "evidence"])
def test_the_database_refuses_a_record_without_reviewer_or_evidence(
    course: Course, owner: User, column: str
) -> None:
    row = review(course, owner)
    with pytest.raises(IntegrityError, match="review_says_who_and_why"), transaction.atomic():
        CourseReview.objects.filter(pk=row.pk).update(**{column: ""})


def test_nobody_chooses_the_outcome_of_records_that_say_none(
    course: Course, author: Client
) -> None:
    address = reverse("publishing:record-review", args=[course.slug])
    assert author.post(address, WHOLE | {"outcome": "unknown"}).status_code == 400
    assert "Outcome not recorded" not in page(author, "life-cycle", course)


def test_nobody_types_the_day() -> None:
    assert "reviewed_on" not in AboutForm.base_fields
    assert not Course._meta.get_field("reviewed_on").editable


def test_a_copy_and_a_renewal_start_without_a_review(course: Course, owner: User) -> None:
    review(course, owner)
    for number, renews in enumerate((False, True)):
        made = copy_course(
            source=course,
            series=course.series,
            title=f"Copy {number}",
            short_title="Copy",
            slug=f"copy-{number}",
            actor=owner,
            now=MORNING,
            renews=renews,
        )
        assert (made.reviewed_on, made.reviews.count()) == (None, 0)


@pytest.fixture
def author(course: Course) -> Client:
    return client_of("manager", course.series.provider)


def page(client: Client, name: str, course: Course) -> str:
    return client.get(reverse(f"publishing:{name}", args=[course.slug])).content.decode()


def test_the_publish_list_leads_to_the_page_of_reviews_before_publication(
    course: Course, author: Client
) -> None:
    Course.objects.update(reviewed_on=None, published_at=None)
    listed = page(author, "edit-review", course)
    assert "Record a review: learners are shown its date." in listed
    assert reverse("publishing:life-cycle", args=[course.slug]) in listed
    assert "one before the release counts" in page(author, "life-cycle", course)


def test_what_was_recorded_is_read_on_the_page(course: Course, author: Client) -> None:
    today = course.series.provider.day_of(timezone.now())
    sent = WHOLE | {
        "reviewed_on": today.isoformat(),
        "outcome": "changed",
        "note": "Two sources are new.",
        "expires_on": today.replace(year=today.year + 1, day=1).isoformat(),
    }
    address = reverse("publishing:record-review", args=[course.slug])
    assert author.post(address, sent | {"note": ""}).status_code == 400
    assert author.post(address, sent).status_code == 302
    shown = page(author, "life-cycle", course)
    for words in (
        "Ann Lee, MD, course director",
        "Current after the changes noted",
        "The recording with the guideline of 2026.",
        "Two sources are new.",
    ):
        assert words in shown


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("reviewed_on", "2999-01-01", "Enter the day on which the review was done."),
        ("expires_on", "2999-01-01", "within three years of a review"),
    ],
)
def test_a_refusal_stands_at_its_field_and_keeps_what_was_typed(
    course: Course, author: Client, field: str, value: str, said: str
) -> None:
    address = reverse("publishing:record-review", args=[course.slug])
    answer = author.post(address, WHOLE | {"expires_on": "2028-12-31", field: value})
    assert answer.status_code == 400
    assert said in " ".join(answer.context["form"].errors[field])
    assert "The recording with the guideline of 2026." in answer.content.decode()


def migrate_data() -> None:
    migration = import_module("publishing.migrations.0003_reviews_of_before")
    migration.complete_records(apps, None)
    migration.record_dates(apps, None)


def test_a_date_typed_before_gets_its_record(course: Course) -> None:
    undated = make_course(series=course.series, reviewed_on=None)
    endless = make_course(series=course.series, expires_on=None)
    Course.objects.update(medium="A recording.")
    migrate_data()
    migrate_data()
    row = course.reviews.get()
    assert (row.reviewed_on, row.reviewer) == (REVIEWED_ON, "Not recorded")
    assert row.evidence == "Date entered before reviews were recorded."
    assert (row.reviewed_by, row.expires_on) == (None, course.expires_on)
    assert row.get_outcome_display() == "Outcome not recorded"
    entered = (
        apps.get_model("courses", "CourseEvent")
        .objects.filter(pgh_obj_id=course.pk)
        .earliest("pgh_id")
    )
    assert row.reviewed_at == entered.pgh_created_at
    assert not undated.reviews.exists()
    assert endless.reviews.get().expires_on is None


def test_a_record_of_before_says_who_recorded_it_and_no_second_is_made(
    course: Course, owner: User
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE publishing_coursereview DROP CONSTRAINT review_says_who_and_why"
        )
    CourseReview.objects.create(course=course, reviewed_by=owner, reviewed_on=REVIEWED_ON)
    migrate_data()
    row = course.reviews.get()
    assert (row.reviewer, row.reviewed_by, row.outcome) == ("Not recorded", owner, "unknown")
    assert row.evidence == "Recorded before evidence was asked for."
