"""Scripts of learners' pages hold no words: those come from data attributes of the page, and can be translated."""

import re
from pathlib import Path

import pytest
from django.conf import settings

SCRIPTS = Path(settings.BASE_DIR, "portal", "static", "js")
# Of pages that only staff see, in English.
_STAFF = {
    "draft.js",
    "live.js",
    "preparation.js",
    "slug.js",
    "source.js",
    "track-editor.js",
    "upload.js",
}
LEARNERS = sorted(path.name for path in SCRIPTS.glob("*.js") if path.name not in _STAFF)
_COMMENT = re.compile(r"/\*.*?\*/|(?<![:\"'`\\])//[^\n]*", re.DOTALL)
_LITERAL = re.compile(r'"((?:[^"\\\n]|\\.)*)"|\'((?:[^\'\\\n]|\\.)*)\'|`((?:[^`\\]|\\.)*)`')
# Two words in a row, or one that ends like a sentence; selectors and types are written otherwise.
_PROSE = re.compile(
    r"^\s*[A-Z][a-z’']+[ .?!]|[A-Za-z’']{2,},? [a-z’']+,? [a-z’']{2,}| [a-z]+[.?!]$"
)
_CODE = re.compile(r"[\[\]#<>={}();]|^use strict$|^(GET|POST)")


def words_in(script: str) -> list[str]:
    """Return the literals that read like something said to a person."""
    found = ["".join(parts) for parts in _LITERAL.findall(_COMMENT.sub("", script))]
    without_values = [re.sub(r"\$\{[^}]*\}", "", text) for text in found]
    return [text for text in without_values if _PROSE.search(text) and not _CODE.search(text)]


@pytest.mark.parametrize("name", LEARNERS)
def test_a_script_says_nothing_of_its_own(name: str) -> None:
    assert words_in((SCRIPTS / name).read_text()) == []


@pytest.mark.parametrize(
    ("script", "found"),
    [
        ('say("Copied to the clipboard")', ["Copied to the clipboard"]),
        ("say(`${count} answers saved.`)", [" answers saved."]),
        ('find("[data-watch] video")', []),
        ("// It's a note of \"two words\"\nfind('video')", []),
    ],
)
def test_words_are_told_from_code(script: str, found: list[str]) -> None:
    assert words_in(script) == found
