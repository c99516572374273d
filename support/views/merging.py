"""Merge two accounts of one person: choose the other, compare both, confirm in writing."""

from typing import Any

from allauth.account.models import EmailAddress
from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from accounts.errors import Refused
from accounts.input import row_number
from accounts.mailboxes import shown_address
from accounts.models import User
from accounts.requests import StaffRequest, refusals_at, sent
from providers.guard import render_staff, staff_form
from providers.rights import Right
from support.access import learner_or_404, learners_of, scope_of
from support.forms.merging import MergeForm, OtherAccountForm
from support.services.merging import has_no_record, merge_accounts, rehearse
from support.services.timeline import CourseProgress, course_progress_of
from support.views.action_page import crumbs_to

TITLE = "Join another account to this one"
_NAMED = "support.merge"
"""Session key: the account that is kept, and the one without a record whose address was typed."""


@staff_form(Right.HELP_LEARNERS, fresh=True)
def merge(request: StaffRequest, user_id: int) -> HttpResponse:
    """Ask for the other account, show both with what would happen, and merge them once confirmed."""
    kept = learner_or_404(request, user_id, Right.HELP_LEARNERS)
    if request.method == "POST" and "other" in request.POST:
        merged = _other_or_404(request, kept)
        form = MergeForm(request.POST if "confirmation" in request.POST else None, merged=merged)
        if form.is_valid() and _joined(request, kept, merged, form):
            return redirect("support:learner", user_id=kept.pk)
        return _compare(request, kept, merged, form)
    asked = OtherAccountForm(sent(request))
    if asked.is_valid():
        found = _by_address(request, kept, asked.cleaned_data["email"])
        if found is not None:
            return _compare(request, kept, found, MergeForm(merged=found))
        asked.add_error("email", "No other account of your learners has this address.")
    alike = _others(request, kept).filter(full_name__iexact=kept.full_name).exclude(full_name="")
    context = {"form": asked, "learner": kept, "alike": list(alike[:5])}
    return _page(request, "support/learner/merge.html", kept, context, asked)


def _joined(request: StaffRequest, kept: User, merged: User, form: MergeForm) -> bool:
    with refusals_at(form):
        merge_accounts(
            staff=request.user,
            kept=kept,
            merged=merged,
            reason=form.cleaned_data["reason"],
            now=timezone.now(),
        )
        messages.success(request, "The accounts are joined. Both addresses get an email.")
    return form.is_valid()


def _compare(request: StaffRequest, kept: User, merged: User, form: MergeForm) -> HttpResponse:
    now = timezone.now()
    context: dict[str, Any] = {"learner": kept, "form": form, "lines": []}
    context["sides"] = [
        ("Stays", kept, _standings(request, kept)),
        ("Is closed", merged, _standings(request, merged)),
    ]
    try:
        context["lines"] = rehearse(staff=request.user, kept=kept, merged=merged, now=now)
    except Refused as refusal:
        context["refusal"] = refusal.message
    return _page(request, "support/learner/compare.html", kept, context, form)


def _standings(request: StaffRequest, person: User) -> list[CourseProgress]:
    scope = scope_of(request.user, person, Right.HELP_LEARNERS)
    return course_progress_of(scope, now=timezone.now())


def _page(
    request: StaffRequest, template: str, kept: User, context: dict[str, Any], form: forms.Form
) -> HttpResponse:
    context["crumbs"] = crumbs_to(kept)
    return render_staff(request, template, context, title=TITLE)


def _others(request: StaffRequest, kept: User) -> QuerySet[User]:
    people = learners_of(request.user, Right.HELP_LEARNERS)
    return people.filter(is_active=True).exclude(pk=kept.pk)


def _by_address(request: StaffRequest, kept: User, email: str) -> User | None:
    owners = EmailAddress.objects.filter(email=email, verified=True).values("user")
    # The second: of an account that kept its spelling when addresses were given one form.
    wanted = Q(email__in=[email, shown_address(email)]) | Q(pk__in=owners)
    if found := _others(request, kept).filter(wanted).first():
        return found
    bare = User.objects.filter(wanted, is_active=True).exclude(pk=kept.pk).first()
    if bare is None or not has_no_record(bare):
        return None
    # An account without a record belongs to no provider; staff who know its address may merge it.
    request.session[_NAMED] = [kept.pk, bare.pk]
    return bare


def _other_or_404(request: StaffRequest, kept: User) -> User:
    key = row_number(request.POST.get("other", "")) or 0
    person = User.objects.filter(pk=key, is_active=True).exclude(pk=kept.pk).first()
    visible = person and _others(request, kept).filter(pk=person.pk).exists()
    if person is None or not (visible or _was_named(request, kept, person)):
        raise Http404
    return person


def _was_named(request: StaffRequest, kept: User, person: User) -> bool:
    """Say whether this account without a record was found by its whole address, on the page before.

    Its id alone must not open it: ids can be enumerated, and with them everyone's names.
    """
    named = request.session.get(_NAMED) == [kept.pk, person.pk]
    return named and has_no_record(person)
