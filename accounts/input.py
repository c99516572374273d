"""What a request carries, read without surprises: addresses to follow, numbers of rows, JSON."""

import json
import re
from typing import Any

from django.utils.http import url_has_allowed_host_and_scheme

_LARGEST = 2**63 - 1
_NUL_IN_JSON = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")


def is_own_path(address: str) -> bool:
    """Say whether an address that a request carries may be followed: a path of this site, and nothing else.

    “foo” or “9” would be safe too, but `redirect` takes them for names of pages, and there are none.
    """
    return address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)


def row_number(text: str) -> int | None:
    """Return the number that ASCII digits write, up to what the id of a row can be; None for anything else.

    Not int(): it takes digits of every script, and refuses thousands of them with an error of its own.
    """
    digits = text.isascii() and text.isdigit() and len(text) <= len(str(_LARGEST))
    return int(text) if digits and int(text) <= _LARGEST else None


def json_of(text: str) -> Any:
    """Parse JSON that a request carries, when all of it can be stored. Raises `ValueError` otherwise.

    That is: no more brackets than the parser can stand, no NUL or half a character, and only numbers.
    """
    try:
        found = json.loads(text, parse_constant=_refuse)
    except RecursionError as error:
        raise ValueError("too deep") from error
    json.dumps(found, ensure_ascii=False).encode()  # half a surrogate pair has no UTF-8
    if _NUL_IN_JSON.search(text):
        raise ValueError("a NUL")
    return found


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")
