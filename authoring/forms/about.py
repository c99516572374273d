"""Step About: everything a learner reads about a course before starting it (DOMAIN §2.1)."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.sentences import long_date
from authoring.forms.sections import MARKDOWN_HINT, Group, SectionedForm, fields_of, texts
from courses.forms.fields import day, lines
from courses.front_matter_texts import Place
from courses.models import Course, Series
from courses.models.dates import add_years
from courses.sources import ENDURING

_SECTIONS: list[Group] = [
    (
        "Name and place",
        "How the course is found in the catalog.",
        [
            *("title", "short_title", "slug", "series", "position", "summary", "description"),
            "topics",
        ],
    ),
    (
        Place.WHAT_FOR.heading,
        "Shown to learners before they start.",
        texts(Place.WHAT_FOR),
    ),
    (
        Place.HOW.heading,
        "What a learner does. How long it takes is in the step Credit, beside the credit.",
        ["learning_format", *texts(Place.HOW), "required_share"],
    ),
    (
        "Dates",
        "Shown to learners, with the date of the latest review. Days end in the provider's time zone.",
        ["released_on", "expires_on"],
    ),
    (
        Place.BEFORE.heading,
        "What learners may want to know, or need, before they press play.",
        texts(Place.BEFORE),
    ),
    (Place.SOURCES.heading, "", texts(Place.SOURCES)),
    (
        "Numbers for reporting",
        "The numbers under which the accreditor knows this activity.",
        ["accme_activity_id", "provider_activity_id"],
    ),
]


class AboutForm(SectionedForm):
    """What a course says about itself. Until publication, only its names are required."""

    SECTIONS = _SECTIONS

    topics = lines("Topics", "One per line. Some states count only courses on named topics.")
    released_on = day("Released on", f"The day on which credit is first offered. ({ENDURING})")
    expires_on = day(
        "Credit until",
        "The last day on which credit can be claimed. No later than three years after the last review,"
        f" when the course must be reviewed again or end. ({ENDURING})",
    )

    class Meta:
        model = Course
        fields = fields_of(_SECTIONS)
        labels = {
            "slug": "Address",
            "position": "Place in the series",
            "description": "Description",
            "required_share": "Share of the video to watch, in percent",
            "provider_activity_id": "Provider activity ID",
        }
        help_texts = {
            "title": "As it is printed on certificates.",
            "short_title": "Up to 40 characters, and neutral, such as Part 1: it shows in the"
            " browser's tab, where others may see it.",
            "slug": "The last part of the course's address: lowercase letters, digits, and hyphens. It is"
            " fixed once the course is published.",
            "position": "A number; courses of a series are listed by it.",
            "summary": "Two or three sentences for the catalog.",
            "description": f"What the course is about, at length. {MARKDOWN_HINT}",
            "learning_format": "The designation statement names it. A recorded talk is an enduring"
            " material. (AMA PRA)",
            "required_share": "Learners need this much before the post-test opens. 90 leaves room for"
            " the closing titles.",
            "accme_activity_id": "Nine digits, from PARS. Needed for reporting.",
            "provider_activity_id": "Your own number of this activity; no other course of yours may"
            " have it. PARS treats a known number as an update.",
        }
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 3}),
            "description": forms.Textarea(attrs={"rows": 8}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # From the saved course: what was typed must not move it to another provider.
        self.provider_id = self.instance.series.provider_id
        self.fields["series"] = forms.ModelChoiceField(
            Series.objects.filter(provider=self.provider_id),
            empty_label=None,
            help_text="Courses that belong together. It chooses hotlines, “Exit this page” and content notes.",
        )
        if self.instance.published_at:
            del self.fields["slug"]

    def clean_accme_activity_id(self) -> str:
        number = str(self.cleaned_data["accme_activity_id"])
        if number and not re.fullmatch(r"[0-9]{9}", number):
            raise ValidationError("An ACCME activity ID has nine digits, such as 201234567.")
        self._only_here("accme_activity_id", number, Course.objects.all())
        return number

    def clean_provider_activity_id(self) -> str:
        number = str(self.cleaned_data["provider_activity_id"])
        if number and not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9 ._/-]*", number):
            raise ValidationError("Use letters, digits, spaces and . _ / - only.")
        own = Course.objects.filter(series__provider=self.provider_id)
        self._only_here("provider_activity_id", number, own)
        return number

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        released, expires = cleaned.get("released_on"), cleaned.get("expires_on")
        reviewed = self.instance.reviewed_on
        if released and expires and expires < released:
            self.add_error("expires_on", "Credit cannot end before the course is released.")
        if reviewed and expires and expires > (latest := add_years(reviewed, 3)):
            self.add_error(
                "expires_on",
                f"No later than three years after the last review: {long_date(latest)}"
                f" or earlier ({ENDURING}).",
            )
        return cleaned

    def _only_here(self, name: str, number: str, courses: Any) -> None:
        others = courses.exclude(pk=self.instance.pk).filter(**{name: number})
        if number and (other := others.first()):
            raise ValidationError(f"“{other}” already has this number. Every course needs its own.")
