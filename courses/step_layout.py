"""The frame that the steps of the course editor share."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from courses.access import may_read_key
from courses.models import Course
from providers.guard import render_staff
from providers.rights import Right, may

# Key, label, URL name. Each step is a page of its own; their order is a suggestion, not enforced.
STEPS = [
    ("about", "About", "authoring:edit-about"),
    ("people", "People", "authoring:edit-people"),
    ("video", "Video", "publishing:edit-video"),
    ("test", "Post-test", "authoring:edit-test"),
    ("evaluation", "Evaluation", "authoring:edit-evaluation"),
    ("credit", "Credit", "authoring:edit-credit"),
    ("review", "Review", "publishing:edit-review"),
]

STEP_URLS = {key: name for key, _, name in STEPS}


@dataclass(frozen=True)
class EditorStep:
    """One step as the frame shows it."""

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
    """Render one step of the editor; its template extends `courses/step.html`."""
    steps = [
        EditorStep(key, word, reverse(name, args=[course.slug]), key == step)
        for key, word, name in STEPS
    ]
    word = next(each.word for each in steps if each.current)
    shown: dict[str, Any] = {
        "course": course,
        "steps": steps,
        "crumbs": [("Courses", reverse("authoring:courses"))],
        "may_author": may(request.user, Right.AUTHOR, course.series.provider_id),
        "may_read_key": may_read_key(request.user, course.series.provider_id),
        "may_see_reports": may(request.user, Right.SEE_REPORTS, course.series.provider_id),
    }
    title = f"{course.title}: {word}"
    return render_staff(request, template, shown | (context or {}), title=title, status=status)
