"""That what was written in the editor is finished: each question, the draw, each item (DOMAIN §2.2)."""

from collections.abc import Iterator

from publishing.services.checks.candidate import Candidate
from publishing.services.checks.check import AMA_ENDURING, HOUSE, Check, Finder
from publishing.services.version_checks import gaps_of_evaluation, gaps_of_test


def _of_test(*codes: str) -> Finder:
    def find(candidate: Candidate) -> Iterator[str]:
        seconds = candidate.video.seconds if candidate.video else None
        gaps = gaps_of_test(candidate.test, seconds) if candidate.test else []
        yield from (gap.message for gap in gaps if gap.code in codes)

    return find


def _items(candidate: Candidate) -> Iterator[str]:
    if candidate.evaluation and candidate.items:
        yield from (gap.message for gap in gaps_of_evaluation(candidate.evaluation))


CHECKS = [
    Check(
        "stem_missing", "Each question is written", AMA_ENDURING, _of_test("stem_missing"), "test"
    ),
    Check(
        "question_slip",
        "The choices of a question differ, and no text is too long",
        HOUSE,
        _of_test("question_slip"),
        "test",
    ),
    Check(
        "question_twice", "No question is asked twice", HOUSE, _of_test("question_twice"), "test"
    ),
    Check(
        "draw",
        "There are questions enough to draw from, and for each topic",
        HOUSE,
        _of_test("draw_too_large", "draw_below_topics"),
        "test",
        "draw",
    ),
    Check("item_unfinished", "Each item of the evaluation is written", HOUSE, _items, "evaluation"),
]
