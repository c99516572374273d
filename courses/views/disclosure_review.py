"""A signed disclosure as staff see it: read, judged relationship by relationship, and checked by a second person."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from accounts.requests import StaffRequest, refusals_as_messages, refusals_at
from accounts.sentences import long_date
from courses.forms.disclosure import JudgementForm, judgement_forms
from courses.models import DisclosureForm
from courses.services.disclosure_review import (
    judge,
    look_again,
    note_reading,
    own_disclosure_refusal,
)
from providers.guard import render_staff, staff_action, staff_form
from providers.rights import Right, may, providers_with


@staff_form(Right.SEE_COURSES)
def disclosure(request: StaffRequest, disclosure_id: int) -> HttpResponse:
    """Show what was disclosed and decided; a POST saves decisions. Reading is logged."""
    right = Right.AUTHOR if request.method == "POST" else Right.SEE_COURSES
    form = _form_or_404(request, disclosure_id, right)
    if request.method != "POST":
        note_reading(form=form, actor=request.user)
        return _page(request, form, judgement_forms(form))
    decisions = judgement_forms(form, request.POST)
    valid = [each.is_valid() for each in decisions]  # Not all(): each shows its errors.
    if decisions and all(valid):  # There may be nothing to decide.
        judgements = {each.relationship.pk: each.judgement() for each in decisions}
        with refusals_at(decisions[0]):
            judge(form=form, judgements=judgements, actor=request.user, now=timezone.now())
            messages.success(request, "Your decisions are kept.")
            return redirect("courses:disclosure", form.pk)
    return _page(request, form, decisions, status=400)


@staff_action(Right.SEE_COURSES)
def second_look(request: StaffRequest, disclosure_id: int) -> HttpResponse:
    """Record that a second person, author or approver, agrees with the decisions."""
    form = _form_or_404(request, disclosure_id, Right.SEE_COURSES)
    provider = form.person.provider_id
    if not any(may(request.user, right, provider) for right in (Right.AUTHOR, Right.APPROVE)):
        raise Http404
    with refusals_as_messages(request):
        look_again(form=form, actor=request.user, now=timezone.now())
        messages.success(request, "Your second look is on record.")
    return redirect("courses:disclosure", form.pk)


def _page(
    request: StaffRequest,
    form: DisclosureForm,
    decisions: list[JudgementForm],
    *,
    status: int = 200,
) -> HttpResponse:
    person = form.person
    refusal = own_disclosure_refusal(request.user, person)
    may_author = may(request.user, Right.AUTHOR, person.provider_id)
    context = {
        "disclosure": form,
        "person": person,
        "decisions": decisions,
        "refusal": refusal,
        "may_author": may_author and not refusal,
        "may_look": form.reviewed_at and form.reviewed_by_id != request.user.pk and not refusal,
        "crumbs": [
            ("People", reverse("courses:people")),
            (str(person), reverse("courses:person", args=[person.pk])),
        ],
    }
    title = f"Disclosure of {long_date(form.signed_on)}"
    return render_staff(
        request, "courses/people/disclosure.html", context, title=title, status=status
    )


def _form_or_404(request: StaffRequest, disclosure_id: int, right: Right) -> DisclosureForm:
    own = providers_with(request.user, right)
    rows = DisclosureForm.objects.select_related(
        "person__provider", "wording", "reviewed_by", "second_look_by"
    )
    return get_object_or_404(rows, pk=disclosure_id, person__provider__in=own)
