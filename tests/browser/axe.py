"""Asks axe what is wrong with the page that a browser shows."""

from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

ALL = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOOKS = ["color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size"]
"""The rules whose answer depends on theme and width."""


@cache
def _axe() -> str:
    return (Path(__file__).parent / "vendor" / "axe.min.js").read_text()


def errors(page: Page, rules: list[str] = ALL) -> list[str]:
    """Return one line per error of WCAG 2.2 AA (and axe's best practice); [] for a good page.

    The script is evaluated, not added as a tag: the page's CSP stays as it is.
    """
    page.wait_for_load_state()
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(_axe())
    found: dict[str, Any] = page.evaluate(
        "rules => axe.run({runOnly: rules, resultTypes: ['violations'], preload: false})", rules
    )
    return [
        f"{error['id']}: {error['help']} ({error['nodes'][0]['html'][:120]})"
        for error in found["violations"]
    ]


def too_wide(page: Page) -> list[str]:
    """Return what sticks out to the right of the window: such a page must be scrolled sideways."""
    script = """() => [...document.querySelectorAll("body *")]
      .filter((it) => !it.closest(".visually-hidden, .skip-link, .table-box"))
      .filter((it) => it.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
      .map((it) => it.outerHTML.slice(0, 120))"""
    stick_out: list[str] = page.evaluate(script)
    return stick_out
