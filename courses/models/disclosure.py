"""What people in control of content disclose, and how the provider judged it (ACCME Standard 3)."""

import uuid
from datetime import date

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone

from accounts.fields import EncryptedTextField, MailboxField
from courses.models.dates import add_years
from courses.models.people import Person
from courses.richtext import MarkdownField

DISCLOSURE_YEARS = 2
"""ACCME Standard 3: a disclosure covers the prior 24 months."""

# The relationships in a form that was signed online stay as signed: they can only be judged.
_RELATIONSHIP_AS_SIGNED = """
    IF TG_OP = 'UPDATE' THEN
        IF to_jsonb(NEW) - '{relevant,mitigation,mitigation_steps,mitigated_on,exception,exception_reason}'::text[]
            = to_jsonb(OLD) - '{relevant,mitigation,mitigation_steps,mitigated_on,exception,exception_reason}'::text[]
        THEN
            RETURN NEW;
        END IF;
    END IF;
    IF EXISTS (
        SELECT 1 FROM courses_disclosureform
        WHERE signed_at IS NOT NULL
            AND id = (CASE TG_OP WHEN 'INSERT' THEN NEW.form_id ELSE OLD.form_id END)
    ) THEN
        RAISE EXCEPTION 'a signed disclosure cannot be changed'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
"""

_CHANGES_WHAT_WAS_SIGNED = """
    OLD.signed_at IS NOT NULL AND (
        to_jsonb(NEW) - '{reviewed_by_id,reviewed_at,second_look_by_id,second_look_at}'::text[]
        <> to_jsonb(OLD) - '{reviewed_by_id,reviewed_at,second_look_by_id,second_look_at}'::text[]
    )
"""


