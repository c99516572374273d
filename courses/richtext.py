"""Markdown that staff write, rendered and sanitized: text and structure are kept, nothing that can run."""

from functools import lru_cache
from typing import Any

import nh3
from django import forms
from django.db import models
from django.utils.html import linebreaks
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from courses.pasted_lists import markdown_lists

LONGEST_PARAGRAPH = 10_000
"""Characters; five pages. The parser's time grows with the square of a paragraph of `*a_*a_…`."""
_TAGS = {
    *("p", "br", "hr", "h2", "h3", "h4", "ul", "ol", "li", "blockquote"),
    *("strong", "em", "i", "b", "code", "pre", "a", "table", "thead", "tbody", "tr", "th", "td"),
}
_markdown = MarkdownIt("commonmark", {"html": False}).enable("table")


class MarkdownFormField(forms.CharField):
    """A text in Markdown, in which pasted bullets and numbers become lists."""

    def to_python(self, value: Any) -> Any:
        # Before the blanks at the start go: the first line's indent is that of its list.
        return super().to_python(markdown_lists(value) if isinstance(value, str) else value)


class MarkdownField(models.TextField[str, str]):
    """A column with Markdown that staff write: every form of its model takes pasted lists."""

    def formfield(self, **options: Any) -> Any:
        return super().formfield(**{"form_class": MarkdownFormField, **options})

    def deconstruct(self) -> Any:
        # The database knows no difference, so migrations need not either.
        name, _, args, options = super().deconstruct()
        return name, "django.db.models.TextField", args, options


@lru_cache(maxsize=1024)
def render_markdown(text: str) -> SafeString:
    """Return `text` as HTML with a fixed set of tags; links have `rel="noreferrer"`.

    Raw HTML in `text` is shown as text. Headings below h4 and images are replaced by their text. A text
    with a paragraph longer than `LONGEST_PARAGRAPH` is shown unformatted.
    """
    if any(len(paragraph) > LONGEST_PARAGRAPH for paragraph in text.split("\n\n")):
        return mark_safe(linebreaks(text, autoescape=True))  # noqa: S308
    cleaned = nh3.clean(
        _markdown.render(text),
        tags=_TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes={"https", "http", "mailto", "tel", "sms"},
        link_rel="noreferrer",
    )
    # Safe: nh3 kept only the tags, attributes and schemes listed above.
    return mark_safe(cleaned.strip())  # noqa: S308
