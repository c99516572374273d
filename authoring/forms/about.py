"""Step About: everything that a learner reads about a course before starting (DOMAIN §2.1)."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.form_fields import model_choice_field
from accounts.sentences import long_date
from authoring.forms.sections import SectionedForm
from courses.forms.fields import day, lines
from courses.models import Course, Series
from courses.models.dates import add_years

ENDURING = "ACCME Enduring Materials policy"
MARKDOWN_HINT = "Markdown: an empty line begins a paragraph, “- ” a list, *…* sets in italics."


class AboutForm(SectionedForm, forms.ModelForm[Course]):
    """What a course says about itself. Nothing is demanded before publishing but its names."""

    SECTIONS = [
        (
            "Name and place",
            "How the course is found in the catalogue.",
            [
                "title",
                "short_title",
                "slug",
                "series",
                "position",
                "summary",
                "description",
                "topics",
            ],
        ),
        (
            "What it is for",
            "Told to learners before they start.",
            ["purpose", "objectives", "target_audience"],
        ),
        (
            "How it works",
            "What a learner does. How long it takes stands on the step Credit, beside the credit.",
            ["learning_format", "medium", "participation_method", "required_share"],
        ),
        (
            "Dates",
            "All three are shown to learners. Days end in the time zone of the provider.",
            ["released_on", "reviewed_on", "expires_on"],
        ),
        (
            "Before you watch",
            "What learners may want to know, or need, before they press play.",
            ["content_note", "accommodation", "hardware_requirements"],
        ),
        ("Sources and rights", "", ["bibliography", "copyright"]),
        (
            "Numbers for reporting",
            "The numbers under which the accreditor knows this activity.",
            ["accme_activity_id", "provider_activity_id"],
        ),
    ]
    MARKDOWN = frozenset(
        {"description", "participation_method", "content_note", "accommodation", "bibliography"}
    )

    objectives = lines(
        "Learning objectives",
        "One to a line, each beginning with what the learner will be able to do. (AMA PRA: objectives"
        " are told beforehand)",
    )
    target_audience = lines("Target audience", "One group to a line, such as Physicians.")
    topics = lines("Topics", "One to a line. Some states count only courses on named topics.")
    released_on = day("Released on", f"The day on which credit is first offered. ({ENDURING})")
    reviewed_on = day(
        "Last reviewed on",
        f"The day on which somebody last checked that the content is still right. ({ENDURING})",
    )
    expires_on = day(
        "Credit until",
        "The last day on which credit can be claimed. At most three years after the last review:"
        f" then the course must be reviewed again, or end. ({ENDURING})",
    )

    class Meta:
        model = Course
        fields = [
            *("title", "short_title", "slug", "series", "position", "summary", "description"),
            *("topics", "purpose", "objectives", "target_audience", "learning_format", "medium"),
            *("participation_method", "required_share", "released_on"),
            *("reviewed_on", "expires_on", "content_note", "accommodation"),
            *("hardware_requirements", "bibliography", "copyright", "accme_activity_id"),
            "provider_activity_id",
        ]
        labels = {
            "slug": "Address",
            "position": "Place in the series",
            "description": "Description",
            "participation_method": "Method of participation",
            "required_share": "Share of the video to watch, in percent",
            "content_note": "Content note",
            "accommodation": "How to ask for an accommodation",
            "bibliography": "Sources for further study",
            "hardware_requirements": "Hardware and software",
            "provider_activity_id": "Provider activity ID",
        }
        help_texts = {
            "title": "As it is printed on certificates.",
            "short_title": "At most 40 characters, and neutral, such as Part 1: it stands in the"
            " browser's tab, where somebody else may read it.",
            "slug": "The last part of the course's address: small letters, digits and hyphens. It is"
            " fixed once the course is published.",
            "position": "A number; courses of a series are listed by it.",
            "summary": "Two or three sentences for the catalogue.",
            "description": f"What the course is about, at length. {MARKDOWN_HINT}",
            "purpose": "One sentence: what will be better afterwards. (AMA PRA: the purpose is told"
            " beforehand)",
            "learning_format": "The designation statement names it. A recorded talk is an enduring"
            " material. (AMA PRA)",
            "medium": f"What it is made of, such as Recorded lecture with slides. ({ENDURING})",
            "participation_method": "The steps to credit: watch, pass the post-test, evaluate, claim."
            f" ({ENDURING}) {MARKDOWN_HINT}",
            "required_share": "Learners need this much before the post-test opens. 90 leaves room for"
            " the closing titles.",
            "content_note": "What may be hard to watch, and how to stop. It is shown at the video too."
            f" {MARKDOWN_HINT}",
            "accommodation": f"Whom to write to, and by when there is an answer. {MARKDOWN_HINT}",
            "hardware_requirements": "Browser, sound, connection. (ACCME, policy for activities on the"
            " internet)",
            "bibliography": f"One source to a line that begins with “- ”. (AMA PRA) {MARKDOWN_HINT}",
            "copyright": "Who holds the rights, and since when.",
            "accme_activity_id": "Nine digits, from PARS. Needed for reporting.",
            "provider_activity_id": "Your own number of this activity; no other course of yours may"
            " have it. PARS takes a known number as an update.",
        }
        widgets = {
            name: forms.Textarea(attrs={"rows": rows})
            for name, rows in {
                "summary": 3,
                "description": 8,
                "purpose": 2,
                "participation_method": 5,
                "content_note": 4,
                "accommodation": 3,
                "hardware_requirements": 3,
                "bibliography": 6,
            }.items()
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # In the course as it is saved: what was typed must not move it to another provider.
        self.provider_id = self.instance.series.provider_id
        series = model_choice_field(self, "series")
        series.queryset = Series.objects.filter(provider=self.provider_id)
        series.help_text = "Courses that belong together."
        series.empty_label = None
        if self.instance.published_at:
            del self.fields["slug"]
        self.mark_needed()

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
        released, reviewed, expires = (
            cleaned.get(name) for name in ("released_on", "reviewed_on", "expires_on")
        )
        if released and expires and expires < released:
            self.add_error("expires_on", "Credit cannot end before the course is released.")
        if released and reviewed and reviewed < released:
            self.add_error("reviewed_on", "The last review cannot be before the release.")
        if reviewed and expires and expires > (latest := add_years(reviewed, 3)):
            self.add_error(
                "expires_on",
                f"At most three years after the last review: {long_date(latest)}"
                f" or earlier ({ENDURING}).",
            )
        return cleaned

    def _only_here(self, name: str, number: str, courses: Any) -> None:
        others = courses.exclude(pk=self.instance.pk).filter(**{name: number})
        if number and (other := others.first()):
            raise ValidationError(f"“{other}” has this number. Every course needs its own.")
