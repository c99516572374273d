"""A form in a real browser whose session is gone: after signing in it is there, and nothing was sent by itself."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils.crypto import get_random_string
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from certificates.models import Certificate
from courses.models import Course
from portal.backends import private_storage
from progress.models import CreditException, EvaluationResponse
from reporting.models import ReportingIdentity
from tests import factories
from tests.browser.account_menu import sign_out
from tests.browser.axe import ALL, errors

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "The captions’ type is too small."


@dataclass(frozen=True)
class Journey:
    """A form: its address, what a person does on it, its button, what is there again, and what must not be."""

    url: str
    fill: Callable[[Page], None]
    button: str
    check: Callable[[Page], None]
    written: Callable[[], bool]


def accommodation(user: User) -> Journey:
    url = reverse("progress:accommodation", args=[factories.enrol(user=user).course.slug])
    return Journey(
        url,
        lambda page: page.get_by_label("What would help you?").fill(WORDS),
        "Send request",
        lambda page: expect(page.get_by_label("What would help you?")).to_have_value(WORDS),
        CreditException.objects.exists,
    )


def profile(user: User) -> Journey:
    def fill(page: Page) -> None:
        page.get_by_label("Full name").fill("Ana María Díaz")
        page.get_by_label("State of practice").select_option("WI")
        page.get_by_label("Name courses in my email").set_checked(not user.mail_names_course)

    def check(page: Page) -> None:
        expect(page.get_by_label("Full name")).to_have_value("Ana María Díaz")
        expect(page.get_by_label("State of practice")).to_have_value("WI")
        box = page.get_by_label("Name courses in my email")
        expect(box).to_be_checked(checked=not user.mail_names_course)

    written = User.objects.filter(full_name="Ana María Díaz").exists
    return Journey(reverse("accounts:profile"), fill, "Save", check, written)


def reporting(user: User) -> Journey:
    def fill(page: Page) -> None:
        page.get_by_label("First name").fill("Ana")
        page.get_by_label("Last name").fill("Díaz")
        page.get_by_label("Month of birth").select_option("2")
        page.get_by_label("Day of birth").select_option("28")

    def check(page: Page) -> None:
        expect(page.get_by_label("First name")).to_have_value("Ana")
        expect(page.get_by_label("Last name")).to_have_value("Díaz")
        expect(page.get_by_label("Month of birth")).to_have_value("")
        expect(page.get_by_label("Day of birth")).to_have_value("")
        expect(page.get_by_text("Month of birth, Day of birth")).to_be_visible()

    url = reverse("reporting:identity")
    return Journey(url, fill, "Save", check, ReportingIdentity.objects.exists)


def claim(user: User) -> Journey:
    course = factories.make_course(offers={"ama-pra-1": 4, "participation": 4})
    enrolment = factories.evaluated(user=user, course=course)

    def fill(page: Page) -> None:
        page.locator("[name=credit_type]").last.check()
        page.get_by_label("Amount").select_option("0.50")
        page.get_by_label("Credentials after your name").fill("MD, FACEP")
        page.get_by_role("checkbox").check()

    def check(page: Page) -> None:
        expect(page.locator("[name=credit_type]").last).to_be_checked()
        expect(page.get_by_label("Amount")).to_have_value("0.50")
        expect(page.get_by_label("Credentials after your name")).to_have_value("MD, FACEP")
        expect(page.get_by_role("checkbox")).to_be_checked()

    url = reverse("certificates:claim", args=[enrolment.course.slug])
    return Journey(url, fill, "Claim credit", check, Certificate.objects.exists)


def evaluation(user: User) -> Journey:
    url = reverse("progress:evaluation", args=[factories.passed(user=user).course.slug])

    def fill(page: Page) -> None:
        page.locator("textarea").fill(WORDS)
        page.locator("input[type=radio]").nth(1).check()
        page.locator("input[type=checkbox]").first.check()

    def check(page: Page) -> None:
        expect(page.locator("textarea")).to_have_value(WORDS)
        expect(page.locator("input[type=radio]").nth(1)).to_be_checked()
        expect(page.locator("input[type=checkbox]").first).to_be_checked()

    return Journey(url, fill, "Submit evaluation", check, EvaluationResponse.objects.exists)


@pytest.fixture(autouse=True)
def private_folder(settings: Any, tmp_path: Path) -> Path:
    settings.STORAGES = settings.STORAGES | {"private": private_storage(tmp_path)}
    return tmp_path / "private"


@pytest.fixture
def user() -> User:
    return factories.make_user(email="ana@example.org", full_name="Ana Díaz", verified=True)


@pytest.fixture
def other() -> User:
    return factories.make_user(email="ben@example.org", full_name="Ben Okafor", verified=True)


@pytest.fixture
def context(browser: Browser, live_server: LiveServer) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=live_server.url)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, user: User, live_server: LiveServer) -> Page:
    let_in(context, user, live_server)
    return context.new_page()


def let_in(context: BrowserContext, user: User, live_server: LiveServer) -> None:
    """Sign in without the pages for it, as another tab does: the CSRF token changes, too."""
    client = Client()
    client.force_login(user)
    session = client.cookies["sessionid"].value
    context.add_cookies(
        [
            {"name": "sessionid", "value": session, "url": live_server.url},
            {"name": "csrftoken", "value": get_random_string(32), "url": live_server.url},
        ]
    )


def sign_in(page: Page, user: User) -> None:
    """Sign in on the page that asks for it, with the code of the mail."""
    page.get_by_label("Email").fill(user.email)
    page.get_by_role("button", name="Continue", exact=True).click()
    code = page.get_by_label("Code")
    code.wait_for()
    found = re.search(r"^[A-Z]{4}-[A-Z]{4}$", str(mail.outbox[-1].body), re.MULTILINE)
    assert found
    code.fill(found[0])
    page.get_by_role("button", name="Confirm", exact=True).click()


def send(page: Page, journey: Journey) -> None:
    page.get_by_role("button", name=journey.button, exact=True).click()


@pytest.mark.parametrize("make", [accommodation, profile, reporting, claim, evaluation])
def test_after_signing_in_the_form_is_there(
    page: Page, user: User, make: Callable[[User], Journey]
) -> None:
    journey = make(user)
    page.goto(journey.url)
    journey.fill(page)
    Session.objects.all().delete()
    send(page, journey)
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    sign_in(page, user)
    expect(page).to_have_url(re.compile(re.escape(journey.url) + "$"))
    journey.check(page)
    expect(page.get_by_text("Nothing was sent yet")).to_be_visible()
    assert errors(page, ALL) == []
    assert not journey.written()


@pytest.mark.parametrize("make", [accommodation, evaluation])
def test_another_account_on_this_computer_never_sees_it(
    page: Page, live_server: LiveServer, user: User, other: User, make: Callable[[User], Journey]
) -> None:
    context = page.context
    journey = make(user)
    page.goto(journey.url)
    journey.fill(page)
    theirs = make_same_course(other, journey)
    let_in(context, other, live_server)
    send(page, journey)
    expect(page.get_by_role("heading", name="another account")).to_be_visible()
    assert errors(page, ALL) == []
    tab = context.new_page()
    tab.goto(theirs)
    expect(tab.locator("textarea")).to_have_value("")
    tab.close()
    page.get_by_role("button", name="Sign out and switch account").click()
    sign_in(page, user)
    journey.check(page)
    assert not journey.written()


def make_same_course(other: User, journey: Journey) -> str:
    """Bring `other` as far in the same course."""
    course = Course.objects.get(slug=journey.url.split("/")[2])
    stage = factories.passed if "evaluation" in journey.url else factories.enrol
    stage(user=other, course=course)
    return journey.url


def test_without_javascript_an_accommodation_is_there_and_an_evaluation_says_that_it_is_not(
    browser: Browser, live_server: LiveServer, user: User
) -> None:
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    let_in(context, user, live_server)
    page = context.new_page()
    request, answers = accommodation(user), evaluation(user)
    page.goto(request.url)
    request.fill(page)
    Session.objects.all().delete()
    send(page, request)
    sign_in(page, user)
    request.check(page)
    page.goto(answers.url)
    expect(page.get_by_text("They aren’t saved until you submit.")).to_be_visible()
    answers.fill(page)
    Session.objects.all().delete()
    send(page, answers)
    expect(page.get_by_text("They could not be kept")).to_be_visible()
    sign_in(page, user)
    expect(page.locator("textarea")).to_have_value("")
    context.close()


STORED = "() => Object.keys(localStorage).filter((name) => name.startsWith('answers.'))"


@pytest.fixture
def answered(page: Page, user: User) -> Journey:
    """An evaluation that was filled in and not sent."""
    journey = evaluation(user)
    page.goto(journey.url)
    journey.fill(page)
    [name] = page.evaluate(STORED)
    assert str(user.pk) not in name.split(".")
    return journey


def test_answers_are_cleared_when_they_were_sent(page: Page, answered: Journey) -> None:
    page.locator("input[type=radio]").first.check()
    for group in page.locator("fieldset:has(input[type=radio])").all():
        group.locator("input[type=radio]").last.check()
    send(page, answered)
    expect(page.get_by_text("Thank you. We received your evaluation.")).to_be_visible()
    page.wait_for_load_state()  # the script that clears them runs at the end
    assert page.evaluate(STORED) == []
    assert answered.written()


def test_answers_are_cleared_by_signing_out(page: Page, answered: Journey) -> None:
    sign_out(page)
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()
    assert page.evaluate(STORED) == []


def test_answers_are_cleared_with_the_device_and_on_the_page_itself(
    page: Page, answered: Journey
) -> None:
    page.goto(reverse("account_logout"))
    clear = page.get_by_role("button", name="Clear saved progress")
    clear.click()
    expect(page.get_by_text("have not been saved to your account yet")).to_be_visible()
    clear.click()
    expect(page.get_by_text("What these courses saved here is cleared")).to_be_visible()
    assert page.evaluate(STORED) == []
    page.goto(answered.url)
    answered.fill(page)
    page.reload()
    answered.check(page)
    page.get_by_role("button", name="Clear these answers").click()
    expect(page.get_by_text("Answers cleared.")).to_be_focused()
    expect(page.locator("textarea")).to_have_value("")
    assert page.evaluate(STORED) == []
