"""What staff type or upload as captions and chapters."""

import re
from decimal import Decimal
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError

from accounts.errors import Refused
from courses.forms.credit_names import NamesCreditInFull
from courses.models import TextTrack, Video
from imports.encodings import Decoded
from video.services.tracks import LARGEST, Edited, edited, read_file

EMPTY = "WEBVTT\n\n00:00:00.000 --> 00:00:04.000\n…\n"
LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*", re.IGNORECASE)


class CaptionFile(forms.FileField):
    """An uploaded .vtt or .srt file; its value is a `Decoded`, or None if there is none."""

    widget = forms.ClearableFileInput(attrs={"accept": ".vtt,.srt,text/vtt,application/x-subrip"})

    def clean(self, data: Any, initial: Any = None) -> Decoded | None:
        file = super().clean(data, initial)
        if not file:
            return None
        try:
            return read_file(file.read())
        except Refused as refused:
            raise ValidationError(refused.message, code=refused.code) from refused


class TrackForm(NamesCreditInFull, forms.Form):
    """One track: its label, its text or a file that replaces the text, and by how much its captions move.

    Only a POST with the text alone is saved: whatever else changes it is shown first.
    """

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
    move = forms.DecimalField(
        label="Move all captions by seconds",
        required=False,
        min_value=-99_999,
        max_value=99_999,
        decimal_places=3,
        help_text="As in 1.5 if they appear too early, or -1.5 if they appear too late.",
        widget=forms.NumberInput(attrs={"step": "any"}),
    )

    def __init__(self, *args: Any, kind: str, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.language = kind, language
        # Captions are what was said; chapters and descriptions are staff's own words.
        if kind == TextTrack.Kind.CAPTIONS:
            self.VERBATIM = frozenset({"vtt"})

    @property
    def text(self) -> str:
        """The text that the page shows, with normalized line endings."""
        return str(self["vtt"].value() or "").replace("\r\n", "\n")

    @property
    def is_to_be_shown(self) -> bool:
        """Whether more was sent than the text itself, so that the result is looked at before it is saved."""
        asked = {"check", "separate"} & self.data.keys()
        return bool(asked or self.cleaned_data["file"] or self.cleaned_data["move"])

    def edited(self, *, duration: float) -> Edited:
        """Return the text with all that was asked for. Raises `Refused` if the captions cannot move so far."""
        file: Decoded | None = self.cleaned_data["file"]
        move: Decimal | None = self.cleaned_data["move"]
        text = file.text if file else str(self.cleaned_data["vtt"])
        return edited(
            text, file=file, move=move, separated="separate" in self.data, duration=duration
        )

    def keep_file(self) -> None:
        """Put the text of the file where it was to go, so that a form with an error need not be sent it again."""
        if file := self.cleaned_data.get("file"):
            self.data = {**dict(self.data.items()), "vtt": file.text}

    def with_text(self, text: str) -> Self:
        """Return the form with another text, for the page; nothing is saved."""
        initial = {"label": self["label"].value(), "vtt": text}
        return type(self)(initial=initial, kind=self.kind, language=self.language)


class NewTrackForm(NamesCreditInFull, forms.Form):
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
            raise ValidationError("This recording already has such a track: open it below.")
        return typed

    def as_track_form(self) -> TrackForm:
        """Return the editor's form, with its text still empty; nothing is saved yet."""
        typed = self.cleaned_data
        initial = {"label": typed["label"]}
        return TrackForm(initial=initial, kind=typed["kind"], language=typed["language"])

    def edited(self) -> Edited:
        """Return the text of the file, or one to begin with."""
        file: Decoded | None = self.cleaned_data["file"]
        return edited(file.text if file else EMPTY, file=file)


def may_begin(video: Video, kind: str, language: str) -> bool:
    """Return whether a new track of this kind and language can be made, as `NewTrackForm` has it."""
    form = NewTrackForm({"kind": kind, "language": language, "label": "-"}, video=video)
    return form.is_valid() and form.cleaned_data["language"] == language
