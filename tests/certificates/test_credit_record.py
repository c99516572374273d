"""The credit record: by year and credit type, totals never across types, safe in a spreadsheet."""

import csv
import io
import json
from datetime import date, timedelta

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from accounts.days import shown_date
from accounts.models import User
from certificates.models import Certificate
from certificates.services.revocation import revoke
from certificates.services.transcripts import transcript_of
from certificates.typesetting import typeset
from progress.models import Enrolment
from providers.csv_safety import as_text_cell
from providers.models import Provider
from tests import factories
from tests.certificates.conftest import claim
from tests.pdf_structure import pairs, structure

pytestmark = pytest.mark.django_db


@pytest.fixture
def physician() -> User:
    """Someone with two AMA claims and one participation in 2026, and one AMA claim in 2025."""
    user = factories.make_user(full_name="Ana Díaz")
    claim(evaluated(user), quarters=4)
    claim(evaluated(user), quarters=1)
    claim(evaluated(user), credit="participation", quarters=2)
    claim(evaluated(user, year=2025), quarters=3)
    return user


def evaluated(user: User, year: int = 2026, **course: object) -> Enrolment:
    fields = {"offers": {"ama-pra-1": 4, "participation": 4}, **course}
    enrolment = factories.evaluated(user=user, course=factories.make_course(**fields))  # type: ignore[arg-type]
    back = timedelta(days=365 * (2026 - year))
    assert enrolment.evaluated_at
    assert enrolment.test_passed_at
    assert enrolment.watch.completed_at
    enrolment.evaluated_at -= back
    enrolment.test_passed_at -= back
    enrolment.watch.completed_at -= back
    return enrolment


def rows_of(client: Client) -> list[list[str]]:
    text = client.get("/credit-record.csv").content.decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def test_totals_are_per_year_and_type_and_never_added_across(physician: User) -> None:
    totals = {
        (year.year, group.credit_name): group.quarters
        for year in transcript_of(physician)
        for group in year.groups
    }
    assert totals == {
        (2026, "*AMA PRA Category 1 Credits*™"): 5,
        (2026, "hours of participation"): 2,
        (2025, "*AMA PRA Category 1 Credits*™"): 3,
    }


def test_the_page_shows_years_types_and_totals(client: Client, physician: User) -> None:
    client.force_login(physician)
    page = client.get("/credit-record/").content.decode()
    for words in ("2026", "2025", "<i>AMA PRA Category 1 Credits</i>™", "1.25", "0.50", "0.75"):
        assert words in page


def test_samples_stand_apart_and_say_so() -> None:
    user = factories.make_user()
    claim(evaluated(user), quarters=1)
    claim(evaluated(user, is_sample=True), quarters=1)
    groups = [(group.is_sample, group.quarters) for group in transcript_of(user)[0].groups]
    assert groups == [(False, 1), (True, 1)]


def test_what_was_revoked_does_not_count(physician: User) -> None:
    last = Certificate.objects.filter(learner=physician, completed_on__year=2025).get()
    revoke(certificate=last, reason="Error", now=factories.NOW)
    assert [year.year for year in transcript_of(physician)] == [2026]


def test_nobody_reads_anothers_credit_record(physician: User, client: Client) -> None:
    client.force_login(factories.make_user())
    assert "No credit yet" in client.get("/credit-record/").content.decode()
    assert len(rows_of(client)) == 1
    client.logout()
    assert client.get("/credit-record/").status_code == 302
    assert client.get("/credit-record.csv").status_code == 302


def test_the_csv_has_a_row_for_each_certificate(client: Client, physician: User) -> None:
    client.force_login(physician)
    rows = rows_of(client)
    assert [row[4] for row in rows[1:]].count("1.00") == 1
    assert {row[5] for row in rows[1:]} >= {"AMA PRA Category 1 Credit(TM)"}
    assert all(len(row) == len(rows[0]) for row in rows)
    response = client.get("/credit-record.csv")
    assert response["Content-Disposition"] == 'attachment; filename="credit-record.csv"'
    assert "no-store" in response["Cache-Control"]


def test_a_title_that_is_a_formula_stays_text(client: Client) -> None:
    user = factories.make_user(full_name='=HYPERLINK("http://example.org")')
    claim(evaluated(user, title="@SUM(1+1)*cmd|' /C calc'!A0"), quarters=1)
    client.force_login(user)
    row = rows_of(client)[1]
    assert row[1].startswith("'@SUM")
    assert row[6].startswith("'=HYPERLINK")


@given(st.text())
def test_no_cell_begins_like_a_formula(value: str) -> None:
    cell = as_text_cell(value)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert cell.endswith(value)


def pdf_of(client: Client) -> PdfReader:
    response = client.get("/credit-record.pdf")
    assert response["Content-Disposition"] == 'attachment; filename="credit-record.pdf"'
    assert b"<pdfuaid:part>1</pdfuaid:part>" in response.content
    return PdfReader(io.BytesIO(response.content))


def test_the_pdf_is_tagged_and_says_what_the_page_says(physician: User, client: Client) -> None:
    client.force_login(physician)
    document = pdf_of(client)
    text = " ".join(page.extract_text() for page in document.pages)
    assert document.metadata is not None
    assert str(document.metadata.title).startswith("Credit record, ")
    assert "Ana Díaz" in text
    for certificate in Certificate.objects.filter(learner=physician):
        assert certificate.printed_code in text
        assert shown_date(certificate.completed_on) in text
    tables = structure(client.get("/credit-record.pdf").content).all("Table")
    short = [pairs(each) for each in tables if len([*each.all("TR")]) == 2]
    totals = [pair for each in short for pair in each if pair[0].startswith("Total")]
    assert [amount for _, amount in totals] == ["1.25", "0.50", "0.75"]


def test_the_pdf_has_former_records_apart_and_bears_any_text(
    physician: User, client: Client
) -> None:
    provider = Provider.objects.all()[0]
    factories.make_past_credit(
        provider=provider,
        learner=physician,
        title='#panic("x") *bold*',
        completed_on=date(2019, 5, 1),
    )
    client.force_login(physician)
    text = " ".join(page.extract_text() for page in pdf_of(client).pages)
    assert "2019: earlier credit" in text
    assert '#panic("x") *bold*' in text


def test_a_code_stands_on_one_line_wherever_it_falls() -> None:
    code = "MWMW-DR8P-MWR8-HW59"
    row = {"completed": "Nov 23, 2026", "title": "Part 1", "amount": "0.25"}
    notes = [f"{'M' * length}, enduring material. Code {code}" for length in range(1, 50)]
    group = {"name": "Hours", "total": "1.00", "rows": [row | {"note": note} for note in notes]}
    names = {"document_title": "Record", "heading": "Record", "name": "Ana", "made": "Now."}
    years = json.dumps([{"heading": "2026", "groups": [group]}])
    document = typeset("transcript", names | {"years": years}, made_at=factories.NOW)
    assert document
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(document)).pages)
    assert text.count(code) == len(notes)


def test_the_pdf_of_nobody_asks_to_sign_in(client: Client) -> None:
    assert client.get("/credit-record.pdf").status_code == 302
    assert client.post("/credit-record.pdf").status_code in (302, 405)


@pytest.mark.parametrize("rest", ["/", ".csv", ".pdf", "/?past=2"])
def test_the_address_of_before_leads_to_it_for_good(client: Client, rest: str) -> None:
    answer = client.get(f"/transcript{rest}")
    assert (answer.status_code, answer["Location"]) == (301, f"/credit-record{rest}")
