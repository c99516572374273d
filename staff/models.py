"""Invitations to join a provider's staff, and requests to reset a lost second factor."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.fields import MailboxField
from accounts.mailboxes import shown_address
from providers.models import Membership

INVITATION_LASTS = timedelta(days=7)
RESET_LASTS = timedelta(days=7)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations by state."""

    def open(self) -> "InvitationQuerySet":
        """Return those neither accepted nor withdrawn, including expired ones."""
        return self.filter(accepted_at__isnull=True, withdrawn_at__isnull=True)


# Not tracked by pghistory, which would keep the address of somebody who may never join.
class Invitation(models.Model):
    """An invitation by mail to a role at a provider. Its link is signed, and created on sending."""

    provider = models.ForeignKey(
        "providers.Provider", on_delete=models.CASCADE, related_name="invitations"
    )
    email = MailboxField("email address")
    role = models.CharField(max_length=10, choices=Membership.Role)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="invitations_sent"
    )
    link_version = models.PositiveSmallIntegerField(
        default=1, help_text="Counts the mails: only the newest link opens."
    )
    sent_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="invitations_accepted",
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["provider", "email"]
        constraints = [
            models.UniqueConstraint(
                "provider",
                "email",
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="one_open_invitation_per_address",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="invitation_accepted_or_withdrawn",
            ),
            models.CheckConstraint(
                condition=Q(role__in=Membership.Role.values), name="invitation_to_a_known_role"
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("sent_at")), name="invitation_expires_later"
            ),
        ]

    def __str__(self) -> str:
        return f"{shown_address(self.email)} as {self.get_role_display()}"

    def is_over(self, now: datetime) -> bool:
        """Say whether its link has expired."""
        return now >= self.expires_at


class FactorReset(models.Model):
    """A request by one owner to remove somebody's lost second factor; another owner approves it."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="factor_resets"
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="factor_resets_asked"
    )
    asked_at = models.DateTimeField(default=timezone.now)
    reason = models.CharField(max_length=500)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="factor_resets_approved",
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                "person",
                condition=Q(approved_at__isnull=True, withdrawn_at__isnull=True),
                name="one_open_factor_reset_per_person",
            ),
            models.CheckConstraint(
                condition=~Q(asked_by=F("person")), name="factor_reset_is_asked_by_another"
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True)
                | (~Q(approved_by=F("person")) & ~Q(approved_by=F("asked_by"))),
                name="factor_reset_takes_two",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True, approved_at__isnull=True)
                | Q(
                    approved_by__isnull=False, approved_at__isnull=False, withdrawn_at__isnull=True
                ),
                name="factor_reset_approved_by_someone",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="factor_reset_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"Second factor of {self.person}"

    def is_over(self, now: datetime) -> bool:
        """Say whether it is too old to be approved."""
        return now >= self.asked_at + RESET_LASTS
