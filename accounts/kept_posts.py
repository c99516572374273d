"""What was typed into a form and sent when its session was over: kept for the account the form was made for.

Every form carries its signed owner (`{% csrf_token %}` adds it). What arrives without that owner's session, or
without a fresh second factor, is kept in this browser's session: there a note says where, and the private
storage has the content, encrypted. Only the owner gets it back, at the same address, and nothing is ever sent by
itself. Another account that signs in here in between neither sees it nor loses it.
"""

import json
import logging
import secrets
import time
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from accounts import private_files
from accounts.allauth_internals import consume
from accounts.input import is_own_path

OWNER = "_owner"
"""The hidden field with the form's owner."""
CONFIRMS = "_pending"
"""The field by which a form that was offered says what it confirms, so that it gets the kept files."""
SECONDS = 15 * 60
SECONDS_WITH_FILES = 60 * 60
"""With what was typed beside the files: they are of no use without it."""
MOST_CHARACTERS = 64 * 1024
MOST_BYTES = 20 * 1024 * 1024
"""Of all files of one POST together: handouts and answers of accreditors are smaller."""
MOST_KEPT = 3
"""Of one account in one browser: as many tabs with a form each. The oldest gives way."""
TECHNICAL = frozenset({"csrfmiddlewaretoken", OWNER, CONFIRMS})
_SESSION_KEY = "accounts.kept"
_TYPED, _WITH_FILES = "typed-", "pending-"
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class KeptPost:
    """One submission: its full address, the page it came from, its fields, and its files (field, name, type).

    `left_out` names the fields that were filled in and are not kept. `lost` is the sentence that says why
    nothing was kept; "" if it was.
    """

    key: str
    address: str
    back: str
    fields: list[tuple[str, str]]
    files: list[tuple[str, str, str]]
    left_out: list[str]
    lost: str

    @property
    def data(self) -> QueryDict:
        """The fields as a POST carries them."""
        found = QueryDict(mutable=True)
        for name, value in self.fields:
            found.appendlist(name, value)
        return found


def owner_token(user_id: int) -> str:
    """Return the signed owner for a form of this account. It never changes: it proves no session."""
    return _signer().sign(str(user_id))


def owner_of(request: HttpRequest) -> int | None:
    """Return the account for which the form in this POST was made; None if it does not say, or lies."""
    try:
        return int(_signer().unsign(request.POST.get(OWNER, "")))
    except BadSignature:
        return None


def is_lost(request: HttpRequest) -> bool:
    """Say whether this is a POST that nobody may act on: no session, or one of another account."""
    if request.method != "POST":
        return False
    return not request.user.is_authenticated or owner_of(request) not in {None, request.user.pk}


def has_typed(request: HttpRequest, *, but: Collection[str]) -> bool:
    """Say whether any field of this POST is filled in, beside technical ones and `but`."""
    names = request.POST.keys() - TECHNICAL - set(but)
    return any(any(request.POST.getlist(name)) for name in names)


def keep(
    request: HttpRequest,
    *,
    owner: int,
    leave_out: Collection[str] = (),
    with_files: bool = False,
) -> str:
    """Keep what this POST carries for `owner`, instead of what was kept at this address; never `leave_out`.

    Return "", or the sentence that says why nothing was kept; `kept_here` gives it to staff (`with_files`).
    """
    _claim(request, owner)  # the files of what this one confirms
    files = [(name, file) for name, each in request.FILES.lists() for file in each]
    files = files if with_files else []
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in TECHNICAL
        for value in values
    ]
    left_out = sorted({name for name, value in fields if name in leave_out and value})
    parcel = {
        "address": request.get_full_path(),
        "back": came_from(request),
        "fields": [(name, value) for name, value in fields if name not in leave_out],
        "files": [(name, file.name or "file", file.content_type or "") for name, file in files],
        "left_out": left_out,
    }
    place = f"{_WITH_FILES if files else _TYPED}{secrets.token_hex(16)}"
    contents = [file for name, file in files]
    lost = _refusal(request, owner, fields, contents)
    if not lost:
        try:
            private_files.keep(place, json.dumps(parcel).encode())
            for number, file in enumerate(contents):
                private_files.keep(f"{place}-{number}", file)
        except OSError:  # a full disk, or a folder that is away
            _log.exception("A form that was sent without its session cannot be stored.")
            lost = (
                _("We could not store the file you sent.")
                if files
                else _("We could not store what you sent.")
            )
    if with_files or not lost:
        told = {"files": len(files), "lost": lost}
        _note(request, {"owner": owner, "at": time.time(), "place": place} | told)
    return lost


def kept_here(request: HttpRequest) -> KeptPost | None:
    """Return what is kept of this account at this address, for `SECONDS` or `SECONDS_WITH_FILES`; else None."""
    return _kept(request, request.user.pk) if request.user.is_authenticated else None


