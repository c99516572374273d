"""Every file that the portal offers to spreadsheets, opened: nothing is run, changed or lost.

The files are read twice: plainly, and as LibreOffice opens them. The control shows what it does to CSV of which
nobody took care.
"""

import csv
import io
import re
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urljoin

import pytest
from django.test import Client
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from pytest_django import DjangoDbBlocker

from providers.csv_safety import csv_lines, from_text_cell
from reporting.models import ExportLayout, Format, ReportingDestination, TrackingNumber
from tests import libreoffice
from tests.browser.everything import Everything
from tests.browser.served import everything_in
from tests.browser.visits import VISITS
from tests.reporting.people import content as file_of
from tests.reporting.people import (
    destination,
    earn,
    export,
    learner_of,
    make_reported_course,
    provider_of,
)
from tests.test_architecture import ROOMS, ROOT

type Files = dict[str, bytes]

pytestmark = pytest.mark.django_db

WALKED = {
    "analytics/views/course_reports.py",
    "analytics/views/dashboard.py",
    "authoring/views/question_files.py",
    "certificates/views/credit_record.py",
    "imports/services/results.py",
    "reporting/services/writers.py",
    "staff/views/audit.py",
}
"""What writes tables. Whoever adds to it sees that the walk below comes by, too."""
TITLE = '=SUM(1;2) “Übung”\nand 1½ more: "é", 日本'
HARD = [
    *("=1+1", " =1+1", "\t=1", "＝1+1", "@SUM(1)", "-5 °C", "+1 312 555 0100", "'=1", "'007"),
    *("007", "036.5", "1234567890123456789", "12E5", "3-4", "1/2", "12-2024", "75:30", "5 March"),
    *("a\nb", "Díaz 🙂", "; \t | ,", '"', "‘smart’ – “quotes”", "Mar-1", "2026-11-23", "-", "1.5"),
]
_LINK = re.compile(r'href="([^"]*(?:csv|/returned/)[^"]*)"')
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d+)?")
_NOT_FOR_PEOPLE = re.compile("board-list")
"""A board's programs want digits as they are."""


@pytest.fixture(scope="module")
def files(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Files]:
    """Every CSV that a page links to, and every layout of an export, of learners with hard names and licences."""
    folder = tmp_path_factory.mktemp("offered")
    with django_db_blocker.unblock(), everything_in(folder) as everything:
        ReportingDestination.objects.update(active=True)
        course = make_reported_course(title=TITLE)
        TrackingNumber.objects.create(
            destination=destination("ce-broker"), provider=provider_of(course), number="50-0047"
        )
        name, both = "-Ana “Nina” Díaz", ("pars", "state-board")
        earned = earn(course, full_name=name, licence="007.5", consents=both)
        earn(
            course,
            full_name="+Zoë Ng",
            profession="registered-nurse",
            credit="participation",
            state="FL",
            licence="000123",
            consents=("ce-broker",),
        )
        everything.sign_in("hard", learner_of(earned))
        layouts = ExportLayout.objects.exclude(format=Format.PARS_JSON)
        made = {
            f"{layout.code}.{layout.format}": file_of(export(course, layout.code))
            for layout in layouts
        }
        yield made | _linked(everything)


def _linked(everything: Everything) -> Files:
    """Follow the links to CSV on the pages of reports, tests, the audit trail and the credit record."""
    pages = {
        ("/credit-record/", "hard"),
        ("/credit-record/", "holder"),
        ("/admin/audit/", "owner"),
    } | {
        (visit.path, visit.who)
        for visit in VISITS
        if re.match(r"/admin/(reports|imports/|editor/{one}/test/)", visit.path) and not visit.press
    }
    found: Files = {}
    for path, who in sorted(pages):
        client = Client(SERVER_NAME="localhost")
        client.cookies["sessionid"] = everything.sessions[who]
        page = path.format(**everything.places)
        for link in _LINK.findall(client.get(page).text):
            response = client.get(urljoin(page, link.replace("&amp;", "&")))
            name = re.sub(r"\W+", "-", f"{who}{page}{link}")
            content = response.getvalue()
            if response.headers["Content-Type"].startswith("text/plain"):
                continue  # returned questions in a text format
            assert response.headers["Content-Type"].startswith("text/csv"), name
            found[f"{name}.csv"] = content
    return found


