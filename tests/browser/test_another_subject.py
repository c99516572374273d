"""A course on another subject, from its page to its certificate: nothing speaks of what the sample is about."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, expect

from tests import migrated
from tests.authoring.series_folder import edit, write_series
from tests.browser.learner import Learner
from tests.browser.test_learner_journey import download_certificate, pass_the_rest
from tests.factories import COMPLETE_TEXTS
from tests.live import PATIENCE, LivePortal, running

_ROOT = Path(__file__).resolve().parents[2]
_OF_THE_SAMPLE = re.compile(
    r"traffick|hotline|1-888|8883737888|tel:911|Exit this page|data-exit|exit-page|Before you watch",
    re.IGNORECASE,
)
# Of every page that loads on the way, whatever leads to it.
_TELL = """addEventListener("DOMContentLoaded", () => {
  see(location.href, document.documentElement.outerHTML);
});"""
TITLE = "Recognizing sepsis early"
EMAIL = "sepsis@example.org"


@pytest.fixture(scope="module")
def sepsis(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a series that chose neither hotlines nor exit, and needs no content note."""
    words = {name: said for name, said in COMPLETE_TEXTS.items() if name != "content_note"}
    folder = write_series(tmp_path_factory.mktemp("series"), words)
    edit(folder / "series.toml", 'slug = "care"', 'slug = "sepsis-care"')
    edit(folder / "series.toml", 'slug = "hill"', 'slug = "valley"')
    edit(folder / "series.toml", "Better care", "Sepsis")
    course = (folder / "listening").rename(folder / "sepsis")
    edit(course / "course.toml", 'slug = "listening"', 'slug = "sepsis"')
    edit(course / "course.toml", "Listening to patients", TITLE)
    video = Path(__file__).parent / "media" / "short.mp4"
    (course / "video.mp4").write_bytes(video.read_bytes())
    return folder


@pytest.fixture(scope="module")
def portal_without_sample() -> Iterator[LivePortal]:
    name = f"alone_{os.getpid()}"
    with (
        migrated.copy(name) as url,
        running(settings.DATA_DIR / name, DATABASE_URL=url, PORTAL_SAMPLE="0") as portal,
    ):
        yield portal


def load(portal: LivePortal, folder: Path) -> None:
    subprocess.run(
        [sys.executable, _ROOT / "manage.py", "load_series", folder],
        env={**os.environ, **portal.environment},
        check=True,
        stdout=subprocess.DEVNULL,
        timeout=PATIENCE,
    )


def says(text: str) -> set[str]:
    return set(_OF_THE_SAMPLE.findall(text))


def walk(learner: Learner, folder: Path) -> None:
    """Go from the course's page to the certificate and its verification: no page says a word of it."""
    page = learner.page
    seen: dict[str, set[str]] = {}
    page.expose_function("see", lambda url, html: seen.update({url: says(html)}))
    page.add_init_script(_TELL)
    page.goto("/courses/sepsis/")
    learner.press("Start course")
    learner.play()
    expect(learner.link("Take the post-test")).to_be_visible()
    pass_the_rest(learner, folder / "sepsis")
    text = " ".join(download_certificate(learner).pages[0].extract_text().split())
    assert TITLE in text
    assert says(text) == set()
    code = re.search(r"[2-9C-X]{4}(?:-[2-9C-X]{4}){3}", text)
    assert code
    for path in ("/courses/sepsis/transcript/", "/courses/sepsis/accommodation/"):
        page.goto(path)
    page.goto(f"/verify/{code[0]}/")
    expect(page.get_by_text(TITLE).first).to_be_visible()
    parts = ("/learn/", "/test/", "/evaluation/", "/claim/", "/certificates/", "/verify/")
    assert all(any(part in url for url in seen) for part in parts), seen.keys()
    assert {url: found for url, found in seen.items() if found} == {}


def sign_up(learner: Learner) -> None:
    learner.page.goto("/accounts/signup/?next=/courses/sepsis/")
    learner.sign_up(name="Sam Okafor", email=EMAIL, profession="Registered nurse")


def test_beside_the_sample_its_pages_and_mails_say_nothing_of_it(
    learner: Learner, sepsis: Path
) -> None:
    load(learner.portal, sepsis)
    sign_up(learner)
    walk(learner, sepsis)
    learner.portal.wait_for_mail(EMAIL, subject="certificate")
    for mail in learner.portal.mails(EMAIL):
        assert says(mail.as_string()) == set()
    for path in ("/dashboard/", "/help/", "/nowhere/", "/courses/identification-and-response/"):
        learner.page.goto(path)
        expect(learner.button("Exit this page")).to_be_visible()
        expect(learner.page.get_by_role("region", name="Get help now")).to_be_visible()


def test_an_installation_that_has_nothing_else_says_nothing_of_it_anywhere(
    browser: Browser, portal_without_sample: LivePortal, sepsis: Path
) -> None:
    context = browser.new_context(base_url=portal_without_sample.url)
    learner = Learner(context.new_page(), portal_without_sample)
    learner.page.goto("/")
    expect(learner.page.get_by_text("No courses yet")).to_be_visible()
    assert says(learner.page.content()) == set()
    load(portal_without_sample, sepsis)
    sign_up(learner)
    walk(learner, sepsis)
    of_no_course = (
        "/",
        "/courses/",
        "/help/",
        "/privacy/",
        "/accessibility/",
        "/verify/",
        "/nowhere/",
    )
    own = ("/dashboard/", "/certificates/", "/credit-record/", "/accounts/profile/")
    for path in (*of_no_course, *own):
        learner.page.goto(path)
        assert says(learner.page.content()) == set(), path
    context.close()
