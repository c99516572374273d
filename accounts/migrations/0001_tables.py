"""The tables of accounts, with their constraints, indexes and triggers."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.fields import BlindIndexField, EncryptedTextField
from accounts.migration_parts import CreateTables, create, create_history, create_tracked, trigger


class Migration(CreateTables):
    initial = True
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]
    operations = [
        *create_tracked(
            "accounts.Profession",
            {
                "code": models.SlugField(max_length=40, unique=True),
                "name": models.CharField(max_length=120),
                "pars_category": models.CharField(
                    max_length=10, choices=[("physician", "Physician"), ("other", "Other learner")]
                ),
                "ja_category": models.CharField(
                    verbose_name="joint accreditation category", max_length=60, blank=True
                ),
                "is_trainee": models.BooleanField(default=False),
                "position": models.PositiveSmallIntegerField(default=0),
                "retired_at": models.DateTimeField(blank=True, null=True),
            },
            options={"ordering": ["position", "name"]},
        ),
        create(
            "accounts.User",
            {
                "password": models.CharField(verbose_name="password", max_length=128),
                "last_login": models.DateTimeField(
                    verbose_name="last login", blank=True, null=True
                ),
                "is_superuser": models.BooleanField(
                    verbose_name="superuser status",
                    default=False,
                    help_text=(
                        "Designates that this user has all permissions without "
                        "explicitly assigning them."
                    ),
                ),
                "email": models.EmailField(max_length=254, unique=True),
                "full_name": models.CharField(verbose_name="full name", max_length=80),
                "profession": models.ForeignKey(
                    "accounts.Profession", models.PROTECT, blank=True, null=True
                ),
                "credentials": models.CharField(
                    verbose_name="credentials as printed", max_length=40, blank=True
                ),
                "state": models.CharField(
                    verbose_name="state of practice", max_length=2, blank=True
                ),
                "mail_names_course": models.BooleanField(
                    verbose_name="course titles in mail",
                    default=False,
                    help_text="Off unless the learner asks: someone else may read the mailbox.",
                ),
                "is_staff": models.BooleanField(default=False),
                "is_active": models.BooleanField(default=True),
                "date_joined": models.DateTimeField(default=timezone.now, editable=False),
                "groups": models.ManyToManyField(
                    "auth.Group",
                    verbose_name="groups",
                    blank=True,
                    help_text=(
                        "The groups this user belongs to. A user will get all "
                        "permissions granted to each of their groups."
                    ),
                    related_name="user_set",
                    related_query_name="user",
                ),
                "user_permissions": models.ManyToManyField(
                    "auth.Permission",
                    verbose_name="user permissions",
                    blank=True,
                    help_text="Specific permissions for this user.",
                    related_name="user_set",
                    related_query_name="user",
                ),
            },
            options={
                "ordering": ["full_name"],
                "constraints": [
                    models.UniqueConstraint(Lower("email"), name="user_email_unique_in_any_case")
                ],
                "triggers": [
                    trigger(
                        "accounts.User",
                        "update_update",
                        when="AFTER",
                        operation="UPDATE",
                        condition=(
                            'WHEN (OLD."is_active" IS DISTINCT FROM (NEW."is_active") OR '
                            'OLD."is_staff" IS DISTINCT FROM (NEW."is_staff") OR '
                            'OLD."is_superuser" IS DISTINCT FROM (NEW."is_superuser"))'
                        ),
                        func=(
                            'INSERT INTO "accounts_userrightsevent" ("is_active", '
                            '"is_staff", "is_superuser", "pgh_context_id", '
                            '"pgh_created_at", "pgh_label", "pgh_obj_id") VALUES '
                            '(NEW."is_active", NEW."is_staff", NEW."is_superuser", '
                            "_pgh_attach_context(), NOW(), 'update', NEW.\"id\"); RETURN "
                            "NULL;"
                        ),
                    )
                ],
            },
        ),
        create_history(
            "accounts.UserRightsEvent",
            "accounts.User",
            {
                "is_staff": models.BooleanField(default=False),
                "is_superuser": models.BooleanField(
                    verbose_name="superuser status",
                    default=False,
                    help_text=(
                        "Designates that this user has all permissions without "
                        "explicitly assigning them."
                    ),
                ),
                "is_active": models.BooleanField(default=True),
            },
            related_name="is_staff_is_superuser_is_active_events",
        ),
        create(
            "accounts.Mail",
            {
                "user": models.ForeignKey(
                    settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="mails"
                ),
                "kind": models.SlugField(max_length=60),
                "recipient": models.EmailField(max_length=254),
                "subject": models.CharField(max_length=200),
                "template": models.CharField(max_length=120, blank=True, editable=False),
                "context": models.JSONField(default=dict, editable=False),
                "provider": models.PositiveBigIntegerField(null=True, editable=False),
                "queued_at": models.DateTimeField(default=timezone.now, editable=False),
                "sent_at": models.DateTimeField(null=True, editable=False),
                "failed_at": models.DateTimeField(null=True, editable=False),
                "failure": models.TextField(blank=True, editable=False),
            },
            options={
                "ordering": ["-queued_at"],
                "indexes": [models.Index(name="mail_by_user", fields=["user", "-queued_at"])],
            },
        ),
        create(
            "accounts.AuditEntry",
            {
                "at": models.DateTimeField(default=timezone.now),
                "actor": models.ForeignKey(
                    settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="acts"
                ),
                "action": models.SlugField(max_length=60),
                "subject_type": models.CharField(max_length=60, blank=True),
                "subject_id": models.CharField(max_length=64, blank=True),
                "subject_label": models.CharField(max_length=200, blank=True),
                "provider": models.PositiveBigIntegerField(null=True),
                "learner": models.ForeignKey(
                    settings.AUTH_USER_MODEL,
                    models.SET_NULL,
                    null=True,
                    related_name="audit_entries",
                ),
                "reason": models.CharField(max_length=500, blank=True),
                "details": models.JSONField(default=dict),
            },
            options={
                "verbose_name_plural": "audit entries",
                "ordering": ["-at", "-id"],
                "indexes": [
                    models.Index(name="audit_by_provider", fields=["provider", "-at"]),
                    models.Index(name="audit_by_learner", fields=["learner", "-at"]),
                    models.Index(name="audit_by_actor", fields=["actor", "-at"]),
                    models.Index(name="audit_by_time", fields=["-at", "-id"]),
                ],
                "triggers": [
                    trigger(
                        "accounts.AuditEntry",
                        "audit_is_kept",
                        when="BEFORE",
                        operation="UPDATE OR DELETE",
                        func="""
    IF TG_OP = 'DELETE' THEN
        IF OLD.at > now() - interval '6 years 30 days' THEN
            RAISE EXCEPTION 'the audit trail is kept for six years and 30 days'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN OLD;
    END IF;
    IF to_jsonb(NEW) - '{learner_id,subject_label}'::text[]
        <> to_jsonb(OLD) - '{learner_id,subject_label}'::text[]
        OR (NEW.learner_id IS NOT NULL AND NEW.learner_id IS DISTINCT FROM OLD.learner_id)
        OR NEW.subject_label NOT IN (OLD.subject_label, '')
    THEN
        RAISE EXCEPTION 'the audit trail cannot be changed'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
