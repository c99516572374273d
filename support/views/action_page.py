"""The page on which staff do one thing for one learner: a form, and its result."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts.mailboxes import shown_address
from accounts.models import User
from accounts.requests import refusals_at
from providers.guard import render_staff


@dataclass(frozen=True)
class SupportAction:
    """The texts of such a page: its title, what the action does, its button, and the message afterwards.

    `fresh`: its view asks for a fresh second factor, and the page says so.
    """

    title: str
    lead: str
    button: str
    done: str
    danger: bool = False
    fresh: bool = False


def action_page(
    request: HttpRequest,
    *,
    learner: User | None,
    action: SupportAction,
    form: forms.Form,
    do: Callable[[], object],
    context: dict[str, Any] | None = None,
    template: str = "support/learner/action.html",
) -> HttpResponse:
    """Show the form; a valid POST calls `do` and redirects to the learner, or to the search if they are gone.

    A refusal is shown above the form, which keeps what was typed (400).
    """
    crumbs = crumbs_to(learner)
    if request.method == "POST" and form.is_valid():
        with refusals_at(form):
            do()
            messages.success(request, action.done)
            return redirect(crumbs[-1][1])
    shown = {"learner": learner, "action": action, "form": form, "crumbs": crumbs}
    return render_staff(request, template, shown | (context or {}), title=action.title)


def crumbs_to(learner: User | None) -> list[tuple[str, str]]:
    """Return the breadcrumbs of a page below a learner's, or below the search if the account is gone."""
    way = [("Learners", reverse("support:learners"))]
    if learner is not None:
        name = learner.full_name or shown_address(learner.email)
        way.append((name, reverse("support:learner", args=[learner.pk])))
    return way
