"""Every component and every page of the house, in both themes, on a phone and on a wide screen."""

from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import errors, too_wide
from tests.browser.drawn import ORIGIN, show
from tests.browser.gallery import gallery, house_pages

Scheme = Literal["light", "dark"]


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> Scheme:
    theme: Scheme = request.param
    return theme


@pytest.fixture
def page(browser: Browser, scheme: Scheme) -> Iterator[Page]:
    context = browser.new_context(color_scheme=scheme)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_in_any_component(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    show(page, {"/gallery/": gallery()})
    page.goto(f"{ORIGIN}/gallery/")
    assert errors(page) == []


def test_axe_finds_nothing_on_the_pages_of_the_house(page: Page, scheme: Scheme) -> None:
    page.set_viewport_size({"width": 360 if scheme == "light" else 1280, "height": 800})
    pages = house_pages()
    show(page, pages)
    found = {}
    for path in pages:
        page.goto(ORIGIN + path)
        found[path] = errors(page)
    assert not any(found.values()), found


def test_pages_fit_a_screen_of_320_pixels(browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 640})
    pages = {"/gallery/": gallery()} | house_pages()
    show(page, pages)
    wide = {}
    for path in pages:
        page.goto(ORIGIN + path)
        wide[path] = too_wide(page)
    page.context.close()
    assert not any(wide.values()), wide


def test_no_page_breaks_its_policy_or_asks_another_server(browser: Browser) -> None:
    page = browser.new_page()
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: asked.append(request.url))
    pages = {"/gallery/": gallery()} | house_pages()
    show(page, pages)
    for path in pages:
        page.goto(ORIGIN + path)
    page.context.close()
    assert said == []
    assert [url for url in asked if not url.startswith((ORIGIN, "data:"))] == []


def test_the_chosen_theme_beats_the_systems_and_stays(page: Page, scheme: Scheme) -> None:
    show(page, house_pages())
    other = "dark" if scheme == "light" else "light"
    page.goto(f"{ORIGIN}/help/")
    page.get_by_role("radio", name=other.title()).check()
    page.goto(f"{ORIGIN}/privacy/")
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == other
    assert page.get_by_role("radio", name=other.title()).is_checked()


def test_without_javascript_the_systems_theme_rules(browser: Browser, scheme: Scheme) -> None:
    context = browser.new_context(java_script_enabled=False, color_scheme=scheme)
    page = context.new_page()
    show(page, house_pages())
    page.goto(f"{ORIGIN}/help/")
    assert page.locator("[data-theme-choice]").is_hidden()
    paper = {"light": "rgb(250, 248, 244)", "dark": "rgb(20, 26, 28)"}
    background = page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor")
    context.close()
    assert background == paper[scheme]


def test_a_refused_form_takes_the_focus_and_leads_to_each_error(browser: Browser) -> None:
    page = browser.new_page()
    show(page, {"/gallery/": gallery()})
    page.goto(f"{ORIGIN}/gallery/")
    summary = page.get_by_role("group", name="There is a problem")
    expect(summary).to_be_focused()
    for link in summary.get_by_role("link").all():
        link.click()
        led = page.evaluate("document.querySelector(':target')?.matches('input, select, textarea')")
        assert led, link.inner_text()
    page.context.close()


def test_what_has_focus_is_never_below_the_sticky_bar(browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 400})
    show(page, house_pages())
    page.goto(f"{ORIGIN}/help/")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    for link in page.locator("main a").all()[::-1]:
        link.focus()
        clear = link.evaluate(
            "link => link.getBoundingClientRect().top"
            " - document.querySelector('.topbar').getBoundingClientRect().bottom"
        )
        assert clear >= 0, link.inner_text()
    page.context.close()
