"""Markdown from staff: what it may say, and what never comes out."""

import pytest

from courses.richtext import render_markdown


def test_structure_comes_through() -> None:
    html = render_markdown("## Steps\n\n1. **Watch**\n2. *Read*\n")
    assert html.startswith("<h2>Steps</h2>")
    assert "<li><strong>Watch</strong></li>" in html
    assert "<em>Read</em>" in html


def test_a_link_tells_its_target_nothing_about_where_it_was() -> None:
    html = render_markdown("[site](https://example.org/)")
    assert html == '<p><a href="https://example.org/" rel="noreferrer">site</a></p>'


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,AAAA)",
        "![x](https://tracker.example.org/pixel.png)",
        '<p style="position:fixed">x</p>',
    ],
)
def test_nothing_that_acts_comes_out(text: str) -> None:
    html = render_markdown(text)
    for part in ("<script", "<img", "<p style", 'href="javascript', 'href="data'):
        assert part not in html
