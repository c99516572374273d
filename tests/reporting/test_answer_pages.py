"""The pages of an answer: brought from its export's page, seen first, marked then, and taken back."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry
from courses.models import Course
from imports.models import Import
from reporting.models import Export, State
from tests import factories
from tests.reporting.answers import bring, take
from tests.reporting.people import LICENCE, earn, export, make_reported_course, provider_of
from tests.second_factors import age_proofs
from tests.staff_members import client_of


@pytest.fixture
def course(db: None) -> Course:
    return make_reported_course()


@pytest.fixture
def staff(course: Course) -> Client:
    return client_of("manager", provider_of(course))


@pytest.fixture
def made(course: Course) -> Export:
    earn(course)
    return export(course)


def upload(
    staff: Client, made: Export, content: bytes, name: str = "reply.csv", **more: str
) -> Any:
    data = {"file": SimpleUploadedFile(name, content), **more}
    return staff.post(reverse("imports:replies-new", args=[made.pk]), data)


def page_of(made: Export) -> str:
    return reverse("reporting:export", args=[made.pk])


def test_an_answer_is_shown_first_and_marked_then(staff: Client, made: Export) -> None:
    new = reverse("imports:replies-new", args=[made.pk])
    assert f'href="{new}"' in staff.get(page_of(made)).text
    assert "lines it does not mention were accepted" in staff.get(new).text
    content = f"Credit ID,Error\n{made.rows.get().credit_id},Licence 036012345 unknown\n"
    shown = staff.get(upload(staff, made, content.encode())["Location"])
    assert "Licence •••45 unknown" in shown.text
    assert "036012345" not in shown.text
    assert "Ana Díaz" in shown.text
    assert made.rows.get().state == State.EXPORTED
    source = Import.objects.get()
    for _ in range(2):
        assert staff.post(source.url("take"))["Location"] == source.url()
    assert made.rows.get().state == State.REJECTED
    shown = staff.get(page_of(made))
    assert "Licence •••45 unknown" in shown.text
    assert "0 accepted, 1 rejected" in shown.text
    assert "Ana Díaz" in staff.get(f"{page_of(made)}?state=rejected").text
    [entry] = AuditEntry.objects.filter(action="export-answered")
    assert entry.details == {"accepted": 0, "rejected": 1}
    staff.post(source.url("undo"))
    assert made.rows.get().state == State.EXPORTED
    assert AuditEntry.objects.filter(action="export-answer-undone").count() == 1


def test_an_answer_to_another_export_is_asked_about(staff: Client, made: Export) -> None:
    content = b"Credit ID,Error\nccid:localhost:6f1e6a52,Unknown\n"
    shown = staff.get(upload(staff, made, content, rest_accepted="on")["Location"]).text
    assert (
        "Nothing in this file belongs to this export. Is it the response to another one?" in shown
    )
    assert "There is nothing new to import" in shown


def test_what_comes_back_has_its_own_cells_and_asks_for_a_fresh_proof(
    staff: Client, made: Export
) -> None:
    content = f"Credit ID,State License ID,Error\nccid:other:1,{LICENCE},Unknown\n"
    source = Import.objects.get(pk=upload(staff, made, content.encode())["Location"].split("/")[-2])
    returned = staff.get(source.url("returned")).getvalue().decode("utf-8-sig")
    assert returned.splitlines()[1].startswith(f"ccid:other:1,'{LICENCE},Unknown,")
    assert "has no line with this Credit ID" in returned
    age_proofs(staff)
    asked = staff.get(source.url("returned"))
    assert asked["Location"].startswith("/accounts/second-factor/")


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.csv", b"", "The file is empty"),
        ("a.xml", b"<rosters>", "not well-formed"),
        ("a.xml", b"<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", "refers to other files"),
    ],
)
def test_a_bad_answer_is_refused_on_the_page(
    staff: Client, made: Export, name: str, content: bytes, says: str
) -> None:
    answer = upload(staff, made, content, name)
    shown = staff.get(answer["Location"]) if answer.status_code == 302 else answer
    assert says in shown.text


def test_an_export_of_another_provider_takes_no_answer(staff: Client, made: Export) -> None:
    new = reverse("imports:replies-new", args=[made.pk])
    stranger = client_of("owner", factories.make_provider())
    assert stranger.get(new).status_code == 404
    assert staff.get(reverse("imports:replies-new", args=["all"])).status_code == 404


def test_where_the_answer_is_written_is_asked_where_it_is_not_known(
    staff: Client, made: Export
) -> None:
    content = b"Pos;Antwort;Lizenz\n2;Zustimmung;036.012345\n"
    columns = upload(staff, made, content)["Location"] + "columns/"
    asked = staff.get(columns).text
    assert "Antwort" in asked
    chosen = {"column-row": "0", "column-status": "1"}
    answer = staff.post(columns, chosen)
    assert answer["Location"] == columns  # the words of that column are asked about now
    staff.post(columns, {**chosen, "word-status-0": "accepted"})
    source = Import.objects.get()
    assert source.counts["good"] == 1
    assert bring(made, content.decode()).state == Import.State.READY
    take(source)
    assert made.rows.get().state == State.ACCEPTED
