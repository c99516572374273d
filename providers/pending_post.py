"""POSTs that needed a fresh second factor: kept, and offered again once it is verified, never replayed.

Somebody who typed a reason for six minutes must not lose it. But a redirect must never do anything
irreversible: after verification, a page shows what was typed and asks for confirmation.
"""

import time
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.input import is_own_path

PENDING_SECONDS = 15 * 60
MOST_CHARACTERS = 64 * 1024
FORGET = "forget-pending"
"""The query parameter that discards what was kept and leads back to the form."""
_SESSION_KEY = "providers.pending_post"
_NOT_SHOWN = {"csrfmiddlewaretoken", "action", "index", "select_across", "next"}


@dataclass(frozen=True)
class PendingPost:
    """One submission: its URL, its fields, and whether it had files, which are not kept."""

    path: str
    fields: list[tuple[str, str]]
    had_files: bool

    @property
    def readable(self) -> list[tuple[str, str]]:
        """The (label, value) pairs a person typed or chose, without technical fields."""
        return [
            (name.replace("_", " ").replace("-", " ").capitalize(), value)
            for name, value in self.fields
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
        _keep(request, here)
    return redirect(reverse("accounts:second-factor", query={"next": here}))


def offer_pending_post(request: HttpRequest) -> HttpResponse | None:
    """Return the page that offers what was kept for this URL; None if there is nothing.

    Call it only after checking that the second factor is fresh. A POST discards what was kept.
    """
    pending: dict[str, Any] = request.session.get(_SESSION_KEY, {})
    old = time.time() - pending.get("at", 0) > PENDING_SECONDS
    if not pending or old or pending["user"] != request.user.pk:
        return redirect(request.path) if FORGET in request.GET else None
    if FORGET in request.GET:
        del request.session[_SESSION_KEY]
        return redirect(pending["back"])
    if pending["path"] != request.get_full_path():
        return None
    if request.method == "POST":
        del request.session[_SESSION_KEY]
        return None
    return _page(
        request,
        PendingPost(pending["path"], [*map(tuple, pending["fields"])], pending["had_files"]),
    )


def _keep(request: HttpRequest, here: str) -> None:
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken"
        for value in values
    ]
    if sum(len(name) + len(value) for name, value in fields) > MOST_CHARACTERS:
        return
    request.session[_SESSION_KEY] = {
        "user": request.user.pk,
        "at": time.time(),
        "path": here,
        "back": _back(request),
        "fields": fields,
        "had_files": bool(request.FILES),
    }


def _back(request: HttpRequest) -> str:
    """Return the page with the form, from the Referer header if it is on this site, else this path."""
    here = f"{request.scheme}://{request.get_host()}"
    came_from = request.headers.get("Referer", "").removeprefix(here)
    return came_from if is_own_path(came_from) else request.path


def _page(request: HttpRequest, pending: PendingPost) -> HttpResponse:
    title = "Send what you typed?"
    shown = admin.site.each_context(request) | {
        "title": title,
        "pending": pending,
        "forget": FORGET,
    }
    return render(request, "providers/pending_post.html", shown)
