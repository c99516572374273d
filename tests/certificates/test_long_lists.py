"""A learner with far more credit than usual: pages stay small, and the worker makes the PDF."""

import io
import threading
import zipfile
from datetime import timedelta

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob
from pypdf import PdfReader
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from accounts.services import delete_account
from certificates.models import Certificate, TranscriptFile
from certificates.pdf import render_pdf
from certificates.services import transcript_file
from certificates.services.transcript_file import (
    AGAIN,
    AT_ONCE,
    MAKE_TASK,
    ask_for_file,
    make_file,
    remove_old_files,
)
from certificates.services.transcripts import credit_rows, transcript_of, years_of
from certificates.typesetting import _compiler
from tests import factories
from tests.certificates.many import copies

NOW = factories.NOW


@pytest.fixture
def holder(signed_in: Client, certificate: Certificate) -> Client:
    """The browser of a learner with 1,201 certificates."""
    copies(certificate, 1200)
    return signed_in


def jobs() -> int:
    return ProcrastinateJob.objects.filter(task_name=MAKE_TASK).count()


def make(user: User) -> TranscriptFile:
    ask_for_file(user=user, now=NOW)
    make_file(learner_id=user.pk, now=NOW)
    return TranscriptFile.objects.get()


@pytest.mark.parametrize(("path", "rows"), [("/certificates/", 50), ("/credit-record/", 100)])
def test_a_page_holds_a_bounded_part_in_few_statements(
    holder: Client,
    path: str,
    rows: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_max_num_queries(16):
        html = holder.get(path).content.decode()
    assert len(html) < 120_000
    assert html.count('href="/certificates/') - html.count(".pdf") == pytest.approx(rows, abs=2)
    assert "Next page" in html


def test_every_certificate_is_on_exactly_one_page(holder: Client) -> None:
    shown = [
        row.pk
        for number in range(1, 26)
        for row in holder.get(f"/certificates/?page={number}").context["page"]
    ]
    assert len(shown) == len(set(shown)) == 1201


@pytest.mark.parametrize(
    ("asked", "number"),
    [
        ("0", 25),
        ("-1", 25),
        ("99999999999999999999", 25),
        ("9" * 5000, 1),
        ("x", 1),
        ("", 1),
    ],
)
def test_an_odd_page_number_gives_a_page(holder: Client, asked: str, number: int) -> None:
    response = holder.get(f"/certificates/?page={asked}")
    assert (response.status_code, response.context["page"].number) == (200, number)


def test_a_total_is_that_of_the_whole_year_on_every_page(holder: Client, learner: User) -> None:
    whole = [group.quarters for year in transcript_of(learner) for group in year.groups]
    page = [
        group.quarters
        for year in years_of(learner, credit_rows(learner)[:100])
        for group in year.groups
    ]
    assert sum(whole) == 1201 * 3
    assert page == whole[: len(page)]


def test_a_short_transcript_is_made_at_once_and_no_job_for_it(
    signed_in: Client, certificate: Certificate
) -> None:
    copies(certificate, AT_ONCE - 1)
    assert signed_in.get("/credit-record.pdf")["Content-Type"] == "application/pdf"
    signed_in.post("/credit-record/")
    assert jobs() == 0


def test_beyond_that_the_worker_makes_it_once_however_often_it_is_asked_for(
    signed_in: Client, learner: User, certificate: Certificate
) -> None:
    copies(certificate, AT_ONCE)
    assert signed_in.get("/credit-record.pdf")["Location"] == "/credit-record/"
    assert "Create PDF" in signed_in.get("/credit-record/").content.decode()
    for _ in range(3):
        assert signed_in.post("/credit-record/")["Location"] == "/credit-record/"
    assert jobs() == 1
    page = signed_in.get("/credit-record/").content.decode()
    assert "We are creating your PDF" in page
    assert "data-poll" in page
    make_file(learner_id=learner.pk, now=NOW)
    assert "data-poll" not in signed_in.get("/credit-record/").content.decode()
    response = signed_in.get("/credit-record.pdf")
    assert response["Content-Disposition"] == 'attachment; filename="credit-record.pdf"'
    assert b"<pdfuaid:part>1</pdfuaid:part>" in response.content
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(response.content)).pages)
    assert text.count("Activity ") >= AT_ONCE


def test_nobody_fetches_anothers_file(
    holder: Client, stranger: Client, learner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transcript_file, "_parts", lambda user, now: [b"of the worker"])
    make(learner)
    assert holder.get("/credit-record.pdf").content == b"of the worker"
    assert stranger.get("/credit-record.pdf").content.startswith(b"%PDF-")  # their own, empty
    assert Client().get("/credit-record.pdf").status_code == 302


def test_a_very_long_one_comes_in_parts(
    holder: Client, learner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transcript_file, "ROWS", 800)
    assert make(learner).parts == 2
    response = holder.get("/credit-record.pdf")
    assert response["Content-Disposition"] == 'attachment; filename="credit-record.zip"'
    archive = zipfile.ZipFile(io.BytesIO(response.content))
    assert archive.namelist() == ["credit-record-1.pdf", "credit-record-2.pdf"]
    first = PdfReader(io.BytesIO(archive.read("credit-record-1.pdf"))).pages[0].extract_text()
    assert "Part 1 of 2" in first


def test_what_failed_is_said_and_can_be_tried_again_at_once(
    holder: Client, learner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> bytes:
        raise MemoryError

    monkeypatch.setattr(transcript_file, "typeset_apart", broken)
    ask_for_file(user=learner, now=NOW)
    with pytest.raises(MemoryError):
        make_file(learner_id=learner.pk, now=NOW)
    assert "could not create the PDF" in holder.get("/credit-record/").content.decode()
    ask_for_file(user=learner, now=NOW)
    assert jobs() == 2


def test_a_newer_one_can_be_had_after_a_while(
    learner: User, certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(learner)
    assert ask_for_file(user=learner, now=NOW).finished_at
    assert not ask_for_file(user=learner, now=NOW + AGAIN).finished_at
    assert jobs() == 2


def test_it_goes_after_a_day_and_with_the_account(learner: User, certificate: Certificate) -> None:
    make(learner)
    assert remove_old_files(now=NOW + timedelta(hours=23)) == 0
    assert remove_old_files(now=NOW + timedelta(hours=25)) == 1
    make(learner)
    delete_account(user_id=learner.pk)
    assert not TranscriptFile.objects.exists()
    make_file(learner_id=learner.pk, now=NOW)  # a job that comes too late


def test_no_certificate_waits_for_a_transcript(certificate: Certificate) -> None:
    _, of_transcripts = _compiler("transcript")
    made: list[bytes] = []
    with of_transcripts:
        other = threading.Thread(target=lambda: made.append(render_pdf(certificate)))
        other.start()
        other.join(timeout=30)
    assert made
