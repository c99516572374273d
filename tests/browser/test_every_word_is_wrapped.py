"""Every learner's page in the pseudo-language: what is neither accented nor data was never wrapped."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.test import override_settings

from accounts.us_states import STATES
from courses.models import Course
from courses.services.front_matter import front_matter_document
from tests.browser.learner_visits import LEARNER_VISITS
from tests.browser.visit import Visit
from tests.browser.window import Window
from tests.page_words import Data, english_in
from tests.pseudo_language import LANGUAGE, accented, write

pytestmark = pytest.mark.django_db

# Made for who develops or works here: in English.
_ENGLISH = ("/dev/", "/admin/", "/errors/broken/")
VISITS = [visit for visit in LEARNER_VISITS if not visit.path.startswith(_ENGLISH)]


@pytest.fixture(scope="module")
def accents(window: Window, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Window]:
    """The window on a portal that speaks the pseudo-language."""
    folder = tmp_path_factory.mktemp("locale")
    write(folder)
    with override_settings(
        LANGUAGE_CODE=LANGUAGE, LANGUAGES=[(LANGUAGE, "Accents")], LOCALE_PATHS=[folder]
    ):
        yield window


@pytest.fixture(scope="module")
def data(window: Window) -> Data:
    """What is stored, and what courses tell before they start, which stays in their own language."""
    told = [front_matter_document(course) for course in Course.objects.all()]
    return Data([told, [name for _, name in STATES]])


@pytest.mark.parametrize("visit", VISITS, ids=str)
def test_every_word_of_a_page_can_be_translated(accents: Window, data: Data, visit: Visit) -> None:
    html = accents.sent(replace(visit, press=accented(visit.press)))
    found = english_in(html, data)
    assert not found, "\n".join(found)
