"""The way in has no dead end: a second press, Back, a second browser, a lost session, a passkey that does not come."""

import re
from collections.abc import Iterator
from email.message import EmailMessage
from itertools import count

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.live import LivePortal

_numbers = count(1)


@pytest.fixture
def context(browser: Browser, live_portal: LivePortal) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=live_portal.url)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture
def email() -> str:
    return f"way-in-{next(_numbers)}@example.org"


def fill_sign_up(page: Page, email: str) -> None:
    page.goto("/accounts/signup/")
    page.get_by_label("Full name").fill("Nora Lindqvist")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Profession").select_option(label="Registered nurse")


def ask_to_sign_in(page: Page, email: str) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill(email)
    page.get_by_role("button", name="Continue", exact=True).click()


def type_code(page: Page, code: str) -> None:
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Confirm").click()


def sign_up(page: Page, live_portal: LivePortal, email: str) -> None:
    fill_sign_up(page, email)
    page.get_by_role("button", name="Create account").click()
    type_code(page, live_portal.read_code(email))
    page.wait_for_url("**/dashboard/")


def test_a_double_press_sends_one_mail_and_so_does_back(
    page: Page, live_portal: LivePortal, email: str
) -> None:
    fill_sign_up(page, email)
    button = page.get_by_role("button", name="Create account")
    button.evaluate("button => { button.click(); button.click(); }")
    page.wait_for_url("**/accounts/confirm-email/")
    page.go_back()
    # The sign-up waits for its code, so that the page itself leads on, or is shown as it was left.
    if page.url.endswith("/signup/"):
        button.click()
    page.wait_for_url("**/accounts/confirm-email/")
    assert len(live_portal.mails(email)) == 1
    type_code(page, live_portal.read_code(email))
    page.wait_for_url("**/dashboard/")


def test_back_after_an_error_was_mended_leads_on_and_reload_before_it_keeps_what_was_typed(
    page: Page, email: str
) -> None:
    fill_sign_up(page, email)
    page.get_by_label("Full name").fill("Dr. Nora Lindqvist")
    page.get_by_role("button", name="Create account").click()
    expect(page.locator(".error-summary")).to_be_visible()
    page.reload()
    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.get_by_label("Email")).to_have_value(email)
    page.get_by_label("Full name").fill("Nora Lindqvist")
    page.get_by_role("button", name="Create account").click()
    page.wait_for_url("**/accounts/confirm-email/")
    page.go_back()  # Without its place by GET, Chromium says ERR_CACHE_MISS.
    page.wait_for_url("**/accounts/confirm-email/")


def test_a_pressed_button_is_inert_and_alive_again_after_back_or_an_error(page: Page) -> None:
    page.clock.install()
    page.goto("/accounts/password/reset/")
    page.get_by_label("Email").fill("nobody@example.org")
    sent: list[str] = []

    def answer_nothing(route: Route) -> None:
        sent.append(route.request.method)
        route.fulfill(status=204)  # the browser stays where it is

    page.route("**/accounts/password/reset/", answer_nothing)
    button = page.get_by_role("button", name="Email me a code")
    inert = page.get_by_role("button", name="Sending…")
    for times, alive_again in enumerate(
        ["dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))", ""], start=1
    ):
        button.press("Enter")
        expect(inert).to_have_attribute("aria-disabled", "true")
        expect(inert).to_be_focused()
        page.keyboard.press("Enter")
        assert sent == ["POST"] * times
        if alive_again:
            page.evaluate(alive_again)
        else:
            page.clock.fast_forward(21_000)  # nothing came
        expect(button).to_be_enabled()
        expect(button).to_be_focused()


def test_two_browsers_that_sign_up_with_one_address_each_take_the_mail_that_their_page_names(
    browser: Browser, live_portal: LivePortal, email: str
) -> None:
    jars = [browser.new_context(base_url=live_portal.url) for _ in range(2)]
    pages = [jar.new_page() for jar in jars]
    for page in pages:
        fill_sign_up(page, email)
        page.get_by_role("button", name="Create account").click()
        page.wait_for_url("**/accounts/confirm-email/")
        page.wait_for_timeout(1100)  # a subject names the second in which it was sent
    for page in pages:
        told = page.locator("main").inner_text()
        named = re.search(r"\d+:\d\d:\d\d [AP]M [A-Z]+", told)
        assert named
        [mail] = [each for each in live_portal.mails(email) if named[0] in str(each["Subject"])]
        code = _code(mail)
        type_code(page, f"this is your code: {code.lower().replace('-', chr(0x2011))}.")
        page.wait_for_url("**/dashboard/")
    for jar in jars:
        jar.close()


