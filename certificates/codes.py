"""Verification codes, printed on certificates and typed in at /verify/.

Fifteen random symbols (67 bits) and a check symbol, from 23 that cannot be mistaken for one another:
no vowels and so no words, none of 0/O, 1/I/L, and of 2/Z, 5/S, 8/B, V/Y, O/Q only one each. The check
weighs each symbol by its place, modulo the prime 23, so it catches every wrong symbol and every swap
of two symbols, adjacent or not.
"""

import re
import secrets
from urllib.parse import unquote

from accounts.cleaning import clean_key

ALPHABET = "23456789CDFGHJKMNPRTVWX"
LENGTH = 16

_GROUP = f"[{ALPHABET}]{{4}}"
# Overlapping, because a word of four letters may stand before it. No symbol may touch it on either side.
_IN_TEXT = re.compile(rf"(?<![A-Z0-9])(?=({_GROUP}(?:[ -]{{0,3}}{_GROUP}){{3}})(?![A-Z0-9]))")


def _weighted_sum(symbols: str) -> int:
    return sum(place * ALPHABET.index(symbol) for place, symbol in enumerate(symbols, start=1))


def new_code() -> str:
    """Return a new random code of 16 symbols, the last being the check symbol."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    # The check symbol c solves sum + 16·c = 0 (mod 23); 16 · 13 = 208 = 1 (mod 23).
    return body + ALPHABET[-_weighted_sum(body) * 13 % 23]


def parse_code(typed: str) -> str | None:
    """Return the code that someone typed or pasted, or None if there is no valid one.

    In any case, with any blanks, dashes, quotation marks or invisible characters; in a sentence, or in the
    address of a verification page, too, even if a mail program has put that into one of its own.
    """
    text = clean_key(unquote(typed)).upper().replace("_", "-")
    alone = "".join(filter(str.isalnum, text))
    if len(alone) == LENGTH:
        return alone if is_valid(alone) else None
    found = (match.group(1).replace(" ", "").replace("-", "") for match in _IN_TEXT.finditer(text))
    return next(filter(is_valid, found), None)


def is_valid(code: str) -> bool:
    """Say whether this is a code as `new_code` makes it: its symbols, its length, its check symbol."""
    return len(code) == LENGTH and set(code) <= set(ALPHABET) and _weighted_sum(code) % 23 == 0


def format_code(code: str) -> str:
    """Return the code in groups of four, as it is printed."""
    return "-".join(code[start : start + 4] for start in range(0, LENGTH, 4))
