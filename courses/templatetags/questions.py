"""Template filter for a moment of a video."""

from django import template

from courses.services.question_content import clock

register = template.Library()
register.filter("moment", clock)
