"""Since when somebody has a relationship: asked, checked, kept, and shown where it is judged."""

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from courses.models import DisclosureForm, Judgement, Person, Relationship
from disclosure.services.disclosures import draft_of, path_of
from tests.disclosure.test_disclosures import ask, some
from tests.disclosure.test_judgements import post
from tests.disclosure.test_paper import PAPER, on_paper
from tests.factories import make_course, make_disclosure, make_person, make_relationship
from tests.staff_members import make_staff, sign_in

pytestmark = pytest.mark.django_db
BEGAN = date(2026, 9, 1)


@pytest.fixture
def person() -> Person:
    return make_person(email="ann@hospital.example")


@pytest.fixture
def path(person: Person) -> str:
    return path_of(ask(person, make_staff("manager", person.provider)))


def test_the_form_keeps_since_when_and_shows_it_to_who_signed(client: Client, path: str) -> None:
    assert 'name="r0-began_on"' in client.get(path).text
    client.post(path, some(**{"r0-began_on": "2026-09-01"}))
    row = Relationship.objects.get()
    assert row.began_on == BEGAN
    assert "<li>Acme: Speaker, since September 1, 2026</li>" in client.get(path).text
    with pytest.raises(DatabaseError, match="cannot be changed"), transaction.atomic():
        Relationship.objects.update(began_on=None)


def test_it_may_be_left_empty(client: Client, path: str) -> None:
    client.post(path, some())
    assert Relationship.objects.get().began_on is None


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"r0-began_on": "2999-01-01"}, "Enter a day that has come."),
        (
            {"r0-began_on": "2026-09-01", "r0-ended": "ended", "r0-ended_on": "2026-08-01"},
            "It cannot have ended before it began.",
        ),
        ({"r0-began_on": "2026-09-01", "r0-company": "", "r0-kind": ""}, "Name the company."),
    ],
)
def test_a_beginning_that_cannot_be_is_refused_and_kept(
    client: Client, path: str, sent: dict[str, str], words: str
) -> None:
    answer = client.post(path, some(**sent))
    assert answer.status_code == 400
    assert words in answer.text
    assert f'value="{sent["r0-began_on"]}"' in answer.text
    assert not DisclosureForm.objects.exists()


def test_one_that_continues_is_not_measured_by_an_end_typed_before(
    client: Client, path: str
) -> None:
    typed = {"r0-began_on": "2026-09-01", "r0-ended": "continues", "r0-ended_on": "2026-08-01"}
    client.post(path, some(**typed))
    row = Relationship.objects.get()
    assert (row.began_on, row.ended_on) == (BEGAN, None)


def test_a_draft_keeps_it(client: Client, person: Person) -> None:
    asked = ask(person, make_staff("manager", person.provider))
    sent = {key: value for key, value in some().items() if key != "sign"}
    client.post(path_of(asked), sent | {"r0-began_on": "2026-09-01", "save": "1"})
    asked.refresh_from_db()
    assert draft_of(asked)["r0-began_on"] == "2026-09-01"
    assert 'value="2026-09-01"' in client.get(path_of(asked)).text


def test_it_is_typed_from_paper(person: Person) -> None:
    author = sign_in(make_staff("manager", person.provider))
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"began_on": "2999-01-01"}, "Enter a day that has come."),
        (
            {"began_on": "2026-09-01", "ended_on": "2026-08-01"},
            "It cannot have ended before it began.",
        ),
    ]
    for typed, words in wrong:
        assert words in author.post(f"{PAPER}add/", on_paper(person, **typed)).text
    author.post(f"{PAPER}add/", on_paper(person, began_on="2026-09-01"))
    row = Relationship.objects.get()
    assert row.began_on == BEGAN
    history = Relationship.pgh_event_models["insert"]  # type: ignore[attr-defined]
    assert history.objects.get().began_on == BEGAN


def test_the_database_knows_that_a_beginning_comes_before_an_end(person: Person) -> None:
    form = make_disclosure(person=person)
    with pytest.raises(IntegrityError, match="relationship_begins_before_it_ends"):
        form.relationships.create(
            company="Acme", nature="speaker", began_on=BEGAN, ended_on=date(2026, 8, 1)
        )


def test_the_page_where_it_is_judged_shows_both_days_and_says_why() -> None:
    course = make_course(title="Listening")
    row = make_relationship(course=course, began_on=BEGAN)
    staff = sign_in(make_staff("manager", course.series.provider))
    place = reverse("publishing:disclosure", args=[row.form_id])
    text = staff.get(place).text
    assert "<li>Acme: consultant, since September 1, 2026</li>" in text
    assert (
        "It began on September 1, 2026, after Ann Lee, M.D. assumed the role on January 7, 2026, so any"
        " mitigation date up to today is accepted." in text
    )
    assert "It must be done before the person assumes a role" not in text
    typed = {"relevant": "yes", "mitigation": "Slides cut.", "mitigated_on": "2026-11-02"}
    assert post(staff, row, course, **typed).status_code == 302
    assert Judgement.objects.get().mitigated_on == date(2026, 11, 2)


def test_of_one_that_began_before_the_role_the_page_asks_for_mitigation_before_it() -> None:
    course = make_course(title="Listening")
    row = make_relationship(course=course, began_on=date(2025, 1, 1))
    staff = sign_in(make_staff("manager", course.series.provider))
    text = staff.get(reverse("publishing:disclosure", args=[row.form_id])).text
    assert "could not be mitigated before" not in text
    assert "It must be done before the person assumes a role" in text
