"""The evaluation: asked once, kept without a name, and never drafted anywhere."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.requests import SignedInRequest
from progress.errors import NotEligible
from progress.forms.evaluation import EvaluationForm
from progress.models import Enrolment
from progress.services.evaluations import submit_evaluation
from progress.status import CreditStatus
from progress.views.access import standing_or_404


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def evaluation(request: SignedInRequest, slug: str) -> HttpResponse:
    """Ask for the evaluation once the test is passed, or say what is missing; a POST sends it."""
    status = standing_or_404(user=request.user, slug=slug, now=timezone.now())
    missing = [] if status.evaluated else status.missing_before("evaluation")
    context = {"status": status, "course": status.course, "missing": missing}
    if missing or status.enrolment is None:
        code = 409 if request.method == "POST" else 200
        return render(request, "progress/evaluation_locked.html", context, status=code)
    if request.method == "POST":
        return _send(request, status, status.enrolment)
    if status.evaluated:
        return render(request, "progress/evaluation_done.html", context)
    form = EvaluationForm(version=status.enrolment.evaluation_form)
    return render(request, "progress/evaluation.html", context | {"form": form})


def _send(request: HttpRequest, status: CreditStatus, enrolment: Enrolment) -> HttpResponse:
    form = EvaluationForm(request.POST, version=enrolment.evaluation_form)
    if not status.evaluated and not form.is_valid():
        context = {"status": status, "course": status.course, "form": form}
        return render(request, "progress/evaluation.html", context, status=400)
    try:
        sent = not status.evaluated and submit_evaluation(
            enrolment=enrolment, answers=form.answers, now=status.now
        )
    except NotEligible as refusal:
        messages.error(request, refusal.message)
        return redirect("progress:evaluation", slug=status.course.slug)
    if not sent:
        messages.info(request, "Your evaluation was received before. Nothing was changed.")
        return redirect("progress:evaluation", slug=status.course.slug)
    messages.success(request, "Thank you. Your evaluation was received.")
    return redirect("certificates:claim", slug=status.course.slug)
