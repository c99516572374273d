"""The post-test: terms before it starts, every answer saved, the result explained."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.guard import learner_form, reopened
from accounts.requests import SignedInRequest, acting_user, refusals_as_messages
from progress.errors import NotEligible
from progress.forms.attempt import AttemptForm, WhichAttemptForm, WhichResultForm
from progress.models import Attempt
from progress.pages import post_test_page
from progress.services.attempts import (
    AttemptHistory,
    history_of,
    open_attempt,
    save_answers,
    submit_attempt,
)
from progress.services.test_paper import paper_of
from progress.status import CreditStatus
from progress.views.access import standing_or_404


@learner_form(untyped={"attempt", "later"})
def test(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show the current state of the learner's test; a POST starts, saves or submits an attempt."""
    status = standing_or_404(user=request.user, slug=slug, now=timezone.now())
    missing = [] if status.passed or status.exhausted else status.missing_before("test")
    if missing or status.enrolment is None:
        context = {"status": status, "course": status.course, "missing": missing}
        code = 409 if request.method == "POST" else 200
        return render(request, "progress/test_locked.html", context, status=code)
    if request.method != "POST":
        history = history_of(status.enrolment)
        wanted = _submitted_or_404(request, history) if "attempt" in request.GET else None
        template, context = post_test_page(status, history, attempt=wanted)
        if isinstance(form := context.get("form"), AttemptForm) and history.open:
            reopened(request, form, attempt=history.open.pk)
        return render(request, template, context)
    if "attempt" in request.POST:
        return _hand_in(request, status)
    with refusals_as_messages(request):
        open_attempt(enrolment=status.enrolment, now=status.now)
    return redirect("progress:test", slug=slug)


@require_POST
def save_answer(request: HttpRequest, slug: str) -> HttpResponse:
    """Save the answers that a page sends as they are given; the response never says whether one is right."""
    if not request.user.is_authenticated:
        return _refused("signed_out", _("You’re signed out."), 401)
    attempt = _own_attempt_or_404(request, slug)
    form = AttemptForm(request.POST, items=paper_of(attempt), partial=True)
    if not form.is_valid():
        return _refused("unknown_choice", _("That answer isn’t one of this test’s."), 400)
    try:
        answered = save_answers(attempt=attempt, answers=form.answers, now=timezone.now())
    except NotEligible as refusal:
        return _refused(refusal.code, refusal.message, 409)
    return JsonResponse({"answered": answered, "questions": len(form.items)})


def _hand_in(request: HttpRequest, status: CreditStatus) -> HttpResponse:
    attempt = _own_attempt_or_404(request, status.course.slug)
    partial = "later" in request.POST
    form = AttemptForm(request.POST, items=paper_of(attempt), partial=partial)
    complete = form.is_valid()
    try:
        if complete and not partial:
            submit_attempt(attempt=attempt, answers=form.answers, now=status.now)
            return redirect("progress:test", slug=status.course.slug)
        save_answers(attempt=attempt, answers=form.answers, now=status.now)
    except NotEligible as refusal:
        messages.error(request, refusal.message)
        return redirect("progress:test", slug=status.course.slug)
    if partial:
        messages.success(request, _("Your answers are saved. Continue whenever you like."))
        return redirect("dashboard")
    page = post_test_page(status, history_of(attempt.enrolment), attempt=attempt, form=form)
    return render(request, *page, status=400)


def _own_attempt_or_404(request: HttpRequest, slug: str) -> Attempt:
    which = WhichAttemptForm(request.POST)
    attempts = Attempt.objects.select_related("enrolment", "assessment").filter(
        enrolment__user=acting_user(request), enrolment__course__slug=slug
    )
    return get_object_or_404(attempts, pk=which.cleaned_data["attempt"] if which.is_valid() else 0)


def _submitted_or_404(request: HttpRequest, history: AttemptHistory) -> Attempt:
    which = WhichResultForm(request.GET)
    number = which.cleaned_data["attempt"] if which.is_valid() else 0
    for attempt in history.submitted:
        if attempt.number == number:
            return attempt
    raise Http404


def _refused(code: str, message: str, status: int) -> JsonResponse:
    return JsonResponse({"code": code, "message": message}, status=status)
