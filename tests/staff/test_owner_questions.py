"""What only the provider can answer stands on the staff home until it is answered."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from accounts.models import AuditEntry, User
from providers.models import OwnerAnswer, Provider
from providers.services.owner_answers import QUESTIONS
from tests import factories
from tests.staff_members import client_of, sign_in

EVERYTHING = {question.key: f"About {question.key}." for question in QUESTIONS}


@pytest.fixture
def client(owner: User) -> Client:
    return sign_in(owner)


@pytest.fixture
def page(provider: Provider) -> str:
    return reverse("staff:owner-questions", args=[provider.pk])


def _home(client: Client) -> str:
    return " ".join(client.get("/admin/").text.split())


def test_there_are_eleven_questions_each_with_its_reason(client: Client, page: str) -> None:
    shown = client.get(page).text
    assert len(QUESTIONS) == len({question.key for question in QUESTIONS}) == 11
    for question in QUESTIONS:
        assert question.words in shown
        assert question.why in shown


def test_the_staff_home_counts_them_down_until_all_are_answered(client: Client, page: str) -> None:
    line = "questions only Midwest Medical Society can answer"
    assert f"11 {line}" in _strip(_home(client))
    client.post(page, {"retention": "No: six years."})
    assert f"10 {line}" in _strip(_home(client))
    client.post(page, EVERYTHING)
    assert "can answer" not in _home(client)


def test_an_answer_says_by_whom_and_when_and_can_be_changed(
    client: Client, owner: User, page: str
) -> None:
    client.post(page, {"retention": "Six years."})
    shown = client.post(page, {"retention": "Ten years."}, follow=True).text
    assert "Ten years." in shown
    assert "Answered by Olga Owner on" in shown
    answer = OwnerAnswer.objects.get()
    assert (answer.answer, answer.answered_by) == ("Ten years.", owner)
    history = OwnerAnswer.pgh_event_model.objects.order_by("pgh_id")  # type: ignore[attr-defined]
    assert [row.answer for row in history] == ["Six years.", "Ten years."]
    lines = AuditEntry.objects.filter(action="owner-question-answered")
    assert [line.details["question"] for line in lines] == ["retention"] * 2


def test_the_same_answers_again_change_nothing(client: Client, page: str) -> None:
    client.post(page, EVERYTHING)
    before = list(OwnerAnswer.objects.values())
    assert "Nothing was changed." in client.post(page, EVERYTHING, follow=True).text
    assert list(OwnerAnswer.objects.values()) == before
    assert AuditEntry.objects.filter(action__startswith="owner-question").count() == len(QUESTIONS)


def test_an_emptied_answer_is_a_question_again(client: Client, page: str) -> None:
    client.post(page, EVERYTHING)
    client.post(page, EVERYTHING | {"retention": ""})
    assert not OwnerAnswer.objects.filter(question="retention").exists()
    assert AuditEntry.objects.filter(action="owner-question-opened").count() == 1
    assert "1 question only" in _strip(_home(client))


def test_a_refused_answer_is_kept_and_nothing_is_saved(client: Client, page: str) -> None:
    sent = {"credit-types": "Category 1 credit", "retention": "Six years."}
    answer = client.post(page, sent)
    assert answer.status_code == 400
    assert "Category 1 credit" in answer.text
    assert not OwnerAnswer.objects.exists()


def test_only_those_who_run_the_team_answer_for_their_own_provider(
    client: Client, manager: User, page: str
) -> None:
    elsewhere = factories.make_provider(name="Elsewhere")
    assert sign_in(manager).get(page).status_code == 404
    assert "can answer" not in _home(sign_in(manager))
    assert client.get(reverse("staff:owner-questions", args=[elsewhere.pk])).status_code == 404
    assert "only Elsewhere" not in _home(client)


def test_the_sample_provider_is_asked_where_there_is_no_real_one(db: None) -> None:
    sample = factories.make_provider(name="Sample Society", is_sample=True)
    client = client_of("owner", sample)
    assert "11 questions only Sample Society can answer" in _strip(_home(client))
    factories.make_provider(name="Midwest Medical Society")
    assert "can answer" not in _home(client)


def _strip(page: str) -> str:
    return " ".join(strip_tags(page).split())
