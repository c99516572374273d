"""What was sent with a proof too old: pending, and offered again after the proof, never sent by itself.

Somebody who typed a reason for six minutes must not lose it. But nothing that cannot be undone happens
by a redirect: the page after the proof shows what was typed and asks for one more press.
"""

import time
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

PENDING_SECONDS = 15 * 60
MOST_CHARACTERS = 64 * 1024
FORGET = "forget-pending"
"""The parameter that drops what was kept and leads back to the form."""
_SESSION_KEY = "providers.pending_post"
_NOT_SHOWN = {"csrfmiddlewaretoken", "action", "index", "select_across", "next"}


@dataclass(frozen=True)
class PendingPost:
    """One submission: its address, its fields, and whether files could not be pending."""

    path: str
    fields: list[tuple[str, str]]
    had_files: bool

    @property
    def readable(self) -> list[tuple[str, str]]:
        """What a person typed or chose, without what only the portal understands."""
        return [
            (name.replace("_", " ").replace("-", " ").capitalize(), value)
            for name, value in self.fields
            if value and name not in _NOT_SHOWN and not name.startswith("_")
        ]

    @property
    def chosen(self) -> int:
        """How many rows of a list it is about; 0 when it is about none."""
        return sum(name == "_selected_action" for name, _ in self.fields)


def ask_for_proof(request: HttpRequest) -> HttpResponse:
    """Keep what a POST carries, and lead to the second factor and back."""
    here = request.get_full_path()
    if request.method == "POST":
        _keep(request, here)
    return redirect(reverse("accounts:second-factor", query={"next": here}))


def offer_pending_post(request: HttpRequest) -> HttpResponse | None:
    """Return the page that offers what was kept for this address; None when there is nothing.

    To be asked by a page that has just found the proof fresh. A POST takes the place of what was pending.
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
    """Return the page the form stood on, by the browser's word for it, if it is one of ours."""
    came_from = request.headers.get("Referer", "")
    safe = url_has_allowed_host_and_scheme(came_from, {request.get_host()}, request.is_secure())
    return came_from if safe else request.path


def _page(request: HttpRequest, pending: PendingPost) -> HttpResponse:
    title = "Send what you typed?"
    shown = admin.site.each_context(request) | {
        "title": title,
        "pending": pending,
        "forget": FORGET,
    }
    return render(request, "providers/pending_post.html", shown)
