"""A browser's window that opens pages as somebody, and notes everything that is wrong with them."""

from typing import Literal

from playwright.sync_api import ConsoleMessage, Page, ViewportSize

from courses.models import Course
from tests.browser.axe import ALL, LOOKS, errors, too_wide
from tests.browser.everything import Everything
from tests.browser.visit import Visit

PHONE = ViewportSize(width=360, height=800)
WIDE = ViewportSize(width=1280, height=800)
NARROWEST = ViewportSize(width=320, height=640)
# What the Nu HTML checker found once (`make validate`), each a selector that must fit nothing.
_INVALID = {
    "a radio or checkbox with autocomplete": ":is([type=radio], [type=checkbox])[autocomplete]",
    "aria-hidden beside hidden": "[aria-hidden][hidden]",
    "a section without a heading": "section:not(:has(:is(h1, h2, h3, h4, h5, h6)))",
    "a moment with more than three digits of a second": "time[datetime*='.']",
    "no description": "head:not(:has(meta[name=description]))",
}
# A colour on its way from one theme to the other has a contrast that nobody sees.
SETTLE = """() => new Promise((settled) => requestAnimationFrame(() => {
  document.getAnimations().forEach((animation) => animation.finish());
  settled();
}))"""
# Hidden words have a box, too: outside of the one that scrolls, they make the document as high as what it holds.
_BELOW = """document.documentElement.scrollHeight - scrollY
  - document.body.getBoundingClientRect().bottom"""


class Window:
    """One page of one browser context; every visit begins with that person's cookies alone."""

    def __init__(self, page: Page, origin: str, everything: Everything) -> None:
        self.page = page
        self.origin = origin
        self.everything = everything
        self.said: list[str] = []
        self.asked: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("request", lambda request: self.asked.append(request.url))

    def open(self, visit: Visit) -> int:
        """Open the page as its person, press what is to be pressed, and return the status."""
        self._become(visit.who)
        # On a phone, what is pressed may wait behind the steps of a test.
        self.page.set_viewport_size(WIDE if visit.press else PHONE)
        self.page.emulate_media(color_scheme="light", reduced_motion="reduce")
        answer = self.page.goto(self.origin + visit.path.format(**self.everything.places))
        assert answer
        if visit.press:
            if visit.who == "forger":
                self.page.context.clear_cookies()
            with self.page.expect_navigation() as answered:
                self.page.get_by_role("button", name=visit.press, exact=True).first.click()
            answer = answered.value
        self.answer = answer
        return answer.status

    def sent(self, visit: Visit) -> str:
        """Return the page as it is sent, before any script; drawn only where something is pressed on it."""
        if visit.press:
            self.open(visit)
            return self.answer.text()
        self._become(visit.who)
        asked = self.page.context.request
        return asked.get(self.origin + visit.path.format(**self.everything.places)).text()

    def _become(self, who: str) -> None:
        self.page.goto("about:blank")  # The last page may ask its server for news: not as nobody.
        self.page.context.clear_cookies()
        self.said.clear()
        self.asked.clear()
        if session := self.everything.sessions.get(who):
            self.page.context.add_cookies(
                [{"name": "sessionid", "value": session, "url": self.origin}]
            )

    def errors(self, visit: Visit) -> list[str]:
        """Return what is wrong with the page that is open."""
        found = [f"console: {text}" for text in self.said]
        foreign = (self.origin, "data:", "blob:")
        found += [f"asked {url}" for url in self.asked if not url.startswith(foreign)]
        found += self._of_every_page() if visit.is_admin else self._of_our_pages(visit)
        found += self._of_look(PHONE, "light", ALL)
        found += self._of_look(WIDE, "dark", LOOKS if visit.is_admin else ALL)
        self.page.set_viewport_size(NARROWEST)
        if self.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found += [f"too wide: {element}" for element in too_wide(self.page)[:3] or ["?"]]
        return found

    def _of_look(
        self, size: ViewportSize, theme: Literal["light", "dark"], rules: list[str]
    ) -> list[str]:
        self.page.set_viewport_size(size)
        self.page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        self.page.evaluate(SETTLE)
        # Where a summary took the focus the page has scrolled: what the top bar covers is not too small.
        self.page.evaluate("scrollTo(0, 0)")
        return [f"{theme} {size['width']}: {error}" for error in errors(self.page, rules)]

    def _of_every_page(self) -> list[str]:
        headings = self.page.locator("h1").count()
        found = [] if headings == 1 else [f"{headings} first headings"]
        return found + (self._of_tab() if self.page.locator("body.staff").count() else [])

    def _of_tab(self) -> list[str]:
        title = self.page.title().lower()
        secrets = ["traffick", *Course.objects.values_list("title", flat=True)]
        return [f"title: {title}" for secret in secrets if secret.lower() in title]

    def _of_our_pages(self, visit: Visit) -> list[str]:
        found = self._of_every_page() + self._of_tab()
        found += [what for what, fits in _INVALID.items() if self.page.locator(fits).count()]
        wanted = ["Exit this page", "911"]
        seen = self.page.locator("body").inner_text()
        if visit.is_signed_in:
            wanted += ["Not you?", "Sign out"]
            seen += self._account_menu()
        if (empty := self.page.evaluate(_BELOW)) > 1:
            found.append(f"{empty:.0f} px higher than its content")
        return found + [f"missing: {text}" for text in wanted if text not in seen]

    def _account_menu(self) -> str:
        """Return what the account's menu says when it is opened; close it again."""
        menu = self.page.locator("[data-account-menu]").first
        menu.locator("summary").click()
        words = menu.inner_text()
        menu.locator("summary").click()
        return words

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type not in {"warning", "error"}:
            return
        # A page that is an error on purpose is reported by the browser, too.
        itself = message.location.get("url") == self.page.url
        if not (itself and "the server responded with a status of" in message.text):
            self.said.append(f"{message.type}: {message.text}")
