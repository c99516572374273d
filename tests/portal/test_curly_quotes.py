"""Apostrophes and quotation marks that learners read are curly (docs/words.md)."""

import re

from tests.pseudo_language import our_messages

_TAG = re.compile(r"<[^<>]+>")
_STRAIGHT = re.compile("['\"]")


def test_no_wrapped_sentence_has_a_straight_one() -> None:
    ids = [one.id if isinstance(one.id, tuple | list) else (one.id,) for one in our_messages()]
    assert len(ids) > 700
    assert [text for each in ids for text in each if _STRAIGHT.search(_TAG.sub("", text))] == []
