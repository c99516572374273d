"""A recording goes up in pieces, goes on after a break, and is watched over HLS in both ways."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, Route, expect

from courses.models import Course
from progress.models import Enrolment, Watch
from tests import factories
from tests.authoring.series_folder import box
from tests.browser.served import served
from tests.browser.test_watching import pause, play_until, wait_until
from tests.live import PATIENCE
from tests.staff_members import client_of
from tests.video.recordings import clip, uploaded
from video.models import Preparation
from video.services.preparing import prepare

pytestmark = pytest.mark.django_db(transaction=True)
SLOWLY = "() => { const video = document.querySelector('video'); video.playbackRate = 0.25; }"
PIECE = 8 * 1024 * 1024
NO_NATIVE_HLS = (
    "HTMLMediaElement.prototype.canPlayType = (type) => /mpegurl/i.test(type) ? '' : 'probably'"
)


@pytest.fixture(autouse=True)
def places(settings: Any, tmp_path: Path) -> None:
    settings.UPLOAD_DIR = tmp_path / "uploads"
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.VIDEO_PRESET = "ultrafast"


@pytest.fixture
def page(browser: Browser, transactional_db: None) -> Iterator[Page]:
    with served() as origin:
        context = browser.new_context(base_url=origin)
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(str(error)))
        yield page
        context.close()


def enter(page: Page, client: Client) -> None:
    page.goto("/healthz")
    session, here = client.cookies["sessionid"].value, page.evaluate("location.origin")
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": here}])


def test_an_upload_that_was_broken_off_goes_on_where_it_stopped(page: Page, tmp_path: Path) -> None:
    course = factories.make_course()
    recording = tmp_path / "lecture.mp4"
    recording.write_bytes(clip() + box("free", bytes(PIECE)))
    sent: list[int] = []

    def only_the_first_piece(route: Route) -> None:
        offset = int(route.request.headers.get("upload-offset", "0"))
        if route.request.method == "PATCH" and offset:
            route.abort()
        else:
            route.continue_()

    enter(page, client_of("manager", course.series.provider))
    page.goto(f"/admin/editor/{course.slug}/video/")
    page.route("**/admin/upload/**", only_the_first_piece)
    page.get_by_label("Recording", exact=True).set_input_files(recording)
    expect(page.locator("[data-amount]")).to_contain_text("8 MB of 9 MB (9")
    page.reload()  # the laptop was closed
    expect(page.get_by_text("To resume, choose the same file above.")).to_be_visible()
    kept = page.evaluate("JSON.stringify(localStorage)")
    assert course.slug not in kept
    assert "lecture" not in kept
    page.unroute("**/admin/upload/**")
    # A filter's 403 is not the portal's: the upload neither ends nor begins anew.
    page.route("**/admin/upload/**", lambda route: route.fulfill(status=403, body="<h1>No</h1>"))
    page.get_by_label("Recording", exact=True).set_input_files(recording)
    expect(page.locator("[data-status]")).to_contain_text("The upload does not get through")
    page.unroute("**/admin/upload/**")
    page.on(
        "request",
        lambda request: (
            sent.append(int(request.headers["upload-offset"]))
            if request.method == "PATCH"
            else None
        ),
    )
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="Processing")).to_be_visible()
    assert sent == [PIECE]
    row = Preparation.objects.get()
    prepare(preparation_id=row.pk)
    expect(page.get_by_role("heading", name="Version 2: 0:02, 640 × 360")).to_be_visible()


def test_what_is_played_over_hls_counts_across_a_change_of_quality(page: Page) -> None:
    course = course_in_pieces()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    for natively in (True, False):
        if not natively:
            page.add_init_script(NO_NATIVE_HLS)
        enrolment = plays_and_changes_quality(page, course, natively=natively)
        assert Watch.objects.get(enrolment=enrolment).completed_at is not None
    assert [text for text in said if "Content Security Policy" in text] == []


def test_play_pressed_before_the_source_is_chosen_is_not_lost(page: Page) -> None:
    course = course_in_pieces()
    enrol(page, course)
    page.add_init_script(NO_NATIVE_HLS)
    held = hold(page, "**/hls.light.min*.js")
    page.goto(f"/courses/{course.slug}/learn/", wait_until="commit")
    page.locator("video").wait_for()
    page.evaluate(SLOWLY)  # it must not end meanwhile
    play_until(page, 0.2)  # what the browser has chosen by itself
    wait_for(page, held)
    before = page.evaluate("document.querySelector('video').currentTime")
    for route in held:
        route.continue_()
    page.locator("[data-ready]").wait_for()
    wait_until(page, "document.querySelector('video').currentSrc.startsWith('blob:')")
    wait_until(page, f"document.querySelector('video').currentTime > {before}")
    assert page.evaluate("document.querySelector('video').paused") is False
    page.get_by_label("Speed").select_option("2")
    wait_until(page, "document.querySelector('video').ended")
    expect(page.locator("[data-watched-text]")).to_have_text("You’ve watched the whole video.")


def test_play_pressed_before_the_script_is_there_counts_from_then_on(page: Page) -> None:
    course = course_in_pieces()
    enrol(page, course)
    held = hold(page, "**/js/watch.js")
    page.goto(f"/courses/{course.slug}/learn/", wait_until="commit")
    page.locator("video").wait_for()
    page.evaluate(SLOWLY)
    play_until(page, 0.2)
    wait_for(page, held)
    with page.expect_request("**/learn/open/?video=*"):  # as a press of play asks
        for route in held:
            route.continue_()
    assert page.evaluate("document.querySelector('video').paused") is False


def test_play_pressed_before_the_pieces_are_refused_plays_the_whole(page: Page) -> None:
    held = open_without_pieces(page)
    page.evaluate("void document.querySelector('video').play().catch(() => {})")
    page.get_by_label("Speed").select_option("1.25")
    wait_for(page, held)
    refused: list[Route] = []

    def refuse(route: Route) -> None:
        refused.append(route)
        route.fulfill(status=403, body="<h1>No</h1>")

    page.route("**/*.m4s", refuse)
    for route in held:
        route.fulfill(status=403, body="<h1>No</h1>")
    wait_until(page, "document.querySelector('video').currentSrc.endsWith('.mp4')")
    wait_until(page, "document.querySelector('video').ended")
    assert page.evaluate("document.querySelector('video').playbackRate") == 1.25
    assert len(refused) < 3  # nobody waits for an answer that would come again
    expect(page.locator("[data-watched-text]")).to_have_text("You’ve watched the whole video.")


def test_a_speed_chosen_while_the_video_loads_stands(page: Page) -> None:
    held = open_without_pieces(page)
    wait_for(page, held)
    page.get_by_label("Speed").select_option("1.25")
    page.route("**/*.m4s", lambda route: route.continue_())
    for route in held:
        route.continue_()
    play_until(page, 1)
    assert page.evaluate("document.querySelector('video').playbackRate") == 1.25
    expect(page.get_by_label("Speed")).to_have_value("1.25")


def hold(page: Page, address: str) -> list[Route]:
    """Let what is asked for wait, in the list that is returned."""
    held: list[Route] = []

    def take(route: Route) -> None:
        held.append(route)

    page.route(address, take)
    return held


def open_without_pieces(page: Page) -> list[Route]:
    """Open a course as somebody who has begun it, by hls.js, and let the pieces of its video wait."""
    course = course_in_pieces()
    enrol(page, course)
    page.add_init_script(NO_NATIVE_HLS)
    held = hold(page, "**/*.m4s")
    page.goto(f"/courses/{course.slug}/learn/")
    page.locator("[data-ready]").wait_for()
    return held


def wait_for(page: Page, held: list[Route]) -> None:
    """Return when something is held."""
    for _ in range(int(10 * PATIENCE)):
        if held:
            return
        page.wait_for_timeout(100)
    raise AssertionError("Nothing was asked for.")


def course_in_pieces() -> Course:
    """A course of three seconds, prepared for HLS."""
    course = factories.make_course(seconds=3)
    course.videos.all().delete()
    prepare(preparation_id=uploaded(clip(size="854x480", seconds=3), course=course).pk)
    course.videos.update(released_at=factories.STARTED_AT)
    return course


def enrol(page: Page, course: Course) -> Enrolment:
    """Sign somebody in who has begun the course."""
    enrolment = factories.enrol(course=course)
    client = Client()
    client.force_login(enrolment.user)
    enter(page, client)
    return enrolment


def plays_and_changes_quality(page: Page, course: Course, *, natively: bool) -> Enrolment:
    enrolment = enrol(page, course)
    page.goto(f"/courses/{course.slug}/learn/")
    page.locator("[data-ready]").wait_for()
    source = page.evaluate("document.querySelector('video').currentSrc")
    assert source.startswith("blob:") is not natively
    play_until(page, 1)
    audio = page.locator("[data-quality] option", has_text="Audio only").get_attribute("value")
    page.get_by_label("Quality").select_option(audio)
    play_until(page, 2.9)
    pause(page)
    expect(page.locator("[data-watched-text]")).to_have_text("You’ve watched the whole video.")
    page.evaluate("localStorage.clear()")
    return enrolment
