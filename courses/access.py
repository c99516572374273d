"""What staff may do, and for which providers: the one place that every page of the desk asks.

A superuser is the administrator of the installation and may do everything everywhere. Everyone else
has a role at each provider they work for, and sees nothing of the others: to them it is 404.
"""

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any, Concatenate, cast
from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from accounts.models import User
from accounts.second_factor import is_fresh, opens_desk
from courses.kept import ask_for_proof, offer_kept
from courses.models import Course, Membership, Provider


class Right(StrEnum):
    """One thing that staff may do at a provider."""

    SEE_COURSES = "see-courses"  # open the editor read-only, preview
    AUTHOR = "author"  # write courses, people, video, questions; ask for publishing
    APPROVE = "approve"  # approve publishing and exceptions that somebody else asked for
    SEE_REPORTS = "see-reports"  # aggregates: funnels, item analysis, evaluations
    SEE_LEARNERS = "see-learners"  # find a person and read their timeline
    HELP_LEARNERS = "help-learners"  # resend, correct, close, see as, ask for an exception, merge
    CREDIT = "credit"  # supersede and revoke certificates, import history
    EXPORT = "export"  # report credit to accreditors and boards
    TEAM = "team"  # invite staff, change roles, reset a lost factor
    AUDIT = "audit"  # read the audit trail
    ADMINISTER = "administer"  # add providers: no role's, only the administrator's


_SEE = {Right.SEE_COURSES, Right.SEE_REPORTS}
RIGHTS: dict[str, frozenset[Right]] = {
    Membership.Role.OWNER: frozenset(Right) - {Right.ADMINISTER},
    Membership.Role.MANAGER: frozenset(
        _SEE | {Right.AUTHOR, Right.SEE_LEARNERS, Right.HELP_LEARNERS, Right.CREDIT, Right.EXPORT}
    ),
    Membership.Role.REVIEWER: frozenset(_SEE | {Right.APPROVE}),
    Membership.Role.SUPPORT: frozenset(
        {Right.SEE_COURSES, Right.SEE_LEARNERS, Right.HELP_LEARNERS, Right.CREDIT}
    ),
    Membership.Role.VIEWER: frozenset({Right.SEE_REPORTS}),
}


def rights_of(user: Any) -> dict[int, frozenset[Right]]:
    """Return provider id → rights; one statement for each user object, which lives as long as a request."""
    # Not by __dict__: request.user is a lazy wrapper, which has one of its own.
    if not hasattr(user, "_rights"):
        rows = Membership.objects.filter(user=user.pk) if user.is_staff and user.is_active else []
        user._rights = {row.provider_id: RIGHTS[row.role] for row in rows}
    rights: dict[int, frozenset[Right]] = user._rights
    return rights


def may(user: Any, right: Right, provider: Provider | int | None = None) -> bool:
    """Say whether `user` has `right` at `provider`; without one, at any."""
    if not user.is_authenticated or not user.is_staff or not user.is_active:
        return False
    if user.is_superuser:
        return True
    rights = rights_of(user)
    if provider is None:
        return any(right in each for each in rights.values())
    key = provider.pk if isinstance(provider, Provider) else provider
    return right in rights.get(key, frozenset())


def providers_with(user: Any, right: Right) -> "QuerySet[Provider]":
    """Return the providers at which `user` has `right`."""
    if user.is_superuser and user.is_staff and user.is_active:
        return Provider.objects.all()
    if not user.is_authenticated:
        return Provider.objects.none()
    keys = [key for key, rights in rights_of(user).items() if right in rights]
    return Provider.objects.filter(pk__in=keys)


def courses_with(user: Any, right: Right) -> "QuerySet[Course]":
    """Return the courses of those providers, with series and provider."""
    own = Course.objects.filter(series__provider__in=providers_with(user, right))
    return own.select_related("series__provider")


def course_or_404(request: HttpRequest, slug: str, right: Right) -> Course:
    """Return a course at whose provider this member of staff has `right`, else 404."""
    return get_object_or_404(courses_with(request.user, right), slug=slug)


type View[**P] = Callable[Concatenate[HttpRequest, P], Any]


def staff_page[**P](right: Right, *, fresh: bool = False) -> Callable[[View[P]], View[P]]:
    """Open a page to staff who proved a second factor and have `right` at any provider; 404 to the others.

    Which provider, the view asks by `course_or_404` and its like. `fresh`: the page opens, and acts,
    only within minutes of a proof, for what cannot be undone. What is sent too late is kept, and offered
    again after the proof (`courses.kept`).
    """

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> Any:
            if not request.user.is_authenticated:
                return redirect(f"{reverse('account_login')}?{_next(request)}")
            if not may(request.user, right):
                raise Http404
            if not opens_desk(request) or (fresh and not is_fresh(request)):
                return ask_for_proof(request)
            return offer_kept(request) or view(request, *args, **kwargs)

        # Both are read by tests/test_access_matrix.py.
        guarded.right, guarded.fresh = right, fresh  # type: ignore[attr-defined]
        return guarded

    return decorate


def render_staff(
    request: HttpRequest,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    title: str,
    status: int = 200,
) -> HttpResponse:
    """Draw a page of the desk, in the admin's frame with its menu."""
    shown = admin.site.each_context(request) | {"title": title} | (context or {})
    return render(request, template, shown, status=status)


def actor_of(request: HttpRequest) -> User:
    """Return who is signed in, as services want them; the page's guard has seen to it that somebody is."""
    return cast(User, request.user)


def _next(request: HttpRequest) -> str:
    return urlencode({"next": request.get_full_path()})
