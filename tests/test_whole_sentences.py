"""What is translated is whole sentences, never pieces of them."""

import pytest

from tests.pseudo_language import messages

ADD_IT = "was watched here before you signed in. Add it?"
ADD_THEM = "were watched here before you signed in. Add them?"


@pytest.fixture(scope="module")
def ids() -> set[object]:
    return {message.id for message in messages()}


@pytest.mark.parametrize(
    "sentence",
    [
        "%(total)s, drawn at random from %(pool)s. A new attempt draws again.",
        'More<span class="visually-hidden"> ways to get help</span>',
        *(
            (
                f"%(number)s {unit} of this video {ADD_IT}",
                f"%(number)s {unit}s of this video {ADD_THEM}",
            )
            for unit in ("second", "minute")
        ),
    ],
)
def test_a_sentence_is_translated_as_one(ids: set[object], sentence: object) -> None:
    assert sentence in ids
