"""The tables of reporting, with their constraints, indexes and triggers."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.fields import BlindIndexField, EncryptedTextField
from accounts.migration_parts import CreateTables, create, create_tracked, trigger


class Migration(CreateTables):
    initial = True
    dependencies = [
        ("accounts", "0001_tables"),
        ("certificates", "0001_tables"),
        ("courses", "0001_tables"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("providers", "0001_tables"),
    ]
    operations = [
        create(
            "reporting.Licence",
            {
                "user": models.ForeignKey(
                    settings.AUTH_USER_MODEL, models.CASCADE, related_name="licences"
                ),
                "state": models.CharField(max_length=2),
                "kind": models.CharField(max_length=40, blank=True),
                "number": EncryptedTextField(),
                "number_index": BlindIndexField(db_index=True),
                "added_at": models.DateTimeField(default=timezone.now, editable=False),
            },
            options={
                "ordering": ["state", "added_at"],
                "constraints": [
                    models.UniqueConstraint(
                        "user",
                        "number_index",
                        name="a_licence_is_listed_once",
                        condition=~models.Q(number_index=""),
                    )
                ],
            },
        ),
        create(
            "reporting.ReportingIdentity",
            {
                "user": models.OneToOneField(
                    settings.AUTH_USER_MODEL, models.CASCADE, related_name="reporting_identity"
                ),
                "given_name": models.CharField(max_length=50),
                "family_name": models.CharField(max_length=50),
                "npi": EncryptedTextField(verbose_name="NPI", blank=True),
                "npi_index": BlindIndexField(db_index=True),
                "birth_day": EncryptedTextField(
                    verbose_name="month and day of birth", blank=True, help_text="MM-DD."
                ),
                "updated_at": models.DateTimeField(auto_now=True),
            },
            options={"verbose_name_plural": "reporting identities"},
        ),
        *create_tracked(
            "reporting.CertifyingBoard",
            {
                "code": models.CharField(max_length=10, unique=True),
                "name": models.CharField(max_length=120),
                "enabled": models.BooleanField(default=False),
            },
            options={"ordering": ["name"]},
        ),
        create(
            "reporting.BoardId",
            {
                "user": models.ForeignKey(
                    settings.AUTH_USER_MODEL, models.CASCADE, related_name="board_ids"
                ),
                "board": models.ForeignKey("reporting.CertifyingBoard", models.PROTECT),
                "number": EncryptedTextField(),
                "added_at": models.DateTimeField(default=timezone.now, editable=False),
            },
            options={
                "ordering": ["board__name"],
                "constraints": [
                    models.UniqueConstraint("user", "board", name="one_id_at_each_board")
                ],
            },
        ),
        *create_tracked(
            "reporting.ReportingDestination",
            {
                "code": models.SlugField(max_length=40, unique=True),
                "name": models.CharField(max_length=120),
                "description": models.TextField(
                    blank=True,
                    help_text="For the learner: who sees it there, and what it is good for.",
                ),
                "is_external": models.BooleanField(
                    verbose_name="outside the provider",
                    default=True,
                    help_text=(
                        "Consent is asked for, each credit is sent once, and deletions follow."
                    ),
                ),
                "licence_states": models.JSONField(
                    blank=True,
                    default=list,
                    help_text="Licences of these states count; empty: of any state.",
                ),
                "needs_birth_day": models.BooleanField(
                    verbose_name="asks for month and day of birth",
                    default=False,
                    help_text="Says so to the learner; what a file needs, its layout says.",
                ),
                "website": models.URLField(blank=True),
                "active": models.BooleanField(default=True),
                "position": models.PositiveSmallIntegerField(default=0),
            },
            options={"ordering": ["position", "name"]},
        ),
        create(
            "reporting.ConsentText",
            {
                "destination": models.ForeignKey(
                    "reporting.ReportingDestination", models.PROTECT, related_name="texts"
                ),
                "version": models.PositiveSmallIntegerField(),
                "text": models.TextField(),
                "added_at": models.DateTimeField(default=timezone.now, editable=False),
            },
            options={
                "ordering": ["destination", "-version"],
                "constraints": [
                    models.UniqueConstraint(
                        "destination", "version", name="consent_text_version_once"
                    )
                ],
                "triggers": [
                    trigger(
                        "reporting.ConsentText",
                        "consent_text_stands",
                        when="BEFORE",
                        operation="UPDATE",
                        func="""
    RAISE EXCEPTION 'a consent text is never changed: add the next version'
        USING ERRCODE = 'integrity_constraint_violation';
