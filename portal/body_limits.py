"""How large the body of a request may be, by where it goes; deploy/nginx.conf and Caddyfile have the same figures."""

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.db import Error, connection
from django.http import parse_cookie

from accounts.sessions import SessionStore
from portal.plain_sentences import REFUSED
from progress.forms.beat import LARGEST_BODY as BEAT

MIB = 1024 * 1024
FORM = 3 * MIB
"""What people type; Django itself takes at most 2.5 MiB outside of files (DATA_UPLOAD_MAX_MEMORY_SIZE)."""
STAFF_FILES = 55 * 1000 * 1000
"""Handouts, spreadsheets, replies of accreditors."""
PIECE = 9 * MIB
"""A recording comes in pieces of 8 MiB."""

_BEATS, _UPLOADS, _STAFF = "/watch/beat/", "/admin/upload/", "/admin/"


def body_limit(path: str, *, signed_in: bool) -> int:
    """Return the most bytes that a request to this path may bring.

    Staff send more, so only who is signed in may: whether they are staff, Django finds out, but a
    stranger is refused before their bytes are kept.
    """
    if path == _BEATS:
        return BEAT
    if not (signed_in and path.startswith(_STAFF)):
        return FORM
    return PIECE if path.startswith(_UPLOADS) else STAFF_FILES


def session_key(cookies: list[str]) -> str:
    """Return what these headers name as their session, if it can be one; else ""."""
    key = parse_cookie("; ".join(cookies)).get(settings.SESSION_COOKIE_NAME, "")
    return key if key.isascii() and key.isalnum() else ""


def is_signed_in(key: str) -> bool:
    """Say whether somebody is signed in by this session; outside of a request, so the connection goes back."""
    try:
        return SESSION_KEY in SessionStore(key).load()
    except Error:
        raise BodyRefused(503) from None
    finally:
        connection.close()


class ClientGone(Exception):
    """The client left before its body was whole: there is nobody to answer."""


class BodyRefused(Exception):
    """A body is not taken: the answer's status, its headers, and a sentence for whoever sent it."""

    def __init__(self, status: int) -> None:
        self.status, self.text = status, REFUSED[status]
        super().__init__(self.text)
        self.headers = [("Connection", "close")]
        self.headers += [("Retry-After", "15")] if status == 503 else []
