"""Lists as people paste them: with “•”, “–”, “1)”, “a)” or Word's tabs, made into lists of this portal.

Only a marker goes or changes; quotes, dashes and apostrophes within a text stay as they were typed.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_CODE = 4
"""An indent of so many characters makes code of what is no list."""
_DEEPEST = 6
# Signs that begin nothing but an entry of a list; the last four are those of Word's symbol fonts.
_SIGNS = "•‣⁃∙·◦▪▫●○■□◆➢➤✓✔\uf0a7\uf0b7\uf0d8\uf0fc"
_MARKDOWN = "-*+"
_MARKS = "☐✅→‐‑−"
_DIALOG = "—"
_BLANK = r"[ \t\u00a0]"
_MARKER = re.compile(
    rf"(?P<indent>{_BLANK}*)(?:"
    rf"(?P<sign>[{_SIGNS}])(?:[{_SIGNS}]|{_BLANK}|[-*+–—](?={_BLANK}))*|(?P<word>[o§Øü])\t{_BLANK}*"
    rf"|(?P<dash>[-*+–—{_MARKS}]){_BLANK}+(?=\S)"
    rf"|(?P<open>\(?)(?:(?P<number>[1-9]\d{{0,2}})(?P<close>[.)])|(?P<letter>[a-zA-Z])\))"
    rf"(?:(?P<gap>{_BLANK}+)(?=\S)|(?=[^\W\d])))(?P<rest>.*)",
    re.DOTALL,
)


@dataclass(frozen=True)
class _Entry:
    """A line that begins like an entry of a list. `order` is its number; 0: it has none."""

    line: int
    indent: int
    kind: str
    order: int
    marker: str
    rest: str
    is_certain: bool
    is_markdown: bool

    @property
    def is_dash(self) -> bool:
        return not self.order and not self.is_certain


def without_markers(lines: Iterable[str]) -> list[str]:
    """Return the texts of a list, stripped, without the empty ones and without the markers of entries.

    A dash is a marker in a text of one line, in two lines, or among others; a number or letter if it counts
    up from the first: “-5 °C” and “1.5 mg” are none. Idempotent.
    """
    texts = [text for line in lines if (text := line.strip())]
    while (cut := _cut(texts)) != texts:
        texts = cut
    return texts


def markdown_lists(text: str) -> str:
    """Return Markdown in which pasted lists are lists, nested as they were indented or marked. Idempotent.

    Lists that are Markdown already, code between fences and all other text come back unchanged.
    """
    while (made := _made(text)) != text:
        text = made
    return text


def _entry(line: int, text: str) -> _Entry | None:
    found = _MARKER.match(text)
    if found is None:
        return None
    sign, word, dash, number, letter = found.group("sign", "word", "dash", "number", "letter")
    order = int(number) if number else ord(letter.lower()) - ord("a") + 1 if letter else 0
    ending = found["close"] if number else "."
    kept = dash if dash and dash in _MARKDOWN else "-"
    return _Entry(
        line=line,
        indent=len(found["indent"].expandtabs(_CODE)),
        kind=f"{found['open']}{'1' if number else 'a'}{ending}" if order else sign or dash or word,
        order=order,
        marker=f"{order}{ending}" if order else kept,
        rest=found["rest"],
        is_certain=bool(sign or word),
        is_markdown=dash == kept or bool(number and found["gap"] and not found["open"]),
    )


def _counted(entries: Sequence[_Entry]) -> set[int]:
    """Return the lines whose numbers or letters count up from the first, or are all the first; two at least."""
    counted: set[int] = set()
    last: dict[tuple[str, int], _Entry] = {}
    for entry in entries:
        before = last.get((entry.kind, entry.indent))
        if before and (
            entry.order == before.order == 1
            or (entry.order == before.order + 1 and (before.order == 1 or before.line in counted))
        ):
            counted |= {before.line, entry.line}
        last[entry.kind, entry.indent] = entry
    return counted


def _cut(texts: list[str]) -> list[str]:
    entries = {place: entry for place, text in enumerate(texts) if (entry := _entry(place, text))}
    counted = _counted([entry for entry in entries.values() if entry.order])
    dashes = _dashes(entries.values())
    cut = list(texts)
    for place, entry in entries.items():
        is_only = len(texts) == 1 and entry.order <= 1
        if is_only or entry.is_certain or entry.kind in dashes or place in counted:
            cut[place] = entry.rest.strip()
    return [text for text in cut if text]


def _dashes(entries: Iterable[_Entry]) -> set[str]:
    """Return the dashes that are markers: they begin two lines, or stand among certain entries.

    Lines that begin with “—” alone are what people say to each other.
    """
    often = Counter(entry.kind for entry in entries if entry.is_dash)
    certain = any(entry.is_certain for entry in entries)
    return {kind for kind, count in often.items() if certain or (count > 1 and kind != _DIALOG)}


def _made(text: str) -> str:
    lines = text.split("\n")
    entries = [entry for line in _outside_code(lines) if (entry := _entry(line, lines[line]))]
    counted = _counted([entry for entry in entries if entry.order and not entry.is_markdown])
    dashes = _dashes(entries)
    sure = {
        each.line: each
        for each in entries
        if each.is_certain or each.is_markdown or each.kind in dashes or each.line in counted
    }
    for run in _runs(lines, sure):
        if run[0].indent >= _CODE or not all(entry.is_markdown for entry in run):
            _nest(lines, run)
    return "\n".join(lines)


def _outside_code(lines: list[str]) -> Iterable[int]:
    fenced = False
    for line, text in enumerate(lines):
        if text.lstrip().startswith(("```", "~~~")):
            fenced = not fenced
        elif not fenced:
            yield line


def _runs(lines: list[str], entries: dict[int, _Entry]) -> list[list[_Entry]]:
    """Return the entries of each list; it ends after an empty line, at a paragraph that is not indented.

    Or at a “1.” that is not indented either, if there was none in it.
    """
    runs: list[list[_Entry]] = [[]]
    numbered = False
    for line, text in enumerate(lines):
        entry = entries.get(line)
        is_first = entry is not None and entry.order == 1 and not numbered
        at_margin = bool(text.strip()) and not text.startswith((" ", "\t"))
        if at_margin and line and not lines[line - 1].strip() and (entry is None or is_first):
            runs.append([])
            numbered = False
        if entry:
            runs[-1].append(entry)
            numbered = numbered or (entry.order > 0 and at_margin)
    return [run for run in runs if run]


def _nest(lines: list[str], run: list[_Entry]) -> None:
    """Write the entries as Markdown, each below the one that it is indented under or marked otherwise than."""
    above: list[tuple[_Entry, int]] = []
    for entry in run:
        places = [(each.indent, each.kind) for each, _ in above]
        if (entry.indent, entry.kind) in places:
            del above[places.index((entry.indent, entry.kind)) :]
        while above and above[-1][0].indent > entry.indent:
            above.pop()
        del above[_DEEPEST:]
        column = above[-1][1] + len(above[-1][0].marker) + 1 if above else 0
        lines[entry.line] = f"{' ' * column}{entry.marker} {entry.rest}"
        above.append((entry, column))
