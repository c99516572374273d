"""The tables of certificates, with their constraints, indexes and triggers."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from accounts.migration_parts import CreateTables, create, create_tracked, trigger
from certificates.codes import new_code


class Migration(CreateTables):
    initial = True
    dependencies = [
        ("accounts", "0001_tables"),
        ("courses", "0001_tables"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("progress", "0001_tables"),
    ]
    operations = [
        create(
            "certificates.Certificate",
            {
                "id": models.UUIDField(
                    primary_key=True, default=uuid.uuid4, editable=False, serialize=False
                ),
                "code": models.CharField(
                    max_length=16, unique=True, default=new_code, editable=False
                ),
                "learner": models.ForeignKey(
                    settings.AUTH_USER_MODEL,
                    models.SET_NULL,
                    null=True,
                    related_name="certificates",
                ),
                "enrolment": models.ForeignKey(
                    "progress.Enrolment", models.SET_NULL, null=True, related_name="certificates"
                ),
                "course": models.ForeignKey(
                    "courses.Course", models.PROTECT, related_name="certificates"
                ),
                "supersedes": models.OneToOneField(
                    "certificates.Certificate",
                    models.PROTECT,
                    blank=True,
                    null=True,
                    related_name="superseded_by",
                ),
                "origin": models.CharField(
                    max_length=12,
                    default="claim",
                    choices=[
                        ("claim", "Claimed by the learner"),
                        ("credit-type", "Credit type changed by the learner"),
                        ("name", "Name mended by the learner"),
                        ("staff", "Corrected by staff"),
                    ],
                ),
                "heading": models.CharField(max_length=60),
                "name": models.CharField(max_length=80),
                "credentials": models.CharField(max_length=40, blank=True),
                "profession": models.CharField(max_length=120),
                "pars_category": models.CharField(max_length=10),
                "title": models.CharField(max_length=250),
                "provider_name": models.CharField(max_length=200),
                "learning_format": models.CharField(max_length=60),
                "credit_type_code": models.CharField(max_length=40),
                "credit_name": models.CharField(
                    max_length=80, help_text="As the amount takes it, *…* in italics."
                ),
                "credit_quarters": models.PositiveSmallIntegerField(),
                "completed_on": models.DateField(),
                "claimed_at": models.DateTimeField(),
                "issued_at": models.DateTimeField(),
                "wording": models.TextField(),
                "designation_statement": models.TextField(blank=True),
                "accreditation_statement": models.TextField(),
                "attestation": models.TextField(),
                "attestation_version": models.PositiveSmallIntegerField(),
                "is_sample": models.BooleanField(),
                "template_version": models.SlugField(max_length=40),
                "verify_url": models.URLField(max_length=300),
                "pdf_sha256": models.CharField(max_length=64),
                "superseded_at": models.DateTimeField(blank=True, null=True),
                "revoked_at": models.DateTimeField(blank=True, null=True),
                "revocation_reason": models.CharField(max_length=300, blank=True),
            },
            options={
                "ordering": ["-completed_on", "-issued_at"],
                "indexes": [
                    models.Index(
                        name="certificates_of_learner", fields=["learner", "-completed_on"]
                    ),
                    models.Index(name="certificates_of_a_day", fields=["course", "claimed_at"]),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        "enrolment",
                        name="one_live_certificate_per_enrolment",
                        condition=models.Q(revoked_at__isnull=True, superseded_at__isnull=True),
                    ),
                    models.UniqueConstraint(
                        "enrolment",
                        "origin",
                        name="a_learner_does_each_thing_once",
                        condition=models.Q(origin__in=["claim", "credit-type", "name"]),
                    ),
                    models.CheckConstraint(
                        name="some_credit", condition=models.Q(credit_quarters__gte=1)
                    ),
                ],
                "triggers": [
                    trigger(
                        "certificates.Certificate",
                        "certificate_is_immutable",
                        when="BEFORE",
                        operation="UPDATE",
                        func="""
    IF (OLD.superseded_at IS NOT NULL AND NEW.superseded_at IS DISTINCT FROM OLD.superseded_at)
        OR (OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS DISTINCT FROM OLD.revoked_at)
        OR (NEW.revocation_reason <> OLD.revocation_reason
            AND (OLD.revoked_at IS NOT NULL OR NEW.revoked_at IS NULL))
        OR (NEW.learner_id IS NOT NULL AND NEW.learner_id IS DISTINCT FROM OLD.learner_id
            AND NOT EXISTS (SELECT FROM accounts_accountmerge AS m
                WHERE m.kept_id = NEW.learner_id AND m.merged_id = OLD.learner_id))
        OR (NEW.enrolment_id IS NOT NULL AND NEW.enrolment_id IS DISTINCT FROM OLD.enrolment_id
            AND (NEW.learner_id IS NOT DISTINCT FROM OLD.learner_id OR NOT EXISTS (
                SELECT FROM accounts_accountmerge AS m JOIN progress_enrolment AS e ON e.user_id \
= m.kept_id
                WHERE m.kept_id = NEW.learner_id AND m.merged_id = OLD.learner_id
                    AND e.id = NEW.enrolment_id AND e.course_id = NEW.course_id)))
        OR to_jsonb(NEW) - \
