"""Reading a folder's text files key by key; every slip becomes a fault with its line."""

import re
import tomllib
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model

from courses.services.loading.faults import Fault
from courses.services.loading.toml_lines import Path as KeyPath
from courses.services.loading.toml_lines import toml_lines

_EARLIEST = date(1, 1, 1)


class Folder:
    """One folder of the series, and the faults found in it and below it."""

    def __init__(self, path: Path, faults: list[Fault]) -> None:
        self.path = path
        self.faults = faults

    def fault(self, name: str, line: int, message: str) -> None:
        self.faults.append(Fault(self.path / name, line, message))

    def text(self, name: str) -> str:
        """Return the content of a UTF-8 file, or "" and a fault."""
        try:
            return (self.path / name).read_text(encoding="utf-8-sig")
        except OSError as failure:
            self.fault(name, 1, f"Cannot be read: {failure.strerror}.")
        except UnicodeDecodeError:
            self.fault(name, 1, "Is not UTF-8 text.")
        return ""

    def toml(self, name: str) -> "Table":
        """Return the root table of a TOML file; an empty one when it cannot be parsed."""
        text = self.text(name)
        try:
            return Table(self, name, tomllib.loads(text), toml_lines(text))
        except tomllib.TOMLDecodeError as failure:
            at = re.search(r"at line (\d+)", str(failure))  # Python 3.14 has it as an attribute.
            line = int(at[1]) if at else text.count("\n") + 1
            self.fault(name, line, f"Is not TOML: {failure}.")
            return Table(self, name, {}, {}, broken=True)

    def file(self, table: "Table", key: str) -> Path:
        """Return the file that a key names: it must exist, inside this folder."""
        name = table.text(key)
        path = self.path / name
        if name and not path.resolve().is_relative_to(self.path.resolve()):
            table.fault(key, f"“{name}” is outside the course's folder.")
        elif name and not path.is_file():
            table.fault(key, f"There is no file “{name}”.")
        return path


class Table:
    """A TOML table read once, key by key. What is absent or of another type is a fault.

    A reader returns an empty value of its type after a fault, so that reading goes on and every
    fault is found in one run; nothing is stored when there is any.
    """

    def __init__(
        self,
        folder: Folder,
        file: str,
        data: dict[str, Any],
        lines: dict[KeyPath, int],
        path: KeyPath = (),
        *,
        broken: bool = False,
    ) -> None:
        self.folder, self.file, self.data, self.lines, self.path = folder, file, data, lines, path
        self.broken = broken
        self.read: set[str] = set()

    def line(self, key: str = "") -> int:
        """Return the line of a key; of what surrounds it, when it is absent."""
        path: KeyPath = (*self.path, key)
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def fault(self, key: str, message: str) -> None:
        self.folder.fault(self.file, self.line(key), f"{key}: {message}" if key else message)

    def text(self, key: str, *, optional: bool = False) -> str:
        return str(self._get(key, str, "text", "", optional=optional)).strip()

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
            return [item.strip() for item in items]
        self.fault(key, "Must be a list of texts, none of them empty.")
        return []

    def one_of(self, key: str, allowed: Iterable[str]) -> str:
        names, value = list(allowed), self.text(key)
        if value and value not in names:
            self.fault(key, f"“{value}” is not one of {', '.join(names)}.")
        return value

    def table(self, key: str) -> "Table":
        data = self._get(key, dict, "a table", {})
        return self._child(data, (*self.path, key), broken=not data)

    def tables(self, key: str) -> list["Table"]:
        items = self._get(key, list, "a list of tables", [], optional=True)
        if not all(isinstance(item, dict) for item in items):
            self.fault(key, "Must be a list of tables.")
            return []
        return [self._child(item, (*self.path, key, at)) for at, item in enumerate(items)]

    def finish(self) -> None:
        """Report keys that nothing read: a slip of the pen is never silently ignored."""
        for key in self.data.keys() - self.read:
            self.fault(key, "Is not a key of this format.")

    def check(self, row: Model, *, exclude: Iterable[str] = ()) -> None:
        """Report what the model's own rules say about fields that are named like keys."""
        foreign = {field.name for field in row._meta.fields if field.is_relation}
        try:
            row.clean_fields(exclude=foreign | set(exclude))
            row.clean()
        except ValidationError as refused:
            for field, messages in refused.message_dict.items():
                if field not in self.data:
                    continue
                for message in messages:
                    self.fault(field, message)

    def _child(self, data: dict[str, Any], path: KeyPath, *, broken: bool = False) -> "Table":
        return Table(self.folder, self.file, data, self.lines, path, broken=broken)

    def _get(self, key: str, kind: type, name: str, empty: Any, *, optional: bool = False) -> Any:
        self.read.add(key)
        if key not in self.data:
            if not optional and not self.broken:
                self.fault(key, f"Is missing; it must be {name}.")
            return empty
        value = self.data[key]
        # A boolean is an int to Python, and a date-time is a date; to a reader they are not.
        wrong = isinstance(value, bool | datetime) and kind in {int, date}
        if wrong or not isinstance(value, kind):
            self.fault(key, f"Must be {name}.")
            return empty
        return value
