"""The whole path without a script: only playing needs one, and the page says so."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from progress.models import Enrolment, Watch
from tests.browser.account_menu import sign_out
from tests.browser.window import Window

pytestmark = pytest.mark.django_db
COURSE = "/courses/identification-and-response/"
EMAIL = "without-script@example.org"


@pytest.fixture
def page(browser: Browser, window: Window) -> Iterator[Page]:
    context = browser.new_context(base_url=window.origin, java_script_enabled=False)
    yield context.new_page()
    context.close()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def sign_up(page: Page) -> None:
    page.get_by_label("Full name").fill("Ada Brontë")
    page.get_by_label("Email").fill(EMAIL)
    page.get_by_label("Profession").select_option(label="Physician (MD)")
    press(page, "Create account")
    code = re.search(r"^[A-Z]{4}-[A-Z]{4}$", str(mail.outbox[-1].body), re.MULTILINE)
    assert code
    page.get_by_label("Code").fill(code[0])
    press(page, "Confirm")


def watch_all() -> None:
    """What the player's script does, and it alone; by a connection of its own, so that it is committed."""

    def commit() -> None:
        watch = Watch.objects.filter(enrolment__user__email=EMAIL)
        length = watch.get().video_seconds
        watch.update(watched=[(0, length)], completed_at=timezone.now())
        connection.close()

    with ThreadPoolExecutor(max_workers=1) as beside:
        beside.submit(commit).result()


def answer_rightly(page: Page) -> None:
    for question in Enrolment.objects.get(user__email=EMAIL).assessment.questions.all():
        group = page.get_by_role("group").filter(has_text=question.stem)
        group.get_by_label(question.choices.get(is_correct=True).text, exact=True).check()


def test_a_stranger_earns_a_certificate(page: Page) -> None:
    page.goto(f"/accounts/signup/?next={COURSE}")
    sign_up(page)
    press(page, "Start course")
    expect(page.locator("#transcript [data-second]").first).to_be_visible()
    expect(page.locator("[data-second][href]")).to_have_count(0)  # It would lead nowhere.
    page.locator(".transcript").focus()  # It scrolls by keys.
    expect(page.locator(".transcript")).to_be_focused()
    watch_all()
    page.reload()
    page.get_by_role("link", name="Take the post-test").first.click()
    press(page, "Start the post-test")
    answer_rightly(page)
    press(page, "Submit answers")
    expect(page.get_by_role("heading", name="Post-test passed")).to_be_visible()
    page.get_by_role("link", name="Evaluate the course").first.click()
    page.get_by_role("button", name="Submit evaluation").wait_for()
    for group in page.locator("form fieldset").all():
        group.get_by_role("radio").or_(group.get_by_role("checkbox")).first.check()
    press(page, "Submit evaluation")
    page.get_by_role("radio").first.check()
    page.get_by_role("checkbox").check()
    press(page, "Get your sample certificate")
    expect(page.get_by_role("link", name="Download certificate")).to_be_visible()
    sign_out(page)
    expect(page.get_by_role("link", name="Sign in", exact=True).first).to_be_visible()


def test_a_visitor_reads_what_is_said_and_learns_that_watching_is_not_counted(page: Page) -> None:
    page.goto(f"{COURSE}learn/")
    page.get_by_role("link", name="Start course").click()
    expect(page.locator("video[controls]")).to_be_visible()
    expect(page.get_by_text("What you watch isn’t being counted.")).to_be_visible()
    expect(page.get_by_text("You’re watching without an account.")).to_be_visible()
    for promise in ("we’ll offer to add what you watched", "Select a time to jump to it."):
        expect(page.get_by_text(promise)).to_have_count(1)
        expect(page.get_by_text(promise)).to_be_hidden()
    expect(page.get_by_label("Speed")).to_be_hidden()
    transcript = page.get_by_role("region", name="Transcript", exact=True)
    assert len(transcript.inner_text()) > 1000
    expect(page.get_by_role("region", name="Chapters", exact=True)).to_be_visible()
    page.get_by_text("Handouts").click()
    handout = page.locator("details[open]").get_by_role("link").first
    answer = page.request.get(str(handout.get_attribute("href")))
    assert answer.body().startswith(b"%PDF-")
    page.get_by_role("link", name="Open full transcript").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
