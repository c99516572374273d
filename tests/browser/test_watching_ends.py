"""Where watching ends: at the end of a recording, and with the token of its page."""

import json
import re
import struct
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.learner import Learner
from tests.browser.test_filters import (
    BEAT,
    MEDIA,
    OPEN,
    aborting,
    answering,
    forgotten,
    kept,
    opened,
    play,
    records,
    report,
    start,
)
from tests.browser.test_watching import (
    play_to,
    player_of,
    status,
    wait_until,
    watched_from_start,
    words,
)

_RECORDING = Path(__file__).parent / "media" / "short.mp4"
_numbers = count(1)


def lasting(seconds: float) -> bytes:
    """The recording of 20 seconds, played a little slower: its clocks tick less often in a second."""
    file = bytearray(_RECORDING.read_bytes())
    for box in (b"mvhd", b"mdhd"):
        for found in re.finditer(box, bytes(file)):
            at = found.end() + (12 if file[found.end()] == 0 else 20)
            (ticks,) = struct.unpack_from(">I", file, at)
            struct.pack_into(">I", file, at, round(ticks * 20 / seconds))
    return bytes(file)


def serve(page: Page, recording: bytes) -> None:
    def answer(route: Route) -> None:
        asked = re.match(r"bytes=(\d+)-", route.request.headers.get("range", ""))
        first = int(asked[1]) if asked else 0
        span = f"bytes {first}-{len(recording) - 1}/{len(recording)}"
        headers = {"Content-Range": span, "Accept-Ranges": "bytes", "Content-Type": "video/mp4"}
        route.fulfill(status=206, headers=headers, body=recording[first:])

    page.route(MEDIA, answer)


@pytest.fixture
def page(learner: Learner, short_course: Path) -> Page:
    """The player of a recording of 20.7 seconds, which the portal counts as 20 whole ones."""
    serve(learner.page, lasting(20.7))
    start(learner, f"ends-{next(_numbers)}@example.org")
    return learner.page


def test_the_end_of_a_recording_is_saved_whatever_part_of_a_second_follows(page: Page) -> None:
    wait_until(page, "document.querySelector('video').duration > 20.6")
    page.evaluate("document.querySelector('video').currentTime = 17")
    page.evaluate("document.querySelector('video').play()")
    wait_until(page, "document.querySelector('video').ended")
    forgotten(page)
    expect(status(page)).to_have_text("")
    assert records(page, 18, 20)


@pytest.fixture
def visitor(learner: Learner, short_course: Path) -> Page:
    """The player of someone without an account."""
    return opened(learner.page.context)


def refuse_token(page: Page, code: str) -> None:
    """The server says to one beat that the page's token counts no more, and the page has read it."""
    page.unroute(BEAT)
    page.route(BEAT, answering(410, json.dumps({"code": code}), "application/json"))
    report(page)
    pages = "Object.keys(localStorage).filter(key => key.startsWith('page.'))"
    wait_until(page, f"!{pages}.some(key => JSON.parse(localStorage[key]).token)")
    page.unroute(BEAT)


def play_unanswered(page: Page, start: int, end: int) -> None:
    """Play while the site is away, until the page has said so: no report of it is on its way then."""
    page.route(BEAT, answering(503))
    play(page, start, end)
    expect(status(page)).to_have_text(re.compile("^The site isn’t responding right now"))


@pytest.mark.parametrize("code", ["token_expired", "token_invalid"])
def test_a_visitors_seconds_end_with_their_token_though_the_page_stays_open(
    visitor: Page, code: str
) -> None:
    play_to(visitor, 3)
    watched_from_start(visitor, at_least=3)
    refuse_token(visitor, code)
    expect(status(visitor)).to_have_text(re.compile("^What was played here earlier can no longer"))
    expect(words(visitor)).to_have_text(re.compile("^0% watched"))
    assert kept(visitor) == []
    play(visitor, 6, 8)
    wait_until(visitor, "Object.keys(localStorage).some(key => key.startsWith('page.'))")
    [stored] = kept(visitor)
    assert stored["segments"][0][0] in {5, 6}
    play(visitor, 0, 2)  # again, after the old token: this counts
    watched_from_start(visitor, at_least=2)


def test_a_visitors_seconds_without_a_token_live_in_their_page_only(visitor: Page) -> None:
    visitor.route(OPEN, aborting)
    play_to(visitor, 3)
    expect(status(visitor)).to_have_text(re.compile("Keep this page open"))
    assert kept(visitor) == []
    visitor.unroute(OPEN)
    report(visitor)
    watched_from_start(visitor, at_least=3)
    [stored] = kept(visitor)
    # What an earlier version stored of some visitor, nobody knows when.
    old = json.dumps({**stored, "token": None, "segments": [[5, 15]]})
    visitor.evaluate("old => { localStorage['page.old'] = old; }", old)
    visitor.reload()
    player_of(visitor)
    wait_until(visitor, "!localStorage['page.old']")


def test_a_learners_new_token_asks_for_what_the_record_lacks(
    learner: Learner, short_course: Path
) -> None:
    page = learner.page
    start(learner, f"ends-{next(_numbers)}@example.org")
    play_to(page, 3)
    watched_from_start(page, at_least=3)
    play_unanswered(page, 10, 12)
    refuse_token(page, "token_expired")
    [stored] = kept(page)
    assert (stored["token"], stored["guest"]) == (None, False)
    with page.expect_request(BEAT) as sent:
        report(page)
    [(first, last)] = json.loads(str(sent.value.post_data))["segments"]
    assert (first in {9, 10}, last >= 12) == (True, True)
    forgotten(page)
    assert records(page, 10, 12)


def test_what_a_learner_played_is_no_visitors_when_session_and_token_have_ended(
    learner: Learner, short_course: Path
) -> None:
    page = learner.page
    start(learner, f"ends-{next(_numbers)}@example.org")
    play_to(page, 1)
    play_unanswered(page, 10, 12)
    refuse_token(page, "token_expired")
    page.context.clear_cookies()
    with page.expect_response(OPEN):
        page.evaluate("document.querySelector('video').dispatchEvent(new Event('pause'))")
    play(page, 15, 17)
    wait_until(page, "Object.keys(localStorage).filter(key => key.startsWith('page.')).length > 1")
    of_learner, of_visitor = sorted(kept(page), key=lambda one: one["guest"])
    assert (of_learner["token"], of_learner["guest"]) == (None, False)
    assert of_visitor["segments"][0][0] in {14, 15}


@pytest.mark.parametrize(
    ("seconds", "asked"),
    [
        (1, "1 second of this video was watched here before you signed in. Add it?"),
        (20, "20 seconds of this video were watched here before you signed in. Add them?"),
        (130, "2 minutes of this video were watched here before you signed in. Add them?"),
    ],
)
def test_what_a_visitor_watched_is_named_with_its_number(
    page: Page, seconds: int, asked: str
) -> None:
    page.route(BEAT, aborting)
    page.evaluate(
        """seconds => {
            const video = Number(document.querySelector("[data-watch]").dataset.video);
            const kept = {guest: true, token: "any", video, segments: [[0, seconds]], number: 1};
            localStorage.setItem("page.visitor", JSON.stringify(kept));
        }""",
        seconds,
    )
    page.reload()
    expect(page.locator("[data-adopt]")).to_contain_text(asked)
