"""A learner at a real browser: finds every control with the Tab key, and never touches a mouse."""

import re
import tomllib
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.account_menu import account_menu
from tests.live import LivePortal

SAMPLE = Path(__file__).resolve().parents[2] / "sample" / "human-trafficking-in-healthcare"
_MOST_TABS = 250


class Learner:
    """What a learner does on the path, by keyboard alone, named as the learner would name it."""

    def __init__(self, page: Page, portal: LivePortal) -> None:
        self.page = page
        self.portal = portal
        self.email = ""

    def link(self, name: str) -> Locator:
        return self.page.get_by_role("link", name=name, exact=True).first

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True).first

    def tab_to(self, control: Locator) -> None:
        """Press Tab until `control` has the focus; fail when the keyboard never gets there."""
        control.wait_for()
        for _ in range(_MOST_TABS):
            if control.evaluate("element => element === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"The Tab key never reached {control}")

    def follow(self, name: str) -> None:
        self.tab_to(self.link(name))
        self.page.keyboard.press("Enter")

    def press(self, name: str) -> None:
        self.tab_to(self.button(name))
        self.page.keyboard.press("Enter")

    def type_into(self, label: str, text: str) -> None:
        self.tab_to(self.page.get_by_label(label))
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def choose(self, label: str, option: str) -> None:
        """Choose an option of a select by typing its first letters; a pause between two begins the search anew."""
        control = self.page.get_by_label(label)
        self.tab_to(control)
        for _try in range(5):
            self.page.keyboard.type(option)
            if control.locator("option:checked").text_content() == option:
                break
            self.page.wait_for_timeout(1100)
        expect(control.locator("option:checked")).to_have_text(option)

    def pick(self, radio: Locator) -> None:
        """Reach the radio's group with Tab, then the radio itself with the arrow keys."""
        name = radio.get_attribute("name")
        group = self.page.locator(f'input[type=radio][name="{name}"]')
        self.tab_to(group.first)
        self.page.keyboard.press("Space")
        for _ in range(group.count()):
            if radio.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError("The arrow keys never reached the choice")

    def tick(self, box: Locator) -> None:
        self.tab_to(box)
        self.page.keyboard.press("Space")
        expect(box).to_be_checked()

    # The path

    def sign_up(self, *, name: str, email: str, profession: str) -> None:
        """From the sign-up page to wherever it leads."""
        self.email = email
        self.type_into("Full name", name)
        self.type_into("Email", email)
        self.choose("Profession", profession)
        self.press("Create account")
        self.type_into("Code", self.portal.read_code(email))
        self.press("Confirm")
        expect(account_menu(self.page)).to_be_visible()

    def sign_out(self) -> None:
        self.tab_to(account_menu(self.page))
        self.page.keyboard.press("Enter")
        self.press("Sign out")

    def play(self) -> None:
        """Play at double speed, to the end or until enough is watched."""
        self.choose("Speed", "2 ×")
        self.tab_to(self.page.locator("video"))
        self.page.keyboard.press("Space")

    def answer_test(self, folder: Path) -> None:
        """Answer every question as the course's own folder says is right."""
        questions = tomllib.loads((folder / "test.toml").read_text())["questions"]
        right = {
            question["stem"]: next(c["text"] for c in question["choices"] if c["correct"])
            for question in questions
        }
        self.button("Submit answers").wait_for()
        for group in self.page.locator("form.test fieldset").all():
            legend = group.locator("legend").inner_text()
            [text] = [text for stem, text in right.items() if stem in legend]
            self.pick(group.get_by_label(text, exact=True))

    def evaluate(self) -> None:
        """Answer with the last option of each scale, choice and list; leave free text empty."""
        self.button("Submit evaluation").wait_for()
        for group in self.page.locator("form fieldset:has(input[type=radio])").all():
            self.pick(group.locator("input[type=radio]").last)
        for group in self.page.locator("form fieldset:has(input[type=checkbox])").all():
            self.tick(group.locator("input[type=checkbox]").last)
        self.press("Submit evaluation")

    def claim(self, button: str = "Claim credit") -> None:
        """Take the first credit on offer, in full, and confirm the statement."""
        self.page.get_by_role("checkbox").wait_for()
        types = self.page.locator("#id_credit_type_field input[type=radio]")
        if types.count():  # who may earn one type alone has nothing to choose
            self.pick(types.first)
        self.tick(self.page.get_by_role("checkbox"))
        self.press(button)
        expect(self.page.get_by_role("heading", name=re.compile(r"complete\.$"))).to_be_visible()
