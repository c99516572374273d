"""Which line of a TOML file each value stands on: `tomllib` tells lines of syntax errors only."""

import re
from collections import Counter

type Path = tuple[str | int, ...]

_SPACE = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BARE = re.compile(r"[^,\]}\n#]*")
_KEY = re.compile(r"""[ \t]*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([A-Za-z0-9_-]+))[ \t]*""")
_BASIC = re.compile(r'"(?:[^"\\\n]|\\.)*"')
_LITERAL = re.compile(r"'[^'\n]*'")
_LONG_BASIC = re.compile(r'"""(?:[^\\]|\\.)*?"{3,5}', re.DOTALL)
_LONG_LITERAL = re.compile(r"'''.*?'{3,5}", re.DOTALL)


def toml_lines(text: str) -> dict[Path, int]:
    """Return the line of every table, key and array item, counted from 1.

    A path is made of keys and of positions in arrays: ("questions", 0, "choices", 1, "text").
    `text` must have been accepted by `tomllib`: nothing is checked again here.
    """
    return _Scanner(text).scan()


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: dict[Path, int] = {}
        self.arrays: Counter[Path] = Counter()

    def scan(self) -> dict[Path, int]:
        table: Path = ()
        self.skip(_SPACE)
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                table = self.header()
            else:
                self.pair(table)
            self.skip(_SPACE)
        return self.lines

    def header(self) -> Path:
        """Read [table] or [[array of tables]]; a name of an array means its newest item."""
        double = self.text.startswith("[[", self.at)
        self.at += 2 if double else 1
        start = self.at
        *parents, last = self.key()
        path = self.resolve(parents)
        path += (last,)
        if double:
            self.note(path, start)
            self.arrays[path] += 1
        path = self.newest(path)
        self.note(path, start)
        self.at = self.text.index("]", self.at) + (2 if double else 1)
        return path

    def resolve(self, names: list[str]) -> Path:
        path: Path = ()
        for name in names:
            path = self.newest((*path, name))
        return path

    def newest(self, path: Path) -> Path:
        return (*path, self.arrays[path] - 1) if self.arrays[path] else path

    def pair(self, table: Path) -> None:
        start = self.at
        path = (*table, *self.key())
        self.note(path, start)
        self.at = self.text.index("=", self.at) + 1
        self.value(path)

    def key(self) -> list[str]:
        names: list[str] = []
        while match := _KEY.match(self.text, self.at):
            names.append(next(name for name in match.groups() if name is not None))
            self.at = match.end()
            if not self.text.startswith(".", self.at):
                break
            self.at += 1
        return names

    def value(self, path: Path) -> None:
        self.skip(_SPACE)
        first = self.text[self.at]
        if first == "[":
            self.array(path)
        elif first == "{":
            self.inline_table(path)
        elif first == '"':
            self.skip(_LONG_BASIC if self.text.startswith('"""', self.at) else _BASIC)
        elif first == "'":
            self.skip(_LONG_LITERAL if self.text.startswith("'''", self.at) else _LITERAL)
        else:
            self.skip(_BARE)

    def array(self, path: Path) -> None:
        self.at += 1
        position = 0
        while not self.closed("]"):
            self.note((*path, position), self.at)
            self.value((*path, position))
            position += 1

    def inline_table(self, path: Path) -> None:
        self.at += 1
        while not self.closed("}"):
            self.pair(path)

    def closed(self, bracket: str) -> bool:
        """Pass space and commas; say whether the bracket closes here, and pass it too."""
        self.skip(_SPACE)
        while self.text.startswith(",", self.at):
            self.at += 1
            self.skip(_SPACE)
        if not self.text.startswith(bracket, self.at):
            return False
        self.at += 1
        return True

    def skip(self, pattern: re.Pattern[str]) -> None:
        match = pattern.match(self.text, self.at)
        # Never stand still: text that tomllib accepts always matches, and a slip here must not hang.
        self.at = match.end() if match else self.at + 1

    def note(self, path: Path, at: int) -> None:
        self.lines.setdefault(path, self.text.count("\n", 0, at) + 1)
