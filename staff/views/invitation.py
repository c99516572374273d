"""The page that an invitation's link opens: who invites whom to what, and “Accept”."""

import pghistory
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.errors import Refused
from accounts.requests import acting_user
from staff.models import Invitation
from staff.services.invitations import accept, invitation_of, is_for, refuse_unless_open

_PAGE = "staff/invitation.html"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def open_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show the invitation; a POST of its address's owner accepts it. Search engines must not index it."""
    response = _answer(request, token)
    response["X-Robots-Tag"] = "noindex"
    return response


def _answer(request: HttpRequest, token: str) -> HttpResponse:
    invitation = invitation_of(token)
    if invitation is None:
        return render(request, _PAGE, status=404)
    try:
        refuse_unless_open(invitation, now=timezone.now())
        if request.method == "POST" and request.user.is_authenticated:
            return _accept(request, invitation)
    except Refused as refusal:
        shown = {"invitation": invitation, "refusal": refusal}
        return render(request, _PAGE, shown, status=410)

    shown = {
        "invitation": invitation,
        "is_theirs": request.user.is_authenticated and is_for(invitation, request.user),
    }
    return render(request, _PAGE, shown)


def _accept(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    user = acting_user(request)
    # Not below /admin/, where the middleware records who acts.
    with pghistory.context(user=user.pk, url=request.path):
        accept(invitation_id=invitation.pk, user=user, now=timezone.now())
    messages.success(request, f"Welcome. You work with {invitation.provider} now.")
    return redirect("admin:index")
