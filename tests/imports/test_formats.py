"""What a file is, is told by what is in it; its name only breaks ties."""

import io
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from imports.services.formats import SENTENCES, format_of
from tests.imports.books import book

CASES = Path(settings.BASE_DIR) / "tests/cases"
ITEMS = ("gift", "aiken")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def archive(**parts: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        for name, text in parts.items():
            packed.writestr(name.replace("__", "/").replace("_", "."), text)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("history.csv", "csv"),
        ("questions-from-excel.csv", "csv"),
        ("questions-own-headers.csv", "csv"),
        ("questions.aiken", "aiken"),
        ("questions.gift", "gift"),
    ],
)
@pytest.mark.parametrize("called", ["", "file.txt", "file.csv", "file.xlsx", "file.gift"])
def test_contents_tell_the_format_whatever_the_name(name: str, expected: str, called: str) -> None:
    if (expected, called) != ("csv", "file.gift"):
        assert format_of((CASES / name).read_bytes(), called, ITEMS) == expected


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (book([["a"]]), "xlsx"),
        (archive(xl__workbook_bin=""), "xls"),
        (archive(mimetype="application/vnd.oasis.opendocument.spreadsheet"), "ods"),
        (archive(mimetype="application/vnd.oasis.opendocument.text"), "unknown"),
        (archive(word__document_xml=""), "word"),
        (archive(picture_png=""), "unknown"),
        (b"PK\x03\x04 cut", "unknown"),
        (OLE + "Workbook".encode("utf-16-le"), "xls"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "protected"),
        (OLE + "WordDocument".encode("utf-16-le"), "word"),
        (OLE, "unknown"),
        (b"%PDF-1.7\n", "pdf"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "unknown"),
        (b'<html xmlns:x="urn:schemas-microsoft-com:office:excel"><body><table>', "html"),
        (b"\xef\xbb\xbf\r\n<!DOCTYPE html>", "html"),
        (b"<?xml version='1.0'?>\n<!-- a -->\n<html>", "html"),
        (b'<table border="1"><tr><td>Name</td></tr></table>', "html"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "xls"),
        (b'<?xml version="1.0"?><quiz><question type="multichoice">', "xml"),
        (b"<quiz>\n<question>", "xml"),
        (b"<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", "xml"),
        ("<?xml version='1.0' encoding='utf-16'?><quiz/>".encode("utf-16"), "xml"),
        (b'[{"name": "Pat"}]', "json"),
        (b'{\n "name": "Pat"}', "json"),
        (b"Who?\r\nA) Pat\r\nB) Ana\r\nANSWER: A\r\n", "aiken"),
        (b"Who?\na. Pat\nb. Ana\nAnswer: a\n", "aiken"),
        (b"::Q1:: Who? {=Pat ~Ana}", "gift"),
        (b"Grant is buried here. {T}", "gift"),
        (b"How many? {#3:1}", "gift"),
        (b"Who\\{x\\}? {\n  =Pat\n  ~Ana\n}", "gift"),
        (b"a,b\n1,\\{=2}\n", "csv"),
        (b"E-mail\npat@old.example\n", "csv"),
        (b"Name\tMail\nPat\tp@old.example\n", "csv"),
        (b"[1] Who?\n", "csv"),
        (b"<5 mg/L;yes\n", "csv"),
        (b"", "csv"),
    ],
)  # fmt: skip
def test_each_kind_of_file_is_told(data: bytes, expected: str) -> None:
    assert format_of(data, "", ITEMS) == expected


def test_the_name_breaks_ties() -> None:
    assert format_of(b"Tell us about sepsis. {}", "questions.txt", ITEMS) == "gift"
    assert format_of(b"Tell us about sepsis. {}", "questions.csv", ITEMS) == "csv"
    assert format_of(b"Who?\nA) Pat\n", "questions.Aiken", ITEMS) == "aiken"
    assert (format_of(b"<rosters>", "receipt.xml"), format_of(b"<rosters>", "")) == ("xml", "csv")


@given(
    st.binary(max_size=300) | st.binary(max_size=100).map(lambda end: b"PK\x03\x04" + end),
    st.text(max_size=9),
)
def test_whatever_the_bytes_something_is_told(data: bytes, name: str) -> None:
    assert format_of(data, name, ITEMS) in {"csv", "xlsx", "gift", "aiken", *SENTENCES}
