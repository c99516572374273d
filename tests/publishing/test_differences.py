"""Two texts as one: nothing is lost, and nothing acts."""

import html
import re

from hypothesis import given
from hypothesis import strategies as st

from publishing.services.differences import difference_html

TEXTS = st.text(alphabet="ab <&>\n.é", max_size=60)


def _text(marked: str, *, without: str) -> str:
    marked = re.sub(r'<span class="visually-hidden">.*?</span>', "", marked)
    marked = re.sub(rf"<{without}>.*?</{without}>", "", marked, flags=re.DOTALL)
    return html.unescape(re.sub(r"</?(ins|del)>", "", marked))


@given(before=TEXTS, after=TEXTS)
def test_both_texts_can_be_read_in_the_difference(before: str, after: str) -> None:
    marked = difference_html(before, after)
    if "lines unchanged" not in marked:
        assert _text(marked, without="ins") == before
        assert _text(marked, without="del") == after


@given(text=TEXTS)
def test_equal_texts_show_no_change(text: str) -> None:
    marked = difference_html(text, text)
    assert "<ins>" not in marked
    assert "<del>" not in marked


def test_only_the_words_that_changed_are_marked() -> None:
    marked = difference_html("Name two ways.", "Name three ways.")
    assert marked == (
        'Name <del><span class="visually-hidden">removed: </span>two</del>'
        '<ins><span class="visually-hidden">added: </span>three</ins> ways.'
    )


def test_markup_comes_out_as_text() -> None:
    marked = difference_html("", "<script>alert(1)</script>")
    assert "<script>" not in marked


def test_unchanged_lines_of_a_long_text_are_counted() -> None:
    lines = [f"Line {number}\n" for number in range(100)]
    marked = difference_html("".join(lines), "".join([*lines[:50], "New\n", *lines[50:]]))
    assert "[46 lines unchanged]" in marked
    assert "Line 30" not in marked
    assert "New\n</ins>" in marked
