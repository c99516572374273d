"""The database itself refuses to change or to delete what was issued."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import IntegrityError, transaction
from django.utils import timezone
from time_machine import TimeMachineFixture

from accounts.audit import record
from accounts.models import AuditEntry, User
from certificates.models import RETENTION, Certificate
from certificates.services.corrections import correct_certificate
from certificates.services.retention import purge_expired
from certificates.services.revocation import revoke
from certificates.tasks import purge_expired_certificates
from progress.errors import NotEligible
from tests import factories

MAY_CHANGE = {"superseded_at", "revoked_at", "revocation_reason", "learner", "enrolment"}
FROZEN = [field for field in Certificate._meta.concrete_fields if field.name not in MAY_CHANGE]


def another(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    return value + timedelta(days=1) if hasattr(value, "year") else "other"


def update(certificate: Certificate, **changes: Any) -> None:
    with transaction.atomic():
        Certificate.objects.filter(pk=certificate.pk).update(**changes)


@pytest.mark.parametrize(
    "field", [f.attname for f in FROZEN if not f.is_relation and f.name != "id"]
)
def test_no_column_of_an_issued_certificate_can_be_changed(
    certificate: Certificate, field: str
) -> None:
    with pytest.raises(IntegrityError, match="cannot be changed"):
        update(certificate, **{field: another(getattr(certificate, field))})


def test_course_and_learner_of_a_certificate_cannot_be_exchanged(certificate: Certificate) -> None:
    with pytest.raises(IntegrityError, match="cannot be changed"):
        update(certificate, course=factories.make_course())
    with pytest.raises(IntegrityError, match="cannot be changed"):
        update(certificate, learner=factories.make_user())
    with pytest.raises(IntegrityError, match="cannot be changed"):
        update(certificate, enrolment=factories.enrol())
    with pytest.raises(IntegrityError, match="cannot be changed"):
        update(certificate, supersedes=completed_long_ago(certificate, days=1))


@pytest.mark.parametrize("field", ["superseded_at", "revoked_at"])
def test_a_moment_is_set_once_and_never_moved(certificate: Certificate, field: str) -> None:
    update(certificate, **{field: factories.NOW})
    for later in (None, factories.NOW + timedelta(days=1)):
        with pytest.raises(IntegrityError, match="cannot be changed"):
            update(certificate, **{field: later})


def test_a_reason_comes_with_the_revocation_and_stays(certificate: Certificate) -> None:
    with pytest.raises(IntegrityError, match="cannot be changed"):
        update(certificate, revocation_reason="No reason without a revocation")
    revoke(certificate=certificate, reason="Wrong person", now=factories.NOW)
    with pytest.raises(IntegrityError, match="cannot be changed"):
        update(certificate, revocation_reason="Another reason")


def test_a_second_revocation_changes_nothing(certificate: Certificate) -> None:
    revoke(certificate=certificate, reason="Wrong person", now=factories.NOW)
    revoke(certificate=certificate, reason="Again", now=factories.NOW + timedelta(days=1))
    certificate.refresh_from_db()
    assert (certificate.revoked_at, certificate.revocation_reason) == (
        factories.NOW,
        "Wrong person",
    )


def test_only_the_newest_of_a_chain_is_revoked(certificate: Certificate) -> None:
    newest = correct_certificate(certificate=certificate, name="Wu Li", now=factories.NOW)
    with pytest.raises(NotEligible) as refused:
        revoke(certificate=certificate, reason="Wrong person", now=factories.NOW)
    assert refused.value.code == "not_current"
    assert newest.printed_code in refused.value.message
    certificate.refresh_from_db()
    assert certificate.status == "superseded"


def test_a_revocation_needs_a_reason(certificate: Certificate) -> None:
    with pytest.raises(NotEligible) as refused:
        revoke(certificate=certificate, reason="  ", now=factories.NOW)
    assert refused.value.code == "reason_missing"


def test_a_certificate_cannot_be_deleted_within_its_retention(certificate: Certificate) -> None:
    Certificate.objects.update(learner=None)
    certificate.refresh_from_db()
    with pytest.raises(IntegrityError, match="six years"), transaction.atomic():
        certificate.delete()
    assert purge_expired(on=timezone.now().date()) == 0
    assert Certificate.objects.exists()


def test_what_a_living_account_earned_is_never_purged(certificate: Certificate) -> None:
    kept = completed_long_ago(certificate, days=9000, learner=certificate.learner)
    assert purge_expired(on=timezone.now().date()) == 0
    assert kept in Certificate.objects.all()
    with pytest.raises(IntegrityError, match="as long as the account"), transaction.atomic():
        kept.delete()
    assert certificate.learner
    certificate.learner.delete()
    assert purge_expired(on=timezone.now().date()) == 1


def test_the_database_itself_counts_six_years_and_thirty_days(certificate: Certificate) -> None:
    # Six years have one leap day or two, so the last day but one is the same in every year.
    young = completed_long_ago(certificate, days=-2)
    with pytest.raises(IntegrityError, match="six years"), transaction.atomic():
        young.delete()
    completed_long_ago(certificate, days=0).delete()


def completed_long_ago(
    certificate: Certificate, *, days: int, learner: User | None = None
) -> Certificate:
    """Insert an old row, whose account is gone: an issued one cannot be made old."""
    today = timezone.now().date()
    old = Certificate.objects.get(pk=certificate.pk)
    old.pk, old.code = Certificate._meta.pk.get_default(), f"{days:+016d}"
    old.learner, old.enrolment = learner, None
    old.completed_on = today - RETENTION - timedelta(days=days)
    old.save(force_insert=True)
    return old


def test_after_the_retention_the_purge_deletes_and_only_then(certificate: Certificate) -> None:
    kept = completed_long_ago(certificate, days=0)
    completed_long_ago(certificate, days=1)
    assert purge_expired(on=timezone.now().date()) == 1
    assert set(Certificate.objects.all()) == {certificate, kept}


def test_no_log_of_staff_keeps_the_name_any_longer(certificate: Certificate) -> None:
    old = completed_long_ago(certificate, days=1)
    clerk = factories.make_user(is_staff=True)
    for row in (old, certificate):
        record(clerk, "certificate-revoked", row)
        LogEntry.objects.log_actions(clerk.pk, [row], CHANGE, f"Revoked: {row.name} wrote")
    purge_expired(on=timezone.now().date())
    assert set(AuditEntry.objects.values_list("subject_label", flat=True)) == {
        "",
        str(certificate),
    }
    assert LogEntry.objects.filter(object_repr__contains=old.name).count() == 1
    assert LogEntry.objects.filter(change_message__contains=old.name).count() == 1


def test_a_chain_of_corrections_is_purged_whole(certificate: Certificate) -> None:
    older = completed_long_ago(certificate, days=5)
    newer = Certificate.objects.get(pk=older.pk)
    newer.pk, newer.code, newer.supersedes = Certificate._meta.pk.get_default(), "9" * 16, older
    newer.save(force_insert=True)
    assert purge_expired(on=timezone.now().date()) == 2


def test_verification_outlives_the_account(certificate: Certificate) -> None:
    assert certificate.learner is not None
    certificate.learner.delete()
    certificate.refresh_from_db()
    assert {certificate.learner_id, certificate.enrolment_id} == {None}
    assert certificate.status == "valid"
    assert certificate.name == "Ana Díaz"


def test_the_nightly_task_purges(certificate: Certificate) -> None:
    completed_long_ago(certificate, days=2)
    assert purge_expired_certificates(timestamp=0) == 1
    assert Certificate.objects.get() == certificate


def test_the_retention_ends_with_its_day_in_the_last_time_zone(
    certificate: Certificate, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to(datetime(2026, 3, 15, 4, 30, tzinfo=UTC))  # March 14 in Chicago
    completed_long_ago(certificate, days=1)
    assert purge_expired_certificates(timestamp=0) == 0
    time_machine.move_to(datetime(2026, 3, 15, 12, tzinfo=UTC))
    assert purge_expired_certificates(timestamp=0) == 1
