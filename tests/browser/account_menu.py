"""The menu of who is signed in: it says so on every page, and holds the button to sign out."""

from playwright.sync_api import Locator, Page


def account_menu(page: Page) -> Locator:
    """Return the word that opens the menu; it is there only for who is signed in."""
    return page.locator("[data-account-menu] > summary").first


def sign_out(page: Page) -> None:
    account_menu(page).click()
    page.get_by_role("button", name="Sign out", exact=True).first.click()
