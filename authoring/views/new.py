"""A new course, empty or copied from another; and the end of one that was never published."""

from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.requests import StaffRequest, refusals_as_messages, sent
from authoring.forms.new_course import NewCourseForm
from authoring.services.copying import copy_course
from authoring.services.courses import create_course, create_series
from authoring.services.discarding import discard_course, discard_refusal
from courses.access import course_or_404
from courses.models import Course, Series
from providers.guard import render_staff, staff_form
from providers.rights import Right, providers_with


@staff_form(Right.AUTHOR)
def new_course(request: StaffRequest) -> HttpResponse:
    """Create an empty course, and its series if needed."""
    return _round(request, source=None)


@staff_form(Right.AUTHOR)
def copy(request: StaffRequest, slug: str) -> HttpResponse:
    """Copy this course, into a series of any of one's providers.

    With `?renew=1` the copy is to replace this course.
    """
    return _round(request, source=course_or_404(request, slug, Right.AUTHOR))


@staff_form(Right.AUTHOR)
def discard(request: StaffRequest, slug: str) -> HttpResponse:
    """Ask whether to throw a course away that was never published, and do it."""
    course = course_or_404(request, slug, Right.AUTHOR)
    if request.method == "POST":
        with refusals_as_messages(request):
            discard_course(course=course, actor=request.user)
            messages.success(request, f"“{course}” was discarded.")
            return redirect("authoring:courses")
        return redirect("authoring:edit-about", slug=slug)
    crumbs = [
        ("Courses", reverse("authoring:courses")),
        (course.title, reverse("authoring:edit-about", args=[slug])),
    ]
    context = {"course": course, "refusal": discard_refusal(course), "crumbs": crumbs}
    return render_staff(request, "authoring/discard.html", context, title="Discard the course")


def _round(request: StaffRequest, *, source: Course | None) -> HttpResponse:
    form = _form(request, source)
    if request.method == "POST" and form.is_valid():
        try:
            renews = "renew" in request.GET
            course = _make(form, source, request.user, renews=renews)
        except IntegrityError:
            form.add_error(
                "slug", "Another course has just taken this address. Choose another one."
            )
        else:
            messages.success(request, "The course was created. Learners do not see it yet.")
            return redirect("authoring:edit-about", slug=course.slug)
    renews = source is not None and "renew" in request.GET
    title = f"{'Renew' if renews else 'Copy'} “{source}”" if source else "New course"
    context = {
        "form": form,
        "source": source,
        "renews": renews,
        "crumbs": [("Courses", reverse("authoring:courses"))],
    }
    return render_staff(request, "authoring/new.html", context, title=title)


def _form(request: StaffRequest, source: Course | None) -> NewCourseForm:
    initial: dict[str, Any] = {}
    if source:
        chosen = [field for field in Series.CHOSEN if getattr(source.series, field)]
        initial = {"short_title": source.short_title, "series": source.series_id, "chosen": chosen}
    providers = providers_with(request.user, Right.AUTHOR)
    return NewCourseForm(sent(request), providers=providers, initial=initial)


def _make(form: NewCourseForm, source: Course | None, user: User, *, renews: bool) -> Course:
    names = {name: form.cleaned_data[name] for name in ("title", "short_title", "slug")}
    with transaction.atomic():
        series = form.cleaned_data.get("series") or _new_series(form, user)
        if source is None:
            return create_course(series=series, actor=user, **names)
        return copy_course(
            source=source,
            series=series,
            actor=user,
            now=timezone.now(),
            renews=renews,
            **names,
        )


def _new_series(form: NewCourseForm, user: User) -> Series:
    return create_series(
        provider=form.provider_of_new_series,
        title=form.cleaned_data["new_series"],
        chosen=form.cleaned_data["chosen"],
        actor=user,
    )
