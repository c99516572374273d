"""Step People: who is in control of the content, since when, and the state of their disclosures."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from accounts.errors import Refused
from accounts.requests import StaffRequest, refusals_at
from authoring.forms.course_roles import RoleForm
from authoring.services.course_roles import add_role, move_role, remove_role
from courses.access import course_or_404
from courses.models import Course, Role
from courses.services.disclosure_statement import disclosure_lines
from courses.step_layout import render_step
from disclosure.services.people import state_of_person
from providers.guard import staff_action, staff_page
from providers.rights import Right
from publishing.services.course_changes import waits_or


@staff_page(Right.SEE_COURSES)
def edit_people(request: StaffRequest, slug: str) -> HttpResponse:
    """Show the people of the course, and what learners will read about their disclosures."""
    return _step(request, course_or_404(request, slug, Right.SEE_COURSES))


@staff_action(Right.AUTHOR)
def add(request: StaffRequest, slug: str) -> HttpResponse:
    """Add a role in the course."""
    course = course_or_404(request, slug, Right.AUTHOR)
    form = RoleForm(request.POST, prefix="role", course=course)
    if form.is_valid():
        with refusals_at(form, "person"):
            told = form.cleaned_data
            change = add_role(course=course, actor=request.user, now=timezone.now(), **told)
            messages.success(request, waits_or(change, f"{told['person']} was added."))
            return redirect("authoring:edit-people", slug)
    return _step(request, course, role=form, status=400)


@staff_action(Right.AUTHOR)
def change_role(request: StaffRequest, slug: str, role_id: int) -> HttpResponse:
    """Move a role one place up or down, or remove it."""
    course = course_or_404(request, slug, Right.AUTHOR)
    role = get_object_or_404(course.roles.select_related("person"), pk=role_id)
    if "remove" in request.POST:
        _remove(request, role)
    else:
        move_role(role=role, up="up" in request.POST)
    return redirect("authoring:edit-people", slug)


def _remove(request: StaffRequest, role: Role) -> None:
    try:
        change = remove_role(role=role, actor=request.user, now=timezone.now())
    except Refused as refusal:
        messages.error(request, f"Not removed, because the course is published. {refusal.message}")
    else:
        messages.success(request, waits_or(change, f"{role.person} no longer has this role."))


def _step(
    request: StaffRequest,
    course: Course,
    *,
    role: RoleForm | None = None,
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    roles = list(
        course.roles.select_related("person__provider").prefetch_related(
            "person__disclosures__relationships__judgements",
            "person__disclosures__acceptances",
            "person__disclosure_requests",
            "person__roles__course",
        )
    )
    states = [state_of_person(each.person, now=now) for each in roles]
    context: dict[str, Any] = {
        "entries": [
            (each, state, state.undecided_for(course))
            for each, state in zip(roles, states, strict=True)
        ],
        "told": disclosure_lines(course),
        "role_form": role or RoleForm(prefix="role", course=course),
    }
    return render_step(
        request,
        "authoring/people.html",
        course=course,
        step="people",
        context=context,
        status=status,
    )
