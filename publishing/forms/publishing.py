"""Forms about publishing: the time, reasons, what a review covered, and a provider's rules."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.days import instant
from courses.forms.credit_names import NamesCreditInFull
from courses.forms.fields import day, required_day
from courses.models.dates import add_years
from providers.models import Provider
from publishing.models import CourseReview
from publishing.services.checks import CHECKS
from publishing.services.reviews import ReviewScope


class PublishForm(NamesCreditInFull, forms.Form):
    """When to publish: now, or at a time in the provider's time zone."""

    day = day("Publish on", "Leave blank to publish as soon as possible.")
    time = forms.TimeField(
        label="At",
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    note = forms.CharField(label="Note to the approver", max_length=500, required=False)

    def __init__(self, *args: Any, provider: Provider, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = provider.zone
        self.fields[
            "time"
        ].help_text = f"{provider.time_zone}. Leave blank for midnight, when the day begins."
        if not provider.second_approval:
            del self.fields["note"]

    def moment(self) -> datetime | None:
        """Return the chosen time; None means as soon as allowed."""
        chosen: date | None = self.cleaned_data["day"]
        if chosen is None:
            return None
        at = self.cleaned_data["time"] or datetime.min.time()
        return instant(chosen, at, self.zone)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("time") and not cleaned.get("day") and "day" not in self.errors:
            raise ValidationError({"day": "Choose the day too, or clear the time."})
        return cleaned


class ReasonForm(NamesCreditInFull, forms.Form):
    """Why something was done or refused."""

    reason = forms.CharField(
        label="Reason", max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class ReviewForm(NamesCreditInFull, forms.Form):
    """A review that took place: when, by whom, with what outcome and evidence, and until when credit lasts."""

    reviewed_on = required_day("Reviewed on", "The day on which the review was done.")
    reviewer = forms.CharField(
        label="Reviewed by",
        max_length=200,
        help_text="Name and role of the person who reviewed the content, such as “Ann Lee, MD, course director”.",
    )
    looked_at = forms.MultipleChoiceField(
        label="What was reviewed", choices=ReviewScope, widget=forms.CheckboxSelectMultiple
    )
    evidence = forms.CharField(
        label="What was compared, and with what",
        help_text="Such as the recording with this year's guideline, or the test with its item analysis.",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    outcome = forms.ChoiceField(
        label="Outcome", choices=CourseReview.Outcome.chosen(), widget=forms.RadioSelect
    )
    note = forms.CharField(
        label="What was changed, or anything else found",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    expires_on = day(
        "Last day of credit",
        "No later than three years after the review (ACCME Enduring Materials policy). A review older than the"
        " newest on record does not change it: then leave this blank.",
    )

    def __init__(self, *args: Any, reviewer: str, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reviewed_on"].initial = today
        self.fields["reviewer"].initial = reviewer
        self.fields["expires_on"].initial = add_years(today, 3)


class RulesForm(NamesCreditInFull, forms.Form):
    """What a provider requires before a course is published."""

    second_approval = forms.BooleanField(
        label="A second person must approve",
        help_text="An owner or a reviewer; never the person who asked.",
        required=False,
    )
    asked = forms.MultipleChoiceField(
        label="Elements that a course must have",
        help_text="Clear what your accreditor no longer requires: it becomes advice. What every accreditor requires"
        " is not listed.",
        choices=[
            (check.code, f"{check.rule} ({check.source})") for check in CHECKS if check.optional
        ],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, provider: Provider, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "second_approval": provider.second_approval,
            "asked": [
                check.code
                for check in CHECKS
                if check.optional and check.code not in provider.optional_checks
            ],
        }
        super().__init__(*args, **kwargs)

    def optional_checks(self) -> list[str]:
        """Return the codes of the checks that become advice."""
        asked = set(self.cleaned_data["asked"])
        return [check.code for check in CHECKS if check.optional and check.code not in asked]
