"""Tables of figures, for pages and for spreadsheets."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from html import unescape

from django.http import HttpResponse
from django.utils.html import strip_tags
from django.utils.safestring import SafeString

from providers.csv_safety import csv_download

FEWER = "fewer than 5"
"""Shown instead of a number from 1 to 4 that could identify somebody."""


class Share(float):
    """A part of a whole, 0 to 1: “43%” on a page, 0.4312 in a spreadsheet."""

    def __str__(self) -> str:
        percent = 100 * float(self)
        return f"{percent:.0f}%" if percent >= 1 or not percent else "under 1%"


class Marked(str):
    """A text that is plain in a spreadsheet, and `html` on a page: a credit type's name in italics, with its ™."""

    __slots__ = ("html",)
    html: SafeString

    def __new__(cls, plain: str, *, html: SafeString) -> "Marked":
        made = super().__new__(cls, plain)
        made.html = html
        return made

    @property
    def words(self) -> str:
        """The text of `html`, for where no element can stand, such as a drawing."""
        return unescape(strip_tags(self.html))


type Cell = str | int | float | None


@dataclass(frozen=True)
class Table:
    """A table of a report. `key` identifies it in URLs; the first column is the row header.

    `folded` tables are long, so a page shows them collapsed. `links` has a URL for each row.
    """

    key: str
    title: str
    columns: list[str]
    rows: list[list[Cell]]
    note: str = ""
    folded: bool = False
    links: list[str] = field(default_factory=list)

    @property
    def shown_rows(self) -> list[tuple[str, str, list[str]]]:
        """Each row: the URL its header links to ("" for none), its header, and its other cells."""
        links = self.links or [""] * len(self.rows)
        return [
            (link, _shown(head), [_shown(cell) for cell in cells])
            for link, (head, *cells) in zip(links, self.rows, strict=True)
        ]


def csv_response(table: Table, *, name: str) -> HttpResponse:
    """Return a response with the table as the file `name`.csv; shares have four decimal places."""
    rows = [[_rounded(cell) for cell in row] for row in table.rows]
    return csv_download([table.columns, *rows], name=name)


def wanted_table(tables: Iterable[Table], key: str) -> Table | None:
    """Return the table with the key from `?csv=`; None if there is none, so the page itself is wanted."""
    return next((table for table in tables if table.key == key), None)


def share(part: int, whole: int) -> Share | None:
    """Return part / whole, or None if `whole` is 0."""
    return Share(part / whole) if whole else None


def _shown(cell: Cell) -> str:
    if cell is None:
        return "–"
    if isinstance(cell, Marked):
        return cell.html
    if isinstance(cell, Share | str):
        return str(cell)
    return f"{cell:,}" if isinstance(cell, int) else f"{cell:.2f}"


def _rounded(cell: Cell) -> Cell:
    return round(float(cell), 4) if isinstance(cell, float) else cell
