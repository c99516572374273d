"""What each layout of an export says, and how: as spreadsheet, as CSV, and as the JSON of PARS."""

import csv
import io
import json

import pytest
from openpyxl import load_workbook

from courses.models import Course
from reporting.models import ExportColumn, ExportRow, ProfessionCode, TrackingNumber
from reporting.services.writers import DoesNotFit, pars_schema, write_pars_json
from tests.reporting.people import (
    NOW,
    NPI,
    content,
    destination,
    earn,
    export,
    lines,
    make_reported_course,
    provider_of,
)


@pytest.fixture
def course(db: None) -> Course:
    return make_reported_course()


def test_the_pars_spreadsheet_holds_names_numbers_as_text_and_dates_as_dates(
    course: Course,
) -> None:
    certificate = earn(course, npi="", licence="007.5")
    made = export(course)
    headers, row = lines(made)
    cells = dict(zip(headers, row, strict=True))
    assert cells["State License ID"] == "007.5"
    assert cells["ACCME Activity ID"] == "201234567"
    assert cells["Birth Month/Day"] == "02/29"
    assert str(cells["Completion Date"])[:10] == "2026-11-23"
    assert cells["Credits"] == 0.75
    assert cells["Credit ID"] == f"ccid:localhost:{certificate.pk}"


def test_pars_json_fits_the_schema_and_tells_no_year(course: Course) -> None:
    earn(course)
    made = export(course, "pars-learners-json")
    document = json.loads(content(made))
    assert list(pars_schema().iter_errors(document)) == []
    body = document["ACCMELearnerReports"]["ActivityReports"]
    [report] = body["ActivityReport"]
    assert body["DateTimeCreated"] == "2026-11-23T12:00:00"  # Chicago
    assert report["Member"]["PersonalInfo"]["BirthDate"] == "02-29"
    assert report["Activity"]["ProviderOrganization"] == "0001234"
    assert report["Activity"]["Module"]["ModuleName"]["moduleID"] == "201234567"
    credit = report["Activity"]["Module"]["CreditCertificate"][0]
    assert credit["UniqueID"] == {"value": NPI, "domain": "NPI"}
    assert credit["CreditReceived"]["numberOfCredits"] == 0.75


def test_what_does_not_fit_the_schema_is_refused_without_quoting_it(course: Course) -> None:
    earn(course)
    ExportColumn.objects.filter(header="Activity.Module.Status").update(expression="npi")
    made = export(course, "pars-learners-json")
    assert made.failed_at
    assert "$.ACCMELearnerReports.ActivityReports.ActivityReport[0].Activity" in made.failure
    assert NPI not in made.failure
    assert not ExportRow.objects.exists()


def test_a_path_through_a_value_is_refused() -> None:
    with pytest.raises(DoesNotFit):
        write_pars_json(["A", "A.B"], [["1", "2"]], now=NOW)


def test_the_ce_broker_roster_has_no_prefixes_and_no_header(course: Course) -> None:
    broker, provider = destination("ce-broker"), provider_of(course)
    TrackingNumber.objects.create(destination=broker, provider=provider, number="50-4711")
    TrackingNumber.objects.create(
        destination=broker, provider=provider, course=course, number="20-815"
    )
    earn(
        course,
        profession="registered-nurse",
        credit="participation",
        state="FL",
        licence="RN0099",
        consents=("ce-broker",),
    )
    assert ProfessionCode.objects.get(code="RN").profession.code == "registered-nurse"
    [row] = lines(export(course, "ce-broker-roster"))
    assert row[:2] == ["4711", "815"]
    assert row[2:4] == [None, None]
    assert row[4] == "RN0099"
    assert str(row[5])[:10] == "2026-11-23"
    assert row[6:] == ["State=FL", "Profession=RN"]


def test_totals_hold_no_name_and_no_row(course: Course) -> None:
    earn(course)
    made = export(course, "pars-totals")
    headers, row = lines(made)
    assert made.rows.count() == 0
    assert "Díaz" not in str(row)
    assert dict(zip(headers, row, strict=True))["ACCME Activity ID"] == "201234567"


@pytest.mark.parametrize(
    "name",
    [
        'Ana "Nina" Díaz',
        "Ana, Díaz",
        "مريم حسن",
        "-Ana Díaz",
        "=SUM Díaz",
        "@Ana Díaz",
        "+Ana Diaz",
    ],
)
@pytest.mark.parametrize("code", ["records-csv", "records-xlsx"])
def test_names_stay_text_whatever_they_are(course: Course, name: str, code: str) -> None:
    earn(course, full_name=name)
    made = export(course, code)
    if code == "records-csv":
        rows = list(csv.reader(io.StringIO(content(made).decode("utf-8-sig"))))
        shown = rows[1][1]
        assert shown.removeprefix("'") == name
        assert not shown.startswith(("=", "+", "-", "@"))
    else:
        sheet = load_workbook(io.BytesIO(content(made))).worksheets[0]
        cell = sheet.cell(2, 2)
        assert (cell.value, cell.data_type, cell.number_format) == (name, "s", "@")


def test_a_newline_or_emoji_in_a_title_stays_in_its_cell(course: Course) -> None:
    Course.objects.filter(pk=course.pk).update(title="One\n=two 🙂")
    earn(Course.objects.select_related("series__provider").get(pk=course.pk))
    rows = list(csv.reader(io.StringIO(content(export(course, "records-csv")).decode("utf-8-sig"))))
    assert len(rows) == 2
    assert rows[1][6] == "One\n=two 🙂"
