"""An export is made whole or not at all, recorded, sent once, and its file does not stay."""

import hashlib
import json
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from accounts import private_files
from accounts.errors import Refused
from accounts.models import AuditEntry
from certificates.models import Certificate
from certificates.services.corrections import correct_name
from certificates.services.revocation import revoke
from courses.models import Course
from reporting.models import Export, ExportColumn, ExportLayout, ExportRow, State
from reporting.services import exporting, planning
from reporting.services.export_files import read_file, remove_old_files
from reporting.services.exporting import discard, make_export, reject
from reporting.services.planning import ExportSelection
from reporting.tasks import make, remove_old_export_files
from tests.reporting.people import (
    LATER,
    LICENCE,
    NOW,
    NPI,
    consent,
    content,
    earn,
    export,
    layout,
    learner_of,
    lines,
    make_reported_course,
    provider_of,
    withdraw,
)
from tests.staff_members import make_staff


@pytest.fixture
def course(db: None) -> Course:
    return make_reported_course()


def test_what_was_exported_is_recorded_with_its_hash(course: Course) -> None:
    earn(course)
    earn(course, full_name="Bea Ng", consents=())
    made = export(course, courses=[course], completed_from=date(2026, 1, 1))
    assert (made.adds, made.deletes, made.left_out) == (1, 0, 1)
    assert made.sha256 == hashlib.sha256(content(made)).hexdigest()
    assert made.bytes == len(content(made))
    assert made.layout_version == layout().version
    assert made.selection["courses"] == [{"id": course.pk, "title": course.title}]
    assert made.columns[0]["header"] == "Action"
    assert made.exclusions.get().reasons == ["no_consent"]
    assert AuditEntry.objects.filter(action="export-made", actor=made.made_by).count() == 1


def test_the_file_is_encrypted_where_it_lies(course: Course) -> None:
    earn(course)
    made = export(course)
    with private_files._storage().open(made.stored_name) as file:
        stored = file.read()
    assert stored.startswith(b"gAAAA")
    assert b"Ana," not in stored  # no letter of base64: three of those turn up by chance


def test_rows_hold_nothing_sensitive(course: Course) -> None:
    earn(course)
    export(course)
    tables = ["reporting_export", "reporting_exportrow", "reporting_exportexclusion"]
    with connection.cursor() as cursor:
        said = ""
        for table in (*tables, "accounts_auditentry", "procrastinate_jobs"):
            cursor.execute(f"SELECT t::text FROM {table} t")  # noqa: S608
            said += str(cursor.fetchall())
    assert not any(secret in said for secret in (NPI, LICENCE, "02-29", "02/29"))


def test_a_second_export_sends_nothing_again(course: Course) -> None:
    earn(course)
    export(course)
    second = export(course)
    assert (second.adds, second.deletes, second.left_out) == (0, 0, 1)
    assert (second.sha256, second.has_file) == ("", False)


def test_a_correction_is_a_deletion_and_an_addition(course: Course) -> None:
    old = earn(course)
    first = export(course)
    new = correct_name(certificate=old, name="Ana Diaz", now=NOW)
    made = export(course)
    assert [(row.action, row.certificate_id) for row in made.rows.all()] == [
        ("delete", old.pk),
        ("add", new.pk),
    ]
    assert [row[0] for row in lines(made)[1:]] == ["Delete", "Add"]
    assert first.rows.get().undone_at == NOW
    assert export(course).rows.count() == 0


def test_a_withdrawn_consent_deletes_and_a_new_one_adds_again(course: Course) -> None:
    certificate = earn(course)
    export(course)
    withdraw(learner_of(certificate))
    assert export(course).deletes == 1
    assert export(course).deletes == 0
    consent(learner_of(certificate), now=LATER)
    again = export(course, now=LATER)
    assert (again.adds, again.rows.get().action) == (1, "add")


def test_a_deleted_account_leads_to_a_deletion_by_its_credit_id(course: Course) -> None:
    certificate = earn(course)
    export(course, "pars-learners-json")
    learner_of(certificate).delete()
    made = export(course, "pars-learners-json")
    [report] = json.loads(content(made))["ACCMELearnerReports"]["ActivityReports"]["ActivityReport"]
    [credit] = report["Activity"]["Module"]["CreditCertificate"]
    assert report["XtensibleInfo"] == {"LearnerRecordAction": "delete"}
    assert report["Member"]["Name"] == {"GivenName": "Ana", "FamilyName": "Díaz"}
    assert "UniqueID" not in credit
    assert credit["CreditID"].endswith(str(certificate.pk))


def test_nothing_to_export_is_refused(course: Course) -> None:
    with pytest.raises(Refused, match="Nothing matches"):
        export(course)


