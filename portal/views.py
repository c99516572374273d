"""Pages that combine several apps, and the portal's own pages."""

import sys

from django.contrib.auth.decorators import login_required
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views import defaults
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.adapter import demand_recent_proof
from accounts.kept_posts import owner_of
from accounts.requests import SignedInRequest
from accounts.strangers import kept_for_strangers, mark_for_strangers
from accounts.waiting_codes import answer_lost_session
from analytics.services.page_views import count_page_views
from courses.models import Course
from courses.richtext import render_markdown
from portal.account_page import account_lines
from portal.context import current_installation, current_safety
from portal.dashboard_page import dashboard_page
from portal.home_page import SHOWN, home_page
from portal.my_data import data_of
from portal.outage import is_of_database
from progress.pages import course_page
from progress.services.enrolments import enrolment_of
from progress.status import CreditStatus


@kept_for_strangers
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the home page: what the portal is, its first courses, and the one to go to now."""
    return render(request, "portal/home.html", home_page(request, timezone.now()))


@kept_for_strangers
@require_safe
def course(request: HttpRequest, slug: str) -> HttpResponse:
    """Show everything to read before starting a course; to a learner, also what is left to do."""
    found = get_object_or_404(Course.objects.ever_published().with_front_matter(), slug=slug)
    now = timezone.now()
    status: CreditStatus | None = None
    if request.user.is_authenticated:
        enrolment = enrolment_of(user=request.user, course=found)
        status = CreditStatus(found, request.user, enrolment, now)
    if found.retired_at and not (status and status.started):  # Learners who began it keep access.
        raise Http404
    if _is_a_view(request):
        count_page_views({found.pk: 1})
    response = render(request, *course_page(found, status, now=now))
    return mark_for_strangers(request, response, views_of=found.pk)


def _is_a_view(request: HttpRequest) -> bool:
    """Say whether this counts as a page view: not for browser prefetching, nor for staff."""
    ahead = "prefetch" in request.headers.get("Sec-Purpose", "")
    seen = hasattr(request, "impersonated")
    staff = seen or (request.user.is_authenticated and request.user.is_staff)
    return request.method == "GET" and not ahead and not staff


@login_required
@require_safe
def dashboard(request: SignedInRequest) -> HttpResponse:
    """Show what this learner has in progress, has completed and has not started, and the next action."""
    return render(request, "portal/dashboard.html", dashboard_page(request, timezone.now()))


@login_required
@require_safe
def account(request: SignedInRequest) -> HttpResponse:
    """Show each part of the account with how it stands, and lead to the page that changes it."""
    return render(request, "portal/account.html", {"parts": account_lines(request.user)})


@login_required
@require_safe
def my_data(request: SignedInRequest) -> HttpResponse:
    """Show what data a person can download, and in which files."""
    return render(request, "portal/my_data.html")


@login_required
@require_safe
@never_cache
def my_data_file(request: SignedInRequest) -> HttpResponse:
    """Return all of this person's data as JSON; requires a recent reauthentication."""
    demand_recent_proof(request)
    data = data_of(request.user, now=timezone.now())
    options = {"indent": 2, "ensure_ascii": False}
    response = JsonResponse(data, encoder=DjangoJSONEncoder, json_dumps_params=options)
    response["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response


@kept_for_strangers
@require_safe
def text_page(request: HttpRequest, name: str) -> HttpResponse:
    """Show Help, Privacy or Accessibility: our text, plus what the installation adds to it."""
    context: dict[str, object] = {"extra": render_markdown(getattr(current_installation(), name))}
    if name == "help":
        # Each course has its page on which another format is asked for.
        context["courses"] = Course.objects.in_catalogue()[:SHOWN]
    return render(request, f"portal/{name}.html", context)


def _is_for_a_script(request: HttpRequest) -> bool:
    """Whether one of our scripts asks: it takes only JSON with a code for the portal's own word."""
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that there is no such page."""
    if _is_for_a_script(request):
        return JsonResponse({"code": "not_found"}, status=404)
    return defaults.page_not_found(request, exception)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say what to do when a form's CSRF token is missing or expired; never act on what it sends.

    A form of ours, sent from our page by an older session than the browser has now, goes the way of all
    forms whose session is gone (`accounts.guard`); a code leads to where another is sent. One from another
    site must not even get a session here: its cookie would take the place of the visitor's own.
    """
    if _is_for_a_script(request):
        return JsonResponse({"code": "csrf"}, status=403)
    # So begin Django's reasons where the token is wrong, and neither Origin nor Referer are.
    if not reason.startswith("CSRF "):
        return render(request, "403_csrf.html", status=403)
    view = getattr(request.resolver_match, "func", None)
    table = getattr(view, "model_admin", None)
    when_lost = getattr(table.admin_site if table else view, "when_lost", None)
    if when_lost and owner_of(request) is not None:
        answer: HttpResponse = when_lost(request)
        return answer
    return answer_lost_session(request) or render(request, "403_csrf.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer a request that failed: 503 in calm words if the database could not answer it, else 500.

    Django calls this for an exception of any middleware or view, still inside its `except`.
    """
    if not is_of_database(sys.exception()):
        current_safety()  # The page itself asks no database: a process's first page may be this one.
        return defaults.server_error(request)
    response: HttpResponse
    # What our scripts send, beats too; they keep it and send it again.
    if request.content_type in {"application/json", "text/plain"}:
        response = JsonResponse({"code": "unavailable"}, status=503)
    else:
        # Without the request: its user, session and messages are in the database.
        page = render_to_string("503.html", {"sent": request.method == "POST"})
        response = HttpResponse(page, status=503)
    add_never_cache_headers(response)
    response["Retry-After"] = "15"
    return response