class DisclosureWording(models.Model):
    """One version of the form's wording. A signed form refers to the version that was read."""

    version = models.PositiveSmallIntegerField(unique=True)
    introduction = MarkdownField("why it is asked (Markdown)")
    ineligible_company = MarkdownField("what an ineligible company is (Markdown)")
    what_counts = MarkdownField("what is to be disclosed (Markdown)")
    attestation = models.CharField("what is ticked when signing", max_length=400)
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-version"]
        triggers = [
            pgtrigger.Protect(
                name="wording_stays_as_read", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"Disclosure form, version {self.version}"


@pghistory.track(exclude=["sent_to", "draft", "key"])
class DisclosureRequest(models.Model):
    """A form that somebody was asked to fill in, through a personal link. It can be answered once.

    `key` is what the link's signed token contains; `draft` is what was saved but not signed yet.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="disclosure_requests")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sent_to = MailboxField(blank=True, help_text="Empty: the link was handed over by staff.")
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    sent_at = models.DateTimeField(default=timezone.now)
    due_on = models.DateField()
    expires_at = models.DateTimeField()
    draft = EncryptedTextField(blank=True)
    reminded_before_at = models.DateTimeField(null=True, editable=False)
    reminded_due_at = models.DateTimeField(null=True, editable=False)
    answered_at = models.DateTimeField(null=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-sent_at"]
        constraints = [
            models.UniqueConstraint(
                "person",
                condition=Q(answered_at__isnull=True, withdrawn_at__isnull=True),
                name="one_open_disclosure_request_per_person",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="answered_or_withdrawn_not_both",
            ),
        ]

    def __str__(self) -> str:
        return f"Disclosure form for {self.person}, due {self.due_on}"

    @property
    def is_open(self) -> bool:
        return self.answered_at is None and self.withdrawn_at is None


@pghistory.track(exclude=["signed_name"])
class DisclosureForm(models.Model):
    """All financial relationships of the prior 24 months, as signed (ACCME Standard 3).

    A form that was signed online (`signed_at`) never changes; one that staff entered from paper, or that
    came from a series' folder, follows its source.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="disclosures")
    request = models.OneToOneField(
        DisclosureRequest, on_delete=models.PROTECT, null=True, blank=True, related_name="form"
    )
    wording = models.ForeignKey(
        DisclosureWording, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    signed_on = models.DateField()
    covers_from = models.DateField()
    covers_to = models.DateField()
    signed_name = models.CharField(max_length=120, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True, editable=False)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
    )
    reviewed_at = models.DateTimeField(null=True, editable=False)
    second_look_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
    )
    second_look_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-signed_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(covers_from__lt=F("covers_to")), name="disclosure_covers_a_period"
            ),
            models.UniqueConstraint(
                "person",
                "signed_on",
                condition=Q(signed_at__isnull=True),
                name="disclosure_once_per_day",
            ),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True)
                | (~Q(signed_name="") & Q(wording__isnull=False)),
                name="signature_names_its_wording",
            ),
            models.CheckConstraint(
                condition=Q(second_look_by__isnull=True) | ~Q(second_look_by=F("reviewed_by")),
                name="second_look_by_somebody_else",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="signed_disclosure_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(_CHANGES_WHAT_WAS_SIGNED),
            ),
            pgtrigger.Protect(
                name="signed_disclosure_is_kept",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Condition("OLD.signed_at IS NOT NULL"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, signed {self.signed_on}"

    @property
    def valid_until(self) -> date:
        """The last day on which the form is at most 24 months old."""
        return add_years(self.signed_on, DISCLOSURE_YEARS)

    def valid(self, *, on: date) -> bool:
        """Say whether it was signed within the 24 months before `on`."""
        return self.signed_on >= add_years(on, -DISCLOSURE_YEARS)


class Nature(models.TextChoices):
    """The nature of somebody's relationship with a company (DOMAIN §2.5)."""

    EMPLOYEE = "employee", "Employee"
    EXECUTIVE = "executive", "Executive role"
    OWNER = "owner", "Owner of the company or of a part of it"
    STOCK = "stock", "Stocks or stock options of a traded company"
    RESEARCHER = "researcher", "Researcher"
    CONTRACTOR = "contractor", "Independent contractor, contracted research included"
    CONSULTANT = "consultant", "Consultant"
    ADVISOR = "advisor", "Advisor"
    SPEAKER = "speaker", "Speaker"
    ROYALTIES = "royalties", "Royalties or patent beneficiary"
    OTHER = "other", "Something else"


EXCLUDING = (Nature.EMPLOYEE, Nature.EXECUTIVE, Nature.OWNER)
"""ACCME Standard 3: owners and employees of ineligible companies do not control content."""


class Exemption(models.TextChoices):
    """The three narrow exceptions for owners and employees (ACCME Standard 3)."""

    UNRELATED = (
        "unrelated",
        "The content has nothing to do with the company's business lines and products",
    )
    BASIC_SCIENCE = (
        "basic-science",
        "The content is basic science or research method, and recommends no care",
    )
    DEVICE_SAFETY = (
        "device-safety",
        "The person teaches as a technician how a device is used safely, not whether to use it",
    )


class RelationshipQuerySet(models.QuerySet["Relationship"]):
    """Queries for relationships."""

    def in_newest_form(self) -> "RelationshipQuerySet":
        """Keep those in each person's newest form: an older form is about earlier months."""
        forms = DisclosureForm.objects.filter(person=OuterRef("form__person"))
        newest = forms.order_by("-signed_on", "-pk").values("pk")[:1]
        return self.filter(form=Subquery(newest))


@pghistory.track()
class Relationship(models.Model):
    """One financial relationship with an ineligible company, and how it was mitigated."""

    form = models.ForeignKey(DisclosureForm, on_delete=models.CASCADE, related_name="relationships")
    company = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=Nature, blank=True)
    nature = models.CharField(max_length=200)
    ended_on = models.DateField(null=True, blank=True)
    relevant = models.BooleanField(null=True, blank=True)
    mitigation = models.TextField(blank=True)
    mitigation_steps = models.JSONField(default=list, blank=True)
    mitigated_on = models.DateField(null=True, blank=True)
    exception = models.CharField(max_length=14, choices=Exemption, blank=True)
    exception_reason = models.TextField(blank=True)

    objects = RelationshipQuerySet.as_manager()

    class Meta:
        ordering = ["company", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(exception="") | ~Q(exception_reason=""),
                name="exception_with_its_reason",
            )
        ]
        triggers = [
            pgtrigger.Trigger(
                name="relationship_as_signed",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=_RELATIONSHIP_AS_SIGNED,
            )
        ]

    def __str__(self) -> str:
        return f"{self.company}: {self.nature}"

    @property
    def excludes(self) -> bool:
        """Say whether an owner or employee must be excluded because no exception is on record."""
        return self.would_exclude and not self.exception

    @property
    def would_exclude(self) -> bool:
        return self.ended_on is None and self.kind in EXCLUDING
