"""The audit trail is written and never edited: the database sees to it."""

from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from time_machine import TimeMachineFixture

from accounts.audit import record, record_reading
from accounts.models import AuditEntry, User
from courses.models import Course
from tests import factories
from tests.staff_members import client_of, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(db: None) -> AuditEntry:
    course = factories.make_course()
    return record(
        factories.make_user(is_staff=True),
        "course-retired",
        course,
        provider=course.series.provider,
        learner=factories.make_user(),
        reason="Out of date.",
    )


def test_a_line_says_who_did_what_to_what_and_why(entry: AuditEntry) -> None:
    course = Course.objects.get()
    assert (entry.subject_type, entry.subject_id) == ("courses.Course", str(course.pk))
    assert (entry.subject_label, entry.provider) == (course.title, course.series.provider_id)


@pytest.mark.parametrize("field", ["action", "reason", "provider", "actor", "details"])
def test_a_line_cannot_be_changed(entry: AuditEntry, field: str) -> None:
    other = {"provider": 0, "actor": None, "details": {"x": 1}}.get(field, "other")
    with pytest.raises(IntegrityError, match="cannot be changed"), transaction.atomic():
        AuditEntry.objects.filter(pk=entry.pk).update(**{field: other})


def test_a_line_cannot_be_deleted(entry: AuditEntry) -> None:
    with pytest.raises(IntegrityError, match="is kept"), transaction.atomic():
        entry.delete()


def test_a_deleted_learner_leaves_a_line_without_a_name(entry: AuditEntry) -> None:
    User.objects.filter(audit_entries=entry).delete()
    entry.refresh_from_db()
    assert entry.learner is None
    AuditEntry.objects.filter(pk=entry.pk).update(subject_label="")


@pytest.mark.parametrize("table", ["attempt", "answer", "enrolment", "watch"])
def test_looking_into_the_tables_of_the_admin_is_recorded_once_a_day(table: str) -> None:
    enrolment = factories.passed()
    provider = enrolment.course.series.provider
    staff_client = client_of("support", provider)
    model = apps.get_model("progress", table)
    row = model._default_manager.all()[0]
    for _ in range(2):
        assert staff_client.get(f"/admin/progress/{table}/").status_code == 200
        assert staff_client.get(f"/admin/progress/{table}/{row.pk}/change/").status_code == 200
    listed, read = AuditEntry.objects.order_by("pk")
    assert (listed.action, listed.provider, listed.details) == (
        "table-read",
        provider.pk,
        {"table": model._meta.label},
    )
    assert (read.action, read.provider, read.learner) == (
        "record-read",
        provider.pk,
        enrolment.user,
    )


def test_the_administrator_is_in_the_trail_as_well() -> None:
    person = factories.make_user()
    staff_client = sign_in(factories.make_user(is_staff=True, is_superuser=True))
    assert staff_client.get(f"/admin/accounts/user/{person.pk}/change/").status_code == 200
    assert staff_client.get("/admin/reporting/licence/").status_code == 200
    assert [line.action for line in AuditEntry.objects.order_by("pk")] == [
        "record-read",
        "table-read",
    ]


@pytest.mark.parametrize(
    ("moments", "lines"),
    [
        # Six and eight in the evening of March 14 in Chicago, between which UTC's day ends.
        ([datetime(2026, 3, 14, 23, tzinfo=UTC), datetime(2026, 3, 15, 1, tzinfo=UTC)], 1),
        # That evening, and the next morning.
        ([datetime(2026, 3, 15, 1, tzinfo=UTC), datetime(2026, 3, 15, 14, tzinfo=UTC)], 2),
    ],
)
def test_the_day_of_a_reading_is_the_providers(
    moments: list[datetime], lines: int, time_machine: TimeMachineFixture
) -> None:
    course, staff = factories.make_course(), factories.make_user(is_staff=True)
    for moment in moments:
        time_machine.move_to(moment)
        record_reading(staff, course, provider=course.series.provider, learner=None)
    assert AuditEntry.objects.filter(action="record-read").count() == lines
