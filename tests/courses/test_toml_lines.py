"""The line of every key, as `tomllib` would not tell it."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.services.loading.toml_lines import toml_lines

SERIES = sorted(Path("sample").rglob("*.toml"))
TRICKY = '''\
# comment with [brackets] = "and quotes
title = "a \\" ] } # b"
"quoted key" = 1
dotted.key.here = 2
long = """
first ] \\"""
key = "not a key"
"""
list = [ # comment ]
  "one", # it's
  { inner = ']' , deep = [1, 2] },
  1979-05-27 07:32:00,
]
[[rows]]
name = \'\'\'it's\'\'\'
[rows.sub]
x = 1
[[rows]]
name = "second"
[rows.sub]
x = 2
'''


def paths(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    items = data.items() if isinstance(data, dict) else enumerate(data)
    for key, value in items:
        yield (*path, key)
        if isinstance(value, dict | list):
            yield from paths(value, (*path, key))


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("title",), 2),
        (("quoted key",), 3),
        (("dotted", "key", "here"), 4),
        (("long",), 5),
        (("list", 0), 10),
        (("list", 1, "deep", 1), 11),
        (("list", 2), 12),
        (("rows", 0), 14),
        (("rows", 0, "sub", "x"), 17),
        (("rows", 1, "name"), 19),
        (("rows", 1, "sub", "x"), 21),
    ],
)
def test_a_value_is_found_on_its_line(path: Any, line: int) -> None:
    assert toml_lines(TRICKY)[path] == line


def test_nothing_is_found_that_the_parser_does_not_find() -> None:
    assert set(toml_lines(TRICKY)) <= set(paths(tomllib.loads(TRICKY)))


@pytest.mark.parametrize("path", SERIES, ids=str)
def test_every_value_of_the_sample_is_on_a_line_that_shows_its_key(path: Any) -> None:
    text = path.read_text()
    found, rows = toml_lines(text), text.splitlines()
    assert set(found) == set(paths(tomllib.loads(text)))
    assert all(
        str(key[-1]) in rows[line - 1] for key, line in found.items() if isinstance(key[-1], str)
    )


@settings(deadline=None)
@given(st.dictionaries(st.from_regex(r"[a-z]{1,6}", fullmatch=True), st.text(max_size=40)))
def test_any_texts_are_found_in_order(values: dict[str, str]) -> None:
    rows = (f"{key} = {quoted(text)}" for key, text in values.items())
    text = "\n".join(rows)
    assert tomllib.loads(text) == values
    assert toml_lines(text) == {(key,): at for at, key in enumerate(values, start=1)}


def quoted(text: str) -> str:
    return '"' + "".join(f"\\U{ord(letter):08x}" for letter in text) + '"'
