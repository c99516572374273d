"""A course in the admin: a published one keeps every element that its publication demanded."""

from collections.abc import Iterable
from typing import Any

from django import forms

from courses.forms.fields import lines
from courses.models import Course
from publishing.services.publishing import REQUIRED_TEXTS


class CourseForm(forms.ModelForm[Course]):
    """A course. A published one keeps every element that its publication demanded."""

    objectives = lines(label="Learning objectives", rows=10)
    target_audience = lines(rows=10)
    topics = lines(rows=10)

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
