"""Forms by which staff edit the catalogue: lists as lines, and rules that the models cannot know."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from webvtt.errors import MalformedCaptionError, MalformedFileError

from courses.models import Course, EvaluationItem, EvaluationLibraryItem, TextTrack
from courses.services.publishing import REQUIRED_TEXTS
from courses.services.transcripts import parse_vtt


class LinesField(forms.CharField):
    """A list of texts, written one to a line."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        lines = (line.strip() for line in (super().to_python(value) or "").splitlines())
        return [line for line in lines if line]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool((initial or []) != self.to_python(data))


def _lines(**options: Any) -> LinesField:
    return LinesField(required=False, help_text="One to a line.", **options)


class CourseForm(forms.ModelForm):  # type: ignore[type-arg]
    """A course. A published one keeps every element that its publication demanded."""

    objectives = _lines(label="Learning objectives")
    target_audience = _lines()
    topics = _lines()

    class Meta:
        model = Course
        fields = "__all__"  # noqa: DJ007  (the admin narrows them by its fieldsets)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.instance.published_at:
            for field in self._emptied(cleaned):
                self.add_error(field, f"Published, so it must say {REQUIRED_TEXTS[field]}.")
        return cleaned

    def _emptied(self, cleaned: dict[str, Any]) -> Iterable[str]:
        return [field for field in REQUIRED_TEXTS if field in cleaned and not cleaned[field]]


class EvaluationItemForm(forms.ModelForm):  # type: ignore[type-arg]
    """One item of an evaluation."""

    options = _lines()

    class Meta:
        model = EvaluationItem
        fields = "__all__"  # noqa: DJ007


class LibraryItemForm(forms.ModelForm):  # type: ignore[type-arg]
    """One item of the library of evaluation items."""

    options = _lines()

    class Meta:
        model = EvaluationLibraryItem
        fields = "__all__"  # noqa: DJ007


class TextTrackForm(forms.ModelForm):  # type: ignore[type-arg]
    """Captions or chapters; what is no WebVTT is refused here, never on a learner's page."""

    class Meta:
        model = TextTrack
        fields = "__all__"  # noqa: DJ007

    def clean_vtt(self) -> str:
        text = str(self.cleaned_data["vtt"])
        try:
            parse_vtt(text)
        except (MalformedFileError, MalformedCaptionError) as failure:
            raise ValidationError(f"Is not WebVTT: {failure}") from failure
        return text
