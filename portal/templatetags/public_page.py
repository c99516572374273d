"""Template tag for the head of a page that anybody may read, find and share."""

from typing import Any

from django import template
from django.conf import settings
from django.template import Context
from django.templatetags.static import static
from django.utils.text import Truncator

from accounts.paging import ListPage
from courses.models import Course, Video

register = template.Library()
_MOST = 200
"""Characters of a description: more is cut off by everybody who shows one."""


@register.inclusion_tag("portal/_public_page.html", takes_context=True)
def public_page(
    context: Context,
    path: str,
    *,
    course: Course | None = None,
    description: str = "",
    page: ListPage | None = None,
) -> dict[str, Any]:
    """Return the description of a public page, its one address, and what a link to it shows when shared.

    The title of a `course` is for the shared link alone: the browser's tab has a neutral one of its own. A
    sample's says so, since the link travels without the page. Without a course, and without a poster, the
    link shows the installation's neutral name and our drawing.
    Each `page` of a list is a page of its own; any other parameter leads to the same one.
    """
    description = course.in_short if course else description
    query = f"?{page.key}={page.number}" if page and page.number > 1 else ""
    return {
        "url": settings.SITE_URL + path + query,
        "title": course.title_alone if course else "",
        "installation": context.get("installation"),
        "description": Truncator(" ".join(description.split())).chars(_MOST),
        "image": _poster(course.current_video if course else None) or _drawing(),
    }


def _poster(video: Video | None) -> dict[str, Any] | None:
    if video is None or not video.poster:
        return None
    size = video.poster_sizes[-1] if video.poster_sizes else {}
    url = _whole(video.poster.url)
    return {"url": url, "width": size.get("width"), "height": size.get("height")}


def _drawing() -> dict[str, Any]:
    return {"url": _whole(static("icons/link.png")), "width": 1200, "height": 630}


def _whole(url: str) -> str:
    return settings.SITE_URL + url if url.startswith("/") else url
