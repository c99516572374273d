"""How sentences that learners read are punctuated (docs/words.md)."""

import re

from tests.pseudo_language import our_messages

_TAG = re.compile(r"<[^<>]+>")
_STRAIGHT = re.compile("['\"]")
_BARE_LAST = re.compile(r"[\w’]+, [\w’]+ (?:and|or) [\w’]+")
# A comma, then a pair that belongs together: not the end of a list.
_PAIRS = ("month and day", "when and why", "with or without", "passkeys and authenticator")


def sentences() -> list[str]:
    """Return every wrapped text without its tags, each plural of its own."""
    ids = [one.id if isinstance(one.id, tuple | list) else (one.id,) for one in our_messages()]
    return [_TAG.sub("", text) for each in ids for text in each]


def test_apostrophes_and_quotation_marks_are_curly() -> None:
    assert len(sentences()) > 700
    assert [text for text in sentences() if _STRAIGHT.search(text)] == []


def test_the_last_of_three_words_follows_a_comma() -> None:
    found = [hit for text in sentences() for hit in _BARE_LAST.findall(text)]
    assert [hit for hit in found if not hit.partition(", ")[2].startswith(_PAIRS)] == []
