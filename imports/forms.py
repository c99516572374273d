"""The upload of a file, and what its columns and words mean."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField

from imports.kinds import Kind, kind_of
from imports.models import Import
from imports.services.mapping import Word, plain_word, recognized, samples, words_of
from imports.services.reading import is_reasons_column
from imports.values import DateOrder, DecimalMark

_MOST_PASTED = 2 * 1024 * 1024
_SAMPLE = 40


class UploadForm(forms.Form):
    """A file, or its pasted text where the kind has a text format."""

    file = forms.FileField(
        label="File",
        required=False,
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"class": "drop-file"}),
    )
    text = forms.CharField(
        label="Or paste its text",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "class": "track-text"}),
        help_text="Used where no file is chosen.",
    )

    def __init__(self, *args: Any, kind: Kind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        formats = ["a spreadsheet (.xlsx)", "CSV or text with tabs"]
        formats += [_FORMATS.get(each, each.upper()) for each in kind.readers]
        self.fields["file"].help_text = (
            f"Choose it or drag it here: {', '.join(formats[:-1])} or {formats[-1]}. Its"
            " format is detected."
        )
        if "gift" not in kind.readers:
            del self.fields["text"]
            self.fields["file"].required = True
            self.fields["file"].error_messages["required"] = "Choose a file."
        if kind.settings_form is not None:
            self.fields |= deepcopy(kind.settings_form.base_fields)

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"])
        if len(text.encode()) > _MOST_PASTED:
            raise ValidationError(
                "The text is longer than 2 MB. Save it as a file, and choose that."
            )
        return text

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        nothing = found.get("file") is None and not str(found.get("text", "")).strip()
        if "text" in self.fields and nothing and not self.errors:
            self.add_error("file", "Choose a file, or paste its text below.")
        return found

    @property
    def name(self) -> str:
        file = self.cleaned_data["file"]
        return str(file.name) if file is not None else "Pasted text"

    @property
    def file_bytes(self) -> bytes:
        """The bytes; one more than is allowed is enough to tell that it is too large."""
        file = self.cleaned_data["file"]
        if file is not None:
            return bytes(file.read(self.kind.most_bytes + 1))
        return str(self.cleaned_data["text"]).encode()

    @property
    def settings(self) -> dict[str, Any]:
        """The kind's own settings."""
        own = self.kind.settings_form.base_fields if self.kind.settings_form else {}
        return {name: self.cleaned_data[name] for name in own}


_FORMATS = {"gift": "Moodle GIFT", "aiken": "Aiken", "xml": "XML"}


class ColumnsForm(forms.Form):
    """Which column gives each field, what unknown words stand for, how dates and numbers are written."""

    def __init__(self, data: Any = None, *, source: Import) -> None:
        super().__init__(data)
        self.source, self.kind = source, kind_of(source.kind)
        self._columns()
        self.words = words_of(source)
        for key, words in self.words.items():
            self._words(key, words)
        contents = {each.content for each in self.kind.fields}
        if "date" in contents:
            self.fields["order"] = _choice(_ORDERS, "Dates with slashes or dots", source.order)
        if "number" in contents:
            self.fields["mark"] = _choice(_MARKS, "Decimal mark", source.mark)

    def _columns(self) -> None:
        texts = samples(self.source)
        options = [("", "No column")] + [
            (str(place), _option(name, place, texts[place]))
            for place, name in enumerate(self.source.header)
            if not is_reasons_column(name)
        ]
        for each in self.kind.fields:
            place = self.source.columns.get(each.key)
            made = _choice(options, each.label, "" if place is None else str(place))
            made.required, made.help_text = each.required, each.help
            made.error_messages["required"] = f"Choose the column that says this: {each.label}."
            self.fields[f"column-{each.key}"] = made

    def _words(self, key: str, words: list[Word]) -> None:
        options = [("", "Unknown: return these lines"), *self.kind.options(self.source, key)]
        for at, word in enumerate(words):
            label = f"“{word.text[:60]}” as {self.kind.label(key).lower()}"
            made = _choice(options, label, word.code or "")
            made.required = False
            made.help_text = f"On {word.lines:,} line{'s' if word.lines != 1 else ''}."
            self.fields[f"word-{key}-{at}"] = made

    def columns(self) -> Iterator[BoundField]:
        """Yield the fields of columns."""
        return (self[name] for name in self.fields if name.startswith("column-"))

    @property
    def names_nothing(self) -> bool:
        """Whether no name of a column is known: the file's first line may be a record."""
        return not recognized(self.kind, self.source.header)

    def word_fields(self) -> list[BoundField]:
        """Return the fields of unknown words."""
        return [self[name] for name in self.fields if name.startswith("word-")]

    def formats(self) -> list[BoundField]:
        """Return the fields of date order and decimal mark."""
        return [self[name] for name in ("order", "mark") if name in self.fields]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        places: dict[str, str] = {}
        for each in self.kind.fields:
            place = found.get(f"column-{each.key}")
            if place and place in places:
                words = f"{places[place]} already uses this column. Choose another one."
                self.add_error(f"column-{each.key}", words)
            elif place:
                places[place] = each.label
        missing = self.kind.missing(self._chosen(found))
        if missing and not self.errors:
            self.add_error(None, f"Choose a column for: {', '.join(missing)}.")
        return found

    @property
    def chosen(self) -> dict[str, Any]:
        """What was chosen, as `set_columns` takes it. Words of a column that was changed are not known yet."""
        found = self.cleaned_data
        columns = self._chosen(found)
        choices = {key: dict(words) for key, words in self.source.choices.items()}
        for key, words in self.words.items():
            if columns.get(key) != self.source.columns.get(key):
                continue
            for at, word in enumerate(words):
                name = f"word-{key}-{at}"
                if name in self.data:
                    choices.setdefault(key, {})[plain_word(word.text)] = found[name]
        formats: dict[str, Any] = {name: found[name] for name in ("order", "mark") if name in found}
        return {"columns": columns, "choices": choices, **formats}

    def _chosen(self, found: dict[str, Any]) -> dict[str, int]:
        places = {each.key: found.get(f"column-{each.key}") for each in self.kind.fields}
        return {key: int(place) for key, place in places.items() if place}


_ORDERS = [
    (DateOrder.MONTH_FIRST, "12/31/2024: the month first"),
    (DateOrder.DAY_FIRST, "31/12/2024: the day first"),
]
_MARKS = [(DecimalMark.POINT, "1.25: a point"), (DecimalMark.COMMA, "1,25: a comma")]


def formats_of(source: Import) -> list[str]:
    """Return how dates and numbers of a file are read, each as an example with words."""
    contents = {
        field.content for field in kind_of(source.kind).fields if field.key in source.columns
    }
    orders = [dict(_ORDERS)[DateOrder(source.order)]] if "date" in contents else []
    marks = [dict(_MARKS)[DecimalMark(source.mark)]] if "number" in contents else []
    return [*orders, *marks]


def _choice(options: list[tuple[Any, str]], label: str, initial: str) -> forms.ChoiceField:
    return forms.ChoiceField(choices=options, label=label, initial=initial)


def _option(name: str, place: int, texts: list[str]) -> str:
    shown = name.strip() or f"Column {place + 1}"
    some = ", ".join(text[:_SAMPLE] for text in texts)
    return f"{shown[:_SAMPLE]} ({some[:90]})" if some else shown[:_SAMPLE]
