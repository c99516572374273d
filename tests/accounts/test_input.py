"""What a request carries is read without surprises: numbers of rows, JSON."""

import json
import math

import pytest

from accounts.input import json_of, row_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("12", 12),
        (str(2**63 - 1), 2**63 - 1),
        (str(2**63), None),
        ("9" * 5000, None),
        ("", None),
        ("-1", None),
        (" 1", None),
        ("1_000", None),
        ("²", None),
        ("١٢", None),
    ],
)
def test_the_number_of_a_row_is_written_in_few_digits(text: str, number: int | None) -> None:
    assert row_number(text) == number


def test_json_that_can_be_stored_is_read() -> None:
    found = {"a": [1, 2.5, None, True], "é": "🩺 \\u0000"}
    assert json_of(json.dumps(found)) == found
    assert json_of(json.dumps(found, ensure_ascii=False)) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[" * 5000,
        '{"a": "\\u0000"}',
        '{"\\\\\\u0000": 1}',
        '"\\ud800"',
        "9" * 5000,
        json.dumps(math.nan),
        json.dumps(math.inf),
    ],
)
def test_json_that_cannot_be_stored_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        json_of(text)
