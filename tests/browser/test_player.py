"""Around the player: the next step under it, what is remembered, chapters and transcript beside it."""

import re

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser.test_watching import (
    enter,
    loaded,
    pause,
    play_to,
    play_until,
    player_of,
    reopen,
    wait_until,
)
from tests.browser.test_watching import page as page  # a fixture: a learner's player
from tests.live import PATIENCE, LivePortal

PHONE = ViewportSize(width=390, height=844)
_STOP = "document.activeElement.closest('video') ? 'video' : document.activeElement.outerHTML"
_LISTEN = """() => {
  window.heard = [];
  for (const region of document.querySelectorAll("[role=status]")) {
    const hear = () => {
      if (region.ariaLive === "off") return;
      const said = region.innerText.replace(/\\s+/g, " ").trim();
      if (said) window.heard.push(said);
    };
    new MutationObserver(hear).observe(region, {childList: true, characterData: true, subtree: true});
  }
}"""


@pytest.fixture
def narrow(page: Page) -> Page:
    page.set_viewport_size(PHONE)
    return page


def line_now(page: Page) -> str:
    return page.locator("#transcript [aria-current]").inner_text()


def stops_to(page: Page, name: str) -> int:
    """Return how many stops of the Tab key lie between the video and the link."""
    page.locator("video").focus()
    passed: list[str] = []
    for _ in range(40):
        page.keyboard.press("Tab")
        stop = page.evaluate(_STOP)
        if stop != "video" and stop not in passed:
            passed.append(stop)
        if name in page.evaluate("document.activeElement.textContent"):
            return len(passed)
    raise AssertionError(f"The Tab key never reached {name}")


def test_the_next_step_opens_under_the_video_and_is_spoken_once_with_its_link(page: Page) -> None:
    page.evaluate(_LISTEN)
    play_to(page, 18.6)
    link = page.locator("#next-step").get_by_role("link", name="Take the post-test")
    expect(link).to_be_visible()
    page.wait_for_timeout(300)
    [said] = page.evaluate("window.heard")
    assert said.endswith("You can take the post-test. Take the post-test")
    video, next_step = page.locator("video").bounding_box(), link.bounding_box()
    assert video
    assert next_step
    assert 0 < next_step["y"] - video["y"] - video["height"] < 60
    assert stops_to(page, "Take the post-test") <= 3
    # All of it changes words alone, around a link that keeps the focus.
    link.evaluate("it => { it.id = 'kept'; it.focus(); }")
    play_until(page, 19)
    expect(page.locator("#next-step")).to_contain_text("Video complete.")
    expect(page.locator("#kept")).to_be_focused()
    assert page.evaluate("window.heard") == [said]


def test_speed_volume_and_captions_are_remembered_until_they_are_cleared(page: Page) -> None:
    page.get_by_label("Speed").select_option("1.5")
    page.get_by_label("Captions").select_option("Off")
    page.evaluate("() => { const video = document.querySelector('video'); video.volume = 0.25; }")
    wait_until(page, "(localStorage.player ?? '').includes('0.25')")
    page.reload()
    loaded(page)
    chosen = "(() => { const it = document.querySelector('video'); return [it.playbackRate, it.volume]; })()"
    assert page.evaluate(chosen) == [1.5, 0.25]
    expect(page.get_by_label("Speed")).to_have_value("1.5")
    expect(page.get_by_label("Captions")).to_have_value("")
    shown = "[...document.querySelector('video').textTracks].some((it) => it.mode === 'showing')"
    assert page.evaluate(shown) is False
    page.get_by_text("On a shared computer").click()
    page.get_by_role("button", name="Clear saved progress").click()
    page.get_by_label("Speed").select_option("2")
    page.reload()
    loaded(page)
    assert page.evaluate(chosen) == [1, 1]
    wait_until(page, shown)


def test_a_browser_that_keeps_nothing_plays_all_the_same(
    browser: Browser, live_portal: LivePortal, short_course: object
) -> None:
    context = browser.new_context(base_url=live_portal.url)
    context.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('no'); }});"
    )
    page = context.new_page()
    enter(page)
    loaded(page)
    page.get_by_label("Speed").select_option("2")
    play_to(page, 2)
    assert page.evaluate("document.querySelector('video').playbackRate") == 2
    context.close()


def test_the_transcript_follows_what_is_said_within_its_own_box(page: Page) -> None:
    page.evaluate("document.querySelector('.transcript').style.maxHeight = '3rem'")
    before = page.evaluate("scrollY")
    play_to(page, 1)
    first = line_now(page)
    play_to(page, 12)
    assert line_now(page) != first
    wait_until(page, "document.querySelector('.transcript').scrollTop > 0")
    assert page.evaluate("scrollY") == before
    assert page.locator("#transcript [aria-current]").count() == 1