@pytest.fixture(scope="module")
def sheets(files: Files, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Worksheet]:
    """Each file as LibreOffice opens it, together with the hard cells, written with and without care."""
    careless = io.StringIO(newline="")
    csv.writer(careless).writerows([text] for text in HARD)
    ours = "".join(csv_lines([text] for text in HARD))
    more = {"control.csv": careless.getvalue().encode(), "hard.csv": ours.encode()}
    try:
        return libreoffice.opened(files | more, tmp_path_factory.mktemp("opened"))
    except libreoffice.LibreOfficeMissingError as missing:
        pytest.skip(str(missing))


def _rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def _cells(sheet: Worksheet) -> list[list[object]]:
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def _meant(text: str) -> object:
    """Return what a reader would take the text of a CSV's cell for."""
    if _DAY.fullmatch(text):
        return datetime.fromisoformat(text)
    return float(text) if _NUMBER.fullmatch(text) else text or None


def _padded(row: list[object], width: int) -> list[object]:
    return row + [None] * (width - len(row))


def test_every_module_that_writes_tables_is_walked() -> None:
    writing = {
        str(path.relative_to(ROOT))
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        if re.search(
            r"import .*\b(csv_lines|csv_download|csv_response|Workbook)\b", path.read_text()
        )
    }
    assert writing - {"providers/tables.py", "providers/workbooks.py"} == WALKED


def test_every_csv_begins_with_the_mark_and_no_cell_with_a_sign(files: Files) -> None:
    tables = {name: content for name, content in files.items() if name.endswith(".csv")}
    assert len(tables) > 12
    for name, content in tables.items():
        assert content.startswith(b"\xef\xbb\xbf"), name
        for row in _rows(content):
            starts = [cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t"))]
            assert all(_NUMBER.fullmatch(cell) for cell in starts), (name, row)


def test_the_hard_title_name_and_licence_are_in_the_files(files: Files) -> None:
    record = _rows(files["hard-credit-record-credit-record-csv.csv"])[1]
    assert record[1] == f"'{TITLE}"
    assert record[6] == "'-Ana “Nina” Díaz"
    assert _DAY.fullmatch(record[0])
    # A board's programs get the licence as it is; people get it in a workbook.
    assert "007.5" in _rows(files["board-list.csv"])[1]
    learners = load_workbook(io.BytesIO(files["pars-learners.xlsx"])).worksheets[0]
    [licence] = [cell for row in learners for cell in row if cell.value == "007.5"]
    assert (licence.data_type, licence.number_format) == ("s", "@")


def test_libreoffice_runs_and_changes_what_is_written_without_care(
    sheets: dict[str, Worksheet],
) -> None:
    cells = [row[0] for row in sheets["control.csv"]]
    assert cells[0].data_type == "f"
    changed = {text for text, cell in zip(HARD, cells, strict=True) if cell.value != text}
    assert changed >= {"007", "1234567890123456789", "1/2", "75:30"}


def test_libreoffice_shows_every_hard_cell_as_it_was_meant(sheets: dict[str, Worksheet]) -> None:
    shown = [row[0] for row in _cells(sheets["hard.csv"])]
    for text, cell in zip(HARD, shown, strict=True):
        kept = from_text_cell(cell) if isinstance(cell, str) else cell
        assert kept == _meant(text) or kept == text, text


def test_libreoffice_runs_no_cell_of_any_file(files: Files, sheets: dict[str, Worksheet]) -> None:
    for name in files:
        assert [
            cell.value for row in sheets[name] for cell in row if cell.data_type == "f"
        ] == [], name


def test_libreoffice_shows_the_cells_of_every_csv(
    files: Files, sheets: dict[str, Worksheet]
) -> None:
    for name, content in files.items():
        if not name.endswith(".csv") or _NOT_FOR_PEOPLE.search(name):
            continue
        rows, shown = _rows(content), _cells(sheets[name])
        width = max(sheets[name].max_column, *map(len, rows))
        expected = [_padded([_meant(cell) for cell in row], width) for row in rows]
        assert [_padded(row, width) for row in shown] == expected, name


def test_libreoffice_shows_the_cells_of_every_workbook(
    files: Files, sheets: dict[str, Worksheet]
) -> None:
    books = {name: content for name, content in files.items() if name.endswith(".xlsx")}
    assert len(books) >= 4
    for name, content in books.items():
        written = load_workbook(io.BytesIO(content)).worksheets[0]
        assert _cells(sheets[name]) == _cells(written), name
        assert all(
            cell.data_type == "s"
            for row in sheets[name]
            for cell in row
            if isinstance(cell.value, str)
        ), name
