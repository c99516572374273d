"""Whole files of past credit, as other programs write them: what becomes of each line."""

import csv
import io
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from accounts.models import User
from certificates.models import PastCredit
from imports.services.mapping import words_of
from imports.services.results import write_returned
from providers.models import Provider
from tests import factories
from tests.certificates.history_files import looked_through, reasons, states, taken
from tests.staff_members import make_staff, sign_in

pytestmark = pytest.mark.django_db
CASES = Path(__file__).parents[1] / "cases"


@pytest.fixture
def provider() -> Provider:
    return factories.make_provider()


@pytest.fixture
def actor(provider: Provider) -> User:
    return make_staff("manager", provider)


def brought(name: str, provider: Provider, actor: User, **columns: Any) -> Any:
    return looked_through((CASES / name).read_bytes(), provider, actor, name=name, **columns)


def recorded() -> list[tuple[int, str, str, int, date]]:
    rows = PastCredit.objects.order_by("line")
    return list(
        rows.values_list("line", "name", "credit_type_code", "credit_quarters", "completed_on")
    )


def returned(source: Any) -> str:
    file = io.BytesIO()
    write_returned(source, file)
    return file.getvalue().decode("utf-8-sig")


def test_the_file_with_everything(provider: Provider, actor: User) -> None:
    source = brought("history.csv", provider, actor)
    assert (source.state, source.order) == ("ready", "mdy")
    assert states(source) == {2: "good", 3: "known", 4: "good", 5: "returned"}
    assert reasons(source) == [
        (5, "credits", "not_in_steps"),
        (5, "date_completed", "not_a_date"),
    ]
    taken(source, actor)
    assert recorded() == [
        (2, "Pat Lee", "ama-pra-1", 4, date(2024, 12, 31)),
        (4, "Sukarno", "participation", 3, date(2025, 3, 9)),
    ]
    again = brought("history.csv", provider, actor)
    assert again.counts == {"good": 0, "known": 3, "passed": 0, "returned": 1}


def test_the_returned_file_has_its_own_cells_and_the_reasons(
    provider: Provider, actor: User
) -> None:
    text = returned(brought("history.csv", provider, actor))
    header, line = csv.reader(io.StringIO(text), delimiter=";")
    assert header[:3] == ["external_course_id", "title", "external_email"]
    assert line[:3] == ["C-002", "“Implicit Bias” in Care", "ana@bücher.example"]
    assert "0.80" in line
    assert "2025-02-30" in line
    assert "Credit: 0.80 is not in steps of 0.25." in line[-1]


def test_what_is_mended_in_the_returned_file_is_taken(provider: Provider, actor: User) -> None:
    taken(brought("history.csv", provider, actor), actor)
    text = returned(brought("history.csv", provider, actor))
    mended = text.replace("0.80", "0.75").replace("2025-02-30", "2025-02-28")
    source = looked_through(mended.encode(), provider, actor)
    assert states(source) == {2: "good"}
    taken(source, actor)
    assert PastCredit.objects.get(line=2, name="Ana D’Arc").completed_on == date(2025, 2, 28)


def test_a_night_in_london_is_the_year_before_in_chicago(provider: Provider, actor: User) -> None:
    pat = factories.make_user(email="pat.lee@old.example", verified=True)
    taken(brought("history.csv", provider, actor), actor)
    client = Client()
    client.force_login(pat)
    page = client.get("/credit-record/").content.decode()
    assert "<h3>2024</h3>" in page
    assert "<h3>2025</h3>" not in page
    assert page.count("Opioid Prescribing – Basics") == 1
    assert "2024-12-31" in client.get("/credit-record.csv").content.decode()


def test_a_us_export_with_iso_dates(provider: Provider, actor: User) -> None:
    source = brought("history-us-iso.csv", provider, actor)
    assert states(source) == {
        2: "good",
        3: "good",
        4: "passed",
        5: "good",
        6: "known",
        7: "returned",
    }
    assert reasons(source) == [
        (7, "date_completed", "date_order"),
        (7, "credit_type", "not_a_physician"),
    ]
    taken(source, actor)
    assert recorded() == [
        (2, "Rosa Vega", "ama-pra-1", 6, date(2023, 10, 2)),
        (3, "Lin Zhao", "participation", 6, date(2023, 10, 3)),
        (5, "Rosa Vega", "ama-pra-1", 1, date(2024, 1, 10)),
    ]
    rosa = PastCredit.objects.get(line=2)
    assert (rosa.title, rosa.former_number) == ("Pain, Opioids and the Law", "40112")
    assert (rosa.expires_on, rosa.is_physician) == (date(2026, 12, 31), True)


