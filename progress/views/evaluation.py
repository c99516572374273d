"""The evaluation: asked once, stored without a name, with no draft saved anywhere."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.guard import learner_form
from accounts.requests import SignedInRequest
from progress.errors import NotEligible
from progress.forms.evaluation import EvaluationForm
from progress.models import Enrolment
from progress.pages import evaluation_page
from progress.services.evaluations import submit_evaluation
from progress.status import CreditStatus
from progress.views.access import standing_or_404


@learner_form(on_device=True)
def evaluation(request: SignedInRequest, slug: str) -> HttpResponse:
    """Ask for the evaluation once the test is passed, or say what is missing; a POST sends it."""
    status = standing_or_404(user=request.user, slug=slug, now=timezone.now())
    posted, enrolment = request.method == "POST", status.enrolment
    if posted and enrolment and (status.evaluated or not status.missing_before("evaluation")):
        return _send(request, status, enrolment)
    return render(request, *evaluation_page(status), status=409 if posted else 200)


def _send(request: HttpRequest, status: CreditStatus, enrolment: Enrolment) -> HttpResponse:
    form = EvaluationForm(request.POST, version=enrolment.evaluation_form)
    if not status.evaluated and not form.is_valid():
        return render(request, *evaluation_page(status, form), status=400)
    try:
        sent = not status.evaluated and submit_evaluation(
            enrolment=enrolment, answers=form.answers, now=status.now
        )
    except NotEligible as refusal:
        messages.error(request, refusal.message)
        return redirect("progress:evaluation", slug=status.course.slug)
    if not sent:
        messages.info(request, _("We already have your evaluation. Nothing was changed."))
        return redirect("progress:evaluation", slug=status.course.slug)
    messages.success(request, _("Thank you. We received your evaluation."))
    return redirect("certificates:claim", slug=status.course.slug)
