"""Which lines of an export an answer is about, and what it says of them."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from imports.kinds import Item, Outcome, Reason
from reporting.models import Export, State
from reporting.services.answers.receipt import CREDIT_ID
from reporting.services.answers.words import ACCEPTED, REJECTED, SILENT, meaning_of, redacted

NO_LINE = "no-line"
"""The code of every reason why an item belongs to no line of the export."""
_ROW = re.compile(r"(?:(?:row|line|record)\s*)?[#:]?\s*(\d{1,8})(?:\.0)?", re.IGNORECASE)


class Matcher:
    """Judges the items of one answer by the lines of its export.

    Holds a few words for each line, and for each different item the line on which it was read.
    """

    def __init__(self, export: Export, *, header_rows: int, has_status: bool) -> None:
        """`header_rows`: how many rows of the exported file precede its first line."""
        self.export = export
        self._header_rows, self._has_status = header_rows, has_status
        self._states: dict[int, str] = {}
        self._by_id: dict[str, list[int]] = {}
        self._read: dict[tuple[tuple[int, ...], str, str], int] = {}
        for line, credit_id, state in export.rows.values_list("line", "credit_id", "state"):
            self._states[line] = state
            self._by_id.setdefault(credit_id, []).append(line)

    def outcome(self, item: Item) -> Outcome:
        """Return what becomes of an item. Its values: the lines, the meaning, why it is rejected (masked)."""
        lines, fault = self.lines(item.cells)
        if fault:
            return Outcome("returned", {"lines": []}, [fault])
        meaning = self._meaning(item)
        if meaning is None:
            return _returned(lines, "status", "unknown-status", _UNKNOWN)
        if meaning == SILENT:
            # An empty status is no word about its line: that its file names errors only may still be true.
            silent = {"lines": lines if item.cells["status"] else [], "meaning": SILENT}
            return Outcome("passed", silent, [Reason("status", "silent", _SILENT)])
        if self.export.discarded_at:
            return _returned(lines, "", "discarded", f"{self.export} was marked as not sent.")
        return self._compared(item, lines, meaning)

    def lines(self, cells: Mapping[str, str]) -> tuple[list[int], Reason | None]:
        """Return the lines by Credit ID, else by row; or the reason why there are none."""
        if found := CREDIT_ID.search(cells["credit_id"]):
            lines = self._by_id.get(found[0], [])
            words = f"{self.export} has no line with this Credit ID."
            return lines, None if lines else Reason("credit_id", NO_LINE, words)
        if not cells["row"]:
            words = "It has neither a Credit ID nor a row, so its line is unknown."
            return [], Reason("", NO_LINE, words)
        row = _ROW.fullmatch(cells["row"])
        line = int(row[1]) - self._header_rows if row else 0
        first, last = 1 + self._header_rows, len(self._states) + self._header_rows
        words = f"{self.export} has no such row: its rows are {first} to {last}."
        return [line], None if line in self._states else Reason("row", NO_LINE, words)

    def _meaning(self, item: Item) -> str | None:
        """Return what an item says. Where no column has a status, an error rejects, and none accepts."""
        if item.cells["status"]:
            return item.codes["status"]
        if error := item.cells["reason"]:
            return ACCEPTED if meaning_of(error) == ACCEPTED else REJECTED
        return SILENT if self._has_status else ACCEPTED

    def _compared(self, item: Item, lines: list[int], meaning: str) -> Outcome:
        reason = ""
        if meaning == REJECTED:
            reason = redacted(item.cells["reason"] or item.cells["status"])
        values = {"lines": lines, "meaning": meaning, "reason": reason}
        first = self._read.setdefault((tuple(lines), meaning, reason), item.line)
        if first != item.line:
            return Outcome("known", values, [Reason("", "twice", f"Line {first} says the same.")])
        states = {self._states[line] for line in lines}
        if states == {meaning}:
            words = f"It was marked as {meaning} before."
            return Outcome("known", values, [Reason("", "marked", words)])
        if meaning == ACCEPTED and State.REJECTED in states:
            return _returned(lines, "", "rejected-before", _REJECTED_BEFORE)
        return Outcome("good", values)


_UNKNOWN = "No one has said yet what this status means. Say it on the page for columns and words."
_SILENT = "It does not say yet whether the line was accepted."
_REJECTED_BEFORE = (
    "An earlier response rejected this line. It goes into the next export once fixed."
)


def _returned(lines: list[int], column: str, code: str, words: str) -> Outcome:
    values = {"lines": lines, "meaning": SILENT}
    return Outcome("returned", values, [Reason(column, code, words)])


def worst(items: Iterable[Mapping[str, Any]]) -> dict[int, str | None]:
    """Return why each line is rejected, or None if it is accepted: one rejection among several rejects it.

    `items`: the values of good ones, in the order of the file.
    """
    said: dict[int, str | None] = {}
    for each in items:
        for line in each["lines"]:
            if each["meaning"] == REJECTED:
                said[line] = f"{said.get(line) or ''} {each['reason']}".strip()[:300]
            else:
                said.setdefault(line, None)
    return said
