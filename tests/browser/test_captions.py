"""Captions of other programs, brought through the page, and what learners and their players get of them."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from courses.models import Course, Video
from tests import factories
from tests.browser.served import served
from tests.staff_members import client_of
from video.services.transcripts import cues_of

pytestmark = pytest.mark.django_db(transaction=True)
CASES = Path(__file__).parents[1] / "cases"
SEPSIS = [
    "Welcome to early recognition of sepsis",
    "Dr. Muñoz: “Sepsis” is life-threatening – act fast",
    "Check the patient’s respiratory rate",
    "Send to the ED without delay & document",
    "Thank you…",
]
_PLAY = """(address) => {
  const [video, track] = [document.createElement("video"), document.createElement("track")];
  document.body.append(video);
  video.append(track);
  track.id = "played";
  track.track.mode = "hidden";
  track.src = address;
}"""
_IS_PLAYED = "() => document.getElementById('played').readyState > 1"
_PLAYED = """() => [...document.getElementById("played").track.cues].map(
  (cue) => [cue.startTime, cue.endTime, cue.getCueAsHTML().textContent])"""


@pytest.fixture
def course(settings: Any, tmp_path: Path, transactional_db: None) -> Course:
    settings.MEDIA_ROOT = tmp_path
    course = factories.make_course(slug="sepsis")
    course.videos.get().tracks.filter(kind="chapters").delete()
    (tmp_path / "video").mkdir()
    clip = (Path(__file__).parent / "media" / "short.mp4").read_bytes()
    (tmp_path / str(course.videos.get().file.name)).write_bytes(clip)
    return course


@pytest.fixture
def visit(browser: Browser, course: Course) -> Iterator[Callable[..., Page]]:
    """Open a page of a new visitor. All are closed before the server, which waits for them."""
    contexts: list[BrowserContext] = []
    with served() as origin:

        def opened(*, scripts: bool = True) -> Page:
            contexts.append(browser.new_context(base_url=origin, java_script_enabled=scripts))
            page = contexts[-1].new_page()
            page.goto("/healthz")
            return page

        yield opened
        for context in contexts:
            context.close()


def enter(page: Page, course: Course) -> None:
    """Make the visitor a member of staff."""
    cookie = client_of("manager", course.series.provider).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": page.url}])


def bring(page: Page, video: Video, name: str) -> None:
    """Choose a file in the editor and have it shown."""
    page.goto(f"/admin/editor/sepsis/video/{video.pk}/tracks/captions/en/")
    page.get_by_label("Take the text from a file").set_input_files(CASES / name)
    page.get_by_role("button", name="Check again without saving").click()


@pytest.mark.parametrize(
    ("name", "lines", "scripts"),
    [
        ("captions-bom.srt", SEPSIS, True),
        ("captions-cp1252.srt", SEPSIS, False),
        (
            "captions-space-line.vtt",
            ["Welcome to the course.", "Welcome to the course. It has two parts."],
            True,
        ),
        (
            "captions-own-meeting.vtt",
            [
                "Dr. Ann Lee: A & B are < 5 mg",
                "Ask first, then examine.",
                "Ben Oak: And document it.",
            ],
            True,
        ),
    ],
)
def test_a_file_is_brought_and_no_markup_reaches_a_learner(
    visit: Callable[..., Page], course: Course, name: str, lines: list[str], scripts: bool
) -> None:
    video = course.videos.get()
    page = visit(scripts=scripts)
    enter(page, course)
    bring(page, video, name)
    separate = page.get_by_role("button", name="End each caption where the next begins")
    if lines is SEPSIS:
        expect(page.locator("#told")).to_contain_text("Caption 4 is missing from the numbering.")
        separate.click()
        expect(page.locator("#told")).to_have_text(
            "2 captions ended where the next begins, by up to 0.5 seconds."
        )
    expect(separate).to_have_count(0)
    if scripts:
        expect(page.get_by_label("Text, cue 2")).to_be_visible()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved. Learners see it")).to_be_visible()

    page = visit()
    page.goto("/courses/sepsis/transcript/")
    for line in lines:
        expect(page.locator("main")).to_contain_text(line)
    cues = cues_of(video.tracks.get(kind="captions").vtt)
    page.evaluate(_PLAY, f"/courses/sepsis/captions/{video.pk}/en.vtt")
    page.wait_for_function(_IS_PLAYED)
    assert page.evaluate(_PLAYED) == [[cue.start, cue.end, "\n".join(cue.lines)] for cue in cues]
    assert [cue.text for cue in cues] == lines


def test_the_list_and_the_reader_agree_on_what_is_written(
    visit: Callable[..., Page], course: Course
) -> None:
    video = course.videos.get()
    page = visit()
    enter(page, course)
    bring(page, video, "captions-bom.srt")
    field = page.get_by_label("Text, cue 4")
    expect(field).to_have_value("Send to the ED without delay & document")
    field.fill("Is 5 < 7 & 9 --> 8?\n\nYes")
    page.get_by_label("Begins, cue 5").fill("1:06,5")
    page.get_by_label("Begins, cue 5").blur()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved. Learners see it")).to_be_visible()
    expect(field).to_have_value("Is 5 < 7 & 9 --> 8?\nYes")
    cues = cues_of(video.tracks.get(kind="captions").vtt)
    assert cues[3].lines == ("Is 5 < 7 & 9 --> 8?", "Yes")
    assert (cues[2].settings, cues[4].start) == ("line:0", 66.5)


def test_what_is_typed_into_the_list_is_what_learners_read(
    visit: Callable[..., Page], course: Course
) -> None:
    what = ("Send &lt;now&gt; &amp; document", "Send <now> & document")
    page = visit()
    enter(page, course)
    page.goto(f"/admin/editor/sepsis/video/{course.videos.get().pk}/tracks/captions/en/")
    for typed in what:
        page.get_by_label("Text, cue 1").fill(typed)
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_text("Saved. Learners see it")).to_be_visible()
        expect(page.get_by_label("Text, cue 1")).to_have_value(typed)
        page.reload()
        expect(page.get_by_label("Text, cue 1")).to_have_value(typed)
    page.goto("/courses/sepsis/transcript/")
    expect(page.locator("main")).to_contain_text(what[-1])