def test_the_link_in_the_mail_of_a_known_address_works_in_this_browser(
    page: Page, browser: Browser, live_portal: LivePortal, email: str
) -> None:
    sign_up(page, live_portal, email)
    again = browser.new_context(base_url=live_portal.url).new_page()
    fill_sign_up(again, email)
    again.get_by_role("button", name="Create account").click()
    again.wait_for_url("**/accounts/confirm-email/")
    again.goto("/accounts/login/")  # where the mail's link leads
    expect(again.get_by_label("Email")).to_have_value(email)
    again.get_by_role("button", name="Continue", exact=True).click()
    type_code(again, live_portal.read_code(email))
    again.wait_for_url("**/dashboard/")
    again.context.close()


@pytest.mark.parametrize("lost", ["sessionid", None])
def test_a_lost_session_is_told_and_the_address_is_still_there(
    page: Page, live_portal: LivePortal, email: str, lost: str | None
) -> None:
    fill_sign_up(page, email)
    page.get_by_role("button", name="Create account").click()
    code = live_portal.read_code(email)
    if lost:
        page.context.clear_cookies(name=lost)
    else:
        page.context.clear_cookies()
    type_code(page, code)
    expect(page.get_by_text("That code no longer works here")).to_be_visible()
    expect(page.get_by_label("Email")).to_have_value(email)
    page.get_by_role("button", name="Continue", exact=True).click()
    type_code(page, live_portal.read_code(email))
    page.wait_for_url("**/accounts/profile/**")  # the name went with the session


def test_a_browser_without_passkeys_shows_no_button_for_them(
    page: Page, live_portal: LivePortal, email: str
) -> None:
    page.add_init_script("delete window.PublicKeyCredential")
    page.goto("/accounts/login/")
    expect(page.get_by_text("This browser cannot use passkeys")).to_be_visible()
    expect(page.get_by_role("button", name="passkey")).to_have_count(0)
    sign_up(page, live_portal, email)
    page.goto("/accounts/2fa/webauthn/add/")
    expect(page.get_by_text("This browser cannot use passkeys")).to_be_visible()
    expect(page.get_by_role("button", name="Add passkey")).to_have_count(0)


def test_a_canceled_passkey_is_told_and_the_button_can_be_pressed_again(page: Page) -> None:
    page.add_init_script(
        """navigator.credentials.get = async ({ mediation, signal }) => {
             if (mediation !== "conditional") throw new DOMException("no", "NotAllowedError");
             const noted = document.documentElement.dataset;
             noted.offered = Number(noted.offered ?? 0) + 1;
             return new Promise((_, refuse) => signal.addEventListener("abort", () => refuse(signal.reason)));
           };
           PublicKeyCredential.isConditionalMediationAvailable = async () => true;"""
    )
    page.goto("/accounts/login/")
    offered = page.locator("html")
    expect(offered).to_have_attribute("data-offered", "1")
    for press in (1, 2):
        page.get_by_role("button", name="Sign in with a passkey").click()
        expect(page.get_by_role("alert")).to_contain_text("it was canceled, or it took too long")
        expect(offered).to_have_attribute("data-offered", str(press + 1))


def test_passkeys_are_offered_where_the_address_is_typed(page: Page) -> None:
    page.goto("/accounts/login/")
    field = page.get_by_label("Email")
    assert field.get_attribute("autocomplete") == "username webauthn"


def test_without_javascript_no_button_does_nothing(
    browser: Browser, live_portal: LivePortal, email: str
) -> None:
    context = browser.new_context(base_url=live_portal.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/accounts/login/")
    expect(page.get_by_role("button", name="passkey")).to_have_count(0)
    assert "Passkeys need JavaScript" in page.content()
    fill_sign_up(page, email)
    button = page.get_by_role("button", name="Create account")
    button.dblclick()
    # Not wait_for_url: the second press ends the first one's navigation, which that would call an error.
    expect(page).to_have_url(re.compile(r"/accounts/confirm-email/$"))
    page.wait_for_load_state()
    page.goto("/accounts/signup/")  # Back, and pressed again
    page.wait_for_url("**/accounts/confirm-email/")
    told = page.locator("main").inner_text()
    named = [each for each in live_portal.mails(email) if _time(str(each["Subject"])) in told]
    assert named
    for mail in named:  # two presses may fall into one second: then it is one of both
        with page.expect_navigation():
            type_code(page, _code(mail))
        if page.url.endswith("/dashboard/"):
            break
    expect(page).to_have_url(re.compile(r"/dashboard/$"))
    context.close()


def _code(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body
    code = re.search(r"^[A-Z]{4}-[A-Z]{4}$", body.get_content(), re.MULTILINE)
    assert code
    return code[0]


def _time(subject: str) -> str:
    return subject.rpartition(", ")[2]
