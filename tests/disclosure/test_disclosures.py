"""Disclosure forms: asked for by a link, answered once without an account, and never changed."""

import re
from datetime import date, datetime, timedelta
from typing import Any

import pgtrigger
import pytest
import time_machine
from django.core import mail, signing
from django.db import DatabaseError, transaction
from django.template.loader import get_template
from django.test import Client
from procrastinate.contrib.django import app as jobs
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.errors import Refused
from accounts.models import AuditEntry, User
from courses.models import DisclosureForm, DisclosureRequest, DisclosureWording, Nature, Person
from disclosure.services.disclosures import (
    Disclosed,
    ask_for_disclosure,
    path_of,
    remind,
    request_of,
    send_again,
    sign_disclosure,
    withdraw_request,
)
from disclosure.tasks import send_disclosure
from tests.factories import make_course, make_disclosure, make_person
from tests.publishing.test_publishing import NOW
from tests.staff_members import make_staff

pytestmark = pytest.mark.django_db
DUE = date(2026, 12, 7)
MORNING = datetime(2026, 11, 30, 14, tzinfo=NOW.tzinfo)  # 8 in Chicago


@pytest.fixture
def person() -> Person:
    return make_person(email="ann@hospital.example")


@pytest.fixture
def actor(person: Person) -> User:
    return make_staff("manager", person.provider)


def ask(person: Person, actor: User, **values: Any) -> DisclosureRequest:
    known: dict[str, Any] = {"due_on": DUE, "by_mail": True, "now": NOW}
    return ask_for_disclosure(person=person, actor=actor, **known | values)


def sign(request: DisclosureRequest, *relationships: Disclosed, **values: Any) -> DisclosureForm:
    known: dict[str, Any] = {"name": "Ann Lee", "now": NOW}
    known["relationships"] = list(relationships)
    wording = DisclosureWording.objects.get()
    return sign_disclosure(request_id=request.pk, wording=wording, **known | values)


def run_mails() -> None:
    for job in ProcrastinateJob.objects.filter(task_name="courses.send_disclosure"):
        send_disclosure(**job.args)


def refusal(act: Any) -> str:
    with pytest.raises(Refused) as caught:
        act()
    return caught.value.code


def test_the_link_goes_by_mail_and_lies_in_no_table(person: Person, actor: User) -> None:
    request = ask(person, actor)
    [job] = ProcrastinateJob.objects.filter(task_name="courses.send_disclosure")
    assert path_of(request) not in str(job.args)
    run_mails()
    [sent] = mail.outbox
    assert sent.to == ["ann@hospital.example"]
    assert path_of(request) in str(sent.body)
    assert "rafficking" not in f"{sent.subject}{sent.body}"
    run_mails()
    assert len(mail.outbox) == 1


def test_a_link_to_hand_over_sends_nothing(person: Person, actor: User) -> None:
    request = ask(person, actor, by_mail=False)
    assert request.sent_to == ""
    assert not ProcrastinateJob.objects.filter(task_name="courses.send_disclosure").exists()


@pytest.mark.parametrize(
    ("values", "code"),
    [({"due_on": date(2026, 11, 22)}, "due_past"), ({}, "already_asked")],
)
def test_what_cannot_be_asked(
    person: Person, actor: User, values: dict[str, Any], code: str
) -> None:
    if code == "already_asked":
        ask(person, actor)
    assert refusal(lambda: ask(person, actor, **values)) == code


def test_a_person_without_an_address_gets_no_mail(person: Person, actor: User) -> None:
    person.email = ""
    assert refusal(lambda: ask(person, actor)) == "no_address"


def test_a_token_of_somebody_elses_making_leads_nowhere(person: Person, actor: User) -> None:
    token = path_of(ask(person, actor)).strip("/").rpartition("/")[2]
    assert request_of(token)
    for wrong in (token[:-1], "x." + token.partition(".")[2], "", "a.b"):
        assert request_of(wrong) is None


def test_a_signed_form_speaks_of_24_months_and_of_its_wording(person: Person, actor: User) -> None:
    form = sign(ask(person, actor), Disclosed("Acme", "speaker"), Disclosed("B", "other", "Friend"))
    assert (form.covers_from, form.covers_to) == (date(2024, 11, 23), date(2026, 11, 23))
    assert form.wording == DisclosureWording.objects.get()
    assert [row.nature for row in form.relationships.all()] == ["Speaker", "Friend"]
    assert form.valid_until == date(2028, 11, 23)
    entry = AuditEntry.objects.get(action="disclosure-signed")
    assert entry.actor is None


def test_a_second_answer_is_refused(person: Person, actor: User) -> None:
    request = ask(person, actor)
    sign(request)
    assert refusal(lambda: sign(request)) == "answered"
    assert DisclosureForm.objects.count() == 1