def test_a_large_export_is_left_to_a_job_that_bears_to_run_twice(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    earn(course)
    monkeypatch.setattr(exporting, "SMALL", 0)
    made = export(course)
    assert made.finished_at is None
    for _ in range(2):
        make(made.pk)
    made.refresh_from_db()
    assert (made.adds, made.checked, made.to_check) == (1, 1, 1)
    assert made.rows.count() == 1


def test_a_job_uses_the_columns_the_export_began_with(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    earn(course)
    monkeypatch.setattr(exporting, "SMALL", 0)
    made = export(course)
    ExportColumn.objects.filter(layout=layout()).delete()
    make_export(export_id=made.pk, now=NOW)
    made.refresh_from_db()
    assert len(lines(made)[0]) == len(made.columns) > 10


def test_the_database_refuses_to_report_twice(course: Course) -> None:
    earn(course)
    row = export(course).rows.get()
    twice = {"export": row.export, "destination": row.destination, "certificate": row.certificate}
    with (
        pytest.raises(IntegrityError, match="a_certificate_is_reported_once"),
        transaction.atomic(),
    ):
        ExportRow.objects.create(**twice, line=2, action="add", credit_id=row.credit_id)


@pytest.mark.parametrize(
    "change", [{"credit_id": "x"}, {"line": 9}, {"action": "delete"}, {"export_id": 0}]
)
def test_only_the_state_of_a_row_changes(course: Course, change: dict[str, object]) -> None:
    earn(course)
    row = export(course).rows.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        ExportRow.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(IntegrityError, match="kept"), transaction.atomic():
        ExportRow.objects.filter(pk=row.pk)._raw_delete("default")


def test_a_finished_export_is_evidence(course: Course) -> None:
    earn(course)
    made = export(course)
    for change in ({"sha256": "0"}, {"adds": 9}, {"made_at": LATER}):
        with pytest.raises(IntegrityError, match="cannot be changed"), transaction.atomic():
            Export.objects.filter(pk=made.pk).update(**change)
    with pytest.raises(IntegrityError, match="an export is kept"), transaction.atomic():
        Export.objects.filter(pk=made.pk)._raw_delete("default")


def test_a_certificate_past_its_retention_leaves_its_row(course: Course) -> None:
    earn(course)
    row = export(course).rows.get()
    ExportRow.objects.filter(pk=row.pk).update(certificate=None)
    row.refresh_from_db()
    assert row.credit_id.startswith("ccid:")


def test_files_go_after_thirty_days_and_the_rest_stays(course: Course) -> None:
    earn(course)
    made = export(course)
    assert remove_old_files(now=NOW + timedelta(days=30)) == 0
    assert remove_old_files(now=NOW + timedelta(days=31)) == 1
    assert remove_old_files(now=NOW + timedelta(days=31)) == 0
    made.refresh_from_db()
    assert not made.has_file
    assert made.sha256
    with pytest.raises(FileNotFoundError):
        content(made)
    with pytest.raises(Refused, match="no longer kept"):
        read_file(export=made, by=made.made_by)
    assert remove_old_export_files(0) >= 0


def test_what_was_never_sent_is_open_again(course: Course) -> None:
    earn(course)
    made = export(course)
    for _ in range(2):
        discard(export=made, by=made.made_by, now=LATER)
    assert made.rows.get().state == State.REJECTED
    assert AuditEntry.objects.filter(action="export-discarded").count() == 1
    assert export(course, now=LATER).adds == 1


def test_what_was_accepted_was_sent(course: Course) -> None:
    earn(course)
    made = export(course)
    made.rows.update(state=State.ACCEPTED)
    with pytest.raises(Refused, match="accepted lines"):
        discard(export=made, by=made.made_by, now=LATER)


def test_a_rejected_deletion_comes_back(course: Course) -> None:
    certificate = earn(course)
    first = export(course)
    revoke(certificate=certificate, reason="Mistake.", now=NOW)
    second = export(course)
    reject(second.rows.all(), reason="Unknown record.", now=LATER)
    assert first.rows.get().undone_at is None
    assert export(course, now=LATER).deletes == 1


def test_who_takes_the_file_is_recorded(course: Course) -> None:
    earn(course)
    made = export(course)
    reader = make_staff("manager", provider_of(course))
    assert b"".join(read_file(export=made, by=reader)) == content(made)
    entry = AuditEntry.objects.get(action="export-downloaded")
    assert (entry.actor, entry.details) == (reader, {"sha256": made.sha256})


def test_consent_withdrawn_while_it_is_planned_counts(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = earn(course)
    really = planning.plan

    def plan_and_then_withdraw(selection: ExportSelection, **rest: object) -> object:
        found = really(selection, **rest)  # type: ignore[arg-type]
        withdraw(learner_of(certificate))
        return found

    monkeypatch.setattr(exporting, "plan", plan_and_then_withdraw)
    assert export(course).adds == 0


def test_layouts_in_use_are_kept(course: Course, client: Client) -> None:
    earn(course)
    export(course)
    with pytest.raises(Exception, match="protected"):
        ExportLayout.objects.get(code="pars-learners").delete()
    assert Certificate.objects.count() == 1
