"""What a caption says, without the markup that WebVTT, SubRip and the programs that write them put into it."""

import re
from collections import Counter
from html import unescape

from accounts.cleaning import clean_prose

# Of WebVTT, and of the HTML that SubRip files carry. Other words in angle brackets are what somebody wrote.
_TAGS = {
    *("b", "big", "br", "c", "center", "div", "em", "font", "i", "lang", "o:p", "p", "rt", "ruby"),
    *("s", "small", "span", "strike", "strong", "sub", "sup", "tt", "u", "v"),
    *("black", "blue", "cyan", "lime", "magenta", "red", "white", "yellow"),
}
# No part gives back what it took, so that a bracket that is never closed is read once.
_TAG = re.compile(
    r"<(?P<end>/?)(?P<name>o:p\b|[a-z]\w*+)(?P<rest>[^<>]*+)>(?P<gap>\s*)", re.IGNORECASE
)
_ATTRIBUTE = re.compile(r"\s+[a-z][\w:-]*+\s*=", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_MOMENT = re.compile(
    r"<(?:(?:[0-9]{1,4}:)?[0-9]{1,2}:[0-9]{2}[.,][0-9]{1,3}|(?:[0-9]{2}:){1,2}[0-9]{2})>"
)
# “{\an8}” and its kin are SubStation's, “{y:i}” at the start of a line MicroDVD's; SubRip files carry them.
_BRACE = re.compile(r"(\{\\|[{}])")
_CODE = r"\\[1-4]?[a-z]{1,5}(?:-?[0-9][0-9.]*|&H[0-9A-Fa-f]+&?|\([-0-9., ]*\)?)"
_BEGUN_OVERRIDE = re.compile(rf"(?<!\{{)\{{+(?=\\)(?:{_CODE})*\}}?")
_LINE_CODES = re.compile(r"(?:\{(?:f:[^{}]*|[chopsy]:[^{}\s]*)\}\s*)+", re.IGNORECASE)
_LINE_BREAK = re.compile(r"\\[Nn]")
_AT_TOP = re.compile(r"\{\\(?:[^{}]*\\)?an[789]")
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
        text = self._without_tags(markup)
        if "&" in text:
            text = _REFERENCE.sub(lambda found: clean_prose(unescape(found[0])), text)
        # Braces are written as they are: none may be left that the next reader would take for code.
        text = _LINE_BREAK.sub("\n", self._without_overrides(text)).replace("\\h", " ")
        lines = [self._without_codes(_BLANKS.sub(" ", line).strip()) for line in text.split("\n")]
        said = [line for line in lines if line]
        if said and self._speaker and said[-1] == f"{self._speaker}:":
            self._speaker = ""  # and nothing that they said
            said.pop()
        return tuple(said)

    def _without_tags(self, text: str) -> str:
        if "<" not in text:
            return text
        # Each comment that begins before the last end is closed: none is sought to the end in vain.
        closed = text.rfind("-->") + len("-->") if "-->" in text else 0
        head, comments = _COMMENT.subn("", text[:closed])
        self._changes["NOTE"] += comments
        text, moments = _MOMENT.subn("", head + text[closed:])
        self._changes["moments"] += moments
        ended = {tag["name"].lower() for tag in _TAG.finditer(text) if tag["end"]}

        def replaced(tag: re.Match[str]) -> str:
            name, rest = tag["name"].lower(), tag["rest"]
            if not _is_tag(name, rest, _TAGS | ended):
                return tag[0]
            if name == "v" and not tag["end"]:
                return self._named(rest)
            self._changes["styles"] += name != "v" and not tag["end"]
            return "\n" if name == "br" else tag["gap"]

        return _TAG.sub(replaced, text)

    def _named(self, rest: str) -> str:
        """Return “Ann: ” for the rest of the tag `<v.loud Ann>`; "" if Ann is who spoke before."""
        name = " ".join(rest.split()[1:] if rest.startswith(".") else rest.split()).rstrip(":")
        if not name or name == self._speaker:
            return ""
        self._speaker = name
        self._changes["speakers"] += 1
        return f"{name}: "

    def _without_overrides(self, text: str) -> str:
        """Return a text without what stands in `{\\…}`, also within another; of one that is not closed, its codes."""
        if "{\\" not in text:
            return text
        kept: list[str] = []
        begun: list[int] = []
        for part in _BRACE.split(text):
            if part == "{\\" or (part == "{" and begun):
                begun.append(len(kept))
            elif part == "}" and begun:
                place = begun.pop()
                if kept[place] == "{\\":
                    self._count("".join(kept[place:]))
                    del kept[place:]
                    continue
            kept.append(part)

        def replaced(override: re.Match[str]) -> str:
            self._count(override[0])
            return ""

        return _BEGUN_OVERRIDE.sub(replaced, "".join(kept))

    def _count(self, override: str) -> None:
        if not _AT_TOP.search(override):
            placed = "\\an" in override or "\\pos" in override
            self._changes["positions" if placed else "styles"] += 1

    def _without_codes(self, line: str) -> str:
        codes = _LINE_CODES.match(line)
        self._changes["styles"] += bool(codes)
        return line[codes.end() :] if codes else line


def _is_tag(name: str, rest: str, known: set[str]) -> bool:
    """Say whether `<name rest>` is markup: “a<b and c>d” is not."""
    if name in known and (not rest.strip(" \t\n/") or rest[0] == "."):
        return True
    return (name in {"v", "lang"} and rest[:1].isspace()) or bool(_ATTRIBUTE.match(rest))


def stands_at_top(markup: str) -> bool:
    """Say whether a SubRip caption is to stand at the top of the picture, as `{\\an8}` says."""
    return bool(_AT_TOP.search(markup))


def escaped(line: str) -> str:
    """Return a line of plain text as WebVTT writes it: a player shows what was given, whatever it looks like."""
    return line.replace("&", "&amp;").replace("<", "&lt;").replace("-->", "--&gt;")
