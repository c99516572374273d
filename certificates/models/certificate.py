"""Proof of credit: a certificate is a snapshot, and the database prevents later changes."""

import uuid
from datetime import timedelta
from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.urls import reverse

from certificates.codes import format_code, new_code
from providers.rights import Right, providers_with

RETENTION = timedelta(days=6 * 365 + 2 + 30)
"""How long participation must be verifiable (ACCME, AMA: six years), with a margin of 30 days.

It is the least: only what belongs to no account any more is deleted after it (DOMAIN §2.8).
"""

# Only these columns may change after issue; everything else stays as issued.
_FROZEN = """
    IF (OLD.superseded_at IS NOT NULL AND NEW.superseded_at IS DISTINCT FROM OLD.superseded_at)
        OR (OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS DISTINCT FROM OLD.revoked_at)
        OR (NEW.revocation_reason <> OLD.revocation_reason
            AND (OLD.revoked_at IS NOT NULL OR NEW.revoked_at IS NULL))
        OR (NEW.learner_id IS NOT NULL AND NEW.learner_id IS DISTINCT FROM OLD.learner_id
            AND NOT EXISTS (SELECT FROM accounts_accountmerge AS m
                WHERE m.kept_id = NEW.learner_id AND m.merged_id = OLD.learner_id))
        OR (NEW.enrolment_id IS NOT NULL AND NEW.enrolment_id IS DISTINCT FROM OLD.enrolment_id
            AND (NEW.learner_id IS NOT DISTINCT FROM OLD.learner_id OR NOT EXISTS (
                SELECT FROM accounts_accountmerge AS m JOIN progress_enrolment AS e ON e.user_id = m.kept_id
                WHERE m.kept_id = NEW.learner_id AND m.merged_id = OLD.learner_id
                    AND e.id = NEW.enrolment_id AND e.course_id = NEW.course_id)))
        OR to_jsonb(NEW) - '{superseded_at,revoked_at,revocation_reason,learner_id,enrolment_id}'::text[]
        <> to_jsonb(OLD) - '{superseded_at,revoked_at,revocation_reason,learner_id,enrolment_id}'::text[]
    THEN
        RAISE EXCEPTION 'an issued certificate cannot be changed'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
"""
_RETAINED = """
    IF OLD.learner_id IS NOT NULL THEN
        RAISE EXCEPTION 'the certificate of an account is kept as long as the account'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.completed_on > (now() - interval '6 years 30 days')::date THEN
        RAISE EXCEPTION 'a certificate is kept for six years and 30 days'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN OLD;
"""


class CertificateQuerySet(models.QuerySet["Certificate"]):
    """Filters for transcripts and staff pages."""

    def live(self) -> "CertificateQuerySet":
        """Keep valid certificates: neither superseded nor revoked."""
        return self.filter(superseded_at__isnull=True, revoked_at__isnull=True)

    def recorded(self, column: str) -> Subquery:
        """Return what the newest certificate of an outer enrolment records, a valid one first; NULL without any."""
        own = self.filter(enrolment=OuterRef("pk"), superseded_at__isnull=True)
        return Subquery(own.order_by(F("revoked_at").desc(nulls_first=True)).values(column)[:1])

    def visible_to(self, user: Any) -> "CertificateQuerySet":
        """Keep what `user` may open: their own and, as staff, those of providers whose learners they may see."""
        helped = providers_with(user, Right.SEE_LEARNERS)
        return self.filter(Q(learner=user) | Q(course__series__provider__in=helped))