def test_who_reads_elsewhere_or_wants_no_motion_is_left_in_peace(page: Page) -> None:
    box = "document.querySelector('.transcript')"
    page.evaluate(f"{box}.style.maxHeight = '3rem'")
    page.emulate_media(reduced_motion="reduce")
    play_to(page, 12)
    assert page.evaluate(f"{box}.scrollTop") == 0
    page.emulate_media(reduced_motion="no-preference")
    page.evaluate("document.querySelector('video').currentTime = 0")
    wait_until(
        page, "document.querySelector('#transcript [aria-current]').innerText.startsWith('0:0')"
    )
    page.evaluate(f"{box}.scrollTop = {box}.scrollHeight")
    away = page.evaluate(f"{box}.scrollTop")
    play_to(page, 8)
    assert page.evaluate(f"{box}.scrollTop") == away


def test_the_transcript_is_one_stop_with_arrow_keys_and_jumps_on_enter(page: Page) -> None:
    lines = page.locator("#transcript [data-second]")
    assert page.locator("#transcript [data-second]:not([tabindex='-1'])").count() == 1
    lines.first.focus()
    page.keyboard.press("ArrowDown")
    expect(lines.nth(1)).to_be_focused()
    page.keyboard.press("End")
    expect(lines.last).to_be_focused()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowUp")
    expect(lines.first).to_be_focused()
    page.keyboard.press("ArrowDown")
    second = float(lines.nth(1).get_attribute("data-second") or 0)
    page.keyboard.press("Enter")
    wait_until(page, f"document.querySelector('video').currentTime >= {second}")
    pause(page)
    expect(page.locator("video")).to_be_focused()


def test_fingers_alone_are_told_no_keys_and_a_keyboard_beside_them_is(page: Page) -> None:
    keys = page.locator(".keys")
    expect(keys).to_be_visible()
    touch = {"enabled": True, "maxTouchPoints": 1}
    page.context.new_cdp_session(page).send("Emulation.setTouchEmulationEnabled", touch)
    expect(keys).to_be_hidden()
    page.keyboard.press("Tab")
    page.locator("video").focus()
    expect(keys).to_be_visible()


def test_on_a_phone_chapters_and_transcript_are_tabs(narrow: Page) -> None:
    chapters, transcript = (
        narrow.get_by_role("tab", name=name) for name in ("Chapters", "Transcript")
    )
    expect(narrow.get_by_role("tablist", name="Chapters and transcript")).to_be_visible()
    expect(chapters).to_have_attribute("aria-selected", "true")
    expect(narrow.locator("#transcript")).to_be_hidden()
    chapters.focus()
    narrow.keyboard.press("ArrowRight")
    expect(transcript).to_be_focused()
    expect(narrow.get_by_role("tabpanel", name="Transcript")).to_be_visible()
    expect(narrow.locator("#chapters")).to_be_hidden()
    narrow.set_viewport_size({"width": 1280, "height": 800})
    expect(narrow.get_by_role("tab")).to_have_count(0)
    expect(narrow.locator("#chapters")).to_be_visible()
    expect(narrow.locator("#transcript")).to_be_visible()


def test_on_a_phone_an_address_opens_the_tab_that_it_names(narrow: Page) -> None:
    narrow.evaluate("location.hash = '#transcript'")
    panel = narrow.get_by_role("tabpanel", name="Transcript")
    expect(panel).to_be_in_viewport()
    expect(narrow.get_by_role("tab", name="Transcript")).to_have_attribute("aria-selected", "true")
    narrow.reload()
    player_of(narrow)
    expect(panel).to_be_in_viewport()
    narrow.evaluate("location.hash = '#chapters'")
    expect(narrow.locator("#chapters")).to_be_visible()
    expect(panel).to_be_hidden()


def test_on_a_phone_nothing_scrolls_by_itself_and_the_video_stays_in_view(narrow: Page) -> None:
    narrow.get_by_role("tab", name="Transcript").click()
    box = "document.querySelector('.transcript')"
    assert narrow.evaluate(f"{box}.scrollHeight - {box}.clientHeight") <= 1
    narrow.locator("#transcript [data-second]").last.scroll_into_view_if_needed()
    narrow.evaluate("scrollBy(0, 200)")
    video, bar = narrow.locator("video").bounding_box(), narrow.locator(".topbar").bounding_box()
    assert video
    assert bar
    assert abs(video["y"] - bar["height"]) < 3


