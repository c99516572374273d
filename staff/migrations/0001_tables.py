"""The tables of staff, with their constraints, indexes and triggers."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.migration_parts import CreateTables, create


class Migration(CreateTables):
    initial = True
    dependencies = [
        ("accounts", "0001_tables"),
        ("providers", "0001_tables"),
    ]
    operations = [
        create(
            "staff.Invitation",
            {
                "provider": models.ForeignKey(
                    "providers.Provider", models.CASCADE, related_name="invitations"
                ),
                "email": models.EmailField(verbose_name="e-mail address", max_length=254),
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
                "invited_by": models.ForeignKey(
                    settings.AUTH_USER_MODEL, models.PROTECT, related_name="invitations_sent"
                ),
                "link_version": models.PositiveSmallIntegerField(
                    default=1, help_text="Counts the mails: only the newest link opens."
                ),
                "sent_at": models.DateTimeField(default=timezone.now),
                "expires_at": models.DateTimeField(),
                "accepted_at": models.DateTimeField(blank=True, null=True),
                "accepted_by": models.ForeignKey(
                    settings.AUTH_USER_MODEL,
                    models.SET_NULL,
                    blank=True,
                    null=True,
                    related_name="invitations_accepted",
                ),
                "withdrawn_at": models.DateTimeField(blank=True, null=True),
            },
            options={
                "ordering": ["provider", "email"],
                "constraints": [
                    models.UniqueConstraint(
                        "provider",
                        Lower("email"),
                        name="one_open_invitation_per_address",
                        condition=models.Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                    ),
                    models.CheckConstraint(
                        name="invitation_accepted_or_withdrawn",
                        condition=models.Q(accepted_at__isnull=True)
                        | models.Q(withdrawn_at__isnull=True),
                    ),
                    models.CheckConstraint(
                        name="invitation_to_a_known_role",
                        condition=models.Q(
                            role__in=["owner", "manager", "reviewer", "support", "viewer"]
                        ),
                    ),
                    models.CheckConstraint(
                        name="invitation_expires_later",
                        condition=models.Q(expires_at__gt=models.F("sent_at")),
                    ),
                ],
            },
        ),
        create(
            "staff.FactorReset",
            {
                "person": models.ForeignKey(
                    settings.AUTH_USER_MODEL, models.CASCADE, related_name="factor_resets"
                ),
                "asked_by": models.ForeignKey(
                    settings.AUTH_USER_MODEL, models.PROTECT, related_name="factor_resets_asked"
                ),
                "asked_at": models.DateTimeField(default=timezone.now),
                "reason": models.CharField(max_length=500),
                "approved_by": models.ForeignKey(
                    settings.AUTH_USER_MODEL,
                    models.PROTECT,
                    blank=True,
                    null=True,
                    related_name="factor_resets_approved",
                ),
                "approved_at": models.DateTimeField(blank=True, null=True),
                "withdrawn_at": models.DateTimeField(blank=True, null=True),
            },
            options={
                "ordering": ["-asked_at"],
                "constraints": [
                    models.UniqueConstraint(
                        "person",
                        name="one_open_factor_reset_per_person",
                        condition=models.Q(approved_at__isnull=True, withdrawn_at__isnull=True),
                    ),
                    models.CheckConstraint(
                        name="factor_reset_is_asked_by_another",
                        condition=~models.Q(asked_by=models.F("person")),
                    ),
                    models.CheckConstraint(
                        name="factor_reset_takes_two",
                        condition=models.Q(approved_by__isnull=True)
                        | (
                            ~models.Q(approved_by=models.F("person"))
                            & ~models.Q(approved_by=models.F("asked_by"))
                        ),
                    ),
                    models.CheckConstraint(
                        name="factor_reset_approved_by_someone",
                        condition=models.Q(approved_at__isnull=True, approved_by__isnull=True)
                        | models.Q(
                            approved_at__isnull=False,
                            approved_by__isnull=False,
                            withdrawn_at__isnull=True,
                        ),
                    ),
                    models.CheckConstraint(
                        name="factor_reset_has_a_reason", condition=~models.Q(reason="")
                    ),
                ],
            },
        ),
    ]
