"""Starting a course, and the page of its video."""

from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest
from courses.models import Course
from progress.errors import NotEligible
from progress.forms.start import StartForm
from progress.pages import before_start_page, learn_page, visitor_learn_page
from progress.services.enrolments import acknowledge_again, start_course
from progress.tokens import words_read
from progress.views.access import standing_or_404


@login_required
@require_POST
def start(request: SignedInRequest, slug: str) -> HttpResponse:
    """Record that the learner has read the front matter, and open the course."""
    course = get_object_or_404(Course.objects.published(), slug=slug)
    form = StartForm(request.POST)
    read = form.cleaned_data["front_matter"] if form.is_valid() else ""
    try:
        start_course(user=request.user, course=course, now=timezone.now(), read=read)
    except NotEligible as refusal:
        messages.error(request, refusal.message)
        return redirect(course)
    return redirect("progress:learn", slug=slug)


@login_required
@require_POST
def acknowledge(request: SignedInRequest, slug: str) -> HttpResponse:
    """Let the credit of who has begun the course follow what its page says now."""
    status = standing_or_404(user=request.user, slug=slug, now=timezone.now())
    form = StartForm(request.POST)
    read = form.cleaned_data["front_matter"] if form.is_valid() else ""
    try:
        if status.enrolment is None:
            raise status.not_started
        acknowledge_again(enrolment=status.enrolment, read=read, now=timezone.now())
        if status.course.is_sample:
            said = _("What would be awarded now follows what this page says.")
        else:
            said = _("Your credit now follows what this page says.")
        messages.success(request, said)
    except NotEligible as refusal:
        messages.error(request, refusal.message)
    return redirect(status.course)


@require_safe
def learn(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the player: to a learner with their record, to a guest with what their browser stores.

    Whoever has not started reads the front matter first. A learner's *Start* records that; a guest's leads
    back here with `?read=` and the proof of what they read, so that it needs no cookie and no script. No
    search engine may lead to a player.
    """
    response = _learn(request, slug, timezone.now())
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _learn(request: HttpRequest, slug: str, now: datetime) -> HttpResponse:
    if not request.user.is_authenticated:
        return _guest_page(request, slug, now)
    status = standing_or_404(user=request.user, slug=slug, now=now)
    if status.enrolment is None:
        return render(request, *before_start_page(status.course, status, now=now))
    return _player_page(request, *learn_page(status, status.enrolment))


def _guest_page(request: HttpRequest, slug: str, now: datetime) -> HttpResponse:
    course = get_object_or_404(Course.objects.published().with_front_matter(), slug=slug)
    video = course.current_video
    if video is None:
        return redirect(course)
    template, context = before_start_page(course, None, now=now)
    read = words_read(request.GET.get("read", ""), now=now)
    if read == context["front_matter_digest"]:
        fresh = str(context["read"])
        return _player_page(request, *visitor_learn_page(course, video, read=fresh, now=now))
    return render(request, template, context | {"outdated": read is not None})


def _player_page(request: HttpRequest, template: str, context: dict[str, object]) -> HttpResponse:
    """Render the page. Where hls.js may play, it needs `blob:` media and fetches segments by script.

    The CSP allows this only here, and only for recordings in several qualities.
    """
    if not context["qualities"]:
        return render(request, template, context)
    media = settings.SECURE_CSP["media-src"]
    policy = settings.SECURE_CSP | {"media-src": [*media, "blob:"], "connect-src": media}
    return csp_override(policy)(render)(request, template, context)
