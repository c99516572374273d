"""How large the body of a request may be, by where it goes; deploy/nginx.conf and Caddyfile have the same figures."""

from progress.forms.beat import LARGEST_BODY as BEAT

MIB = 1024 * 1024
FORM = 3 * MIB
"""What people type; Django itself takes at most 2.5 MiB outside of files (DATA_UPLOAD_MAX_MEMORY_SIZE)."""
STAFF_FILES = 52 * MIB
"""Handouts, spreadsheets, replies of accreditors."""
PIECE = 9 * MIB
"""A recording comes in pieces of 8 MiB."""

_BEATS, _UPLOADS, _STAFF = "/watch/beat/", "/admin/upload/", "/admin/"


def body_limit(path: str, *, has_session: bool) -> int:
    """Return the most bytes that a request to this path may bring.

    Staff send more only with a session's cookie: whether it is theirs, Django finds out, but who has none
    is refused before their bytes are kept.
    """
    if path == _BEATS:
        return BEAT
    if not (has_session and path.startswith(_STAFF)):
        return FORM
    return PIECE if path.startswith(_UPLOADS) else STAFF_FILES
