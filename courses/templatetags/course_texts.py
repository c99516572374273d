"""Template filters for course texts: Markdown, credit and its trademark phrase, times in the video, front matter."""

from django import template

from courses.emphasis import credit_html, credit_plain
from courses.front_matter_texts import FRONT_MATTER_TEXTS, Kind
from courses.pasted_lists import markdown_lists
from courses.richtext import render_markdown
from courses.services.question_content import clock
from courses.services.statements import amount

register = template.Library()
register.filter("markdown", render_markdown)
register.filter("markdown_lists", markdown_lists)
register.filter("credit_html", credit_html)
register.filter("credit_plain", credit_plain)
register.filter("credit_amount", amount)
register.filter("moment", clock)
_LISTS = {text.key for text in FRONT_MATTER_TEXTS if text.kind is Kind.LINES}


@register.filter
def is_a_list(key: str) -> bool:
    """Say whether the lines of the element `key` are entries of a list, and not sentences."""
    return key in _LISTS
