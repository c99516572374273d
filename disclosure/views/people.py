"""People in control of the content of one's own providers, and the disclosures requested of them."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from accounts.mailboxes import shown_address
from accounts.paging import page_of
from accounts.requests import StaffRequest, refusals_as_messages, refusals_at, sent
from courses.models import DisclosureRequest, Person
from disclosure.forms.people import AskForm, NewPersonForm, PersonForm
from disclosure.services.disclosures import (
    DUE_AFTER,
    ask_for_disclosure,
    path_of,
    send_again,
    withdraw_request,
)
from disclosure.services.people import add_person, state_of_person, with_disclosures
from providers.guard import render_staff, staff_action, staff_form, staff_page
from providers.rights import Right, may, providers_with

_CRUMBS = [("People", "disclosure:people")]


@staff_page(Right.SEE_COURSES)
def people(request: StaffRequest) -> HttpResponse:
    """List the people of one's own providers, first those whose disclosure needs attention."""
    now = timezone.now()
    rows = with_disclosures(_people(request, Right.SEE_COURSES).order_by("name"))
    states = sorted(
        (state_of_person(person, now=now) for person in rows),
        key=lambda state: state.status.tone == "good" and not state.undecided,
    )
    context = {
        "page": page_of(request, states),
        "may_author": may(request.user, Right.AUTHOR),
        "several": providers_with(request.user, Right.SEE_COURSES).count() > 1,
    }
    return render_staff(request, "disclosure/people/list.html", context, title="People")


@staff_form(Right.AUTHOR)
def add(request: StaffRequest) -> HttpResponse:
    """Add somebody in control of content."""
    own = providers_with(request.user, Right.AUTHOR)
    form = NewPersonForm(sent(request), providers=own)
    if request.method == "POST" and form.is_valid():
        fields = dict(form.cleaned_data)
        person = add_person(provider=fields.pop("provider"), actor=request.user, **fields)
        messages.success(request, f"{person} was added. Now request a disclosure.")
        return redirect("disclosure:person", person.pk)
    context = {"form": form, "crumbs": _crumbs()}
    return render_staff(request, "disclosure/people/add.html", context, title="Add a person")


@staff_page(Right.SEE_COURSES)
def person(request: StaffRequest, person_id: int) -> HttpResponse:
    """Show a person with roles, forms and requests."""
    return person_page(request, person_or_404(request, person_id, Right.SEE_COURSES))


@staff_action(Right.AUTHOR)
def ask(request: StaffRequest, person_id: int) -> HttpResponse:
    """Ask the person for a disclosure, by mail or through a link to hand over."""
    one = person_or_404(request, person_id, Right.AUTHOR)
    form = AskForm(request.POST, prefix="ask")
    if form.is_valid():
        by_mail = form.cleaned_data["way"] == "mail"
        with refusals_at(form):
            ask_for_disclosure(
                person=one,
                actor=request.user,
                due_on=form.cleaned_data["due_on"],
                by_mail=by_mail,
                now=timezone.now(),
            )
            done = (
                f"The link was sent to {shown_address(one.email)}."
                if by_mail
                else "The link is below. Pass it on."
            )
            messages.success(request, done)
            return redirect("disclosure:person", one.pk)
    return person_page(request, one, ask_form=form, status=400)


@staff_action(Right.AUTHOR)
def close_request(request: StaffRequest, disclosure_request_id: int) -> HttpResponse:
    """Withdraw an open form, or with `again` resend its link."""
    asked = get_object_or_404(
        DisclosureRequest,
        pk=disclosure_request_id,
        person__provider__in=providers_with(request.user, Right.AUTHOR),
    )
    again = "again" in request.POST
    act = send_again if again else withdraw_request
    with refusals_as_messages(request):
        act(request_id=asked.pk, actor=request.user, now=timezone.now())
        messages.success(request, "Sent again." if again else "The form was closed.")
    return redirect("disclosure:person", asked.person_id)


def _people(request: StaffRequest, right: Right) -> "QuerySet[Person]":
    return Person.objects.filter(provider__in=providers_with(request.user, right))


def person_or_404(request: StaffRequest, person_id: int, right: Right) -> Person:
    """Return a person of a provider at which the user has `right`, or raise 404."""
    return get_object_or_404(with_disclosures(_people(request, right)), pk=person_id)


def person_page(
    request: StaffRequest,
    one: Person,
    *,
    form: PersonForm | None = None,
    ask_form: AskForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Return the page of a person; `form` and `ask_form` hold what was refused."""
    now = timezone.now()
    state = state_of_person(one, now=now)
    may_author = may(request.user, Right.AUTHOR, one.provider_id)
    due = one.provider.day_of(now) + DUE_AFTER
    asked = {"due_on": due, "way": "mail" if one.email else "link"}
    context: dict[str, Any] = {
        "person": one,
        "state": state,
        "form": form or PersonForm(instance=one),
        "ask_form": ask_form or AskForm(prefix="ask", initial=asked),
        "may_author": may_author,
        "roles": one.roles.all(),
        "forms": one.disclosures.all(),
        "due_soon": timedelta(days=7),
        "link": settings.SITE_URL + path_of(state.request) if state.request and may_author else "",
        "crumbs": _crumbs(),
    }
    return render_staff(
        request, "disclosure/people/person.html", context, title=str(one), status=status
    )


def _crumbs() -> list[tuple[str, str]]:
    return [(word, reverse(name)) for word, name in _CRUMBS]
