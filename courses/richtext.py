"""Markdown that staff write, rendered and sanitized: text and structure are kept, nothing that can run."""

from functools import lru_cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

_TAGS = {
    *("p", "br", "hr", "h2", "h3", "h4", "ul", "ol", "li", "blockquote"),
    *("strong", "em", "i", "b", "code", "pre", "a", "table", "thead", "tbody", "tr", "th", "td"),
}
_markdown = MarkdownIt("commonmark", {"html": False}).enable("table")


@lru_cache(maxsize=1024)
def render_markdown(text: str) -> SafeString:
    """Return `text` as HTML with a fixed set of tags; links have `rel="noreferrer"`.

    Raw HTML in `text` is shown as text. Headings below h4 and images are replaced by their text.
    """
    cleaned = nh3.clean(
        _markdown.render(text),
        tags=_TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes={"https", "http", "mailto", "tel", "sms"},
        link_rel="noreferrer",
    )
    # Safe: nh3 kept only the tags, attributes and schemes listed above.
    return mark_safe(cleaned.strip())  # noqa: S308