EVENING = datetime.combine(date(2022, 7, 4), time(23, 30))


def workbook() -> bytes:
    book = Workbook()
    sheet: Any = book.active
    sheet.append(["Transcript export, Illinois"])
    sheet.append([
        "Course ID", "Activity", "User ID", "E-mail", "First Name", "Last Name", "Credits Awarded",
        "Credit Type", "Completion Date", "Profession",
    ])  # fmt: skip
    rows: list[list[Any]] = [
        ["0071", "Sepsis update", 5, "kim@example.org", "Kim", "Ng", 1.25, date(2022, 7, 4)],
        ["0071", "Sepsis update", 6, "lou@example.org", "Lou", "Ray", 1, EVENING],
        ["0072", "Stroke", 5, "kim@example.org", "Kim", "Ng", 0.3, date(2022, 8, 1)],
        ["0072", "Stroke", 6, "lou@example.org", "Lou", "Ray", 2, "13/13/2022"],
    ]  # fmt: skip
    for *cells, day in rows:
        sheet.append([*cells, "AMA PRA Category 1", day, "MD"])
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def test_a_workbook_of_excel_with_real_dates(provider: Provider, actor: User) -> None:
    source = looked_through(workbook(), provider, actor, name="History.xlsx")
    assert (source.state, source.format) == ("ready", "xlsx")
    assert states(source) == {3: "good", 4: "good", 5: "returned", 6: "returned"}
    assert [code for _, _, code in reasons(source)] == ["not_in_steps", "not_a_date"]
    taken(source, actor)
    assert recorded() == [
        (3, "Kim Ng", "ama-pra-1", 5, date(2022, 7, 4)),
        (4, "Lou Ray", "ama-pra-1", 4, date(2022, 7, 4)),
    ]
    assert set(PastCredit.objects.values_list("external_course_id", flat=True)) == {"0071"}


def test_a_file_in_another_language_is_mapped_by_hand_and_that_is_remembered(
    provider: Provider, actor: User
) -> None:
    source = brought("history-cp1252.csv", provider, actor)
    assert source.state == "mapping"
    client = sign_in(actor)
    page = source.url("columns")
    places = {
        "external_course_id": 0, "title": 1, "last_name": 2, "first_name": 3, "external_email": 4,
        "credits": 5, "credit_type": 6, "date_completed": 7, "participant_category": 8,
    }  # fmt: skip
    sent = {f"column-{key}": str(place) for key, place in places.items()}
    # The formats as the page shows them; they are guessed anew once their columns are known.
    sent |= {"order": source.order, "mark": source.mark}
    assert client.post(page, sent)["Location"] == page
    source.refresh_from_db()
    assert (source.order, source.mark) == ("dmy", ",")
    sent |= {"order": source.order, "mark": source.mark}
    words = {"credit_type": ["participation", ""], "participant_category": ["physician", "other"]}
    for key, codes in words.items():
        sent |= {f"word-{key}-{at}": code for at, code in enumerate(codes)}
    assert client.post(page, sent)["Location"] == source.url()
    assert states(source) == {2: "good", 3: "good", 4: "returned", 5: "returned"}
    assert reasons(source) == [
        (4, "credits", "not_in_steps"),
        (5, "credit_type", "unknown_credit"),
    ]
    source.refresh_from_db()
    taken(source, actor)
    assert recorded() == [
        (2, "Jörg Müller", "participation", 6, date(2024, 12, 31)),
        (3, "Ánna Weiß", "participation", 8, date(2024, 9, 3)),
    ]
    again = brought("history-cp1252.csv", provider, actor)
    asked = [word.text for words in words_of(again).values() for word in words if not word.code]
    assert (again.columns, asked) == (places, ["Ehrung"])


def test_the_pages_say_what_comes_and_are_for_who_gives_credit(
    provider: Provider, actor: User
) -> None:
    client = sign_in(actor)
    begin = reverse("imports:history-new", args=[provider.slug])
    assert begin in client.get(reverse("imports:imports")).content.decode()
    source = brought("history.csv", provider, actor)
    page = client.get(source.url()).content.decode()
    assert "Import 2 good records" in page
    assert "hours of participation" in page
    assert "<i>AMA PRA Category 1 Credit</i>™" in page
    words = "people, without an account here. They find their credit when they sign up with these addresses."
    assert words in page
    stranger = sign_in(make_staff("manager", factories.make_provider()))
    assert stranger.get(source.url()).status_code == 404
    assert stranger.get(begin).status_code == 404
