"""Step About: the texts of the front matter, with dates and activity numbers."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.utils import timezone

from accounts.errors import Refused
from accounts.models import User
from accounts.requests import StaffRequest
from authoring.forms.about import AboutForm
from authoring.services.courses import change_course
from authoring.views.step_view import Step, edit_step
from courses.models import Course
from providers.guard import staff_form
from providers.rights import Right
from publishing.models import CourseChange
from publishing.services.publishing import Incomplete


@staff_form(Right.SEE_COURSES)
def edit_about(request: StaffRequest, slug: str) -> HttpResponse:
    """Show and save what the course says about itself."""
    return edit_step(request, slug, ABOUT)


def _build(course: Course, data: QueryDict | None, files: Any) -> list[AboutForm]:
    return [AboutForm(data, instance=course)]


def _save(course: Course, forms: Sequence[AboutForm], user: User) -> CourseChange | None:
    [form] = forms
    values = {name: form.cleaned_data[name] for name in form.changed_data}
    try:
        return change_course(course=course, values=values, actor=user, now=timezone.now())
    except Refused as refused:
        raise as_errors(refused, form) from refused


def as_errors(refused: Refused, form: Any) -> ValidationError:
    """Return the refusal as errors of the fields it is about."""
    if not isinstance(refused, Incomplete):
        return ValidationError(refused.message)
    errors: dict[str, list[str]] = {}
    for reason in refused.missing:
        name = reason.code.removesuffix("_missing")
        place = name if name in form.fields else "__all__"
        errors.setdefault(place, []).append(f"The course is published. {reason.message}")
    return ValidationError(errors)


ABOUT = Step("about", "authoring/about.html", _build, _save)
