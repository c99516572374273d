"""From a Typst template and plain values to a PDF. Knows no model, so that a process of its own can do it too."""

import logging
import threading
import unicodedata
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from functools import cache
from multiprocessing import get_context
from pathlib import Path

import typst

from accounts.fonts import certificate_font_paths, printable_characters

TEMPLATES = Path(__file__).parent / "typst"

_log = logging.getLogger(__name__)


def typeset(template: str, inputs: dict[str, str], *, made_at: datetime) -> bytes | None:
    """Return the tagged document (PDF/UA-1); the same values always give the same bytes. None if nothing helps.

    Names are checked when they are entered, so the first attempt usually succeeds. PDF/UA refuses
    characters that no font has: then they are replaced, then the PDF/UA standard is dropped.
    """
    for replaced, accessible in [(False, True), (True, True), (True, False)]:
        values = {key: _settable(value) for key, value in inputs.items()} if replaced else inputs
        try:
            return _compile(template, values, accessible, int(made_at.timestamp()))
        # TypstError is a RuntimeError; a missing template raises one too.
        except (RuntimeError, OSError, ValueError):
            _log.warning("%s: rendering fell back", template, exc_info=True)
    return None


def typeset_apart(template: str, inputs: dict[str, str], *, made_at: datetime) -> bytes | None:
    """Do the same in a process of its own, which returns its memory at the end: 200 MB for 2,000 rows of a table.

    Raises `BrokenProcessPool` when that process is killed, for want of memory for instance.
    """
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as apart:
        return apart.submit(typeset, template, inputs, made_at=made_at).result()


def _compile(template: str, values: dict[str, str], accessible: bool, timestamp: int) -> bytes:
    compiler, one_at_a_time = _compiler(template)
    with one_at_a_time:
        document = compiler.compile(
            sys_inputs=values,
            format="pdf",
            pdf_standards=["ua-1"] if accessible else [],
            timestamp=timestamp,
        )
    if not isinstance(document, bytes):
        raise ValueError("one document was expected")
    return document


@cache
def _compiler(template: str) -> tuple[typst.Compiler, threading.Lock]:
    """Return the compiler of a template, kept for its fonts and layout, and the lock of its one user at a time.

    Each template has its own, so that no certificate waits for a transcript.
    """
    folders = [*dict.fromkeys(path.parent for path in certificate_font_paths())]
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=folders)
    path = TEMPLATES / f"{template}.typ"
    compiler = typst.Compiler(path, root=TEMPLATES, font_paths=fonts, ignore_system_fonts=True)
    return compiler, threading.Lock()


def _settable(value: str) -> str:
    """Return `value` with characters that no font can show decomposed or replaced by “?”, and controls dropped."""
    return "".join(_nearest(character) for character in value)


def _nearest(character: str) -> str:
    # Fonts have glyphs for control characters too; PDF/UA still refuses them.
    if unicodedata.category(character) in {"Cc", "Cs", "Co", "Cn"} and character != "\n":
        return ""
    if ord(character) in printable_characters() or character == "\n":
        return character
    apart = unicodedata.normalize("NFKD", character)
    return "".join(part for part in apart if ord(part) in printable_characters()) or "?"
