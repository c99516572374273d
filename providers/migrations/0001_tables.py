"""The tables of providers, with their constraints, indexes and triggers."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.migration_parts import CreateTables, create_tracked, trigger
from providers.models.provider import validate_time_zone


class Migration(CreateTables):
    initial = True
    dependencies = [
        ("accounts", "0001_tables"),
        ("pghistory", "0007_auto_20250421_0444"),
        # Not needed, but sooner is quicker: few models are there yet to render.
        ("account", "0009_emailaddress_unique_primary_email"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("procrastinate", "0041_post_retry_failed_job"),
        ("sessions", "0001_initial"),
        ("admin", "0003_logentry_add_action_flag_choices"),
    ]
    operations = [
        *create_tracked(
            "providers.StatementTemplate",
            {
                "code": models.SlugField(max_length=40, unique=True),
                "name": models.CharField(max_length=120),
                "providership": models.CharField(
                    max_length=10,
                    choices=[("direct", "Directly provided"), ("joint", "Jointly provided")],
                ),
                "text": models.TextField(),
            },
            options={"ordering": ["name"]},
        ),
        *create_tracked(
            "providers.Provider",
            {
                "slug": models.SlugField(max_length=60, unique=True),
                "name": models.CharField(max_length=200),
                "accreditor": models.CharField(max_length=200),
                "accreditation_template": models.ForeignKey(
                    "providers.StatementTemplate", models.PROTECT
                ),
                "website": models.URLField(blank=True),
                "contact_email": models.EmailField(max_length=254),
                "contact_phone": models.CharField(max_length=40, blank=True),
                "time_zone": models.CharField(
                    max_length=60, default="America/Chicago", validators=[validate_time_zone]
                ),
                "pars_provider_id": models.CharField(
                    verbose_name="ACCME provider ID",
                    max_length=7,
                    blank=True,
                    help_text="7 digits.",
                ),
                "is_sample": models.BooleanField(verbose_name="sample", default=False),
                "counted_from": models.CharField(
                    verbose_name="learners count from",
                    max_length=10,
                    default="first-view",
                    choices=[
                        ("first-view", "the first view of the content"),
                        ("enrolment", "the enrolment"),
                    ],
                    help_text="In the totals of an activity. Each person counts once.",
                ),
                "second_approval": models.BooleanField(
                    verbose_name="publishing needs a second person",
                    default=False,
                    help_text="Whoever asks for publishing cannot approve it.",
                ),
                "optional_checks": models.JSONField(
                    verbose_name="checks that are advice here",
                    blank=True,
                    default=list,
                    editable=False,
                    help_text=(
                        "Codes of checks that this provider's accreditor no longer asks for."
                    ),
                ),
            },
            options={"ordering": ["name"]},
        ),
        *create_tracked(
            "providers.Membership",
            {
                "provider": models.ForeignKey(
                    "providers.Provider", models.CASCADE, related_name="memberships"
                ),
                "user": models.ForeignKey(
                    settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships"
                ),
                "role": models.CharField(
                    max_length=10,
                    choices=[
                        ("owner", "Owner"),
                        ("manager", "Course manager"),
                        ("reviewer", "Reviewer"),
                        ("support", "Support"),
                        ("viewer", "Report viewer"),
                    ],
                ),
                "granted_at": models.DateTimeField(default=timezone.now, editable=False),
            },
            options={
                "ordering": ["provider", "user"],
                "constraints": [
                    models.UniqueConstraint(
                        "provider", "user", name="one_role_per_person_and_provider"
                    )
                ],
                "triggers": [
                    trigger(
                        "providers.Membership",
                        "an_owner_stays",
                        when="BEFORE",
                        operation="UPDATE OR DELETE",
                        func="""
    IF OLD.role = 'owner' AND (
        TG_OP = 'DELETE' OR NEW.role <> 'owner' OR NEW.provider_id <> OLD.provider_id
    ) THEN
        PERFORM 1 FROM providers_provider WHERE id = OLD.provider_id FOR NO KEY UPDATE;
        IF NOT EXISTS (
            SELECT 1 FROM providers_membership
            WHERE provider_id = OLD.provider_id AND role = 'owner' AND id <> OLD.id
        ) THEN
            RAISE EXCEPTION 'the last owner of a provider stays'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
""",
                    )
                ],
            },
        ),
    ]
