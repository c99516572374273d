"""Every mail to learners in the pseudo-language: what is neither accented nor data was never wrapped."""

from collections.abc import Iterator

import pytest
from django.test import override_settings

from accounts.mail import compose
from tests.accounts.test_mail_wording import PREFIXES
from tests.page_words import Data, english_in
from tests.pseudo_language import LANGUAGE, write

pytestmark = pytest.mark.django_db

# To the staff, the faculty and reviewers: in English, as their pages are.
_STAFF = ("courses/", "publishing/", "staff/")
_OWN_STAFF = {
    "certificates/email/move_decided",
    "certificates/email/move_waits",
    "progress/email/exception_waits",
}
MAILS = [each for each in PREFIXES if not each.startswith(_STAFF) and each not in _OWN_STAFF]
CONTEXT = {
    name: f"q{number}-q"
    for number, name in enumerate(
        ("code", "from_email", "to_email", "when", "browser", "url", "reason", "title", "name")
    )
}


@pytest.fixture(scope="module", autouse=True)
def accents(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    folder = tmp_path_factory.mktemp("locale")
    write(folder)
    with override_settings(
        LANGUAGE_CODE=LANGUAGE, LANGUAGES=[(LANGUAGE, "Accents")], LOCALE_PATHS=[folder]
    ):
        yield


@pytest.mark.parametrize("prefix", MAILS)
def test_every_word_of_a_mail_can_be_translated(prefix: str) -> None:
    message = compose(prefix, recipient="a@example.org", context=CONTEXT)
    [(frame, _)] = message.alternatives
    data = Data(["a@example.org"])
    found = [
        text
        for part in (message.subject, message.body, frame)
        for text in english_in(str(part), data)
    ]
    assert not found, "\n".join(found)
