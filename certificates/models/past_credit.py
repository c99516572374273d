"""Credit that a provider recorded before this portal, imported from the former system's file."""

import uuid
from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.fields import MailboxField

if TYPE_CHECKING:
    from accounts.models import User


class HistoryImport(models.Model):
    """One uploaded file: checked first, then imported completely or not at all.

    `content` is the file's text, emptied once it is imported or discarded, because it names people.
    `errors` are the first `MOST_ERRORS`, each with line (the header is 1), column, code and message;
    `error_count` counts all. `done_rows` of `rows` is the progress of the check or import.
    """

    class State(models.TextChoices):
        CHECKING = "checking", "Being looked through"
        FAULTY = "faulty", "Has errors"
        READY = "ready", "Ready to import"
        IMPORTING = "importing", "Being imported"
        DONE = "done", "Imported"
        FAILED = "failed", "Not imported"
        DISCARDED = "discarded", "Thrown away"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    provider = models.ForeignKey(
        "providers.Provider", on_delete=models.PROTECT, related_name="history_imports"
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField(default=timezone.now)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    content = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.CHECKING)
    rows = models.PositiveIntegerField(default=0)
    done_rows = models.PositiveIntegerField(default=0)
    summary = models.JSONField(default=dict)
    errors = models.JSONField(default=list)
    error_count = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-uploaded_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["done", "discarded"]) | Q(content=""),
                name="a_finished_import_keeps_no_file",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.get_state_display().lower()})"

    @property
    def under_way(self) -> bool:
        return self.state in {self.State.CHECKING, self.State.IMPORTING}


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
    (`certificates.services.past_credit.link_past_credit`); then `email` is emptied. `person_key` tells
    whether two rows are about the same person, without naming them.
    """

    source = models.ForeignKey(HistoryImport, on_delete=models.PROTECT, related_name="credits")
    provider = models.ForeignKey(
        "providers.Provider", on_delete=models.PROTECT, related_name="past_credits"
    )
    line = models.PositiveIntegerField()
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="past_credits"
    )
    email = MailboxField(blank=True)
    person_key = models.CharField(max_length=80)
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
