"""Verification codes, printed on certificates and typed in at /verify/.

Fifteen random symbols (67 bits) and a check symbol, from 23 that cannot be mistaken for one another:
no vowels and so no words, none of 0/O, 1/I/L, and of 2/Z, 5/S, 8/B, V/Y, O/Q only one each. The check
weighs each symbol by its place, modulo the prime 23, so it catches every wrong symbol and every swap
of two symbols, adjacent or not.
"""

import secrets

ALPHABET = "23456789CDFGHJKMNPRTVWX"
LENGTH = 16


def _weighted_sum(symbols: str) -> int:
    return sum(place * ALPHABET.index(symbol) for place, symbol in enumerate(symbols, start=1))


def new_code() -> str:
    """Return a new random code of 16 symbols, the last being the check symbol."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    # The check symbol c solves sum + 16·c = 0 (mod 23); 16 · 13 = 208 = 1 (mod 23).
    return body + ALPHABET[-_weighted_sum(body) * 13 % 23]


def parse_code(typed: str) -> str | None:
    """Return the code that someone typed (any case, spaces, hyphens), or None if it is not valid."""
    code = "".join(symbol for symbol in typed.upper() if symbol not in " -–—\t\r\n")
    if len(code) != LENGTH or any(symbol not in ALPHABET for symbol in code):
        return None
    return code if _weighted_sum(code) % 23 == 0 else None


def format_code(code: str) -> str:
    """Return the code in groups of four, as it is printed."""
    return "-".join(code[start : start + 4] for start in range(0, LENGTH, 4))
