"""POSTs that needed a fresh second factor: kept with their files, and offered again once it is verified.

Somebody who typed a reason for a quarter of an hour must not lose it. But a redirect must never do
anything irreversible: after verification, a page shows what was sent and asks for one more press.
"""

import logging
import secrets
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from cryptography.fernet import InvalidToken
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts import private_files
from accounts.input import is_own_path

PENDING_SECONDS = 15 * 60
MOST_CHARACTERS = 64 * 1024
MOST_BYTES = 20 * 1024 * 1024
"""Of all files of one POST together: handouts and answers of accreditors are smaller."""
FORGET = "forget-pending"
"""The query parameter that discards what was kept and leads back to the form."""
CONFIRMS = "_pending"
"""The field by which the offered form says what it confirms, so that it gets the kept files."""
_SESSION_KEY = "providers.pending"
_log = logging.getLogger(__name__)
_PREFIX = "pending-"
_NOT_SHOWN = {"csrfmiddlewaretoken", "action", "index", "select_across", "next"}


@dataclass(frozen=True)
class PendingPost:
    """One submission: where it goes, its fields, and its files (field, name, type, place).

    `lost` is the sentence that says why nothing of it was kept; "" if all was.
    """

    key: str
    path: str
    fields: list[tuple[str, str]]
    files: list[tuple[str, str, str, str]]
    lost: str

    @property
    def readable(self) -> list[tuple[str, str]]:
        """The (label, value) pairs a person typed or chose, without technical fields."""
        return [
            (name.replace("_", " ").replace("-", " ").capitalize(), value)
            for name, value in [*self.fields, *((field, name) for field, name, *_ in self.files)]
            if value and name not in _NOT_SHOWN and not name.startswith("_")
        ]

    @property
    def chosen(self) -> int:
        """The number of rows selected in an admin list; 0 if it is not about a list."""
        return sum(name == "_selected_action" for name, _ in self.fields)


def ask_for_proof(request: HttpRequest) -> HttpResponse:
    """Keep the data of a POST, and redirect to the second factor, which leads back here."""
    here = request.get_full_path()
    if request.method == "POST":
        _claim(request)
        _keep(request, here)
    return redirect(reverse("accounts:second-factor", query={"next": here}))


def offer_pending_post(request: HttpRequest) -> HttpResponse | None:
    """Return the page that offers what was kept for this URL; None if there is nothing.

    Call it only after checking that the second factor is fresh. A POST discards what was kept; the one
    that confirms it gets its files in `request.FILES`, as if they had been chosen again.
    """
    kept: dict[str, Any] = request.session.get(_SESSION_KEY, {})
    ours = kept and kept["user"] == request.user.pk and kept["path"] == request.get_full_path()
    if FORGET in request.GET:
        _claim(request)
        return redirect(kept["back"] if kept else request.path)
    if ours and request.method == "POST":
        _claim(request)
    elif ours and time.time() - kept["at"] <= PENDING_SECONDS:
        return _page(request, _pending(kept))
    return None


def purge_kept_files() -> int:
    """Delete the files of POSTs that nobody confirmed in time; return how many."""
    return private_files.remove_older(_PREFIX, timezone.now() - timedelta(seconds=PENDING_SECONDS))


def _keep(request: HttpRequest, here: str) -> None:
    files = [(name, file) for name, each in request.FILES.lists() for file in each]
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in {"csrfmiddlewaretoken", CONFIRMS}
        for value in values
    ]
    too_large = (
        sum(len(name) + len(value) for name, value in fields) > MOST_CHARACTERS
        or sum(file.size or 0 for _, file in files) > MOST_BYTES
    )
    kept: list[tuple[str, str, str, str]] = []
    lost = "What you sent was too large to be kept." if too_large else ""
    try:
        for name, file in [] if too_large else files:
            place = f"{_PREFIX}{secrets.token_hex(16)}"
            private_files.keep(place, file)
            kept.append((name, file.name or "file", file.content_type or "", place))
    except OSError:  # a full disk, or a folder that is away
        _log.exception("The files of a POST that waits for a second factor cannot be stored.")
        lost = "The server could not store the file that you sent."
    request.session[_SESSION_KEY] = {
        "user": request.user.pk,
        "at": time.time(),
        "path": here,
        "back": _back(request),
        "key": secrets.token_hex(8),
        "fields": [] if lost else fields,
        "files": kept,
        "lost": lost,
    }


def _pending(kept: dict[str, Any]) -> PendingPost:
    fields = [(name, value) for name, value in kept["fields"]]
    files = [(field, name, kind, place) for field, name, kind, place in kept["files"]]
    return PendingPost(kept["key"], kept["path"], fields, files, kept.get("lost", ""))


def _claim(request: HttpRequest) -> None:
    """Forget what is kept; if this POST confirms it, with its files in `request.FILES`."""
    kept = request.session.pop(_SESSION_KEY, None)
    if not kept:
        return
    confirms = kept["user"] == request.user.pk and request.POST.get(CONFIRMS) == kept["key"]
    for field, name, kind, place in kept["files"]:
        # Purged, or the storage is away: then the form says that its file is missing.
        with suppress(OSError, InvalidToken):
            if confirms:
                content = private_files.read(place)
                request.FILES.appendlist(field, SimpleUploadedFile(name, content, kind))
        with suppress(OSError):  # then `purge_kept_files` does
            private_files.remove(place)


def _back(request: HttpRequest) -> str:
    """Return the page with the form, from the Referer header if it is on this site, else this path."""
    here = f"{request.scheme}://{request.get_host()}"
    came_from = request.headers.get("Referer", "").removeprefix(here)
    return came_from if is_own_path(came_from) else request.path


def _page(request: HttpRequest, pending: PendingPost) -> HttpResponse:
    shown = admin.site.each_context(request) | {
        "title": "Send it again" if pending.lost else "Send what you entered?",
        "pending": pending,
        "confirms": CONFIRMS,
        "forget": FORGET,
    }
    return render(request, "providers/pending_post.html", shown)
