"""What a file is, told by what is in it: names are wrong, as many programs call a web page .xls."""

import io
import re
import zipfile

from imports.encodings import NotText, decode

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
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body|table|meta|style)\b", re.IGNORECASE)
_AIKEN_CHOICE = re.compile(r"^[A-Za-z][.)]\s+\S", re.MULTILINE)
_AIKEN_ANSWER = re.compile(r"^ANSWER\s*:", re.MULTILINE | re.IGNORECASE)
_GIFT = re.compile(
    r"(?:^|[^\\])\{\s*(?:[=~#]|T\b|F\b|TRUE\b|FALSE\b|%)|^[ \t]*::[^:\n]+::", re.MULTILINE
)
_GIFT_PERHAPS = re.compile(r"^\$CATEGORY:|^//|\{\s*\}", re.MULTILINE)
_JSON = re.compile(r'[\[{]\s*(?:["{\[\]}]|\Z)')


def format_of(data: bytes, name: str) -> str:
    """Return "csv", "xlsx", "gift" or "aiken", or a key of `SENTENCES`. Only ties are broken by the name.

    Never raises: text in which nothing is recognized is "csv", a table of one column at least.
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
    return _of_text(text.lstrip(), name.rpartition(".")[2].lower())


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


def _of_text(text: str, suffix: str) -> str:
    if text.startswith("<"):
        if _PAGE.match(re.sub(r"^(?:<\?xml[^>]*>|<!--.*?-->|\s)+", "", text, flags=re.DOTALL)):
            return "html"
        if "urn:schemas-microsoft-com:office:spreadsheet" in text:
            return "xls"
        if text.startswith("<?xml") or re.match(r"<[A-Za-z_][\w.:-]*(?:\s[^<>]*)?>\s*<", text):
            return "xml"
    if _JSON.match(text):
        return "json"
    if _AIKEN_ANSWER.search(text) and _AIKEN_CHOICE.search(text):
        return "aiken"
    if _GIFT.search(text):
        return "gift"
    if suffix in {"gift", "aiken"}:
        return suffix
    return "gift" if suffix == "txt" and _GIFT_PERHAPS.search(text) else "csv"