class Certificate(models.Model):
    """Credit as it was claimed on the day; page and PDF are rendered from this row alone.

    `id` is private and addresses the owner's page; `code` is public, printed, and opens /verify/.
    A correction inserts a new row that `supersedes` the old one and keeps `claimed_at` and
    `completed_on`. A learner can claim, correct the name and change the credit type once each; after
    a revocation they cannot claim again (docs/how-it-works/certificates.md).
    """

    class Origin(models.TextChoices):
        CLAIM = "claim", "Claimed by the learner"
        CREDIT_TYPE = "credit-type", "Credit type changed by the learner"
        NAME = "name", "Name corrected by the learner"
        STAFF = "staff", "Corrected by staff"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="certificates"
    )
    enrolment = models.ForeignKey(
        "progress.Enrolment",
        on_delete=models.SET_NULL,
        null=True,
        related_name="certificates",
        verbose_name="enrollment",
    )
    course = models.ForeignKey(
        "courses.Course", on_delete=models.PROTECT, related_name="certificates"
    )
    front_matter = models.ForeignKey(
        "courses.FrontMatter",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        help_text="What its learner had been told; empty if nobody knows any more.",
    )
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    origin = models.CharField(max_length=12, choices=Origin, default=Origin.CLAIM)

    heading = models.CharField(max_length=60)
    name = models.CharField(max_length=80)
    credentials = models.CharField(max_length=40, blank=True)
    profession = models.CharField(max_length=120)
    profession_code = models.SlugField(
        max_length=40, blank=True, help_text="What corrections of the credit type follow."
    )
    pars_category = models.CharField(
        max_length=10, help_text="As the learner counted: without a degree, a resident is another."
    )
    title = models.CharField(max_length=250)
    provider_name = models.CharField(max_length=200)
    learning_format = models.CharField(max_length=60)
    credit_type_code = models.CharField(max_length=40)
    credit_name = models.CharField(
        max_length=80, help_text="As the amount takes it, *…* in italics."
    )
    credit_quarters = models.PositiveSmallIntegerField()
    completed_on = models.DateField()
    claimed_at = models.DateTimeField()
    issued_at = models.DateTimeField()
    wording = models.TextField()
    designation_statement = models.TextField(blank=True)
    accreditation_statement = models.TextField()
    attestation = models.TextField()
    attestation_version = models.PositiveSmallIntegerField()
    issued_on = models.DateField(null=True, help_text="The day of issue at the provider.")
    logo = models.CharField(
        max_length=100, blank=True, help_text="A stored picture, named by its content."
    )
    color = models.CharField(max_length=7, blank=True)
    signatory_name = models.CharField(max_length=80, blank=True)
    signatory_title = models.CharField(max_length=120, blank=True)
    signature = models.CharField(
        max_length=100, blank=True, help_text="A stored picture, named by its content."
    )
    motif = models.CharField(
        max_length=80,
        blank=True,
        help_text="What the rosette is drawn from: the slug of the series.",
    )
    is_sample = models.BooleanField()
    template_version = models.SlugField(max_length=40)
    verify_url = models.URLField(max_length=300)
    pdf_sha256 = models.CharField(max_length=64)

    superseded_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revocation_reason = models.CharField(max_length=300, blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        ordering = ["-completed_on", "-issued_at"]
        indexes = [
            models.Index(fields=["learner", "-completed_on"], name="certificates_of_learner"),
            models.Index(fields=["course", "claimed_at"], name="certificates_of_a_day"),
        ]
        constraints = [
            models.UniqueConstraint(
                "enrolment",
                condition=Q(superseded_at__isnull=True, revoked_at__isnull=True),
                name="one_live_certificate_per_enrolment",
            ),
            models.UniqueConstraint(
                "enrolment",
                "origin",
                condition=Q(origin__in=["claim", "credit-type", "name"]),
                name="a_learner_does_each_thing_once",
            ),
            models.CheckConstraint(condition=Q(credit_quarters__gte=1), name="some_credit"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="certificate_is_immutable",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=_FROZEN,
            ),
            pgtrigger.Trigger(
                name="certificate_is_retained",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                func=_RETAINED,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.printed_code} ({self.name})"

    def get_absolute_url(self) -> str:
        return reverse("certificates:detail", args=[self.id])

    @property
    def printed_code(self) -> str:
        return format_code(self.code)

    @property
    def printed_name(self) -> str:
        return f"{self.name}, {self.credentials}" if self.credentials else self.name

    @property
    def status(self) -> str:
        """`valid`, `superseded` or `revoked`; revoked takes precedence."""
        if self.revoked_at:
            return "revoked"
        return "superseded" if self.superseded_at else "valid"

    def newest(self) -> "Certificate":
        """Return the last certificate in the chain of corrections; itself if it was never corrected."""
        current = self
        while following := Certificate.objects.filter(supersedes=current).first():
            current = following
        if current.superseded_at and current.learner_id:
            # Credit claimed in two accounts that were merged: the other claim is the valid one.
            standing = Certificate.objects.live().filter(
                learner=current.learner_id, course=current.course_id
            )
            return standing.first() or current
        return current
