"""The frame that the steps of the course editor share."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from courses.access import Right, may, render_staff
from courses.models import Course
from courses.services.course_states import state_of

# Key, word, address name. Each step is a page of its own; their order is advice, not a fence.
STEPS = [
    ("about", "About", "courses:edit-about"),
    ("people", "People", "courses:edit-people"),
    ("video", "Video", "courses:edit-video"),
    ("test", "Post-test", "courses:edit-test"),
    ("evaluation", "Evaluation", "courses:edit-evaluation"),
    ("credit", "Credit", "courses:edit-credit"),
    ("review", "Review", "courses:edit-review"),
]


@dataclass(frozen=True)
class EditorStep:
    """One step as the frame draws it."""

    key: str
    word: str
    url: str
    current: bool


def render_step(
    request: HttpRequest,
    template: str,
    *,
    course: Course,
    step: str,
    context: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Draw one step of the editor: its template extends `staff/course/step.html`."""
    steps = [
        EditorStep(key, word, reverse(name, args=[course.slug]), key == step)
        for key, word, name in STEPS
    ]
    word = next(each.word for each in steps if each.current)
    shown: dict[str, Any] = {
        "course": course,
        "steps": steps,
        "crumbs": [("Courses", reverse("courses:desk"))],
        "state": state_of(course, now=timezone.now()),
        "may_author": may(request.user, Right.AUTHOR, course.series.provider_id),
        "may_see_reports": may(request.user, Right.SEE_REPORTS, course.series.provider_id),
    }
    title = f"{course.title}: {word}"
    return render_staff(request, template, shown | (context or {}), title=title, status=status)