def test_an_old_link_no_longer_shows_what_was_signed(
    person: Person, actor: User, client: Client
) -> None:
    request = ask(person, actor)
    sign(request, Disclosed("Sparrow Devices", Nature.CONSULTANT))
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        assert "Sparrow Devices" in client.get(path_of(request)).text
    with time_machine.travel(NOW + timedelta(days=400), tick=False):
        page = client.get(path_of(request)).text
    assert "has it on record" in page
    assert "Sparrow Devices" not in page


@pytest.mark.parametrize("how", ["withdrawn", "expired"])
def test_a_closed_form_takes_no_answer(person: Person, actor: User, how: str) -> None:
    request = ask(person, actor)
    later = NOW + timedelta(days=400 if how == "expired" else 0)
    if how == "withdrawn":
        withdraw_request(request_id=request.pk, actor=actor, now=NOW)
        withdraw_request(request_id=request.pk, actor=actor, now=NOW)
    assert refusal(lambda: sign(request, now=later)) == how


def test_what_was_signed_cannot_be_withdrawn(person: Person, actor: User) -> None:
    request = ask(person, actor)
    sign(request)
    code = refusal(lambda: withdraw_request(request_id=request.pk, actor=actor, now=NOW))
    assert code == "answered"


def refused_by_the_database(act: Any) -> None:
    with pytest.raises(DatabaseError, match=r"[Cc]annot"), transaction.atomic():
        act()


def test_the_database_refuses_to_change_what_was_signed(person: Person, actor: User) -> None:
    form = sign(ask(person, actor), Disclosed("Acme", "speaker"))
    row = form.relationships.get()
    own = DisclosureForm.objects.filter(pk=form.pk)
    refused_by_the_database(lambda: own.update(signed_name="Ben"))
    refused_by_the_database(lambda: own.update(signed_at=None))
    refused_by_the_database(own.delete)
    refused_by_the_database(lambda: form.relationships.update(company="Other"))
    refused_by_the_database(lambda: form.relationships.create(company="C", nature="x"))
    refused_by_the_database(row.delete)
    course = make_course(provider=person.provider)
    row.judgements.create(course=course, relevant=False, judged_by=actor)
    row.judgements.update(relevant=True)


def test_a_form_from_paper_follows_its_source(person: Person) -> None:
    form = make_disclosure(person=person, signed_on=DUE)
    form.relationships.create(company="Acme", nature="speaker")
    form.relationships.update(company="Other")
    form.relationships.all().delete()
    form.delete()


def test_reminders_come_a_week_before_and_on_the_day_once_each(person: Person, actor: User) -> None:
    ask(person, actor)
    assert remind(now=MORNING - timedelta(days=1)) == 0
    assert remind(now=MORNING) == 1
    assert remind(now=MORNING) == 0
    assert remind(now=MORNING + timedelta(days=7)) == 1
    assert remind(now=MORNING + timedelta(days=8)) == 0


def test_nobody_is_reminded_at_night_or_after_the_answer(person: Person, actor: User) -> None:
    request = ask(person, actor)
    assert remind(now=MORNING - timedelta(hours=6)) == 0
    sign(request)
    assert remind(now=MORNING) == 0


def test_a_link_can_be_sent_again_to_an_address_given_later(person: Person, actor: User) -> None:
    request = ask(person, actor, by_mail=False)
    send_again(request_id=request.pk, actor=actor, now=NOW)
    run_mails()
    assert path_of(request) in str(mail.outbox[0].body)


# The page.


def typed(**values: str) -> dict[str, str]:
    known = {"rows": "1", "sign-answer": "none", "sign-name": "Ann Lee", "sign-agreed": "on"}
    return known | {"sign": "1"} | values


def some(**values: str) -> dict[str, str]:
    row = {"r0-company": "Acme", "r0-kind": "speaker", "r0-ended": "continues"}
    return typed(**{"sign-answer": "some"}) | row | values


def test_the_page_needs_no_account_and_names_what_it_asks(
    client: Client, person: Person, actor: User
) -> None:
    page = client.get(path_of(ask(person, actor)))
    text = page.content.decode()
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    assert "Ann Lee" in text
    assert "ineligible company" in text
    assert "<title>A form" in text
    assert "ann@hospital.example" not in text


def test_nothing_to_disclose_is_an_answer(client: Client, person: Person, actor: User) -> None:
    path = path_of(ask(person, actor))
    assert client.post(path, typed()).status_code == 302
    form = DisclosureForm.objects.get()
    assert (form.signed_name, form.relationships.count()) == ("Ann Lee", 0)
    assert "Thank you" in client.get(path).content.decode()
    assert "Nothing to disclose" in client.post(path, typed()).content.decode()
    assert DisclosureForm.objects.count() == 1


