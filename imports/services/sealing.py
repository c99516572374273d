"""Cells that may hold a license or a birthday: encrypted in the database, and masked on pages."""

import re

from cryptography.fernet import InvalidToken

from accounts.fields import decrypt, decrypt_bytes, encrypt, encrypt_bytes
from imports.kinds import Kind

# Cleaned text never has it, and what is stored has no foreign one at its start.
SEAL = "\ufeff"
_FOUR_DIGITS = re.compile(r"(?:\d\D*){4}")
_MASK = "•••"
_SHORT = 5


def sealed(text: str, kind: Kind) -> str:
    """Return text as it is stored, without a mark like ours at its start.

    It is encrypted if the kind is secret and the text has four digits or more.
    """
    text = text.lstrip(SEAL)  # a reference in XML can bring one
    if kind.is_secret and _FOUR_DIGITS.search(text):
        return SEAL + encrypt(text)
    return text


def opened(text: str) -> str:
    """Return what `sealed` was given; a mask if its key is gone. Keys are rotated, and lines are soon deleted."""
    if not text.startswith(SEAL):
        return text
    try:
        return decrypt(text.removeprefix(SEAL))
    except InvalidToken:
        return _MASK


def sealed_file(data: bytes, kind: Kind) -> bytes:
    """Return a file as it is stored until its lines are read: encrypted if the kind is secret."""
    return encrypt_bytes(data) if kind.is_secret else data


def opened_file(data: bytes, kind: Kind) -> bytes:
    """Return what `sealed_file` was given."""
    return decrypt_bytes(data) if kind.is_secret else data


def shown(text: str) -> str:
    """Return stored text as a page may show it: of what is encrypted and not short, the last two characters."""
    if not text.startswith(SEAL):
        return text
    whole = opened(text)
    return _MASK + whole[-2:] if len(whole) > _SHORT else _MASK
