"""The state of a course, for templates of the app `courses`, which cannot import this one."""

from django import template
from django.utils import timezone

from courses.models import Course
from publishing.services.course_states import CourseState, state_of

register = template.Library()


@register.simple_tag
def course_state(course: Course) -> CourseState:
    """Return the state of `course` now."""
    return state_of(course, now=timezone.now())
