"""The tables of accounts, with their constraints, indexes and triggers."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

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
    ]
