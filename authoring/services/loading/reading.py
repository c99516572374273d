"""Read a folder's text files key by key; every mistake becomes an error with the path of its key."""

import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model

from accounts.cleaning import clean_prose
from authoring.services.loading.errors import FolderError
from courses.services.credit_phrases import credit_refusal

_EARLIEST = date(1, 1, 1)
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


class Folder:
    """One folder of the series, and the errors found in it and its subfolders."""

    def __init__(self, path: Path, errors: list[FolderError]) -> None:
        self.path = path
        self.errors = errors

    def error(self, name: str, message: str, *, key: str = "", line: int | None = None) -> None:
        self.errors.append(FolderError(self.path / name, message, key, line))

    def text(self, name: str) -> str:
        """Return the content of a UTF-8 file, cleaned as prose; "" after reporting an error."""
        try:
            return clean_prose((self.path / name).read_text(encoding="utf-8-sig"))
        except OSError as failure:
            self.error(name, f"Cannot be read: {failure.strerror}.")
        except UnicodeDecodeError:
            self.error(name, "Is not UTF-8 text.")
        return ""

    def prose(self, name: str) -> str:
        """Return a text for learners that is a file of its own; credit in it is named in full."""
        text = self.text(name).strip()
        if refusal := credit_refusal(text):
            self.error(name, refusal)
        return text

    def toml(self, name: str) -> "Table":
        """Return the root table of a TOML file; an empty one if it cannot be parsed."""
        try:
            return Table(self, name, tomllib.loads(self.text(name)))
        except tomllib.TOMLDecodeError as failure:
            self.error(name, f"Is not TOML: {failure}.")
            return Table(self, name, {}, broken=True)

    def file(self, table: "Table", key: str) -> Path:
        """Return the file that a key names; it must exist inside this folder."""
        name = table.text(key)
        path = self.path / name
        if name and not path.resolve().is_relative_to(self.path.resolve()):
            table.error(key, f"“{name}” is outside the course's folder.")
        elif name and not path.is_file():
            table.error(key, f"There is no file “{name}”.")
        return path


class Table:
    """A TOML table read once, key by key. A missing key or a value of the wrong type is an error.

    After an error, a reader returns an empty value of its type, so that reading continues and one run
    finds every error; with any error, nothing is loaded. `path` says which table this is, with
    items counted from 1: `questions[2].choices[1]`.
    """

    def __init__(
        self,
        folder: Folder,
        file: str,
        data: dict[str, Any],
        path: str = "",
        *,
        broken: bool = False,
    ) -> None:
        self.folder, self.file, self.data, self.path = folder, file, data, path
        self.broken = broken
        self.read: set[str] = set()

    def error(self, key: str, message: str) -> None:
        self.folder.error(self.file, message, key=self._path(key))

    def text(self, key: str, *, optional: bool = False) -> str:
        return self._named(key, str(self._get(key, str, "text", "", optional=optional)).strip())

    def _named(self, key: str, text: str) -> str:
        """Return `text`; report credit that it names by less than its full name."""
        if refusal := credit_refusal(text):
            self.error(key, refusal)
        return text

    def flag(self, key: str) -> bool:
        return bool(self._get(key, bool, "true or false", False, optional=True))

    def whole(self, key: str) -> int:
        return int(self._get(key, int, "a whole number", 0))

    def day(self, key: str) -> date:
        found: date = self._get(key, date, "a date such as 2025-01-07, without quotes", _EARLIEST)
        return found

    def optional_day(self, key: str) -> date | None:
        return self.day(key) if key in self.data else None

    def texts(self, key: str, *, optional: bool = False) -> list[str]:
        items = self._get(key, list, "a list of texts", [], optional=optional)
        if all(isinstance(item, str) and item.strip() for item in items):
            return [self._named(key, item.strip()) for item in items]
        self.error(key, "Must be a list of texts, none of them empty.")
        return []

    def wholes(self, key: str) -> list[int]:
        items = self._get(key, list, "a list of whole numbers", [])
        if all(type(item) is int for item in items):
            return list(items)
        self.error(key, "Must be a list of whole numbers.")
        return []

    def one_of(self, key: str, allowed: Iterable[str]) -> str:
        names, value = list(allowed), self.text(key)
        if value and value not in names:
            self.error(key, f"“{value}” is not one of {', '.join(names)}.")
        return value

    def table(self, key: str) -> "Table":
        data = self._get(key, dict, "a table", {})
        return Table(self.folder, self.file, data, self._path(key), broken=not data)

    def tables(self, key: str) -> list["Table"]:
        items = self._get(key, list, "a list of tables", [], optional=True)
        if not all(isinstance(item, dict) for item in items):
            self.error(key, "Must be a list of tables.")
            return []
        return [
            Table(self.folder, self.file, item, f"{self._path(key)}[{at}]")
            for at, item in enumerate(items, start=1)
        ]

    def finish(self) -> None:
        """Report keys that were never read: a misspelled key is never silently ignored."""
        for key in self.data:
            if key not in self.read:
                self.error(key, "Is not a key of this format.")

    def check(self, row: Model, *, exclude: Iterable[str] = ()) -> None:
        """Report the model's validation errors for fields that have the same names as keys."""
        foreign = {field.name for field in row._meta.fields if field.is_relation}
        try:
            row.clean_fields(exclude=foreign | set(exclude))
            row.clean()
        except ValidationError as refused:
            for field, messages in refused.message_dict.items():
                if field not in self.data:
                    continue
                for message in messages:
                    self.error(field, message)

    def _path(self, key: str) -> str:
        # Quoted as in TOML: "video.file" is one key, not the key `file` of [video].
        name = key if _BARE_KEY.fullmatch(key) else json.dumps(key, ensure_ascii=False)
        return f"{self.path}.{name}" if self.path else name

    def _get(self, key: str, kind: type, name: str, empty: Any, *, optional: bool = False) -> Any:
        self.read.add(key)
        if key not in self.data:
            if not optional and not self.broken:
                self.error(key, f"Is missing; it must be {name}.")
            return empty
        value = self.data[key]
        # In Python a bool is an int, and a datetime is a date; here they are wrong types.
        wrong = isinstance(value, bool | datetime) and kind in {int, date}
        if wrong or not isinstance(value, kind):
            self.error(key, f"Must be {name}.")
            return empty
        return value


def report_repeats(tables: Iterable[Table], key: str) -> None:
    """Report each table whose value of `key` repeats that of an earlier one."""
    seen: Counter[str] = Counter()
    for table in tables:
        value = str(table.data.get(key, ""))
        seen[value] += 1
        if value and seen[value] > 1:
            table.error(key, f"“{value}” appears twice.")
