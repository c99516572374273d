"""Whether a page shows “Exit this page” and the hotlines."""

from django import template
from django.template import Context

from courses.models import Series
from portal.context import Safety, current_safety, last_safety, safety_of

register = template.Library()


@register.simple_tag(takes_context=True)
def safety(context: Context) -> Safety:
    """Return what this page shows: its series chose it, or, on a page of no course, the installation's.

    A page is of the course of its `course` or `certificate`; one about several says so in `series_of_page`, and
    where those are none, it is of no course. A page that is rendered without a request queries nothing.
    """
    if series := _series_of(context):
        return safety_of(series)
    return current_safety() if context.get("request") else last_safety()


def _series_of(context: Context) -> list[Series]:
    if several := context.get("series_of_page"):
        return list(several)
    subject = context.get("course") or getattr(context.get("certificate"), "course", None)
    return [subject.series] if subject else []