""",
                    )
                ],
            },
        ),
        create(
            "reporting.Consent",
            {
                "user": models.ForeignKey(
                    settings.AUTH_USER_MODEL, models.CASCADE, related_name="consents"
                ),
                "destination": models.ForeignKey(
                    "reporting.ReportingDestination", models.PROTECT, related_name="consents"
                ),
                "text": models.ForeignKey("reporting.ConsentText", models.PROTECT),
                "given_at": models.DateTimeField(default=timezone.now, editable=False),
                "withdrawn_at": models.DateTimeField(null=True, editable=False),
            },
            options={
                "ordering": ["-given_at"],
                "constraints": [
                    models.UniqueConstraint(
                        "user",
                        "destination",
                        name="one_standing_consent_for_each_destination",
                        condition=models.Q(withdrawn_at__isnull=True),
                    ),
                    models.CheckConstraint(
                        name="consent_is_given_before_it_is_withdrawn",
                        condition=models.Q(withdrawn_at__isnull=True)
                        | models.Q(withdrawn_at__gte=models.F("given_at")),
                    ),
                ],
                "triggers": [
                    trigger(
                        "reporting.Consent",
                        "consent_stands",
                        when="BEFORE",
                        operation="UPDATE",
                        func="""
    IF to_jsonb(NEW) - 'withdrawn_at' <> to_jsonb(OLD) - 'withdrawn_at'
        OR OLD.withdrawn_at IS NOT NULL
    THEN
        RAISE EXCEPTION 'a consent can only be withdrawn, once'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
""",
                    )
                ],
            },
        ),
        *create_tracked(
            "reporting.ExportLayout",
            {
                "code": models.SlugField(max_length=60, unique=True),
                "name": models.CharField(max_length=120),
                "version": models.PositiveIntegerField(default=1, editable=False),
                "destination": models.ForeignKey(
                    "reporting.ReportingDestination", models.PROTECT, related_name="layouts"
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
            "reporting.ExportColumn",
            {
                "layout": models.ForeignKey(
                    "reporting.ExportLayout", models.CASCADE, related_name="columns"
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
            "reporting.ProfessionCode",
            {
                "destination": models.ForeignKey(
                    "reporting.ReportingDestination",
                    models.CASCADE,
                    related_name="profession_codes",
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
        *create_tracked(
            "reporting.TrackingNumber",
            {
                "destination": models.ForeignKey("reporting.ReportingDestination", models.CASCADE),
                "provider": models.ForeignKey("providers.Provider", models.CASCADE),
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
            "reporting.Export",
            {
                "provider": models.ForeignKey(
                    "providers.Provider", models.PROTECT, related_name="exports"
                ),
                "layout": models.ForeignKey(
                    "reporting.ExportLayout", models.PROTECT, related_name="exports"
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
                        "reporting.Export",
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
            "reporting.ExportRow",
            {
                "export": models.ForeignKey(
                    "reporting.Export", models.PROTECT, related_name="rows"
                ),
                "destination": models.ForeignKey("reporting.ReportingDestination", models.PROTECT),
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
                    "reporting.ExportRow", models.PROTECT, null=True, related_name="undone_by"
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
                        "reporting.ExportRow",
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
            "reporting.ExportExclusion",
            {
                "export": models.ForeignKey(
                    "reporting.Export", models.CASCADE, related_name="exclusions"
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
            "reporting.ExportReply",
            {
                "export": models.ForeignKey(
                    "reporting.Export", models.PROTECT, related_name="replies"
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
    ]
