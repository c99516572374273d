"""While staff see the site as a learner: which pages open, as which user, and that nothing can be sent."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.models import User
from accounts.second_factor import opens_staff_pages
from courses.models import Course
from providers.rights import Right, providers_with
from support.services.impersonation import SESSION_KEY, Impersonation, note_end, note_page

Handler = Callable[[HttpRequest], HttpResponse]

# The learner's own pages. All others are refused: accounts, certificates, and any that are added later.
PAGES = {
    "home",
    "dashboard",
    "course",
    "help",
    "privacy",
    "accessibility",
    "courses:list",
    "video:transcript",
    "video:transcript-file",
    "progress:learn",
    "progress:test",
    "progress:evaluation",
    "progress:accommodation",
    "certificates:claim",
}
# Files and health checks without personal data: the session is not even read.
IMPERSONAL = {"video:media", "video:captions", "video:chapters", "video:descriptions"}
IMPERSONAL |= {"healthz", "readyz", "workerz"}
# Always open, as the staff member.
ALWAYS = {"support:stop-impersonating", "account_logout"}


class ImpersonationMiddleware:
    """Show a learner's pages to staff who asked to see them, read-only, and log each.

    Runs after authentication: only the view gets the learner as `request.user`, and only for GET and
    HEAD. It ends when the role or the second factor is lost, or the time is up.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        name = request.resolver_match.view_name if request.resolver_match else ""
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or name in IMPERSONAL:
            return None
        kept = request.session.get(SESSION_KEY)
        if kept is None or name in ALWAYS:
            return None
        impersonation = Impersonation.from_json(kept)
        learner = _learner(impersonation)
        if not request.user.is_authenticated:
            return None
        if learner is None or not _may_go_on(request, impersonation):
            return _end(request, impersonation)
        request.impersonation = impersonation  # type: ignore[attr-defined]
        if request.method not in {"GET", "HEAD"}:
            return _refuse(request, learner, "sent")
        if request.path_info.startswith("/admin/"):
            return None
        provider = _provider_of(impersonation, kwargs.get("slug"))
        if name not in PAGES or provider is None:
            return _refuse(request, learner, "closed")
        staff = User.objects.get(pk=request.user.pk)
        note_page(staff=staff, learner=learner, provider=provider, path=request.path)
        request.impersonated = learner  # type: ignore[attr-defined]
        request.user = learner
        return None


def _learner(impersonation: Impersonation) -> User | None:
    people = User.objects.filter(pk=impersonation.learner_id, is_active=True, is_staff=False)
    return people.filter(is_superuser=False).first()


def _may_go_on(request: HttpRequest, impersonation: Impersonation) -> bool:
    if timezone.now() > impersonation.until or not opens_staff_pages(request):
        return False
    mine = providers_with(request.user, Right.HELP_LEARNERS).values_list("pk", flat=True)
    return set(impersonation.providers) <= set(mine)


def _end(request: HttpRequest, impersonation: Impersonation) -> HttpResponse:
    request.session.pop(SESSION_KEY, None)
    note_end(staff=User.objects.get(pk=request.user.pk or 0), impersonation=impersonation)
    return redirect("support:learner", user_id=impersonation.learner_id)


def _provider_of(impersonation: Impersonation, slug: str | None) -> int | None:
    """Return the provider that the page belongs to; None for a course of another one."""
    if slug is None:
        return impersonation.providers[0]
    courses = Course.objects.filter(series__provider__in=impersonation.providers, slug=slug)
    return courses.values_list("series__provider", flat=True).first()


def _refuse(request: HttpRequest, learner: User, why: str) -> HttpResponse:
    request.impersonated = learner  # type: ignore[attr-defined]
    return render(request, "support/impersonation_refused.html", {"why": why}, status=403)
