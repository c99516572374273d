"""The learner's pages about reporting: optional, and never in the way of learning."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.guard import learner_form, reopened
from accounts.models import User
from accounts.requests import SignedInRequest, refusals_at, sent
from reporting.forms.identity import BoardIdForm, ConsentForm, IdentityForm, LicenceForm
from reporting.identifiers import licence_advice
from reporting.models import (
    BoardId,
    CertifyingBoard,
    Consent,
    ConsentText,
    Licence,
    ReportingDestination,
)
from reporting.services import identity as reporting


@login_required
@require_safe
def overview(request: SignedInRequest) -> HttpResponse:
    """Show where credit may be reported, what was agreed, and what is still missing."""
    user = request.user
    consents = {each.destination_id: each for each in Consent.objects.standing().filter(user=user)}
    asked_for = ReportingDestination.objects.asked_for().values("pk")
    # A consent can be withdrawn even where learners are no longer asked for one.
    shown = ReportingDestination.objects.filter(Q(pk__in=asked_for) | Q(pk__in=list(consents)))
    rows = [
        {
            "destination": destination,
            "consent": consents.get(destination.pk),
            "missing": reporting.missing_for(user=user, destination=destination),
        }
        for destination in shown
    ]
    context = {
        "rows": rows,
        "identity": reporting.identity_of(user),
        "licences": Licence.objects.filter(user=user),
        "boards": CertifyingBoard.objects.filter(enabled=True).exists(),
        "board_ids": BoardId.objects.filter(user=user).select_related("board"),
    }
    return render(request, "reporting/overview.html", context)


@learner_form(asks_again=IdentityForm.asks_again)
def identity(request: SignedInRequest) -> HttpResponse:
    """Ask for the name in two parts, NPI and day of birth; saved numbers are shown masked."""
    user = request.user
    form = IdentityForm(sent(request), identity=reporting.identity_of(user))
    form = reopened(request, form)
    if request.method == "POST" and form.is_valid():
        reporting.set_identity(user=user, **form.values())
        messages.success(request, _("Saved."))
        return redirect("reporting:overview")
    return _form_page(request, form, _("About you"), _("Save"))


@learner_form(asks_again=LicenceForm.asks_again)
def licence_add(request: SignedInRequest) -> HttpResponse:
    """Add one licence. A number that does not look like one of its state is saved, with a warning."""
    user = request.user
    form = reopened(request, LicenceForm(sent(request), initial={"state": user.state}))
    if request.method == "POST" and form.is_valid():
        with refusals_at(form, "number"):
            licence = reporting.add_licence(user=user, **form.cleaned_data)
            _advise(request, user, licence)
            return redirect("reporting:overview")
    return _form_page(request, form, _("Add a license"), _("Add license"))


def _advise(request: HttpRequest, user: User, licence: Licence) -> None:
    advice = licence_advice(
        state=licence.state, number=licence.number, is_physician=user.is_physician
    )
    if advice:
        messages.warning(request, advice)
    else:
        messages.success(request, _("License saved."))


@login_required
@require_POST
def licence_remove(request: SignedInRequest, licence_id: int) -> HttpResponse:
    """Erase one of the user's licences; somebody else's is a 404, one already gone is no error."""
    if Licence.objects.filter(pk=licence_id).exclude(user=request.user.pk).exists():
        raise Http404
    reporting.remove_licence(user=request.user, licence_id=licence_id)
    messages.success(request, _("License deleted."))
    return redirect("reporting:overview")


@learner_form(asks_again=BoardIdForm.asks_again)
def board_id(request: SignedInRequest) -> HttpResponse:
    """Save or erase the ID at one certifying board; 404 while no board is enabled."""
    if not CertifyingBoard.objects.filter(enabled=True).exists():
        raise Http404
    form = reopened(request, BoardIdForm(sent(request)))
    if request.method == "POST" and form.is_valid():
        reporting.set_board_id(user=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("reporting:overview")
    return _form_page(request, form, _("Board ID"), _("Save"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def consent(request: SignedInRequest, destination: str) -> HttpResponse:
    """Show the consent text, and record the agreement with its version and time."""
    found = get_object_or_404(ReportingDestination.objects.asked_for(), code=destination)
    user = request.user
    form = ConsentForm(sent(request))
    if request.method == "POST" and form.is_valid():
        text = ConsentText.objects.filter(pk=form.cleaned_data["text"], destination=found).first()
        with refusals_at(form):
            if text is None:
                raise Http404
            reporting.give_consent(user=user, text=text, now=timezone.now())
            said = _("You gave permission to report credit to %(name)s.")
            messages.success(request, said % {"name": found.name})
            return redirect("reporting:overview")
    context = {
        "destination": found,
        "text": found.current_text,
        "form": form,
        "standing": Consent.objects.standing().filter(user=user, destination=found).first(),
    }
    status = 400 if form.errors else 200
    return render(request, "reporting/consent.html", context, status=status)


@login_required
@require_POST
def consent_withdraw(request: SignedInRequest, destination: str) -> HttpResponse:
    """Withdraw consent at once, even for a destination that is no longer offered."""
    found = get_object_or_404(ReportingDestination, code=destination)
    if reporting.withdraw_consent(user=request.user, destination=found, now=timezone.now()):
        said = _(
            "We report nothing more to %(name)s. With the next report, we ask for the deletion of"
            " what was reported."
        )
        messages.success(request, said % {"name": found.name})
    return redirect("reporting:overview")


def _form_page(request: HttpRequest, form: object, title: str, action: str) -> HttpResponse:
    context = {"form": form, "page_title": title, "action": action}
    status = 400 if getattr(form, "errors", None) else 200
    return render(request, "reporting/form.html", context, status=status)
