"""The AMA's phrase is never written without its italics and its ™ (DOMAIN §2.4)."""

import re
from pathlib import Path

import pytest

from courses.models import CreditType

ROOT = Path(__file__).resolve().parents[2]
PHRASE = re.compile(r"AMA\s+PRA\s+Category\s+1(\s+Credits?(\(s\))?)?", re.IGNORECASE)
BEFORE = ("*", "<i>", "<em>")
AFTER = ("*™", "</i>™", "</i>&trade;", "</em>™")
PLAIN = "(TM)"
SUFFIXES = {".html", ".txt", ".toml", ".md", ".typ", ".vtt"}


def bare(text: str) -> list[str]:
    """Return what stands around each mention that is neither italic with ™ nor plain with (TM)."""
    found = []
    for match in PHRASE.finditer(text):
        before, after = text[: match.start()], text[match.end() :]
        marked = before.endswith(BEFORE) and after.startswith(AFTER)
        if not marked and not after.startswith(PLAIN):
            found.append(text[max(0, match.start() - 20) : match.end() + 20])
    return found


def sources() -> list[Path]:
    folders = [ROOT / "templates", ROOT / "sample", ROOT / "courses", ROOT / "certificates"]
    paths = (path for folder in folders for path in folder.rglob("*"))
    return sorted(path for path in paths if path.suffix in SUFFIXES and path.is_file())


@pytest.mark.parametrize(
    "text", ["AMA PRA Category 1 Credit", "*AMA PRA Category 1 Credit*", "ama pra category 1"]
)
def test_the_bare_phrase_is_found(text: str) -> None:
    assert bare(f"worth 1.00 {text} in all")


@pytest.mark.parametrize(
    "text",
    [
        "*AMA PRA Category 1 Credit(s)*™",
        "<i>AMA PRA Category 1 Credits</i>™",
        "AMA PRA Category 1 Credit(TM)",
    ],
)
def test_the_phrase_with_its_marks_passes(text: str) -> None:
    assert not bare(f"worth 1.00 {text} in all")


def test_there_is_something_to_look_at() -> None:
    assert len(sources()) > 20


def test_no_text_names_the_phrase_bare() -> None:
    named = {str(path): bare(path.read_text(encoding="utf-8")) for path in sources()}
    assert {path: places for path, places in named.items() if places} == {}


@pytest.mark.django_db
def test_no_credit_type_names_the_phrase_bare() -> None:
    for credit_type in CreditType.objects.filter(code="ama-pra-1"):
        for field in credit_type._meta.fields:
            assert not bare(str(getattr(credit_type, field.name)))
