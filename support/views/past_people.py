"""A person known only from credit of a former system: what is recorded, and a wrong address corrected."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from accounts.audit import record_reading
from accounts.paging import page_of
from accounts.requests import StaffRequest, refusals_at, sent
from certificates.models import PastCredit
from certificates.services.past_credit import Readdressed
from certificates.services.transcripts import with_credit_names
from providers.guard import render_staff, staff_form, staff_page
from providers.rights import Right, may, providers_with
from support.access import learners_of
from support.forms.past_people import AddressForm
from support.services.past_people import correct_address as readdress


@staff_page(Right.SEE_LEARNERS)
def past_person(request: StaffRequest, past_credit_id: int) -> HttpResponse:
    """Show all that a provider recorded of one person before this portal, and what becomes of it."""
    row = _row_or_404(request, past_credit_id, Right.SEE_LEARNERS)
    record_reading(request.user, row, provider=row.provider_id, learner=row.learner)
    rows = PastCredit.objects.of_same_person(row).select_related("source")
    page = page_of(request, rows)
    theirs = learners_of(request.user, Right.SEE_LEARNERS).filter(past_credits=row)
    context = {
        "person": row,
        "names": sorted(set(rows.order_by().values_list("name", flat=True))),
        "page": page,
        "credits": with_credit_names(page),
        "opens_account": theirs.exists(),
        "credit": row.email and may(request.user, Right.CREDIT, row.provider_id),
        "crumbs": [("Learners", reverse("support:learners"))],
    }
    return render_staff(request, "support/past_person.html", context, title=row.name)


@staff_form(Right.CREDIT, fresh=True)
def correct_address(request: StaffRequest, past_credit_id: int) -> HttpResponse:
    """Record this person's credit under another address."""
    row = _row_or_404(request, past_credit_id, Right.CREDIT)
    form = AddressForm(sent(request))
    if request.method == "POST" and form.is_valid():
        with refusals_at(form):
            done = readdress(staff=request.user, row=row, **form.cleaned_data)
            messages.success(request, _told(done))
            return redirect("support:past-person", done.row.pk)
    context = {
        "person": row,
        "form": form,
        "crumbs": [
            ("Learners", reverse("support:learners")),
            (row.name, reverse("support:past-person", args=[row.pk])),
        ],
    }
    title = "Correct the email address"
    return render_staff(request, "support/past_address.html", context, title=title)


def _row_or_404(request: StaffRequest, past_credit_id: int, right: Right) -> PastCredit:
    own = providers_with(request.user, right)
    rows = (
        PastCredit.objects.with_account()
        .filter(provider__in=own)
        .select_related("provider", "learner")
    )
    return get_object_or_404(rows, pk=past_credit_id)


def _told(done: Readdressed) -> str:
    sentences = ["The address was corrected."]
    if done.doubles == 1:
        sentences.append("One activity was recorded under it already: it counts once.")
    elif done.doubles:
        sentences.append(
            f"{done.doubles} activities were recorded under it already: they count once."
        )
    if done.owner:
        sentences.append("It belongs to an account, which has this credit now.")
    return " ".join(sentences)
