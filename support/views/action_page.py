"""The page on which staff do one thing for one learner: a form, and what came of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts.models import User
from accounts.requests import refusals_at
from providers.guard import render_staff


@dataclass(frozen=True)
class SupportAction:
    """How such a page speaks: its title, what the action does, its button, and the sentence afterwards."""

    title: str
    lead: str
    button: str
    done: str
    danger: bool = False


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
    """Show the form; a POST that is valid does it, and leads back to the learner, if there still is one.

    A refusal stands over the form with what was typed (400).
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
    """Return the way to a page below a learner's, or below all of them where the account is gone."""
    way = [("Learners", reverse("support:learners"))]
    if learner is not None:
        name = learner.full_name or learner.email
        way.append((name, reverse("support:learner", args=[learner.pk])))
    return way
