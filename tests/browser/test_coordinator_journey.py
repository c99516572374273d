"""From an empty database to credit reported: a course made, published and learned, in a real browser."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from openpyxl import load_workbook
from playwright.sync_api import Browser, expect

from tests import migrated
from tests.browser.account_menu import sign_out
from tests.browser.building import (
    PROVIDER,
    TITLE,
    a_course_is_begun,
    a_recording_goes_up_with_a_break,
    a_review_is_recorded,
    a_speaker_discloses,
    captions_are_brought_and_mended,
    credit_is_offered,
    publishing_is_refused_with_the_list,
    questions_are_imported,
    the_course_says_what_it_is,
    the_evaluation_comes_from_the_library,
    the_questions_are_completed,
)
from tests.browser.coordinator import Coordinator
from tests.browser.learner import Learner
from tests.live import LivePortal, running


@pytest.fixture(scope="module")
def empty_portal() -> Iterator[LivePortal]:
    """A portal of its own without any course."""
    here = settings.DATA_DIR / "empty"
    with (
        migrated.copy("empty") as url,
        running(here, DATABASE_URL=url, PORTAL_SAMPLE="0") as portal,
    ):
        yield portal


def test_a_course_from_nothing_to_a_report(
    browser: Browser, empty_portal: LivePortal, tmp_path: Path
) -> None:
    owner, cora, rita = (Coordinator(browser, empty_portal) for _ in range(3))
    the_administrator_gets_in(owner)
    a_provider_is_added(owner)
    two_people_publish(owner)
    a_team_is_invited(owner, cora, rita)
    a_course_is_written(cora, browser)
    cora.step("Review")
    cora.press("Ask for approval")
    publishing_is_refused_with_the_list(cora)
    what_was_missing_is_added(cora, tmp_path)
    another_person_approves(cora, rita)
    for email, name in (("ana@example.org", "Ana Reyes"), ("ben@example.org", "Ben Ode")):
        somebody_earns_credit(browser, empty_portal, email=email, name=name)
    the_credit_is_exported(cora)
    for person in (owner, cora, rita):
        person.close()


def a_team_is_invited(owner: Coordinator, cora: Coordinator, rita: Coordinator) -> None:
    for email, role in (("cora@example.org", "Course manager"), ("rita@example.org", "Reviewer")):
        owner.page.goto("/admin/team/")
        owner.follow(f"Invite someone to {PROVIDER}")
        owner.type_into("Email address", email)
        owner.page.get_by_label(role).check()
        owner.press("Send invitation")
        owner.says(email)
    cora.sign_up_with_invitation(email="cora@example.org", name="Cora Lind", profession="Other")
    rita.sign_up_with_invitation(email="rita@example.org", name="Rita Moor", profession="Other")


def a_course_is_written(cora: Coordinator, browser: Browser) -> None:
    a_course_is_begun(cora)
    cora.step("About")
    the_course_says_what_it_is(cora)
    cora.step("Credit")
    credit_is_offered(cora)
    cora.step("Post-test")
    questions_are_imported(cora)
    cora.step("Evaluation")
    the_evaluation_comes_from_the_library(cora)
    a_speaker_discloses(cora, browser)


def what_was_missing_is_added(cora: Coordinator, folder: Path) -> None:
    a_review_is_recorded(cora)
    cora.step("Post-test")
    the_questions_are_completed(cora)
    cora.step("Video")
    a_recording_goes_up_with_a_break(cora, folder)
    captions_are_brought_and_mended(cora)


def another_person_approves(cora: Coordinator, rita: Coordinator) -> None:
    cora.step("Review")
    cora.press("Ask for approval")
    cora.says("Waiting for a second person")
    rita.page.goto("/admin/approvals/")
    rita.page.get_by_role("link", name=re.compile(f"^Open.*{TITLE}")).click()
    rita.page.get_by_role("button", name=re.compile(f"^Approve.*{TITLE}")).click()
    cora.page.reload()
    cora.says("Published on")


def the_administrator_gets_in(owner: Coordinator) -> None:
    """With the generated password, once; from then on with a passkey."""
    page = owner.page
    password = (owner.portal.data_dir / "admin-password").read_text().strip()
    page.goto("/admin/")
    owner.type_into("Email", "admin@localhost")
    page.get_by_text("Use a password").click()
    owner.type_into("Password", password)
    owner.press("Continue")
    owner.set_up_passkey()
    page.goto("/")
    sign_out(page)
    owner.sign_in_with_passkey()
    page.goto("/admin/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def a_provider_is_added(owner: Coordinator) -> None:
    owner.page.goto("/admin/team/")
    owner.follow("Add the provider")
    owner.type_into("Name", PROVIDER)
    owner.type_into("Accreditor", "Accreditation Council for Continuing Medical Education (ACCME)")
    owner.page.get_by_label("Accreditation statement").select_option(index=1)
    owner.type_into("Contact email", "education@lakeside.example")
    owner.type_into("ACCME provider ID", "0012345")
    owner.press("Add the provider")
    owner.says(PROVIDER)


def two_people_publish(owner: Coordinator) -> None:
    """The provider wants a second person to approve."""
    owner.page.goto("/admin/team/")
    owner.follow(f"Publishing rules of {PROVIDER}")
    owner.page.get_by_label("A second person must approve").check()
    owner.press("Save")


def somebody_earns_credit(browser: Browser, portal: LivePortal, *, email: str, name: str) -> None:
    """A physician watches over HLS, passes, evaluates and claims; Ana has her credit reported, too."""
    context = browser.new_context(base_url=portal.url)
    learner = Learner(context.new_page(), portal)
    page = learner.page
    page.goto("/courses/")
    learner.follow(TITLE)
    learner.follow("Create account")
    learner.sign_up(name=name, email=email, profession="Physician (MD)")
    learner.press("Start course")
    learner.play()
    expect(learner.link("Take the post-test")).to_be_visible()
    assert re.search(r"\.m3u8$|^blob:", page.evaluate("document.querySelector('video').currentSrc"))
    learner.follow("Take the post-test")
    learner.press("Start the post-test")
    for right in ("To speak with the patient alone", "Survivor"):
        page.get_by_label(right, exact=True).check()
    learner.press("Submit answers")
    learner.follow("Evaluate the course")
    learner.evaluate()
    learner.follow("Claim credit")
    learner.claim()
    if name.startswith("Ana"):
        she_has_it_reported(learner)
    context.close()


def she_has_it_reported(learner: Learner) -> None:
    page = learner.page
    page.goto("/accounts/reporting/")
    page.get_by_role("link", name=re.compile("^Review permission.*PARS")).click()
    page.get_by_label("I have read this and agree").check()
    learner.press("Agree")
    page.get_by_role("link", name="name, NPI number, and day of birth").click()
    page.get_by_label("First name").fill("Ana")
    page.get_by_label("Last name").fill("Reyes")
    page.get_by_label("NPI number").fill("1234567893")
    page.get_by_label("Month of birth").select_option(label="February")
    page.get_by_label("Day of birth").select_option(label="29")
    learner.press("Save")
    expect(page.get_by_text("We have everything we need.")).to_be_visible()


def the_credit_is_exported(cora: Coordinator) -> None:
    """Ana goes; Ben gave no permission, and the page says so."""
    page = cora.page
    page.goto("/")
    sign_out(page)
    cora.sign_in_with_passkey()  # what leaves asks for a fresh proof, and this machine may be slow
    page.goto("/admin/exports/")
    cora.follow("New export")
    page.get_by_label("Layout").select_option(label="PARS: learner spreadsheet")
    cora.press("Check who is included")
    left_out = page.get_by_role("region", name="Left out").get_by_role("row")
    expect(left_out.filter(has_text="Ben Ode")).to_contain_text("no consent")
    expect(page.get_by_role("region", name="Would be added")).to_contain_text("Ana Reyes")
    cora.press("Create export")
    with page.expect_download() as downloaded:
        page.get_by_role("link", name=re.compile("^Download ")).click()
    workbook = load_workbook(BytesIO(downloaded.value.path().read_bytes()))
    rows = [*workbook.worksheets[0].iter_rows(values_only=True)]
    assert len(rows) == 2, "a header, and one learner"
    assert {"Ana", "Reyes", "1234567893", "201234567"} <= {str(cell) for cell in rows[1]}
