"""What a file is, told by what is in it: names are wrong, as many programs call a web page .xls."""

import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from itertools import islice

from accounts.errors import Refused
from imports.encodings import NotText, decode
from imports.services.csv_tables import csv_rows

type NamesColumns = Callable[[Sequence[str]], bool]

SENTENCES = {
    "xls": "This is a workbook of an old or a binary form. Open it in a spreadsheet program, save it as "
    "“Excel Workbook (.xlsx)”, and choose that file.",
    "ods": "This is an OpenDocument spreadsheet. Save it as .xlsx or as CSV, and choose that file.",
    "protected": "The workbook is protected by a password. Save it without one, and choose that file.",
    "html": "This is a web page, whatever its name says: some programs call one .xls. Open it in a "
    "spreadsheet program, save it as “Excel Workbook (.xlsx)”, and choose that file.",
    "word": "This is a Word document. Save it as plain text, or copy its table into a spreadsheet, and choose "
    "that file.",
    "pdf": "This is a PDF, from which no table can be read. Export the same as CSV or .xlsx.",
    "json": "This is JSON. Export the same as CSV or .xlsx.",
    "xml": "This is XML. Export the same as CSV or .xlsx.",
    "unknown": "This is neither a table nor text: perhaps a picture or an archive. Choose a CSV, a text "
    "file or a workbook (.xlsx).",
}
"""By format, why it is not read and what to do."""

_HEAD = 64 * 1024
_ROWS = 20
_USUAL = ",;\t|"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body|table|meta|style)\b", re.IGNORECASE)
_XML = re.compile(r"<(?:\?xml\b|!DOCTYPE\b|[A-Za-z_][\w.:-]*(?:\s[^<>]*)?>\s*<)")
_AIKEN_CHOICE = re.compile(r"^[ \t]*[A-Za-z][.)][ \t]*\S", re.MULTILINE)
_AIKEN_ANSWER = re.compile(r"^[ \t]*ANSWER\s*:", re.MULTILINE | re.IGNORECASE)
_AIKEN = re.compile(
    r"^[ \t]*A[.)].*\n(?:.*\n){0,8}?[ \t]*B[.)].*\n(?:.*\n){0,40}?[ \t]*ANSWER\s*:",
    re.MULTILINE | re.IGNORECASE,
)
_GIFT = re.compile(
    r"(?:^|[^\\])\{\s*(?:[=~#]|T\b|F\b|TRUE\b|FALSE\b|%)|^[ \t]*::[^:\n]+::", re.MULTILINE
)
_GIFT_PERHAPS = re.compile(r"^\$CATEGORY:|^//|\{\s*\}", re.MULTILINE)
_JSON = re.compile(r'[\[{]\s*(?:["{\[\]}]|\Z)')


def format_of(
    data: bytes,
    name: str,
    wanted: Collection[str] = (),
    names_columns: NamesColumns = lambda row: False,
) -> str:
    """Return "csv" or "xlsx", a format that is `wanted` (of "gift", "aiken", "xml"), or why it is not read.

    Why: a key of `SENTENCES`, or a format of items that nobody wants here. Only ties are broken by the name.
    `names_columns` tells a row that names columns: cells have the marks of other formats too. Never raises:
    text in which nothing is recognized is "csv", a table of one column at least.
    """
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _of_archive(data)
    if data.startswith(_OLE):
        return _of_ole(data)
    if data[:1024].lstrip().startswith(b"%PDF-"):
        return "pdf"
    try:
        text = decode(data[:_HEAD]).text
    except NotText:
        return "unknown"
    suffix = name.rpartition(".")[2].lower()
    return _of_text(text.lstrip("\n\r\f\v\ufeff "), suffix, wanted, names_columns)


def _of_archive(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            names = set(packed.namelist())
            if "mimetype" in names and packed.getinfo("mimetype").file_size < 200:
                return "ods" if b"spreadsheet" in packed.read("mimetype") else "unknown"
    except (zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError, EOFError, OSError):
        return "xlsx" if b"xl/workbook.xml" in data else "unknown"  # cut short: its reader says so
    if any(name.startswith("xl/") for name in names):
        return "xls" if "xl/workbook.bin" in names else "xlsx"
    return "word" if any(name.startswith("word/") for name in names) else "unknown"


def _of_ole(data: bytes) -> str:
    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if holds("EncryptedPackage"):
        return "protected"
    if holds("WordDocument"):
        return "word"
    return "xls" if holds("Workbook") or holds("Book") else "unknown"


def _of_text(text: str, suffix: str, wanted: Collection[str], names_columns: NamesColumns) -> str:
    markup, is_sure = _markup(text, suffix)
    if is_sure and markup not in wanted:
        return markup
    rows = _first_rows(text) if not markup else []
    if any(map(names_columns, rows)) or (suffix in {"csv", "tsv"} and rows):
        return "csv"
    fits = [each for each in (markup, *_text_formats(text)) if each]
    asked = [each for each in fits if each in wanted]
    if suffix in wanted and (suffix in asked or not fits):
        return suffix
    if asked:
        return asked[0]
    if "gift" in wanted and suffix == "txt" and _GIFT_PERHAPS.search(text):
        return "gift"
    return fits[0] if fits and not rows else "csv"


def _markup(text: str, suffix: str) -> tuple[str, bool]:
    """Return the markup that a text begins with, or "", and whether it is sure: items may begin like it."""
    if text.startswith("<"):
        if _PAGE.match(re.sub(r"^(?:<\?xml[^>]*>|<!--.*?-->|\s)+", "", text, flags=re.DOTALL)):
            return "html", True
        if "urn:schemas-microsoft-com:office:spreadsheet" in text:
            return "xls", True
        if suffix == "xml" or _XML.match(text):
            return "xml", suffix == "xml" or text.startswith(("<?", "<!"))
    return ("json" if _JSON.match(text) else ""), False


def _text_formats(text: str) -> list[str]:
    """Return which formats of items the text has, the likelier one first."""
    gift = len(_GIFT.findall(text))
    answers = len(_AIKEN_ANSWER.findall(text))
    whole = bool(_AIKEN.search(text))
    aiken = whole or bool(answers and _AIKEN_CHOICE.search(text))
    if aiken and gift:
        return ["aiken", "gift"] if whole and answers >= gift else ["gift", "aiken"]
    return ["aiken"] * aiken + ["gift"] * bool(gift)


def _first_rows(text: str) -> list[list[str]]:
    """Return the first rows of a text if one delimiter divides nearly all alike; else none."""
    rows: list[list[str]] = []
    delimiter, found = csv_rows(text[: text.rfind("\n") + 1] or text)
    with suppress(Refused):  # a quotation mark left open: what is before it tells enough
        rows += (row for _, row in islice(found, _ROWS) if any(row))
    widths = Counter(map(len, rows))
    width, times = max(widths.items(), key=lambda each: each[1], default=(0, 0))
    is_table = width > 1 and times * 5 >= len(rows) * 4 and delimiter in _USUAL
    return rows if is_table else []
