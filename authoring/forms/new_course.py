"""A new course: empty, or copied from another."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from accounts.form_fields import model_choice_field
from authoring.services.courses import free_slug
from courses.forms.credit_names import NamesCreditInFull
from courses.forms.fields import choices_of_a_series
from courses.models import Course, Series
from providers.models import Provider


class NewCourseForm(NamesCreditInFull, forms.Form):
    """Titles, address and series of a new course. The series may be created here as well."""

    title = forms.CharField(max_length=250, help_text="As it will be printed on certificates.")
    short_title = forms.CharField(
        max_length=40,
        help_text="Up to 40 characters, and neutral, such as Part 1: it shows in the browser's tab.",
    )
    slug = forms.SlugField(
        label="Address",
        max_length=80,
        required=False,
        help_text="Lowercase letters, digits, and hyphens. Leave blank to make it from the title.",
    )
    series = forms.ModelChoiceField(
        Series.objects.none(),
        required=False,
        empty_label="A new series, named below",
        help_text="Courses that belong together form a series.",
    )
    new_series = forms.CharField(
        label="Title of the new series",
        max_length=200,
        required=False,
        help_text="Or leave it blank.",
    )
    provider = forms.ModelChoiceField(
        Provider.objects.none(),
        label="Provider of the new series",
        required=False,
        empty_label=None,
        help_text="Who is accredited and awards the credit.",
    )
    chosen = choices_of_a_series("In the new series")

    def __init__(self, *args: Any, providers: "QuerySet[Provider]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        model_choice_field(self, "provider").queryset = providers
        own = Series.objects.filter(provider__in=providers).select_related("provider")
        model_choice_field(self, "series").queryset = own
        several = providers.count() > 1
        if several:
            series = model_choice_field(self, "series")
            series.label_from_instance = _with_provider  # type: ignore[method-assign,assignment]
        else:
            self.only_provider = providers.first()
            del self.fields["provider"]
        if not own.exists():
            del self.fields["series"]
            self.fields["new_series"].help_text = "Courses that belong together form a series."

    def clean_slug(self) -> str:
        slug = str(self.cleaned_data["slug"]).lower()
        if slug and Course.objects.filter(slug=slug).exists():
            raise ValidationError("Another course has this address. Choose another one.")
        return slug

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        series, new = cleaned.get("series"), cleaned.get("new_series")
        if series and new:
            self.add_error("new_series", "Choose a series or name a new one, not both.")
        if not series and not new and "series" not in self.errors:
            self.add_error("new_series", "Name the series that this course begins.")
        if not cleaned.get("slug") and cleaned.get("title"):
            cleaned["slug"] = free_slug(cleaned["title"], Course)
        return cleaned

    @property
    def provider_of_new_series(self) -> Provider:
        chosen: Provider | None = self.cleaned_data.get("provider") or self.only_provider
        if chosen is None:  # pragma: no cover - only staff with a provider can open the page
            raise ValidationError("There is no provider.")
        return chosen


def _with_provider(series: Series) -> str:
    return f"{series} ({series.provider})"
