"""The audit trail is written and never edited: the database sees to it."""

import pytest
from django.db import IntegrityError, transaction

from accounts.audit import record
from accounts.models import AuditEntry, User
from courses.models import Course
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(db: None) -> AuditEntry:
    course = factories.make_course()
    return record(
        actor=factories.make_user(is_staff=True),
        action="course-retired",
        subject=course,
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
