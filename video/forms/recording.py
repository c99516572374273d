"""What staff send other than by resumable upload: a small recording (without JavaScript), and a poster."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat

from courses.forms.credit_names import NamesCreditInFull
from video.services.pictures import MOST_BYTES

MOST_AT_ONCE = 200 * 10**6
"""The limit for one request, in bytes: after a network failure it must start over."""


class SmallFile(forms.FileField):
    """A file of at most `most` bytes."""

    def __init__(self, most: int, **options: Any) -> None:
        self.most = most
        super().__init__(**options)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and value.size > self.most:
            raise ValidationError(f"Up to {filesizeformat(self.most)} here.", code="too_large")


class RecordingForm(NamesCreditInFull, forms.Form):
    """A recording sent in one request, by a browser without JavaScript."""

    recording = SmallFile(
        MOST_AT_ONCE,
        label="Recording",
        error_messages={"empty": "The file is empty (0 bytes). Choose the recording."},
    )


class PosterForm(NamesCreditInFull, forms.Form):
    """One of the frames made from the recording, or an uploaded picture, which takes precedence."""

    frame = forms.CharField(required=False)
    picture = SmallFile(MOST_BYTES, label="Picture of your own", required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("frame") and not cleaned.get("picture") and not self.errors:
            raise ValidationError("Choose one of the pictures, or a file.", code="nothing")
        return cleaned