'{superseded_at,revoked_at,revocation_reason,learner_id,enrolment_id}'::text[]
        <> to_jsonb(OLD) - \
'{superseded_at,revoked_at,revocation_reason,learner_id,enrolment_id}'::text[]
    THEN
        RAISE EXCEPTION 'an issued certificate cannot be changed'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
""",
                    ),
                    trigger(
                        "certificates.Certificate",
                        "certificate_is_retained",
                        when="BEFORE",
                        operation="DELETE",
                        func="""
    IF OLD.completed_on > (now() - interval '6 years 30 days')::date THEN
        RAISE EXCEPTION 'a certificate is kept for six years and 30 days'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN OLD;
""",
                    ),
                ],
            },
        ),
        *create_tracked(
            "certificates.ExportLayout",
            {
                "code": models.SlugField(max_length=60, unique=True),
                "name": models.CharField(max_length=120),
                "version": models.PositiveIntegerField(default=1, editable=False),
                "destination": models.ForeignKey(
                    "accounts.ReportingDestination", models.PROTECT, related_name="layouts"
                ),
                "subject": models.CharField(
                    max_length=12,
                    default="completion",
                    choices=[
                        ("completion", "one credit of one learner"),
                        ("activity", "the totals of one activity"),
                    ],
                ),
                "format": models.CharField(
                    max_length=12,
                    choices=[
                        ("xlsx", "Excel workbook (.xlsx)"),
                        ("csv", "CSV (.csv)"),
                        ("pars-json", "PARS learner reports (.json)"),
                    ],
                ),
                "has_header": models.BooleanField(
                    verbose_name="names of columns in the first line", default=True
                ),
                "sheet_name": models.CharField(max_length=31, blank=True),
                "physicians_only": models.BooleanField(
                    default=False, help_text="Others are left out, with that reason."
                ),
                "note": models.TextField(
                    blank=True,
                    help_text=(
                        "Shown to staff beside the export: what to verify, where to upload."
                    ),
                ),
                "active": models.BooleanField(default=True),
                "position": models.PositiveSmallIntegerField(default=0),
                "credit_types": models.ManyToManyField(
                    "courses.CreditType",
                    blank=True,
                    help_text="What is reported by it; none chosen: every type.",
                ),
            },
            options={"ordering": ["position", "name"]},
        ),
        *create_tracked(
            "certificates.ExportColumn",
            {
                "layout": models.ForeignKey(
                    "certificates.ExportLayout", models.CASCADE, related_name="columns"
                ),
                "position": models.PositiveSmallIntegerField(),
                "header": models.CharField(max_length=120),
                "expression": models.CharField(max_length=60),
                "required": models.BooleanField(
                    default=False,
                    help_text="A learner without this value is left out, with that reason.",
                ),
                "validator": models.CharField(max_length=60, blank=True),
            },
            options={
                "ordering": ["layout", "position"],
                "constraints": [
                    models.UniqueConstraint(
                        "layout", "position", name="one_column_at_each_position"
                    )
                ],
            },
        ),
        *create_tracked(
            "certificates.ProfessionCode",
            {
                "destination": models.ForeignKey(
                    "accounts.ReportingDestination", models.CASCADE, related_name="profession_codes"
                ),
                "profession": models.ForeignKey("accounts.Profession", models.CASCADE),
                "code": models.CharField(max_length=40),
            },
            options={
                "ordering": ["destination", "profession"],
                "constraints": [
                    models.UniqueConstraint(
                        "destination", "profession", name="one_code_a_profession"
                    )
                ],
            },
        ),
        create(
            "certificates.Export",
            {
                "provider": models.ForeignKey(
                    "courses.Provider", models.PROTECT, related_name="exports"
                ),
                "layout": models.ForeignKey(
                    "certificates.ExportLayout", models.PROTECT, related_name="exports"
                ),
                "layout_version": models.PositiveIntegerField(),
                "columns": models.JSONField(help_text="The layout's columns as they were."),
                "selection": models.JSONField(
                    help_text="Courses, period and credit types that were asked for."
                ),
                "made_by": models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT),
                "made_at": models.DateTimeField(default=timezone.now, editable=False),
                "checked": models.PositiveIntegerField(default=0),
                "to_check": models.PositiveIntegerField(default=0),
                "adds": models.PositiveIntegerField(default=0),
                "deletes": models.PositiveIntegerField(default=0),
                "left_out": models.PositiveIntegerField(default=0),
                "sha256": models.CharField(max_length=64, blank=True),
                "bytes": models.PositiveIntegerField(default=0),
                "finished_at": models.DateTimeField(null=True),
                "failed_at": models.DateTimeField(null=True),
                "failure": models.CharField(max_length=300, blank=True),
                "file_removed_at": models.DateTimeField(null=True),
                "discarded_at": models.DateTimeField(null=True),
            },
            options={
                "ordering": ["-made_at", "-pk"],
                "indexes": [
                    models.Index(name="exports_of_provider", fields=["provider", "-made_at"])
                ],
                "triggers": [
                    trigger(
                        "certificates.Export",
                        "export_stands",
                        when="BEFORE",
                        operation="UPDATE OR DELETE",
                        func="""
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'an export is kept' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.finished_at IS NOT NULL AND
        to_jsonb(NEW) - '{file_removed_at,discarded_at}'::text[]
        <> to_jsonb(OLD) - '{file_removed_at,discarded_at}'::text[]
    THEN
        RAISE EXCEPTION 'a finished export cannot be changed'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
