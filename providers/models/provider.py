"""The accredited provider, and the accreditor's statement it must print."""

import re
import zoneinfo
from datetime import date, datetime

import pghistory
from django.core.exceptions import ValidationError
from django.db import models

from accounts.days import day_of, zone_named
from providers.colors import validate_color


def validate_time_zone(name: str) -> None:
    """Raise `ValidationError` for a name that is not in the time zone database."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError(f"“{name}” is not a time zone. Use a name such as America/Chicago.")


MORNING = 7
"""The local hour at a provider from which the day's warnings and reminders are sent."""


PLACEHOLDER = re.compile(r"\{(\w+)\}")
"""What a template's {words} look like, and the word in them."""


class Providership(models.TextChoices):
    """Who plans the activity, which determines its accreditation statement (ACCME)."""

    DIRECT = "direct", "Directly provided"
    JOINT = "joint", "Jointly provided"


STATEMENT_VALUES = frozenset({"provider", "accreditor", "joint_provider"})
"""The placeholders of an accreditation statement."""


@pghistory.track()
class StatementTemplate(models.Model):
    """The exact wording of an accreditation statement, with {provider}, {accreditor}, {joint_provider}.

    ACCME's Accreditation Statement policy prescribes the wording (DOMAIN §2.4); when it changes,
    staff add a row and choose it: one that published courses show stays, as do certificates already issued.
    """

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    providership = models.CharField(max_length=10, choices=Providership)
    text = models.TextField()
    mandated_parts = models.JSONField(
        default=list,
        blank=True,
        help_text="What a course's own wording must contain as well, with the same placeholders.",
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_joint(self) -> bool:
        return self.providership == Providership.JOINT

    def clean(self) -> None:
        """Refuse what nothing fills, no mandated parts, and one that the template itself lacks."""
        errors: dict[str, list[str]] = {}
        parts = self.mandated_parts or []
        for field, text in [("text", self.text), *(("mandated_parts", part) for part in parts)]:
            for name in sorted({*PLACEHOLDER.findall(text)} - STATEMENT_VALUES):
                errors.setdefault(field, []).append(f"Nothing fills {{{name}}}.")
        if not parts:
            words = "Copy here from the text what a course's own wording must contain too."
            errors["mandated_parts"] = [words]
        for part in parts:
            if part not in self.text:
                words = f"The template itself does not contain “{part}”."
                errors.setdefault("mandated_parts", []).append(words)
        if errors:
            raise ValidationError(errors)


class CountedFrom(models.TextChoices):
    """The event from which a person counts as a learner of an activity in the totals for PARS."""

    FIRST_VIEW = "first-view", "the first view of the content"
    ENROLMENT = "enrolment", "the enrollment"


BRAND_TEXTS = ("color", "signatory_name", "signatory_title")
"""What certificates are drawn with, apart from pictures; a folder that leaves one out leaves it as it is."""


@pghistory.track()
class Provider(models.Model):
    """An organisation accredited to award credit. Several may share one installation."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    accreditor = models.CharField(max_length=200)
    accreditation_template = models.ForeignKey(StatementTemplate, on_delete=models.PROTECT)
    website = models.URLField(blank=True)
    contact_email = models.EmailField()
    contact_phone = models.CharField(max_length=40, blank=True)
    time_zone = models.CharField(
        max_length=60, default="America/Chicago", validators=[validate_time_zone]
    )
    pars_provider_id = models.CharField(
        "ACCME provider ID", max_length=7, blank=True, help_text="7 digits."
    )
    is_sample = models.BooleanField("sample", default=False)
    counted_from = models.CharField(
        "learners count from",
        max_length=10,
        choices=CountedFrom,
        default=CountedFrom.FIRST_VIEW,
        help_text="In the totals of an activity. Each person counts once.",
    )
    second_approval = models.BooleanField(
        "publishing needs a second person",
        default=False,
        help_text="Whoever asks for publishing cannot approve it.",
    )
    optional_checks = models.JSONField(
        "checks that are advice here",
        default=list,
        blank=True,
        editable=False,
        help_text="Codes of checks that this provider's accreditor no longer asks for.",
    )

    logo = models.FileField(
        upload_to="logo/",
        max_length=100,
        blank=True,
        help_text="PNG, JPEG, or WebP on a white or clear ground, wide rather than tall. Pages and new certificates"
        " show it; what was issued keeps the former one.",
    )
    color = models.CharField(
        max_length=7,
        blank=True,
        validators=[validate_color],
        help_text="Of headings and frame on new certificates, such as #0b4f5e; empty: the portal’s own.",
    )
    signatory_name = models.CharField(
        "who signs certificates",
        max_length=80,
        blank=True,
        help_text="Name and degree, as printed on new certificates. Empty: nobody signs them.",
    )
    signatory_title = models.CharField(
        "what the signatory is",
        max_length=120,
        blank=True,
        help_text="Such as “Director of Medical Education”.",
    )
    signature = models.FileField(
        upload_to="signature/",
        max_length=100,
        blank=True,
        help_text="A picture of the signature, dark on white or clear, if one is to be printed.",
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse a title or a signature of nobody."""
        if not self.signatory_name and (self.signatory_title or self.signature):
            raise ValidationError({"signatory_name": "Say whose title or signature it is."})

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The provider's time zone: its days begin and end there."""
        return zone_named(self.time_zone)

    def day_of(self, moment: datetime) -> date:
        """Return the calendar day of `moment` in the provider's time zone."""
        return day_of(moment, self.zone)

    def is_day(self, moment: datetime) -> bool:
        """Return whether it is `MORNING` or later at the provider: no email is sent at night."""
        return moment.astimezone(self.zone).hour >= MORNING
