"""The page of the evaluation: what it asks, promises, refuses and leads to."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pgtrigger
import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from courses.models import EvaluationItem
from portal.backends import private_storage
from progress.models import Enrolment, EvaluationResponse
from tests import factories
from tests.kept import lose_session, opened, said
from tests.progress.pages import html_of, text_of

pytestmark = pytest.mark.django_db
NOW = factories.NOW
POSTED = {
    "item-scale": "3",
    "item-bias": "0",
    "item-change": ["0", "2"],
    "item-comment": " Clear. ",
}


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def enrolment(client: Client) -> Enrolment:
    enrolment = factories.passed()
    client.force_login(enrolment.user)
    return enrolment


@pytest.fixture
def url(enrolment: Enrolment) -> str:
    return reverse("progress:evaluation", args=[enrolment.course.slug])


def test_signed_out_the_evaluation_asks_to_sign_in_and_comes_back(client: Client, url: str) -> None:
    client.logout()
    assert client.get(url)["Location"] == f"{reverse('account_login')}?next={url}"


def test_an_unknown_course_is_404(client: Client, enrolment: Enrolment) -> None:
    assert client.get(reverse("progress:evaluation", args=["no-such-course"])).status_code == 404


def test_a_wrong_method_is_refused(client: Client, url: str) -> None:
    assert client.delete(url).status_code == 405


def test_everything_that_is_missing_is_named_with_a_way_there(client: Client) -> None:
    enrolment = factories.enrol()
    client.force_login(enrolment.user)
    response = client.get(reverse("progress:evaluation", args=[enrolment.course.slug]))
    html = html_of(response)
    assert response.status_code == 200
    assert "0% watched, 90% needed" in text_of(response)
    assert f'href="{reverse("progress:test", args=[enrolment.course.slug])}">Go to the' in html
    assert "Submit evaluation" not in html


def test_a_post_before_its_turn_stores_nothing(client: Client) -> None:
    enrolment = factories.watched()
    client.force_login(enrolment.user)
    url = reverse("progress:evaluation", args=[enrolment.course.slug])
    assert client.post(url, POSTED).status_code == 409
    assert not EvaluationResponse.objects.exists()


def test_the_page_says_that_it_cannot_be_withdrawn_and_warns_of_patient_information(
    client: Client, url: str
) -> None:
    text = text_of(client.get(url))
    assert "can’t be shown, changed, or withdrawn" in text
    assert "don’t include patient information" in text


def test_each_item_has_a_legend_or_a_label_and_says_when_it_is_optional(
    client: Client, url: str
) -> None:
    html = html_of(client.get(url))
    assert html.count("<legend>I can name the signs.</legend>") == 1
    assert '<label for="id_item-comment">Anything else?' in html
    assert text_of(client.get(url)).count("(optional)") == 2


def test_scales_that_follow_each_other_are_one_table_of_radio_buttons(
    client: Client, url: str, enrolment: Enrolment
) -> None:
    scale = enrolment.evaluation_form.items.get(key="scale")
    assert "matrix" not in html_of(client.get(url))
    with pgtrigger.ignore():
        again = EvaluationItem(
            form=scale.form, key="again", position=99, kind="likert", options=scale.options
        )
        again.prompt = "I can act on them."
        again.save()
    assert "matrix" not in html_of(client.get(url)), "another item stands between them"
    with pgtrigger.ignore():
        scale.form.items.filter(key="scale").update(position=98)
    html = html_of(client.get(url))
    assert html.count('class="matrix"') == 1
    matrix = html[html.index('class="matrix"') :]
    assert matrix.index("I can name the signs.") < matrix.index("I can act on them.")
    for name in ("scale", "again"):
        for place, option in enumerate(scale.options):
            label = f'<label for="id_item-{name}_{place}"><span>{option}</span></label>'
            assert label in html


def test_browsers_are_asked_to_keep_no_draft(client: Client, url: str) -> None:
    html = html_of(client.get(url))
    assert 'class="evaluation choice-rows" method="post" autocomplete="off"' in html
    scripts = re.findall(r'src="[^"]*?([\w-]+)(?:\.\w+)?\.js"', html)
    assert "test" not in scripts


@pytest.mark.parametrize(
    ("on_device", "words"), [(False, "could not be kept"), (True, "this browser alone")]
)
def test_without_a_session_answers_are_kept_by_no_server(
    client: Client, url: str, tmp_path: Path, settings: Any, on_device: bool, words: str
) -> None:
    settings.STORAGES = settings.STORAGES | {"private": private_storage(tmp_path)}
    fields = opened(client, url) | POSTED | ({"_on_device": "1"} if on_device else {})
    lose_session(client)
    asked = client.post(url, fields)
    assert asked["Location"] == f"{reverse('account_login')}?next={url}"
    sessions = str([row.get_decoded() for row in Session.objects.all()])
    assert "Clear." not in sessions
    assert not (tmp_path / "private").exists()
    assert words in said(client.get(asked["Location"]))
    assert not EvaluationResponse.objects.exists()


def test_signed_in_again_in_another_tab_answers_are_not_sent_by_the_old_page(
    enrolment: Enrolment, url: str
) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(enrolment.user)
    fields = opened(browser, url) | POSTED
    browser.cookies["csrftoken"] = "a" * 32
    answer = browser.post(url, fields, follow=True)
    assert "They could not be kept" in said(answer)
    assert not EvaluationResponse.objects.exists()


def test_the_steps_beside_the_form_have_their_own_name(client: Client, url: str) -> None:
    assert '<ol class="stepper" aria-label="Your steps">' in html_of(client.get(url))


def test_each_account_and_course_has_a_name_of_its_own_in_the_browser(
    client: Client, url: str, enrolment: Enrolment
) -> None:
    keys = []
    other = factories.passed(course=enrolment.course)
    for user in (enrolment.user, other.user):
        client.force_login(user)
        [key] = re.findall(r'data-answers="(\w{24})"', html_of(client.get(url)))
        keys.append(key)
    assert keys[0] != keys[1]
    client.post(url, POSTED)
    assert f'data-answers-sent="{keys[1]}"' in html_of(client.get(url))


def test_an_evaluation_is_sent_and_leads_to_the_claim(
    client: Client, url: str, enrolment: Enrolment
) -> None:
    response = client.post(url, POSTED)
    assert response["Location"] == reverse("certificates:claim", args=[enrolment.course.slug])
    assert EvaluationResponse.objects.get().answers == {
        "scale": 3,
        "bias": 0,
        "change": [0, 2],
        "comment": "Clear.",
    }


def test_optional_items_may_be_left_empty(client: Client, url: str) -> None:
    client.post(url, {"item-scale": "0", "item-bias": "1", "item-comment": "  "})
    assert EvaluationResponse.objects.get().answers == {"scale": 0, "bias": 1}


def test_digits_written_as_text_stay_text(client: Client, url: str) -> None:
    client.post(url, POSTED | {"item-comment": "10"})
    assert EvaluationResponse.objects.get().answers["comment"] == "10"


def test_bad_input_is_named_and_what_was_written_is_kept(client: Client, url: str) -> None:
    response = client.post(url, {"item-scale": "7", "item-comment": "Keep this."})
    html = html_of(response)
    assert response.status_code == 400
    assert '<a href="#id_item-bias_0">' in html
    assert "Keep this." in html
    assert not EvaluationResponse.objects.exists()


def test_text_that_is_too_long_is_refused(client: Client, url: str) -> None:
    assert client.post(url, POSTED | {"item-comment": "x" * 4001}).status_code == 400


def test_a_second_evaluation_is_a_no_op_with_a_sentence(client: Client, url: str) -> None:
    client.post(url, POSTED)
    response = client.post(url, {"item-scale": "0"}, follow=True)
    assert "already have your evaluation. Nothing was changed." in text_of(response)
    assert EvaluationResponse.objects.get().answers["scale"] == 3


def test_after_sending_the_page_asks_nothing_and_leads_on(client: Client, url: str) -> None:
    client.post(url, POSTED)
    response = client.get(url)
    assert "We received your evaluation." in text_of(response)
    assert "Submit evaluation" not in text_of(response)
    assert "Claim credit" in text_of(response)


def test_the_title_is_neutral(client: Client, url: str, enrolment: Enrolment) -> None:
    title = f"<title>Evaluation – {enrolment.course.short_title} – Courses</title>"
    assert title in html_of(client.get(url))
