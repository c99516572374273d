"""Where watching ends: at the end of a recording."""

import re
import struct
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.learner import Learner
from tests.browser.test_filters import MEDIA, forgotten, records, start
from tests.browser.test_watching import status, wait_until

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
