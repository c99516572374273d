"""What reporting credit requires: licences and other identifiers, and consent to each destination.

Learning needs none of it. Identifiers are encrypted at rest, shown only by their last characters,
and never written to history tables, logs, URLs or the audit trail.
"""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.fields import BlindIndexField, EncryptedTextField, blind_indexes
from accounts.us_states import STATES
from reporting.identifiers import licence_key, masked

_WORDS_STAND = """
    RAISE EXCEPTION 'a consent text is never changed: add the next version'
        USING ERRCODE = 'integrity_constraint_violation';
"""
# A consent can be withdrawn once and not changed otherwise: what was agreed to, and when, is evidence.
_CONSENT_STANDS = """
    IF to_jsonb(NEW) - 'withdrawn_at' <> to_jsonb(OLD) - 'withdrawn_at'
        OR OLD.withdrawn_at IS NOT NULL
    THEN
        RAISE EXCEPTION 'a consent can only be withdrawn, once'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
"""


class LicenceQuerySet(models.QuerySet["Licence"]):
    """The search for licences that support needs."""

    def with_number(self, state: str, number: str) -> "LicenceQuerySet":
        """Keep licences with this number, however it is spelled; of any state when `state` is empty.

        Compares keyed digests, also while keys are being rotated; the number itself is never sent to the
        database.
        """
        key = licence_key(number)
        if not key:
            return self.none()
        states = [state] if state else [code for code, _ in STATES]
        wanted = [index for each in states for index in blind_indexes(each, key)]
        return self.filter(number_index__in=wanted)


class Licence(models.Model):
    """A licence to practise; a person may hold several. Needed to report credit, never to learn."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="licences"
    )
    state = models.CharField(max_length=2)
    kind = models.CharField(max_length=40, blank=True)
    number = EncryptedTextField()
    number_index = BlindIndexField(of="_index_parts", db_index=True)
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = LicenceQuerySet.as_manager()

    class Meta:
        verbose_name = "license"
        ordering = ["state", "added_at"]
        constraints = [
            models.UniqueConstraint(
                "user",
                "number_index",
                condition=~Q(number_index=""),
                name="a_licence_is_listed_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.kind}".strip()

    @property
    def masked_number(self) -> str:
        return masked(self.number)

    def _index_parts(self) -> list[str]:
        key = licence_key(self.number or "")
        return [self.state, key] if key else []


class ReportingIdentity(models.Model):
    """How accreditors and boards identify a person: the name in two parts, NPI, month and day of birth."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reporting_identity"
    )
    given_name = models.CharField(max_length=50)
    family_name = models.CharField(max_length=50)
    npi = EncryptedTextField("NPI", blank=True)
    npi_index = BlindIndexField(of="_index_parts", db_index=True)
    birth_day = EncryptedTextField("month and day of birth", blank=True, help_text="MM-DD.")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name_plural = "reporting identities"

    def __str__(self) -> str:
        return f"Reporting identity {self.pk}"

    @property
    def masked_npi(self) -> str:
        return masked(self.npi) if self.npi else ""

    def _index_parts(self) -> list[str]:
        return ["NPI", self.npi] if self.npi else []


@pghistory.track()
class CertifyingBoard(models.Model):
    """A specialty board; learners are asked for their ID there only while it is `enabled`."""

    code = models.CharField(max_length=10, unique=True)
    name = models.CharField(max_length=120)
    enabled = models.BooleanField(default=False)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class BoardId(models.Model):
    """A person's ID at a certifying board."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="board_ids"
    )
    board = models.ForeignKey(CertifyingBoard, on_delete=models.PROTECT)
    number = EncryptedTextField()
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["board__name"]
        constraints = [
            models.UniqueConstraint("user", "board", name="one_id_at_each_board"),
        ]

    def __str__(self) -> str:
        return f"Board ID {self.pk}"

    @property
    def masked_number(self) -> str:
        return masked(self.number)


class DestinationQuerySet(models.QuerySet["ReportingDestination"]):
    """Filters for the learner's page."""

    def asked_for(self) -> "DestinationQuerySet":
        """Keep destinations that a learner can consent to now."""
        return self.filter(is_external=True, active=True, texts__isnull=False).distinct()


@pghistory.track()
class ReportingDestination(models.Model):
    """Where credit can be reported. Each external destination needs the learner's separate consent."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    description = models.TextField(
        blank=True, help_text="For the learner: who sees it there, and what it is good for."
    )
    is_external = models.BooleanField(
        "outside the provider",
        default=True,
        help_text="Consent is asked for, each credit is sent once, and deletions follow.",
    )
    licence_states = models.JSONField(
        "license states",
        default=list,
        blank=True,
        help_text="Licenses of these states count; empty: of any state.",
    )
    needs_birth_day = models.BooleanField(
        "asks for month and day of birth",
        default=False,
        help_text="Says so to the learner; what a file needs, its layout says.",
    )
    website = models.URLField(blank=True)
    active = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects = DestinationQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name

    @property
    def current_text(self) -> "ConsentText | None":
        """The text that a learner would agree to now; None if there is none."""
        return self.texts.order_by("-version").first()


class ConsentText(models.Model):
    """What a learner agrees to, word for word. Never changed: a new wording is a new version."""

    destination = models.ForeignKey(
        ReportingDestination, on_delete=models.PROTECT, related_name="texts"
    )
    version = models.PositiveSmallIntegerField()
    text = models.TextField()
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["destination", "-version"]
        constraints = [
            models.UniqueConstraint("destination", "version", name="consent_text_version_once"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="consent_text_stands",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=_WORDS_STAND,
            )
        ]

    def __str__(self) -> str:
        return f"{self.destination}, version {self.version}"


class ConsentQuerySet(models.QuerySet["Consent"]):
    """Filters that exports need."""

    def standing(self) -> "ConsentQuerySet":
        """Keep consents that were not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)


class Consent(models.Model):
    """Consent to report to one destination: to which text, when, and whether it was withdrawn."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="consents"
    )
    destination = models.ForeignKey(
        ReportingDestination, on_delete=models.PROTECT, related_name="consents"
    )
    text = models.ForeignKey(ConsentText, on_delete=models.PROTECT)
    given_at = models.DateTimeField(default=timezone.now, editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ["-given_at"]
        constraints = [
            models.UniqueConstraint(
                "user",
                "destination",
                condition=Q(withdrawn_at__isnull=True),
                name="one_standing_consent_for_each_destination",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=models.F("given_at")),
                name="consent_is_given_before_it_is_withdrawn",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="consent_stands",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=_CONSENT_STANDS,
            )
        ]

    def __str__(self) -> str:
        return f"{self.destination}: {'withdrawn' if self.withdrawn_at else 'given'}"
