"""People, their disclosures and their roles: what authors do, and what others may not see."""

from datetime import date, datetime

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry
from courses.models import Course, DisclosureForm, DisclosureRequest, Judgement, Person, Role
from disclosure.services.review import version_of
from providers.models import Provider
from tests import factories
from tests.staff_members import client_of, make_staff, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def course() -> Course:
    return factories.make_course()


@pytest.fixture
def provider(course: Course) -> Provider:
    return course.series.provider


@pytest.fixture
def author(provider: Provider) -> Client:
    return client_of("manager", provider)


@pytest.fixture
def person(course: Course) -> Person:
    return course.roles.all()[0].person


def page(client: Client, name: str, *args: object) -> str:
    return client.get(reverse(name, args=args)).content.decode()


def test_everyone_is_listed_with_what_they_need(author: Client, person: Person) -> None:
    person.disclosures.all().delete()
    text = page(author, "disclosure:people")
    assert str(person) in text
    assert "Never given" in text


def test_people_of_another_provider_are_not_listed(person: Person) -> None:
    other = client_of("manager", factories.make_provider())
    assert str(person) not in page(other, "disclosure:people")


def test_a_person_is_added_under_a_key_of_their_own(author: Client, provider: Provider) -> None:
    sent = {"provider": provider.pk, "name": "Ben Oak", "email": "ben@hospital.example"}
    assert author.post(reverse("disclosure:add-person"), sent).status_code == 302
    again = author.post(reverse("disclosure:add-person"), sent)
    assert again.status_code == 400
    assert "already listed" in again.content.decode()
    author.post(reverse("disclosure:add-person"), sent | {"email": "other@hospital.example"})
    keys = Person.objects.filter(name="Ben Oak").values_list("key", flat=True)
    assert sorted(keys) == ["ben-oak", "ben-oak-2"]


def test_a_person_without_a_name_is_refused_and_nothing_is_lost(
    author: Client, provider: Provider
) -> None:
    sent = {"provider": provider.pk, "name": "", "organisation": "Hill Clinic"}
    answer = author.post(reverse("disclosure:add-person"), sent)
    assert answer.status_code == 400
    assert 'value="Hill Clinic"' in answer.content.decode()


def test_an_author_asks_hands_over_the_link_and_withdraws(author: Client, person: Person) -> None:
    sent = {"ask-due_on": "2999-01-01", "ask-way": "link"}
    author.post(reverse("disclosure:ask-disclosure", args=[person.pk]), sent)
    asked = DisclosureRequest.objects.get()
    assert "/disclosure/" in page(author, "disclosure:person", person.pk)
    close = reverse("disclosure:close-disclosure", args=[asked.pk])
    refused = author.post(close, {"again": "1"}, follow=True).content.decode()
    assert "Enter an email address" in refused
    author.post(close)
    author.post(close)
    asked.refresh_from_db()
    assert asked.withdrawn_at


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"ask-due_on": "", "ask-way": "link"}, "required"),
        ({"ask-due_on": "2020-01-01", "ask-way": "link"}, "in the future"),
        ({"ask-due_on": "2999-01-01", "ask-way": "mail"}, "Enter an email address"),
    ],
)
def test_what_cannot_be_asked_is_said(
    author: Client, person: Person, sent: dict[str, str], words: str
) -> None:
    answer = author.post(reverse("disclosure:ask-disclosure", args=[person.pk]), sent)
    assert answer.status_code == 400
    assert words in answer.content.decode()


@pytest.fixture
def form(person: Person) -> DisclosureForm:
    form = person.disclosures.get()
    form.relationships.create(company="Acme", kind="employee", nature="Employee")
    return form


def judged(form: DisclosureForm, course: Course, **values: object) -> dict[str, object]:
    row = form.relationships.get()
    values = {"seen": version_of(row, row.judgement_for(course.pk))} | values
    sent = {f"c{course.pk}-r{row.pk}-{name}": value for name, value in values.items()}
    return {"course": course.slug} | sent


def test_reading_a_disclosure_is_logged(author: Client, form: DisclosureForm) -> None:
    assert "Owners and employees" in page(author, "publishing:disclosure", form.pk)
    assert AuditEntry.objects.filter(action="disclosure-read").count() == 1


