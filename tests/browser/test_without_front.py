"""The portal without its front: slower where clients are slow, and otherwise the same."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from playwright.sync_api import Browser

from tests.browser.learner import SAMPLE, Learner
from tests.browser.test_learner_journey import PART_ONE, download_certificate, pass_the_rest
from tests.live import LivePortal, running


@pytest.fixture(scope="module")
def plain_portal() -> Iterator[LivePortal]:
    with running(settings.DATA_DIR / "plain", PORTAL_FRONT="0") as portal:
        yield portal


def test_a_stranger_leaves_with_a_certificate_without_the_front_too(
    browser: Browser, plain_portal: LivePortal
) -> None:
    context = browser.new_context(base_url=plain_portal.url, accept_downloads=True)
    learner = Learner(context.new_page(), plain_portal)
    learner.page.goto("/")
    learner.follow(PART_ONE)
    learner.follow("Create account")
    learner.sign_up(name="Ada Brontë", email="plain@example.org", profession="Physician (MD)")
    learner.press("Start course")
    learner.play()
    pass_the_rest(learner, SAMPLE / "identification-and-response")
    assert "Ada Brontë" in download_certificate(learner).pages[0].extract_text()
    context.close()
