"""A passkey made on one's own device signs in there, and its owner still gets in without it."""

from collections.abc import Iterator
from itertools import count

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.account_menu import sign_out
from tests.live import LivePortal

_numbers = count(1)
_DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def page(browser: Browser, live_portal: LivePortal) -> Iterator[Page]:
    """A page of a browser whose device can make passkeys."""
    context = browser.new_context(base_url=live_portal.url)
    page = context.new_page()
    # This device presses for its owner, so that what the browser only offers would be taken at once.
    page.add_init_script(
        "if (!localStorage.takes) PublicKeyCredential.isConditionalMediationAvailable = async () => false"
    )
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": _DEVICE})
    yield page
    context.close()


@pytest.fixture
def learner(page: Page, live_portal: LivePortal) -> str:
    """Return the address of someone who has just signed up on this page."""
    email = f"passkey-{next(_numbers)}@example.org"
    page.goto("/accounts/signup/")
    page.get_by_label("Full name").fill("Nora Lindqvist")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Profession").select_option(label="Registered nurse")
    page.get_by_role("button", name="Create account").click()
    page.get_by_label("Code").fill(live_portal.read_code(email))
    page.get_by_role("button", name="Confirm").click()
    page.wait_for_url("**/dashboard/")
    return email


def add_passkey(page: Page) -> None:
    page.goto("/accounts/2fa/")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Name of this passkey").fill("Ward phone")
    page.get_by_role("button", name="Add passkey").click()
    expect(page.get_by_role("heading", name="Ward phone")).to_be_visible()


def leave(page: Page) -> None:
    sign_out(page)
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()


def session_cookie_expires(context: BrowserContext) -> float:
    [cookie] = [cookie for cookie in context.cookies() if cookie["name"] == "sessionid"]
    return cookie["expires"]


def test_a_passkey_signs_in_and_leads_back_to_the_page(page: Page, learner: str) -> None:
    add_passkey(page)
    leave(page)
    page.goto("/accounts/login/?next=/accounts/profile/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/accounts/profile/")
    expect(page.get_by_label("Full name")).to_have_value("Nora Lindqvist")
    assert session_cookie_expires(page.context) > 0


def test_a_passkey_that_the_browser_offers_beside_the_address_signs_in(
    page: Page, learner: str
) -> None:
    add_passkey(page)
    leave(page)
    page.evaluate("localStorage.takes = 'yes'")
    page.goto("/accounts/login/?next=/accounts/profile/")
    page.wait_for_url("**/accounts/profile/")
    expect(page.get_by_label("Full name")).to_have_value("Nora Lindqvist")


def test_a_new_passkey_is_told_by_mail_and_brings_no_recovery_codes(
    page: Page, learner: str, live_portal: LivePortal
) -> None:
    add_passkey(page)
    expect(page.get_by_text("Passkey added.")).to_be_visible()
    expect(page.get_by_text("recovery code")).to_have_count(0)
    assert live_portal.wait_for_mail(learner, subject="A passkey was added")


def test_a_passkey_on_a_shared_computer_opens_a_session_that_ends_with_it(
    page: Page, learner: str
) -> None:
    add_passkey(page)
    leave(page)
    page.goto("/accounts/login/")
    page.get_by_label("This is a shared computer").check()
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/dashboard/")
    assert session_cookie_expires(page.context) == -1


def test_a_code_gets_in_where_the_passkey_is_not(
    page: Page, learner: str, browser: Browser, live_portal: LivePortal
) -> None:
    add_passkey(page)
    ward = browser.new_context(base_url=live_portal.url).new_page()
    ward.goto("/accounts/login/")
    ward.get_by_label("Email").fill(learner)
    ward.get_by_role("button", name="Continue", exact=True).click()
    ward.get_by_label("Code").fill(live_portal.read_code(learner))
    ward.get_by_role("button", name="Confirm").click()
    ward.wait_for_url("**/dashboard/")
    ward.context.close()
