"""A member of staff at a real browser, with a device that makes passkeys."""

from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.account_menu import account_menu
from tests.live import LivePortal

_DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class Coordinator:
    """What staff do, named as the pages name it. Each has a browser and a device of their own."""

    def __init__(self, browser: Browser, portal: LivePortal) -> None:
        self.portal = portal
        self.context = browser.new_context(base_url=portal.url, accept_downloads=True)
        self.page: Page = self.context.new_page()
        session = self.context.new_cdp_session(self.page)
        session.send("WebAuthn.enable")
        session.send("WebAuthn.addVirtualAuthenticator", {"options": _DEVICE})

    def close(self) -> None:
        self.context.close()

    def link(self, name: str) -> Locator:
        return self.page.get_by_role("link", name=name, exact=True).first

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True).first

    def follow(self, name: str) -> None:
        self.link(name).click()

    def press(self, name: str) -> None:
        self.button(name).click()

    def type_into(self, label: str, text: str) -> None:
        self.page.get_by_label(label).first.fill(text)

    def says(self, words: str) -> None:
        expect(self.page.get_by_text(words).first).to_be_visible()

    def step(self, name: str) -> None:
        """Go to a step of the course editor."""
        steps = self.page.get_by_role("navigation", name="Steps of the course")
        steps.get_by_role("link", name=name, exact=True).click()

    # Getting in

    def set_up_passkey(self) -> None:
        """From the page that asks for a second factor to where it leads."""
        self.follow("Set up a passkey")
        self.page.wait_for_url(
            "**/2fa/webauthn/add/**", wait_until="load"
        )  # its script listens now
        self.press("Add passkey")
        self.follow("I have saved them: continue")

    def sign_up_with_invitation(self, *, email: str, name: str, profession: str) -> None:
        """From the mail to the staff pages."""
        mail = self.portal.wait_for_mail(email, subject="nvitation")
        body = mail.get_body(("plain",))
        assert body
        address = next(word for word in str(body.get_content()).split() if "/invitation" in word)
        self.page.goto(address)
        self.follow("Create an account")
        self.type_into("Full name", name)
        self.type_into("Email", email)
        self.page.get_by_label("Profession").select_option(label=profession)
        self.press("Create account")
        self.type_into("Code", self.portal.read_code(email))
        self.press("Confirm")
        self.press("Accept invitation")
        self.set_up_passkey()

    def sign_in_with_passkey(self) -> None:
        # The browser offers it on the page, and the device of the test takes it unasked.
        self.page.goto("/accounts/login/", wait_until="commit")
        expect(account_menu(self.page)).to_be_visible()


CLIP = Path(__file__).parent / "media" / "short.mp4"
