"""Two accounts of one person: the learner asks for them to be joined, staff compare them or decline."""

import time
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.code_pages import PROVEN_SESSION_KEY
from accounts.paging import page_of
from accounts.requests import SignedInRequest, StaffRequest, refusals_as_messages, sent
from providers.guard import render_staff, staff_form, staff_page
from providers.rights import Right
from support.forms.learners import ReasonForm
from support.services import joining
from support.views.action_page import SupportAction, action_page

DECLINE = SupportAction(
    "Decline to join two accounts",
    "Both accounts stay as they are. The learner gets your reason by email.",
    "Decline",
    "Declined. The learner gets an email.",
)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def join(request: SignedInRequest) -> HttpResponse:
    """Offer to ask for the other account, whose address was proven here a moment ago, to be joined to this one."""
    proven: dict[str, Any] = request.session.get(PROVEN_SESSION_KEY, {})
    fresh = time.time() - proven.get("at", 0) <= settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    other = joining.account_with(proven["email"], but=request.user) if fresh else None
    if other is None:
        messages.info(request, _("Add the address first, then enter the code we email to it."))
        return redirect("account_email")
    if request.method != "POST":
        context = {"address": proven["email"], "closed": not other.is_active}
        return render(request, "support/join.html", context)
    with refusals_as_messages(request):
        joining.ask_join(asked_by=request.user, address=proven["email"], now=timezone.now())
        messages.success(request, _("We have your request. We’ll email you when it is answered."))
    del request.session[PROVEN_SESSION_KEY]
    return redirect("account_email")


@staff_page(Right.HELP_LEARNERS)
def join_requests(request: StaffRequest) -> HttpResponse:
    """List the open requests to join two accounts."""
    page = page_of(request, joining.open_requests(request.user))
    context = {"page": page, "rows": joining.rows_for(request.user, list(page))}
    return render_staff(request, "support/join_requests.html", context, title="Accounts to join")


@staff_form(Right.HELP_LEARNERS)
def decline_join(request: StaffRequest, join_request_id: int) -> HttpResponse:
    """Decline a request, with the reason that the learner reads."""
    asked = get_object_or_404(joining.open_requests(request.user), pk=join_request_id)
    form = ReasonForm(sent(request))
    form.fields["reason"].help_text = "The learner reads it. No health information, please."

    def do() -> None:
        reason = form.cleaned_data["reason"]
        joining.decline_join(request=asked, staff=request.user, reason=reason, now=timezone.now())

    [row] = joining.rows_for(request.user, [asked])
    return action_page(request, learner=row.learner, action=DECLINE, form=form, do=do)
