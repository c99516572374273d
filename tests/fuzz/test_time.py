"""Doubling what a reader is given at most trebles its time, whatever the bytes are.

Processor time, not the clock's, so that a busy machine says the same, without the garbage collector. Where
time grows with the square, two doublings take sixteen times as long; nine is what is allowed here.
"""

import gc
import time
from collections.abc import Callable, Iterator
from itertools import product

import pytest

from courses.pasted_lists import markdown_lists, without_markers
from courses.richtext import render_markdown
from courses.services.question_content import QuestionContent, content_errors
from question_formats.aiken import read_aiken
from question_formats.cells import table_cells
from question_formats.gift import read_gift
from video.services.tracks import check_track, edited

SIZE = 4_000
NEGLIGIBLE = 0.005
"""Seconds: below it a try measures the machine."""
TIMED = "00:00:00.000 --> 00:00:01.000\n"
SPEECH = [(3.0 * number, 3.0 * number + 2) for number in range(1000)]


def _choice(text: str) -> object:
    cells, _ = table_cells({"choice_1": text})
    return list(content_errors(QuestionContent("?", (cells["choice_1"], "x"), 0)))


def _captions(text: str) -> object:
    check_track(text, kind="captions", duration=7200.0, speech=SPEECH)
    return edited(text, separated=True)


def _markdown(text: str) -> object:
    render_markdown.cache_clear()
    return render_markdown(text)


def _pasted(text: str) -> object:
    return markdown_lists(text), without_markers(text.splitlines())


CASES: dict[str, tuple[Callable[[str], object], list[str], list[str]]] = {
    "gift": (
        lambda text: list(read_gift(text)),
        ["", "::", "q{", "[html]", "::a::[html]", "q {=a ~b}", "[markdown]"],
        ["::a", "a", " ", "\n\n//", "{", "}", "=a", "~", "#", "%", "\\", "$CATEGORY:", "<i>", "&"],
    ),
    "pasted": (
        _pasted,
        ["", "- a\n"],
        [
            "• ",
            "• - ",
            "• a\n",
            "- ",
            "1) ",
            "1) a\n",
            "a) a\n",
            "\t",
            " ",
            "\t•\n",
            "o\t",
            "```\n",
            "–",
        ],
    ),
    "aiken": (
        lambda text: list(read_aiken(text)),
        ["", "q\nA. a\n"],
        ["A. a\n", "ANSWER: A\n", "q\nA. a\nB. b\nANSWER: A\n", "A", " ", "q\n"],
    ),
    "choice": (
        _choice,
        ["", "<p>", "all of the above are "],
        ["<", "<p", "<sub>", "<ul><li>", "a and b ", "&lt", "&", "<a href", "all of the "],
    ),
    "captions": (
        _captions,
        ["WEBVTT\n\n", f"WEBVTT\n\n{TIMED}", f"WEBVTT\n\n{TIMED[:-1]}"],
        [
            f"{TIMED}a\n\n",
            TIMED,
            "a\n\n",
            "a",
            "<",
            "<a",
            "-->",
            "NOTE a\n\n",
            "STYLE\n",
            "\u2028",
            " ",
            "<v a>",
            "</i>",
            "&amp;",
            "&",
            "{",
            "\\",
            "{\\",
            "<!--",
        ],
    ),
    "subrip": (
        _captions,
        ["1\n00:00:00,000 --> 00:00:01,000\n"],
        [
            *(
                "1\n00:00:00,000 --> 00:00:01,000\na\n\n",
                "1",
                "-->",
                "1\n",
                "1\n-->",
                "a\n",
                " ",
                "\n",
            ),
            *("->", "-> ", "00:", ":", "{\\an8}", "<font "),
        ],
    ),
    "markdown": (
        _markdown,
        [""],
        ["*a_", "[", "![", "&", "> ", "- ", "|a", "`", "<", "a\n", "[a](", "#"],
    ),
}


@pytest.fixture(autouse=True)
def no_collector() -> Iterator[None]:
    """Leave the garbage of other tests out of the measure."""
    gc.disable()
    yield
    gc.enable()


def _seconds(read: Callable[[str], object], text: str) -> float:
    began = time.process_time()
    read(text)
    return time.process_time() - began


def _trebles(read: Callable[[str], object], start: str, unit: str) -> bool:
    """Say whether two doublings took more than three times as long each, on every one of four tries."""
    few, many = (start + unit * (size // len(unit)) for size in (SIZE, 4 * SIZE))
    return all(_seconds(read, many) > 9 * max(NEGLIGIBLE, _seconds(read, few)) for _ in range(4))


@pytest.mark.parametrize("kind", CASES)
def test_doubling_a_text_at_most_trebles_the_time(kind: str) -> None:
    read, starts, units = CASES[kind]
    slow = [pair for pair in product(starts, units) if _trebles(read, *pair)]
    assert not slow


def test_what_grows_with_the_square_is_seen() -> None:
    """The control: a reader that is quadratic."""

    def quadratic(text: str) -> None:
        while text:
            text = text[10:]
            _ = "".join(reversed(text))

    assert _trebles(quadratic, "", "a")
