"""From visitor to certificate, in a real browser, on real video, with the codes of real mail."""

import csv
import io
import re
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser.learner import SAMPLE, Learner
from tests.live import LivePortal

PART_ONE = "Human Trafficking: Identification and Response in a Healthcare Setting"
_numbers = count(1)


@pytest.fixture
def email() -> str:
    return f"journey-{next(_numbers)}@example.org"


def pass_the_rest(learner: Learner, folder: Path) -> None:
    """From a watched video to the page of the sample's certificate."""
    learner.follow("Take the post-test")
    learner.press("Start the post-test")
    learner.answer_test(folder)
    learner.press("Submit answers")
    expect(learner.page.get_by_role("heading", name="Post-test passed")).to_be_visible()
    learner.follow("Evaluate the course")
    learner.evaluate()
    learner.follow("Get your sample certificate")
    learner.claim("Get your sample certificate")


def download_certificate(learner: Learner) -> PdfReader:
    href = learner.link("Download certificate").get_attribute("href")
    answer = learner.page.request.get(f"{learner.portal.url}{href}")
    assert answer.status == 200
    assert "trafficking" not in answer.headers["content-disposition"].lower()
    return PdfReader(io.BytesIO(answer.body()))


def test_a_stranger_leaves_with_a_certificate_that_anyone_can_verify(
    learner: Learner, live_portal: LivePortal, email: str
) -> None:
    page = learner.page
    page.goto("/")
    learner.follow(PART_ONE)
    learner.follow("Create account")
    learner.sign_up(name="Ada Brontë", email=email, profession="Physician (MD)")
    expect(page).to_have_url(re.compile("/courses/identification-and-response/$"))
    learner.press("Start course")
    learner.play()
    expect(learner.link("Take the post-test")).to_be_visible()
    pass_the_rest(learner, SAMPLE / "identification-and-response")

    document = download_certificate(learner)
    text = " ".join(document.pages[0].extract_text().split())
    assert "Ada Brontë" in text
    assert PART_ONE in text
    assert "no credit is awarded" in text.lower()
    code = re.search(r"[2-9C-X]{4}(?:-[2-9C-X]{4}){3}", text)
    assert code

    stranger = page.context.browser.new_context(base_url=live_portal.url).new_page()  # type: ignore[union-attr]
    anyone = Learner(stranger, live_portal)
    stranger.goto("/verify/")
    anyone.type_into("Code", code[0].lower().replace("-", " "))
    stranger.keyboard.press("Enter")
    expect(stranger.get_by_text("Ada Brontë")).to_be_visible()
    expect(stranger.get_by_text(PART_ONE)).to_be_visible()
    assert email not in stranger.content()
    stranger.context.close()
    _a_neutral_mail_leads_back(learner, email)


def _a_neutral_mail_leads_back(learner: Learner, email: str) -> None:
    expect(learner.page.get_by_role("heading", name=re.compile(r"complete\.$"))).to_be_visible()
    mail = learner.portal.wait_for_mail(email, subject="certificate")
    assert "trafficking" not in mail.as_string().lower()
    body = mail.get_body(("plain",))
    assert body
    assert f"{learner.portal.url}/certificates/" in body.get_content()


def test_a_nurse_gets_a_certificate_of_participation(
    learner: Learner, short_course: Path, email: str
) -> None:
    page = learner.page
    page.goto("/accounts/signup/?next=/courses/listening/")
    learner.sign_up(name="Nora Lindqvist", email=email, profession="Registered nurse")
    learner.press("Start course")
    learner.play()
    expect(learner.link("Take the post-test")).to_be_visible()
    pass_the_rest(learner, short_course)
    text = " ".join(download_certificate(learner).pages[0].extract_text().split())
    assert "has participated in the enduring material" in text
    assert "This activity would be designated for 0.25 AMA PRA Category 1 Credit(s)™." in text
    record = page.request.get(f"{learner.portal.url}/credit-record.csv").text()
    [row] = csv.DictReader(io.StringIO(record.lstrip("\ufeff")))
    assert not any("AMA PRA" in str(value) for value in row.values())


def test_what_a_visitor_watched_counts_once_they_sign_up_and_say_it_was_them(
    learner: Learner, short_course: Path, email: str
) -> None:
    page = learner.page
    page.goto("/courses/listening/")
    learner.follow("Start course")
    learner.play()
    expect(page.get_by_text("You’ve watched the whole video.")).to_be_visible()
    learner.follow("Create account")
    learner.sign_up(name="Ada Brontë", email=email, profession="Physician (DO)")
    learner.press("Start course")
    learner.press("Yes, add to my account")
    expect(learner.link("Take the post-test")).to_be_visible()
    page.reload()
    expect(page.get_by_text("You’ve watched the whole video.")).to_be_visible()
    expect(page.get_by_text("Was this you?")).not_to_be_visible()


def test_the_next_person_at_the_same_browser_inherits_nothing(
    learner: Learner, short_course: Path, email: str
) -> None:
    page = learner.page
    page.goto("/courses/listening/learn/")
    learner.follow("Start course")
    learner.play()
    expect(page.get_by_text("You’ve watched the whole video.")).to_be_visible()
    learner.follow("Create account")
    learner.sign_up(name="Ada Brontë", email=email, profession="Physician (MD)")
    learner.press("Start course")
    expect(page.get_by_text("Was this you?")).to_be_visible()
    learner.sign_out()
    expect(learner.link("Sign in")).to_be_visible()
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('page.'))") == []

    page.goto("/accounts/signup/?next=/courses/listening/")
    second = f"second-{email}"
    learner.sign_up(name="Nora Lindqvist", email=second, profession="Registered nurse")
    learner.press("Start course")
    expect(page.get_by_text("0% watched. Still to watch: 0:00–0:20.")).to_be_visible()
    expect(page.get_by_text("Was this you?")).not_to_be_visible()
    page.goto("/certificates/")
    expect(page.get_by_text("Ada")).to_have_count(0)
