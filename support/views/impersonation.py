"""Start and stop seeing the site as a learner; what happens in between is up to the middleware."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from accounts.requests import StaffRequest, refusals_at, sent
from providers.guard import render_staff, staff_action, staff_form
from providers.rights import Right
from support.access import learner_or_404
from support.forms.learners import ReasonForm
from support.services.impersonation import SESSION_KEY, Impersonation, note_end, start_impersonation
from support.views.action_page import SupportAction, crumbs_to

SEE = SupportAction(
    "View the site as this learner",
    "For half an hour you see their course pages and dashboard, and can only read: no form is sent,"
    " nothing counts as watched. Every page is logged. The learner gets an email.",
    "View the site as this learner",
    "You are viewing the site as this learner.",
)


@staff_form(Right.HELP_LEARNERS)
def start(request: StaffRequest, user_id: int) -> HttpResponse:
    """Ask why; then show the learner's dashboard."""
    learner = learner_or_404(request, user_id, Right.HELP_LEARNERS)
    form = ReasonForm(sent(request))
    if form.is_valid():
        with refusals_at(form):
            impersonation = start_impersonation(
                staff=request.user,
                learner=learner,
                reason=form.cleaned_data["reason"],
                now=timezone.now(),
            )
            request.session[SESSION_KEY] = impersonation.as_json()
            return redirect("dashboard")
    context = {"learner": learner, "action": SEE, "form": form, "crumbs": crumbs_to(learner)}
    return render_staff(request, "support/learner/action.html", context, title=SEE.title)


@staff_action(Right.HELP_LEARNERS)
def stop(request: StaffRequest) -> HttpResponse:
    """End it and redirect to the learner's staff page, or to the search if none was running."""
    kept = request.session.pop(SESSION_KEY, None)
    if kept is None:
        return redirect("support:learners")
    impersonation = Impersonation.from_json(kept)
    note_end(staff=request.user, impersonation=impersonation)
    messages.success(request, "You are viewing the site as yourself again.")
    return redirect("support:learner", user_id=impersonation.learner_id)
