"""What staff type or upload as captions and chapters."""

import re
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError

from accounts.errors import Refused
from courses.models import TextTrack, Video
from video.services.tracks import LARGEST, track_text

EMPTY = "WEBVTT\n\n00:00:00.000 --> 00:00:04.000\n…\n"
LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*", re.IGNORECASE)


class CaptionFile(forms.FileField):
    """An uploaded .vtt or .srt file, read as WebVTT text."""

    widget = forms.ClearableFileInput(attrs={"accept": ".vtt,.srt,text/vtt,application/x-subrip"})

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        if not file:
            return ""
        try:
            return track_text(file.read())
        except Refused as refused:
            raise ValidationError(refused.message, code=refused.code) from refused


class TrackForm(forms.Form):
    """One track: its label, and its text or a file that replaces the text."""

    label = forms.CharField(max_length=60, help_text="As the player's menu shows it.")
    file = CaptionFile(
        label="Take the text from a file",
        required=False,
        help_text="WebVTT (.vtt) or SubRip (.srt). It is shown and checked before it is saved.",
        allow_empty_file=True,
    )
    vtt = forms.CharField(
        label="Text",
        strip=False,
        max_length=LARGEST,
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "true", "class": "track-text"}),
    )

    def __init__(self, *args: Any, kind: str, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.language = kind, language

    @classmethod
    def of(cls, track: TextTrack) -> Self:
        """Return the form for a saved track."""
        initial = {"label": track.label, "vtt": track.vtt}
        return cls(initial=initial, kind=track.kind, language=track.language)

    @property
    def was_uploaded(self) -> bool:
        return bool(self.cleaned_data.get("file"))

    @property
    def text(self) -> str:
        """The text that the page shows, with normalized line endings."""
        return str(self["vtt"].value() or "").replace("\r\n", "\n")

    def clean_vtt(self) -> str:
        text = str(self.cleaned_data["vtt"]).replace("\r\n", "\n")
        return text if text.endswith("\n") else f"{text}\n"

    def shown(self) -> Self:
        """Return the form with the typed text, or the uploaded one instead; nothing is saved."""
        initial = {"label": self.cleaned_data["label"]}
        initial["vtt"] = self.cleaned_data.get("file") or self.cleaned_data["vtt"]
        return type(self)(initial=initial, kind=self.kind, language=self.language)


class NewTrackForm(forms.Form):
    """A track that does not exist yet."""

    kind = forms.ChoiceField(choices=TextTrack.Kind.choices)
    language = forms.CharField(max_length=12, initial="en", help_text="As in “en” or “es-mx”.")
    label = forms.CharField(max_length=60, initial="English", help_text="As the menu shows it.")
    file = CaptionFile(
        required=False,
        allow_empty_file=True,
        help_text="WebVTT (.vtt) or SubRip (.srt). Leave it out to begin with an empty track.",
    )

    def __init__(self, *args: Any, video: Video, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.video = video

    def clean_language(self) -> str:
        language = str(self.cleaned_data["language"]).strip().lower()
        if not LANGUAGE.fullmatch(language):
            raise ValidationError("Write the language as a short code such as en or es-mx.")
        return language

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        kind, language = typed.get("kind"), typed.get("language")
        if self.video.tracks.filter(kind=kind, language=language).exists():
            raise ValidationError("This recording has such a track already: open it below.")
        return typed

    def as_track_form(self) -> TrackForm:
        """Return the editor's form with the uploaded text; nothing is saved yet."""
        typed = self.cleaned_data
        initial = {"label": typed["label"], "vtt": typed["file"] or EMPTY}
        return TrackForm(initial=initial, kind=typed["kind"], language=typed["language"])
