"""The access check and the layout of every staff page."""

from collections.abc import Callable, Collection
from functools import partial, wraps
from typing import Any, Concatenate

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.kept_posts import is_lost
from accounts.requests import StaffRequest
from accounts.second_factor import fresh_minutes, is_fresh, opens_staff_pages
from providers.pending_post import ask_for_proof, keep_for_owner, offer_pending_post
from providers.rights import Right, may

type View[**P] = Callable[Concatenate[HttpRequest, P], Any]
type StaffView[**P] = Callable[Concatenate[StaffRequest, P], Any]


def staff_page[**P](
    right: Right, *, fresh: bool = False, methods: Collection[str] = ("GET", "HEAD")
) -> Callable[[StaffView[P]], View[P]]:
    """Open a page to staff with a verified second factor and `right` at some provider; 404 without the right.

    The view itself must check which provider, with `course_or_404` or similar. `fresh`, for what cannot
    be undone: page and actions need a second factor verified within the last minutes. A POST sent too late,
    or without its session, is kept and offered again afterwards (`providers.pending_post`). Other `methods`
    get a 405 that says so.
    """

    def decorate(view: StaffView[P]) -> View[P]:
        when_lost = partial(keep_for_owner, may_send=lambda user: may(user, right))

        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> Any:
            if is_lost(request):
                return when_lost(request)
            if not request.user.is_authenticated:
                return redirect(reverse("account_login", query={"next": request.get_full_path()}))
            if not may(request.user, right):
                raise Http404
            if not opens_staff_pages(request) or (fresh and not is_fresh(request)):
                return ask_for_proof(request)
            if offer := offer_pending_post(request):
                return offer
            if request.method not in methods:
                return _not_this_way(request, methods)
            return view(request, *args, **kwargs)

        # Both are read by tests/test_access_matrix.py.
        guarded.right, guarded.fresh = right, fresh  # type: ignore[attr-defined]
        # Read by `portal.views.csrf_failure`.
        guarded.when_lost = when_lost  # type: ignore[attr-defined]
        return guarded

    return decorate


def staff_form[**P](right: Right, *, fresh: bool = False) -> Callable[[StaffView[P]], View[P]]:
    """Like `staff_page`, for a page that also accepts POST."""
    return staff_page(right, fresh=fresh, methods=("GET", "HEAD", "POST"))


def staff_action[**P](right: Right, *, fresh: bool = False) -> Callable[[StaffView[P]], View[P]]:
    """Like `staff_page`, for POST only: the action of a button on another page."""
    return staff_page(right, fresh=fresh, methods=("POST",))


def _not_this_way(request: HttpRequest, methods: Collection[str]) -> HttpResponse:
    page = render_staff(
        request, "providers/only_by_button.html", title="Nothing was done", status=405
    )
    page["Allow"] = ", ".join(methods)
    return page


def render_staff(
    request: HttpRequest,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    title: str,
    status: int = 200,
) -> HttpResponse:
    """Render a staff page in the admin's layout with its menu; status 400 if its `form` has errors.

    `proof_minutes` is what `providers/_proof_note.html` says beside buttons that ask for a fresh proof.
    """
    known = {"title": title, "proof_minutes": fresh_minutes(request)}
    shown = admin.site.each_context(request) | known | (context or {})
    if getattr(shown.get("form"), "errors", None):
        status = 400
    return render(request, template, shown, status=status)
