"""POSTs of staff that came without a session or a fresh second factor: offered again once both are there.

Somebody who typed a reason for a quarter of an hour must not lose it. But a redirect must never do
anything irreversible: a page shows what was sent and asks for one more press.
"""

from collections.abc import Callable

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.guard import answer_lost
from accounts.kept_posts import CONFIRMS, KeptPost, forget, keep, kept_here, owner_of
from accounts.models import User

FORGET = "forget-pending"
"""The query parameter that discards what was kept and leads back to the form."""
_NOT_SHOWN = {"action", "index", "select_across", "next"}
_NOT_KEPT = "Nothing was done: the session in which this page was opened has ended. {} Please send it again."
_KEPT = "Nothing was done yet: you are no longer signed in. Sign in, and you can send it again."


def ask_for_proof(request: HttpRequest) -> HttpResponse:
    """Keep the data of a POST, and redirect to the second factor, which leads back here."""
    if _by_a_person(request):
        keep(request, owner=request.user.pk or 0, with_files=True)
    next_url = request.get_full_path()
    return redirect(reverse("accounts:second-factor", query={"next": next_url}))


def keep_for_owner(request: HttpRequest, may_send: Callable[[User], bool]) -> HttpResponse:
    """Keep a POST whose session is gone for the account that opened its form, if that may send it; ask to
    sign in, which leads back here.
    """
    here = request.get_full_path()
    if not _by_a_person(request):
        return redirect(reverse("account_login", query={"next": here}))
    owner = User.objects.filter(pk=owner_of(request) or 0, is_active=True).first()
    if owner is None or not may_send(owner):
        return answer_lost(request, _NOT_KEPT.format("What you sent could not be kept."))
    if refusal := keep(request, owner=owner.pk, with_files=True):
        return answer_lost(request, _NOT_KEPT.format(refusal))
    return answer_lost(request, "" if request.user.is_authenticated else _KEPT, back=here)


def offer_pending_post(request: HttpRequest) -> HttpResponse | None:
    """Return the page that offers what was kept for this URL; None if there is nothing.

    Call it only after checking that the second factor is fresh. A POST discards what was kept; the one
    that confirms it gets its files in `request.FILES`, as if they had been chosen again.
    """
    kept = kept_here(request)
    if FORGET in request.GET:
        forget(request)
        return redirect(kept.back if kept else request.path)
    if kept and request.method == "POST":
        forget(request)
    elif kept:
        return _page(request, kept)
    return None


def readable(kept: KeptPost) -> list[tuple[str, str]]:
    """Return the (label, value) pairs that a person typed or chose, without technical fields."""
    files = [(field, name) for field, name, _ in kept.files]
    return [
        (name.replace("_", " ").replace("-", " ").capitalize(), value)
        for name, value in [*kept.fields, *files]
        if value
        and name not in _NOT_SHOWN
        and not name.startswith("_")
        and not name.endswith("_FORMS")
    ]


def _by_a_person(request: HttpRequest) -> bool:
    # Drafts and previews are sent by scripts, which go on by themselves.
    pressed = request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
    return request.method == "POST" and pressed


def _page(request: HttpRequest, kept: KeptPost) -> HttpResponse:
    shown = admin.site.each_context(request) | {
        "title": "Send it again" if kept.lost else "Send what you entered?",
        "pending": kept,
        "readable": readable(kept),
        # The number of rows selected in an admin list; 0 if it is not about a list.
        "chosen": sum(name == "_selected_action" for name, _ in kept.fields),
        "confirms": CONFIRMS,
        "forget": FORGET,
    }
    return render(request, "providers/pending_post.html", shown)