""",
                    )
                ],
            },
        ),
        create(
            "certificates.ExportRow",
            {
                "export": models.ForeignKey(
                    "certificates.Export", models.PROTECT, related_name="rows"
                ),
                "destination": models.ForeignKey("accounts.ReportingDestination", models.PROTECT),
                "line": models.PositiveIntegerField(),
                "certificate": models.ForeignKey(
                    "certificates.Certificate",
                    models.SET_NULL,
                    null=True,
                    related_name="export_rows",
                ),
                "credit_id": models.CharField(max_length=300),
                "action": models.CharField(
                    max_length=6, choices=[("add", "Add"), ("delete", "Delete")]
                ),
                "undoes": models.ForeignKey(
                    "certificates.ExportRow", models.PROTECT, null=True, related_name="undone_by"
                ),
                "state": models.CharField(
                    max_length=8,
                    default="queued",
                    choices=[
                        ("queued", "Waiting for its file"),
                        ("exported", "In the file, not answered yet"),
                        ("accepted", "Accepted"),
                        ("rejected", "Rejected"),
                    ],
                ),
                "state_at": models.DateTimeField(default=timezone.now),
                "reason": models.CharField(max_length=300, blank=True),
                "undone_at": models.DateTimeField(null=True),
            },
            options={
                "ordering": ["export", "line"],
                "indexes": [
                    models.Index(
                        name="export_rows_of_certificate", fields=["certificate", "destination"]
                    ),
                    models.Index(name="export_rows_by_state", fields=["export", "state"]),
                ],
                "constraints": [
                    models.UniqueConstraint("export", "line", name="one_row_a_line"),
                    models.UniqueConstraint(
                        "destination",
                        "certificate",
                        name="a_certificate_is_reported_once",
                        condition=models.Q(action="add")
                        & models.Q(undone_at__isnull=True)
                        & ~models.Q(state="rejected"),
                    ),
                    models.UniqueConstraint(
                        "undoes",
                        name="a_report_is_deleted_once",
                        condition=models.Q(undoes__isnull=False) & ~models.Q(state="rejected"),
                    ),
                    models.CheckConstraint(
                        name="a_deletion_undoes_an_addition",
                        condition=models.Q(action="add", undoes__isnull=True)
                        | models.Q(action="delete", undoes__isnull=False),
                    ),
                ],
                "triggers": [
                    trigger(
                        "certificates.ExportRow",
                        "export_row_stands",
                        when="BEFORE",
                        operation="UPDATE OR DELETE",
                        func="""
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'the rows of an export are kept' USING ERRCODE = \
'integrity_constraint_violation';
    END IF;
    IF to_jsonb(NEW) - '{state,state_at,reason,undone_at,certificate_id}'::text[]
        <> to_jsonb(OLD) - '{state,state_at,reason,undone_at,certificate_id}'::text[]
        OR (NEW.certificate_id IS NOT NULL AND NEW.certificate_id IS DISTINCT FROM \
OLD.certificate_id)
    THEN
        RAISE EXCEPTION 'only the state of an exported row changes'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
