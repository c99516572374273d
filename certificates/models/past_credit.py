"""Credit that a provider recorded before this portal, imported from the former system's file."""

from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.fields import MailboxField

if TYPE_CHECKING:
    from accounts.models import User


class PastCreditQuerySet(models.QuerySet["PastCredit"]):
    """Filters for transcripts."""

    def of(self, learner: "User") -> "PastCreditQuerySet":
        """Keep what is linked to this account, newest first."""
        return self.filter(learner=learner).order_by("-completed_on", "title")

    def of_same_person(self, row: "PastCredit") -> "PastCreditQuerySet":
        """Keep what the provider of `row` recorded of the same person, newest first: one mailbox, one person.

        Of an account that was deleted neither it nor the address is known: then `person_key` tells.
        """
        found = self.filter(provider=row.provider_id, learner=row.learner_id, email=row.email)
        if not row.learner_id and not row.email:
            found = found.filter(person_key=row.person_key)
        return found.order_by("-completed_on", "title", "pk")

    def with_account(self) -> "PastCreditQuerySet":
        """Add `has_account`: linked, or about to be, since an account has the address confirmed."""
        owner = EmailAddress.objects.filter(email=OuterRef("email"), verified=True)
        return self.annotate(has_account=Q(learner__isnull=False) | Q(Exists(owner)))


class PastCredit(models.Model):
    """One completed activity of one person, as the former system recorded it. Not a certificate.

    Linked to the account with that verified address, at the import or when the person signs up later
    (`certificates.services.past_credit.link_past_credit`); then `email` is emptied, as it is when the account
    with that address is deleted, and `person_key` still tells which mailbox it was, without naming it.
    `former_number` is the person's user number there.

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

    credit_name: str
    """What pages call the credit type; set by `certificates.services.transcripts.with_credit_names`."""

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
            # It finds whole addresses, and their beginnings.
            models.Index(
                fields=["email"],
                name="past_credit_by_address",
                condition=~Q(email=""),
                opclasses=["varchar_pattern_ops"],
            ),
            models.Index(fields=["provider", "person_key"], name="past_credit_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.completed_on}"