@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_is_as_high_as_its_content(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    height, end = page.evaluate(
        "[document.documentElement.scrollHeight, document.body.getBoundingClientRect().bottom + scrollY]"
    )
    assert height <= end + 1


def test_the_title_says_which_page_it_is(page: Page) -> None:
    expect(page).to_have_title(re.compile("^Video, "))


def test_a_mute_and_a_language_that_is_not_here_change_nothing_for_later(page: Page) -> None:
    kept = '{"speed": 1, "volume": 1, "muted": true, "captions": "xx"}'
    page.evaluate("kept => localStorage.setItem('player', kept)", kept)
    page.reload()
    loaded(page)
    expect(page.get_by_label("Captions")).not_to_have_value("")
    page.evaluate("() => { const it = document.querySelector('video'); it.volume = 0.5; }")
    wait_until(page, "localStorage.player.includes('0.5')")
    assert page.evaluate("JSON.parse(localStorage.player).captions") == "xx"
    # As "Exit this page" leaves it.
    page.evaluate("() => { document.querySelector('video').muted = true; }")
    page.reload()
    loaded(page)
    assert page.evaluate("document.querySelector('video').muted") is False


def test_signing_out_forgets_how_the_player_was_set(page: Page) -> None:
    page.get_by_label("Speed").select_option("2")
    wait_until(page, "(localStorage.player ?? '').includes('2')")
    page.locator("[data-account-menu] summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/")
    assert page.evaluate("localStorage.player ?? null") is None


@pytest.mark.parametrize("way", ["clear", "sign out"])
def test_what_one_tab_forgot_another_does_not_bring_back(page: Page, way: str) -> None:
    other = reopen(page.context)
    other.evaluate("() => addEventListener('storage', (it) => { window.heard = it.newValue; })")
    if way == "clear":
        page.get_by_text("On a shared computer").click()
        page.get_by_role("button", name="Clear saved progress").click()
    else:
        page.locator("[data-account-menu] summary").click()
        page.get_by_role("button", name="Sign out").click()
        page.wait_for_url("**/")
    wait_until(other, "window.heard === null")
    other.evaluate(
        """() => new Promise((done) => {
            const video = document.querySelector("video");
            video.addEventListener("volumechange", () => setTimeout(done));
            video.volume = 0.5;
        })"""
    )
    assert page.evaluate("localStorage.player ?? null") is None


def test_a_speed_of_the_browsers_own_menu_is_shown_and_remembered(page: Page) -> None:
    page.evaluate("() => { document.querySelector('video').playbackRate = 1.1; }")
    field = page.get_by_label("Speed")
    expect(field).to_have_value("1.1")
    expect(field.locator("option")).to_have_text(
        ["0.5 ×", "0.75 ×", "1 ×", "1.1 ×", "1.25 ×", "1.5 ×", "1.75 ×", "2 ×"]
    )
    page.reload()
    loaded(page)
    expect(field).to_have_value("1.1")
    field.select_option("2")
    expect(field.locator("option")).to_have_count(7)
    page.evaluate("() => { document.querySelector('video').playbackRate = 3; }")
    expect(field.locator("option").last).to_have_text("3 ×")


def test_the_next_step_keeps_the_focus_when_it_is_drawn_anew(page: Page) -> None:
    # As the steps of another day: the same link, and words that the server no longer sends.
    page.evaluate(
        """() => {
            const link = document.createElement("a");
            link.href = location.pathname.replace("learn", "test");
            link.textContent = "Old";
            document.getElementById("next-step").replaceChildren(link);
            link.focus();
        }"""
    )
    play_to(page, 19.5)
    # The old one has the focus, too, until the server has answered.
    expect(page.get_by_text("Old", exact=True)).to_have_count(0, timeout=PATIENCE * 1000)
    expect(page.locator("#next-step").get_by_role("link")).to_be_focused()


def test_who_skipped_to_the_last_unwatched_part_is_led_to_the_next_step(page: Page) -> None:
    page.evaluate("document.querySelector('video').currentTime = 10")
    play_to(page, 19.5)
    skip = page.get_by_role("button", name="Skip to unwatched part")
    skip.press("Enter")
    expect(skip).to_be_focused()
    play_to(page, 10.5)
    expect(skip).to_be_hidden(timeout=PATIENCE * 1000)
    expect(page.get_by_role("link", name="Take the post-test")).to_be_focused()


def test_a_panel_that_becomes_a_tab_is_the_chosen_one_if_it_has_the_focus(page: Page) -> None:
    line = page.locator("#transcript [data-second]").first
    line.focus()
    page.set_viewport_size({"width": 390, "height": 844})
    expect(line).to_be_focused()
    expect(page.get_by_role("tab", name="Transcript")).to_have_attribute("aria-selected", "true")


def test_who_was_at_the_ways_out_of_trouble_stays_by_when_it_is_over(page: Page) -> None:
    play_to(page, 2)
    page.context.set_offline(True)
    page.get_by_role("link", name="Request to read instead of watch").focus()
    page.context.set_offline(False)
    expect(page.locator("[data-watch-status]")).to_be_focused()


_NOTICE = '<div><p>No attempt is left. <a href="/test/">See your result</a></p></div>'
_PANEL = '<div><p>You can take it.</p><a href="/test/">Take the post-test</a></div>'


@pytest.mark.parametrize(("before", "after"), [(_NOTICE, _PANEL), (_PANEL, _NOTICE)])
def test_a_link_in_a_sentence_and_one_beside_it_are_not_taken_for_the_same(
    page: Page, before: str, after: str
) -> None:
    module = page.locator("script[type=module][src*='/js/watch']").get_attribute("src") or ""
    told = page.evaluate(
        """async ([parts, before, after]) => {
          const { tell } = await import(parts);
          const [region, fresh] = [before, after].map((html) => {
            const section = document.createElement("section");
            section.innerHTML = html;
            return section;
          });
          tell(region, fresh);
          return [region.innerHTML, region.ariaLive];
        }""",
        [re.sub(r"/watch[^/]*$", "/fresh-parts.js", module), before, after],
    )
    assert told == [after, "polite"]