""",
                    )
                ],
            },
        ),
        create(
            "accounts.AccountMerge",
            {
                "kept": models.ForeignKey(
                    settings.AUTH_USER_MODEL, models.CASCADE, related_name="merges"
                ),
                "merged": models.OneToOneField(
                    settings.AUTH_USER_MODEL, models.CASCADE, related_name="merged_into"
                ),
                "by": models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"),
                "at": models.DateTimeField(default=timezone.now),
                "reason": models.CharField(max_length=500),
                "record": models.JSONField(default=dict),
            },
            options={
                "ordering": ["-at"],
                "constraints": [
                    models.CheckConstraint(
                        name="two_accounts_are_merged", condition=~models.Q(kept=models.F("merged"))
                    )
                ],
            },
        ),
        create(
            "accounts.Licence",
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
            "accounts.ReportingIdentity",
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
            "accounts.CertifyingBoard",
            {
                "code": models.CharField(max_length=10, unique=True),
                "name": models.CharField(max_length=120),
                "enabled": models.BooleanField(default=False),
            },
            options={"ordering": ["name"]},
        ),
        create(
            "accounts.BoardId",
            {
                "user": models.ForeignKey(
                    settings.AUTH_USER_MODEL, models.CASCADE, related_name="board_ids"
                ),
                "board": models.ForeignKey("accounts.CertifyingBoard", models.PROTECT),
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
            "accounts.ReportingDestination",
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
            "accounts.ConsentText",
            {
                "destination": models.ForeignKey(
                    "accounts.ReportingDestination", models.PROTECT, related_name="texts"
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
                        "accounts.ConsentText",
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
            "accounts.Consent",
            {
                "user": models.ForeignKey(
                    settings.AUTH_USER_MODEL, models.CASCADE, related_name="consents"
                ),
                "destination": models.ForeignKey(
                    "accounts.ReportingDestination", models.PROTECT, related_name="consents"
                ),
                "text": models.ForeignKey("accounts.ConsentText", models.PROTECT),
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
                        "accounts.Consent",
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
    ]