def test_what_was_typed_needs_no_cookie_to_arrive(person: Person, actor: User) -> None:
    path = path_of(ask(person, actor))
    browser = Client(enforce_csrf_checks=True)
    browser.get(path)
    browser.cookies.clear()
    assert browser.post(path, typed()).status_code == 302
    assert DisclosureForm.objects.exists()


def test_a_relationship_is_kept_with_its_end(client: Client, person: Person, actor: User) -> None:
    path = path_of(ask(person, actor))
    client.post(path, some(**{"r0-ended": "ended", "r0-ended_on": "2025-03-01"}))
    row = DisclosureForm.objects.get().relationships.get()
    assert (row.company, row.kind, row.nature) == ("Acme", "speaker", "Speaker")
    assert row.ended_on == date(2025, 3, 1)
    assert not row.judgements.exists()


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (typed(**{"sign-answer": ""}), "required"),
        (typed(**{"sign-name": ""}), "required"),
        ({key: value for key, value in typed().items() if key != "sign-agreed"}, "required"),
        (typed(**{"sign-answer": "some"}), "Name the companies below"),
        (some(**{"sign-answer": "none"}), "You named a company below"),
        (some(**{"r0-company": ""}), "Name the company."),
        (some(**{"r0-kind": ""}), "Choose the nature of the relationship."),
        (some(**{"r0-kind": "other"}), "Describe the relationship."),
        (some(**{"r0-ended": "ended"}), "Enter the date it ended"),
        (
            some(**{"r0-ended": "ended", "r0-ended_on": "2999-01-01"}),
            "Enter a date no later than today",
        ),
        (some(**{"r0-kind": "king"}), "not one of the available choices"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(
    client: Client, person: Person, actor: User, sent: dict[str, str], words: str
) -> None:
    page = client.post(path_of(ask(person, actor)), sent)
    assert page.status_code == 400
    text = page.content.decode()
    assert words in text
    for key in ("sign-name", "r0-company"):
        assert not sent.get(key) or f'value="{sent[key]}"' in text
    assert not DisclosureForm.objects.exists()


def test_a_draft_is_kept_encrypted_and_resumed(client: Client, person: Person, actor: User) -> None:
    request = ask(person, actor)
    sent = some(**{"sign-name": "Ann L"})
    del sent["sign"]
    page = client.post(path_of(request), sent | {"save": "1"})
    assert "It is not signed yet" in page.content.decode()
    raw = DisclosureRequest.objects.extra(select={"raw": "draft"}).values_list("raw", flat=True)[0]
    assert "Acme" not in raw
    text = Client().get(path_of(request)).content.decode()
    assert 'value="Acme"' in text
    assert re.search(r'value="some"[^>]*checked', text)


def test_rows_are_added_without_a_script(client: Client, person: Person, actor: User) -> None:
    request = ask(person, actor)
    sent = some(more="1")
    del sent["sign"]
    text = client.post(path_of(request), sent).content.decode()
    assert 'name="rows" value="2"' in text
    assert 'name="r1-company"' in text
    assert 'value="Acme"' in text


@pytest.mark.parametrize("rows", ["0", "-1", "9999", "x", ""])
def test_any_number_of_rows_answers(client: Client, person: Person, actor: User, rows: str) -> None:
    path = path_of(ask(person, actor))
    assert client.post(path, typed(rows=rows)).status_code == 302


def test_a_link_that_is_none_is_404_and_a_closed_one_410(
    client: Client, person: Person, actor: User
) -> None:
    assert client.get("/disclosure/nonsense/").status_code == 404
    request = ask(person, actor)
    assert client.put(path_of(request)).status_code == 405
    withdraw_request(request_id=request.pk, actor=actor, now=NOW)
    page = client.get(path_of(request))
    assert page.status_code == 410
    assert "no longer needed" in page.content.decode()


def test_a_wording_stays_as_it_was_read() -> None:
    with pytest.raises(DatabaseError, match="Cannot"), transaction.atomic():
        DisclosureWording.objects.update(attestation="x")
    with pgtrigger.ignore("courses.DisclosureWording:wording_stays_as_read"):
        DisclosureWording.objects.update(version=2)


def test_jobs_and_links_from_before_an_update_are_still_known(person: Person, actor: User) -> None:
    assert {"courses.send_disclosure", "courses.remind"} <= set(jobs.tasks)
    for name in ("courses/email/disclosure", "courses/email/disclosure_reminder"):
        assert get_template(f"{name}_message.txt")
    token = signing.Signer(salt="courses.disclosure", sep=".").sign(ask(person, actor).key.hex)
    assert request_of(token)