@pytest.mark.parametrize(
    ("published", "words"),
    [
        (None, "this course cannot be published"),
        (factories.NOW, "This course is published: record"),
    ],
)
def test_what_an_owner_or_employee_means_for_the_course_is_true_of_it(
    author: Client, form: DisclosureForm, course: Course, published: datetime | None, words: str
) -> None:
    Course.objects.filter(pk=course.pk).update(published_at=published)
    assert words in page(author, "publishing:disclosure", form.pk)


def test_a_relationship_is_judged_and_looked_at_by_somebody_else(
    author: Client, form: DisclosureForm, course: Course, provider: Provider
) -> None:
    place = reverse("publishing:disclosure", args=[form.pk])
    factories.make_faculty(course=course, name="Ben Oak", kind=Role.Kind.REVIEWER)
    sent = judged(
        form,
        course,
        relevant="yes",
        steps=["peer-review"],
        mitigated_on="2026-01-05",
        exception="unrelated",
        exception_reason="It sells software.",
    )
    assert author.post(place, sent).status_code == 302
    row = Judgement.objects.get(course=course)
    assert (row.relevant, row.mitigation_steps) == (True, ["peer-review"])
    assert not row.excludes(date(2026, 1, 7))
    assert row.mitigated_on == date(2026, 1, 5)
    look = {"course": course.slug}
    again = reverse("publishing:second-look", args=[form.pk])
    assert "Someone else has to" in author.post(again, look, follow=True).content.decode()
    colleague = make_staff("reviewer", provider)
    for _ in range(2):
        sign_in(colleague).post(again, look)
    row.refresh_from_db()
    assert row.second_look_by == colleague
    assert AuditEntry.objects.filter(action="disclosure-second-look").count() == 1
    assert client_of("viewer", provider).post(again, look).status_code == 404
    assert author.post(again, {"course": "nowhere"}).status_code == 404


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "required"),
        ({"relevant": "yes", "mitigated_on": "2026-05-01"}, "Say how it was mitigated."),
        ({"relevant": "yes", "steps": ["recused"]}, "Enter the day on which it was mitigated."),
        (
            {"relevant": "yes", "steps": ["recused"], "mitigated_on": "2999-01-01"},
            "no later than today",
        ),
        ({"relevant": "no", "exception": "unrelated"}, "Say why the exception applies."),
    ],
)
def test_a_judgement_that_is_not_whole_is_refused(
    author: Client, form: DisclosureForm, course: Course, values: dict[str, object], words: str
) -> None:
    place = reverse("publishing:disclosure", args=[form.pk])
    answer = author.post(place, judged(form, course, **values))
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert not Judgement.objects.exists()


def test_nobody_judges_what_they_disclosed_themselves(
    form: DisclosureForm, course: Course, provider: Provider, person: Person
) -> None:
    member = make_staff("owner", provider)
    make_staff("reviewer", provider)
    EmailAddress.objects.create(user=member, email="lee@clinic.example", verified=True)
    Person.objects.filter(pk=person.pk).update(email="Lee@Clinic.example")
    client, place = sign_in(member), reverse("publishing:disclosure", args=[form.pk])
    allowed = {"exception": "unrelated", "exception_reason": "It sells software."}
    sent = judged(form, course, relevant="no", **allowed)
    answer = client.post(place, sent)
    assert answer.status_code == 400
    assert "Invite someone on the Team page." in answer.text
    colleague = make_staff("manager", provider, full_name="Mia Manager")
    shown = client.get(place).text
    assert "This is your own record: another person has to do this. Ask Mia Manager." in shown
    assert "Save decisions" not in shown
    assert sign_in(colleague).post(place, sent).status_code == 302
    assert "I reviewed these decisions" not in client.get(place).text
    again = reverse("publishing:second-look", args=[form.pk])
    looked = client.post(again, {"course": course.slug}, follow=True)
    assert "This is your own record" in looked.text
    judgement = Judgement.objects.get()
    assert (judgement.judged_by, judgement.second_look_by) == (colleague, None)