""",
                    )
                ],
            },
        ),
        create(
            "certificates.ExportExclusion",
            {
                "export": models.ForeignKey(
                    "certificates.Export", models.CASCADE, related_name="exclusions"
                ),
                "certificate": models.ForeignKey(
                    "certificates.Certificate",
                    models.SET_NULL,
                    null=True,
                    related_name="export_exclusions",
                ),
                "reasons": models.JSONField(),
            },
            options={"ordering": ["pk"]},
        ),
        create(
            "certificates.ExportReply",
            {
                "export": models.ForeignKey(
                    "certificates.Export", models.PROTECT, related_name="replies"
                ),
                "read_by": models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT),
                "read_at": models.DateTimeField(default=timezone.now),
                "sha256": models.CharField(max_length=64),
                "outcomes": models.JSONField(),
                "unmatched": models.JSONField(default=list),
                "applied_at": models.DateTimeField(null=True),
            },
            options={"verbose_name_plural": "export replies", "ordering": ["-read_at"]},
        ),
        *create_tracked(
            "certificates.TrackingNumber",
            {
                "destination": models.ForeignKey("accounts.ReportingDestination", models.CASCADE),
                "provider": models.ForeignKey("courses.Provider", models.CASCADE),
                "course": models.ForeignKey(
                    "courses.Course",
                    models.CASCADE,
                    blank=True,
                    null=True,
                    help_text="Empty: the number of the provider itself.",
                ),
                "number": models.CharField(max_length=60),
            },
            options={
                "ordering": ["destination", "provider", "course"],
                "constraints": [
                    models.UniqueConstraint(
                        "destination",
                        "provider",
                        "course",
                        name="one_tracking_number_each",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        create(
            "certificates.HistoryImport",
            {
                "id": models.UUIDField(
                    primary_key=True, default=uuid.uuid4, editable=False, serialize=False
                ),
                "provider": models.ForeignKey(
                    "courses.Provider", models.PROTECT, related_name="history_imports"
                ),
                "uploaded_by": models.ForeignKey(
                    settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
                ),
                "uploaded_at": models.DateTimeField(default=timezone.now),
                "file_name": models.CharField(max_length=200),
                "sha256": models.CharField(max_length=64),
                "content": models.TextField(blank=True),
                "state": models.CharField(
                    max_length=10,
                    default="checking",
                    choices=[
                        ("checking", "Being looked through"),
                        ("faulty", "Has faults"),
                        ("ready", "Ready to import"),
                        ("importing", "Being imported"),
                        ("done", "Imported"),
                        ("failed", "Not imported"),
                        ("discarded", "Thrown away"),
                    ],
                ),
                "rows": models.PositiveIntegerField(default=0),
                "done_rows": models.PositiveIntegerField(default=0),
                "summary": models.JSONField(default=dict),
                "faults": models.JSONField(default=list),
                "fault_count": models.PositiveIntegerField(default=0),
                "finished_at": models.DateTimeField(null=True),
            },
            options={
                "ordering": ["-uploaded_at"],
                "constraints": [
                    models.CheckConstraint(
                        name="a_finished_import_keeps_no_file",
                        condition=~models.Q(state__in=["done", "discarded"]) | models.Q(content=""),
                    )
                ],
            },
        ),
        create(
            "certificates.PastCredit",
            {
                "source": models.ForeignKey(
                    "certificates.HistoryImport", models.PROTECT, related_name="credits"
                ),
                "provider": models.ForeignKey(
                    "courses.Provider", models.PROTECT, related_name="past_credits"
                ),
                "line": models.PositiveIntegerField(),
                "learner": models.ForeignKey(
                    settings.AUTH_USER_MODEL,
                    models.SET_NULL,
                    null=True,
                    related_name="past_credits",
                ),
                "email": models.EmailField(max_length=254, blank=True),
                "person_key": models.CharField(max_length=80),
                "name": models.CharField(max_length=120),
                "external_course_id": models.CharField(max_length=128),
                "title": models.CharField(max_length=250),
                "credit_type_code": models.CharField(max_length=40),
                "credit_quarters": models.PositiveSmallIntegerField(),
                "is_physician": models.BooleanField(null=True),
                "enrolled_on": models.DateField(null=True),
                "completed_on": models.DateField(),
                "expires_on": models.DateField(null=True),
            },
            options={
                "ordering": ["-completed_on", "title"],
                "indexes": [
                    models.Index(
                        name="past_credit_of_learner", fields=["learner", "-completed_on"]
                    ),
                    models.Index(
                        name="past_credit_to_link", fields=["email"], condition=~models.Q(email="")
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        "provider",
                        "external_course_id",
                        "person_key",
                        "credit_type_code",
                        name="past_credit_once",
                    ),
                    models.CheckConstraint(
                        name="some_past_credit", condition=models.Q(credit_quarters__gte=1)
                    ),
                    models.CheckConstraint(
                        name="a_linked_past_credit_keeps_no_address",
                        condition=models.Q(learner__isnull=True) | models.Q(email=""),
                    ),
                ],
            },
        ),
        create(
            "certificates.CreditCell",
            {
                "course": models.ForeignKey(
                    "courses.Course", models.CASCADE, related_name="+", db_index=False
                ),
                "day": models.DateField(help_text="On which they started; of the provider."),
                "level": models.PositiveSmallIntegerField(
                    choices=[
                        (0, "everyone"),
                        (1, "by profession"),
                        (2, "by state"),
                        (3, "by profession and state"),
                    ]
                ),
                "profession": models.ForeignKey(
                    "accounts.Profession",
                    models.CASCADE,
                    null=True,
                    related_name="+",
                    db_index=False,
                ),
                "state": models.CharField(max_length=2, blank=True),
                "credit_type_code": models.CharField(max_length=40),
                "standing": models.PositiveIntegerField(),
                "minutes": ArrayField(base_field=models.IntegerField()),
            },
            options={
                "ordering": ["course", "level", "day"],
                "indexes": [models.Index(name="credit_cells_of_a_day", fields=["course", "day"])],
                "constraints": [
                    models.UniqueConstraint(
                        name="one_credit_cell",
                        fields=(
                            "course",
                            "level",
                            "profession",
                            "state",
                            "day",
                            "credit_type_code",
                        ),
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        create(
            "certificates.IssuedDay",
            {
                "course": models.ForeignKey(
                    "courses.Course", models.CASCADE, related_name="+", db_index=False
                ),
                "day": models.DateField(help_text="On which they were claimed; of the provider."),
                "credit_type_code": models.CharField(max_length=40),
                "issued": models.PositiveIntegerField(),
                "standing": models.PositiveIntegerField(),
                "revoked": models.PositiveIntegerField(),
                "quarters": models.PositiveIntegerField(
                    help_text="Quarter credits of those that stand."
                ),
            },
            options={
                "ordering": ["course", "-day"],
                "constraints": [
                    models.UniqueConstraint(
                        "course", "day", "credit_type_code", name="issued_once_per_day_and_type"
                    )
                ],
            },
        ),
    ]
