"""Credit that a provider recorded before this portal, imported from the former system's file."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.fields import MailboxField

if TYPE_CHECKING:
    from accounts.models import User


class PastCreditQuerySet(models.QuerySet["PastCredit"]):
    """Filters for transcripts."""

    def of(self, learner: "User") -> "PastCreditQuerySet":
        """Keep what is linked to this account, newest first."""
        return self.filter(learner=learner).order_by("-completed_on", "title")


class PastCredit(models.Model):
    """One completed activity of one person, as the former system recorded it. Not a certificate.

    Linked to the account with that verified address, at the import or when the person signs up later
    (`certificates.services.past_credit.link_past_credit`); then `email` is emptied, and `person_key` still
    tells which mailbox it was, without naming it. `former_number` is the person's user number there.

    One credit is one row, whatever it was recorded under: the three constraints that begin with
    `past_credit_once` say so of a mailbox, a former number and an account.
    """

    source = models.ForeignKey(
        "imports.Import", on_delete=models.PROTECT, related_name="past_credits"
    )
    provider = models.ForeignKey(
        "providers.Provider", on_delete=models.PROTECT, related_name="past_credits"
    )
    line = models.PositiveIntegerField()
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="past_credits"
    )
    email = MailboxField(blank=True)
    person_key = models.CharField(max_length=80)
    former_number = models.CharField(max_length=80, blank=True, default="")
    name = models.CharField(max_length=120)
    external_course_id = models.CharField(max_length=128)
    title = models.CharField(max_length=250)
    credit_type_code = models.CharField(max_length=40)
    credit_quarters = models.PositiveSmallIntegerField()
    is_physician = models.BooleanField(null=True)
    enrolled_on = models.DateField(null=True)
    completed_on = models.DateField()
    expires_on = models.DateField(null=True)

    objects = PastCreditQuerySet.as_manager()

    class Meta:
        ordering = ["-completed_on", "title"]
        constraints = [
            models.UniqueConstraint(
                "provider",
                "external_course_id",
                "person_key",
                "credit_type_code",
                name="past_credit_once",
            ),
            models.UniqueConstraint(
                "provider",
                "external_course_id",
                "former_number",
                "credit_type_code",
                name="past_credit_once_a_number",
                condition=~Q(former_number=""),
            ),
            models.UniqueConstraint(
                "provider",
                "external_course_id",
                "learner",
                "credit_type_code",
                name="past_credit_once_a_learner",
                condition=Q(learner__isnull=False),
            ),
            models.CheckConstraint(condition=Q(credit_quarters__gte=1), name="some_past_credit"),
            models.CheckConstraint(
                condition=Q(learner__isnull=True) | Q(email=""),
                name="a_linked_past_credit_keeps_no_address",
            ),
        ]
        indexes = [
            models.Index(fields=["learner", "-completed_on"], name="past_credit_of_learner"),
            models.Index(fields=["email"], name="past_credit_to_link", condition=~Q(email="")),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.completed_on}"
