"""Template tag that writes a course's structured data as a data block."""

import json

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from courses.models import Course
from progress.services.structured_data import course_json_ld

register = template.Library()
# As in Django's json_script: escapes what could end the element or begin a comment in it.
_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@register.simple_tag
def json_ld(course: Course) -> SafeString:
    """Return the data block. It is not a script, so the content security policy allows it."""
    text = json.dumps(course_json_ld(course)).translate(_ESCAPES)
    return format_html(
        '<script type="application/ld+json">{}</script>',
        mark_safe(text),  # noqa: S308  every character special to HTML was escaped above
    )
