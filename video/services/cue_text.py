"""What a caption says, without the markup that WebVTT, SubRip and the programs that write them put into it."""

import re
from collections import Counter
from html import unescape

from accounts.cleaning import clean_prose

# Of WebVTT, and of the HTML that SubRip files carry. Other words in angle brackets are what somebody wrote.
_TAGS = {
    *("b", "big", "br", "c", "center", "div", "em", "font", "i", "lang", "p", "rt", "ruby", "s"),
    *("small", "span", "strike", "strong", "sub", "sup", "tt", "u", "v"),
}
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[a-z]\w*)(?P<rest>[^<>]*)>(?P<gap>\s*)", re.IGNORECASE)
_MOMENT = re.compile(r"<(?:[0-9]{1,4}:)?[0-9]{1,2}:[0-9]{2}[.,][0-9]{1,3}>")
# “{\an8}” and its kin are SubStation's; SubRip files carry them.
_OVERRIDE = re.compile(r"\{\\[^{}]*\}")
_BEGUN_OVERRIDE = re.compile(r"\{+(?=\\)")
_AT_TOP = re.compile(r"\\an[789]")
_REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});", re.IGNORECASE)
_BLANKS = re.compile(r"[^\S\xa0\u202f]+")


class Speech:
    """Reads the texts of one track's captions, in their order, and counts in `changes` what it takes out.

    The order matters for the speaker of `<v Name>`, who is named where somebody else spoke before.
    """

    def __init__(self, changes: Counter[str]) -> None:
        self._changes = changes
        self._speaker = ""

    def plain(self, markup: str) -> tuple[str, ...]:
        """Return the lines that are said: without markup, without empty ones, each character as it is read."""
        text = self._without_tags(_OVERRIDE.sub(self._overridden, markup))
        if "&" in text:
            text = _REFERENCE.sub(lambda found: clean_prose(unescape(found[0])), text)
        text = _BEGUN_OVERRIDE.sub("", text)  # else it could be one for the next reader
        lines = [_BLANKS.sub(" ", line).strip() for line in text.split("\n")]
        said = [line for line in lines if line]
        if said and self._speaker and said[-1] == f"{self._speaker}:":
            self._speaker = ""  # and nothing that they said
            said.pop()
        return tuple(said)

    def _without_tags(self, text: str) -> str:
        if "<" not in text:
            return text
        ended = {tag["name"].lower() for tag in _TAG.finditer(text) if tag["end"]}

        def replaced(tag: re.Match[str]) -> str:
            name, rest = tag["name"].lower(), tag["rest"]
            if rest and rest[0] not in " \t\n./":
                return tag[0]
            if name not in _TAGS | ended and not (rest[:1].isspace() and "=" in rest):
                return tag[0]
            if name == "v" and not tag["end"]:
                return self._named(rest)
            self._changes["styles"] += name != "v" and not tag["end"]
            return "\n" if name == "br" else tag["gap"]

        text, moments = _MOMENT.subn("", text)
        self._changes["moments"] += moments
        return _TAG.sub(replaced, text)

    def _named(self, rest: str) -> str:
        """Return “Ann: ” for the rest of the tag `<v.loud Ann>`; "" if Ann is who spoke before."""
        name = " ".join(rest.split()[1:] if rest.startswith(".") else rest.split()).rstrip(":")
        if not name or name == self._speaker:
            return ""
        self._speaker = name
        self._changes["speakers"] += 1
        return f"{name}: "

    def _overridden(self, override: re.Match[str]) -> str:
        if not _AT_TOP.search(override[0]):
            placed = "\\an" in override[0] or "\\pos" in override[0]
            self._changes["positions" if placed else "styles"] += 1
        return ""


def stands_at_top(markup: str) -> bool:
    """Say whether a SubRip caption is to stand at the top of the picture, as `{\\an8}` says."""
    return any(_AT_TOP.search(override[0]) for override in _OVERRIDE.finditer(markup))


def escaped(line: str) -> str:
    """Return a line of plain text as WebVTT writes it: a player shows what was given, whatever it looks like."""
    return line.replace("&", "&amp;").replace("<", "&lt;").replace("-->", "--&gt;")