def _kept(request: HttpRequest, owner: int) -> KeptPost | None:
    note = request.session.get(_SESSION_KEY, {}).get(_name(request, owner))
    if not note or not _is_fresh(note):
        return None
    if note["lost"]:
        return _empty(request, note["lost"])
    try:
        parcel = json.loads(private_files.read(note["place"]))
    except (OSError, InvalidToken):  # purged, or the storage is away
        return _empty(request, _("What you sent is no longer there."))
    return KeptPost(
        key=note["place"],
        address=parcel["address"],
        back=parcel["back"],
        fields=[(name, value) for name, value in parcel["fields"]],
        files=[(field, name, kind) for field, name, kind in parcel["files"]],
        left_out=parcel["left_out"],
        lost="",
    )


def forget(request: HttpRequest) -> None:
    """Forget what is kept of this account at this address. A POST that confirms it gets its files in
    `request.FILES`, as if they had been chosen again.
    """
    _claim(request, request.user.pk or 0)


def _claim(request: HttpRequest, owner: int) -> None:
    kept = _kept(request, owner)
    if kept is None:
        return
    if request.POST.get(CONFIRMS) == kept.key:
        for number, (field, name, kind) in enumerate(kept.files):
            # Purged, or the storage is away: then the form says that its file is missing.
            with suppress(OSError, InvalidToken):
                content = private_files.read(f"{kept.key}-{number}")
                request.FILES.appendlist(field, SimpleUploadedFile(name, content, kind))
    _remove(_pop(request, owner))


def sign_out_own(request: HttpRequest) -> dict[str, Any]:
    """Forget all that is kept of the account that signs out; return the notes of others, for `take_along`."""
    notes = request.session.get(_SESSION_KEY, {})
    own = _notes_of(notes, request.user.pk or 0)
    for name in own:
        _remove(notes[name])
    return {name: note for name, note in notes.items() if name not in own}


def take_along(request: HttpRequest, notes: dict[str, Any]) -> None:
    """Put the notes of other accounts into the session that follows signing out."""
    if notes:
        request.session[_SESSION_KEY] = notes


def purge(*, now: datetime) -> int:
    """Delete what nobody came back for in time; return how many files that were."""
    ages = {_TYPED: SECONDS, _WITH_FILES: SECONDS_WITH_FILES}
    return sum(
        private_files.remove_older(prefix, now - timedelta(seconds=seconds))
        for prefix, seconds in ages.items()
    )


def came_from(request: HttpRequest) -> str:
    """Return the page with the form, from the Referer header if it is on this site, else this path."""
    here = f"{request.scheme}://{request.get_host()}"
    page = request.headers.get("Referer", "").removeprefix(here)
    return page if is_own_path(page) else request.path


def _signer() -> Signer:
    return Signer(salt="accounts.kept_posts")


def _name(request: HttpRequest, owner: int) -> str:
    return f"{owner} {request.path}"


def _notes_of(notes: dict[str, Any], owner: int) -> list[str]:
    return [name for name, note in notes.items() if note["owner"] == owner]


def _is_fresh(note: dict[str, Any]) -> bool:
    seconds = SECONDS_WITH_FILES if note["files"] else SECONDS
    return time.time() - float(note["at"]) <= seconds


def _empty(request: HttpRequest, lost: str) -> KeptPost:
    return KeptPost("", request.path, request.path, [], [], [], lost)


def _refusal(
    request: HttpRequest,
    owner: int,
    fields: list[tuple[str, str]],
    files: list["UploadedFile[bytes]"],
) -> str:
    if (
        sum(len(name) + len(value) for name, value in fields) > MOST_CHARACTERS
        or sum(file.size or 0 for file in files) > MOST_BYTES
    ):
        return _("What you sent was too large to be kept.")
    limits = settings.KEPT_RATE_LIMITS
    if not consume(request, app="accounts", action="keep", config=limits, key=str(owner)):
        return _("Forms from this account were kept too often in the last few minutes.")
    return ""


def _note(request: HttpRequest, note: dict[str, Any]) -> None:
    owner = note["owner"]
    _remove(_pop(request, owner))
    all_notes = request.session.get(_SESSION_KEY, {})
    # Nobody else bounds what many accounts leave in one session; the files are the worker's.
    notes = {name: each for name, each in all_notes.items() if _is_fresh(each)}
    own = _notes_of(notes, owner)
    for oldest in own[: len(own) + 1 - MOST_KEPT]:
        _remove(notes.pop(oldest))
    request.session[_SESSION_KEY] = notes | {_name(request, owner): note}


def _pop(request: HttpRequest, owner: int) -> dict[str, Any] | None:
    notes, name = request.session.get(_SESSION_KEY, {}), _name(request, owner)
    if name not in notes:
        return None
    note: dict[str, Any] = notes.pop(name)
    request.session[_SESSION_KEY] = notes
    return note


def _remove(note: dict[str, Any] | None) -> None:
    if note is None:
        return
    with suppress(OSError):  # then `purge` does
        private_files.remove(note["place"])
        for number in range(note["files"]):
            private_files.remove(f"{note['place']}-{number}")
