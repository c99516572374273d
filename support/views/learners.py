"""Find a learner, and read everything that happened to them."""

from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from accounts.mailboxes import shown_address
from accounts.models import AccountMerge
from accounts.paging import page_of
from accounts.requests import StaffRequest, refusals_at, sent
from courses.models import FrontMatter
from progress.timeline import enrolments_of
from providers.days import shared_zone
from providers.guard import render_staff, staff_form, staff_page
from providers.rights import Right, may, providers_with
from providers.services.second_person import own_record_refusal
from providers.timeline import LearnerScope
from support.access import learner_or_404, scope_of
from support.forms.learners import FilterForm, SearchForm
from support.services.exceptions import wishes_for
from support.services.finding import Found, find_learners
from support.services.timeline import CourseProgress, course_progress_of, note_opening, timeline_of

PAGE = 100


@staff_form(Right.SEE_LEARNERS)
def learners(request: StaffRequest) -> HttpResponse:
    """Show the search form; a POST searches. A single match by code or license number is opened at once."""
    form = SearchForm(sent(request))
    found = None
    if request.method == "POST" and form.is_valid():
        with refusals_at(form, "text"):
            found = find_learners(staff=request.user, text=form.cleaned_data["text"])
    if found and _is_exact(found):
        return redirect("support:learner", user_id=found.people[0].pk)
    wishes = wishes_for(request.user) if may(request.user, Right.HELP_LEARNERS) else []
    context = {"form": form, "found": found, "wishes": page_of(request, wishes)}
    return render_staff(request, "support/learners.html", context, title="Learners")


def _is_exact(found: Found) -> bool:
    exact = found.by in {"verification code", "license number"}
    return exact and len(found.people) == 1


@staff_page(Right.SEE_LEARNERS)
def learner(request: StaffRequest, user_id: int) -> HttpResponse:
    """Show a learner's status in each course, what can be done, and the whole timeline."""
    if merge := AccountMerge.objects.filter(merged=user_id).first():
        return redirect("support:learner", user_id=merge.kept_id)
    person = learner_or_404(request, user_id, Right.SEE_LEARNERS)
    scope, now = scope_of(request.user, person, Right.SEE_LEARNERS), timezone.now()
    note_opening(staff=request.user, scope=scope, now=now)
    courses_begun = course_progress_of(scope, now=now)
    own = own_record_refusal(request.user, right=Right.HELP_LEARNERS, provider=None)
    refusal = own if person.pk == request.user.pk else None
    asked = _asked(request, courses_begun)
    events = timeline_of(scope, **asked.cleaned_data_or_none())
    context = {
        "learner": person,
        "courses_begun": courses_begun,
        "asked": asked,
        "page": page_of(request, events, size=PAGE),
        "licences": person.licences.all(),
        "addresses": EmailAddress.objects.filter(user=person).order_by("-primary", "email"),
        "zone": shared_zone(providers_with(request.user, Right.SEE_LEARNERS)),
        "crumbs": [("Learners", reverse("support:learners"))],
        "refusal": refusal,
        "help": not refusal and may(request.user, Right.HELP_LEARNERS),
        "credit": not refusal and may(request.user, Right.CREDIT),
    }
    title = person.full_name or shown_address(person.email)
    return render_staff(request, "support/learner/timeline.html", context, title=title)


def _asked(request: StaffRequest, courses_begun: list[CourseProgress]) -> "_Asked":
    courses = [(each.enrolment.course_id, each.enrolment.course.title) for each in courses_begun]
    return _Asked(request.GET, courses=courses)


class _Asked(FilterForm):
    """A filter from the URL; with invalid values, everything is shown."""

    def cleaned_data_or_none(self) -> dict[str, Any]:
        if not self.is_valid():
            return {}
        return {"kind": self.cleaned_data["kind"], "course_id": self.cleaned_data["course"]}


@staff_page(Right.SEE_LEARNERS)
def front_matter(request: StaffRequest, user_id: int, front_matter_id: int) -> HttpResponse:
    """Show the version of the front matter that this learner acknowledged."""
    person = learner_or_404(request, user_id, Right.SEE_LEARNERS)
    scope = scope_of(request.user, person, Right.SEE_LEARNERS)
    version = get_object_or_404(_acknowledged(scope), pk=front_matter_id)
    context = {
        "learner": person,
        "version": version,
        "crumbs": [
            ("Learners", reverse("support:learners")),
            (person.full_name, reverse("support:learner", args=[person.pk])),
        ],
    }
    title = f"Front matter, version {version.version}"
    return render_staff(request, "support/learner/front_matter.html", context, title=title)


def _acknowledged(scope: LearnerScope) -> QuerySet[FrontMatter]:
    mine = enrolments_of(scope).values("acknowledgements__front_matter")
    return FrontMatter.objects.filter(pk__in=mine).select_related("course")
