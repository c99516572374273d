"""Reading a destination's reply: a workbook, a CSV, or CE Broker's receipt in XML.

The file is not trusted: its size is checked before it is opened, no link in it is followed and no
formula run, and any fault is refused with one sentence.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from openpyxl import load_workbook

from accounts.cleaning import clean_prose
from accounts.errors import Refused

MOST_BYTES = 5 * 1024 * 1024
MOST_UNPACKED = 40 * 1024 * 1024
MOST_LINES = 50_000
_CREDIT_ID = re.compile(r"ccid:[^:\s]+:[^:\s]+")
_LONG_NUMBER = re.compile(r"\d[\d.\-]{3,}\d")
_GOOD = {
    "",
    "ok",
    "success",
    "successful",
    "accepted",
    "added",
    "add",
    "deleted",
    "loaded",
    "valid",
}
_ROW, _STATUS = (
    {"row", "line", "row number", "line number", "record"},
    {"status", "result", "state"},
)
_REASON = {"error", "errors", "message", "reason", "error message", "description", "comment"}


@dataclass(frozen=True)
class Answer:
    """What a reply says about one line, given by Credit ID or by its number in the export's file."""

    credit_id: str
    line: int | None
    accepted: bool
    reason: str


def read_reply(name: str, content: bytes, *, header_lines: int = 1) -> list[Answer]:
    """Return the answers in a file, in its order. Raises `Refused("unreadable", …)`.

    `header_lines`: how many lines precede the first record in the file that was exported.
    """
    if not content:
        raise Refused("unreadable", "The file is empty (0 bytes). Download the answer again.")
    if len(content) > MOST_BYTES:
        raise Refused(
            "unreadable", "The file is larger than 5 MB. An answer to one export is never so large."
        )
    kind = name.rpartition(".")[2].lower()
    if kind == "xlsx":
        return _from_table(_workbook(content), header_lines)
    if kind == "csv":
        return _from_table(_csv(content), header_lines)
    if kind == "xml":
        return _from_receipt(_xml(content))
    raise Refused(
        "unreadable",
        "Choose the answer as .xlsx, .csv or .xml. Save an .xls as .xlsx in Excel first.",
    )


def redacted(text: str) -> str:
    """Return text of a reply with long numbers masked, as it may quote a licence."""
    tidy = " ".join(text.split())
    return _LONG_NUMBER.sub(lambda found: "•••" + found[0][-2:], tidy)[:200]


def _workbook(content: bytes) -> list[list[str]]:
    _measure(content)
    try:
        # Formulas are read as text; nothing is calculated and no link is followed.
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        sheet: Any = book.worksheets[0]
        found = sheet.iter_rows(values_only=True, max_row=MOST_LINES + 1, max_col=60)
        rows = [[_plain(value) for value in row] for row in found]
    except Exception as error:
        raise Refused(
            "unreadable",
            "This is not a workbook that Excel would open. Download the answer again, or save it as "
            "CSV.",
        ) from error
    return _limited(rows)


def _plain(value: Any) -> str:
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _measure(content: bytes) -> None:
    """Refuse a workbook that would take too much memory when unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
    except zipfile.BadZipFile as error:
        raise Refused(
            "unreadable", "This is not an .xlsx workbook, whatever its name says."
        ) from error
    if len(parts) > 500 or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Refused(
            "unreadable",
            "The workbook unpacks to far more than an answer can be. It is not opened.",
        )


def _csv(content: bytes) -> list[list[str]]:
    if b"\x00" in content:
        raise Refused("unreadable", "This is not a CSV of text. Save it as “CSV UTF-8”.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    try:
        delimiter = csv.Sniffer().sniff(text[:4096], ",;\t").delimiter
    except csv.Error:
        delimiter = ","
    try:
        return _limited(list(csv.reader(io.StringIO(clean_prose(text)), delimiter=delimiter)))
    except csv.Error as error:
        raise Refused(
            "unreadable", "The CSV has a quotation mark that does not end. Save it again."
        ) from error


def _limited(rows: list[list[str]]) -> list[list[str]]:
    if len(rows) > MOST_LINES:
        raise Refused("unreadable", f"The answer has more than {MOST_LINES:,} lines.")
    return rows


def _from_table(rows: Sequence[Sequence[str]], header_lines: int) -> list[Answer]:
    """Find the header line (within the first 20), and read what follows it."""
    for start, row in enumerate(rows[:20]):
        places = _places(row)
        if places.keys() & {"credit", "row"} and places.keys() & {"status", "reason"}:
            return list(_answers(rows[start + 1 :], places, header_lines))
    raise Refused(
        "unreadable",
        "No line has the names of columns: one of “Credit ID” or “Row”, and one of “Status” or “Error”.",
    )


def _places(row: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, header in enumerate(row):
        word = " ".join(header.lower().replace("_", " ").split()).rstrip(" #.:")
        for meaning, words in (
            ("credit", {"credit id", "creditid", "ccid"}),
            ("row", _ROW),
            ("status", _STATUS),
            ("reason", _REASON),
        ):
            if word in words:
                found.setdefault(meaning, place)
    return found


def _answers(
    rows: Sequence[Sequence[str]], places: dict[str, int], header_lines: int
) -> Iterator[Answer]:
    for row in rows:
        values = {key: row[at].strip() for key, at in places.items() if at < len(row)}
        if not any(values.values()):
            continue
        status, reason = values.get("status", ""), values.get("reason", "")
        said = status or reason
        accepted = said.lower() in _GOOD or (bool(status) and status.lower() in _GOOD)
        found = _CREDIT_ID.search(values.get("credit", ""))
        number = values.get("row", "")
        yield Answer(
            credit_id=found[0] if found else "",
            line=int(number) - header_lines if number.isdecimal() and len(number) < 9 else None,
            accepted=accepted,
            reason="" if accepted else redacted(reason or status) or "Rejected without a reason.",
        )


def _xml(content: bytes) -> Element:
    try:
        root: Element = fromstring(content, forbid_dtd=True)
    except DefusedXmlException as error:
        raise Refused(
            "unreadable",
            "The XML defines entities or refers to other files. A receipt does not; it is not read.",
        ) from error
    except (ParseError, ValueError, LookupError) as error:
        raise Refused(
            "unreadable", "This is not well-formed XML. Download the receipt again."
        ) from error
    return root


def _from_receipt(root: Element) -> list[Answer]:
    """Read CE Broker's receipt: it mirrors what was sent; a `Message` that is not empty is an error."""
    attendees = [each for each in root.iter() if _tag(each) == "attendee"]
    if not attendees:
        raise Refused(
            "unreadable", "The receipt has no attendee. Is it CE Broker's receipt for this roster?"
        )
    general = _message(root)
    return [_attendee(number, each, general) for number, each in enumerate(attendees, start=1)]


def _attendee(line: int, attendee: Element, general: str) -> Answer:
    said = " ".join(filter(None, [general, *map(_message, attendee.iter())]))
    ids = [_CREDIT_ID.search(each.text or "") for each in attendee.iter()]
    found = next(filter(None, ids), None)
    return Answer(
        credit_id=found[0] if found else "",
        line=None if found else line,
        accepted=not said,
        reason=redacted(said),
    )


def _message(element: Element) -> str:
    return next((v.strip() for k, v in element.attrib.items() if k.lower() == "message"), "")


def _tag(element: Element) -> str:
    return str(element.tag).rpartition("}")[2].lower()
