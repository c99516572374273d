"""What programs ask about the portal: a sitemap, what crawlers may read, and what a shortcut shows."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from courses.services.catalogue import courses_by_last_change
from portal.context import current_installation

_HOUSE = ("home", "courses:list", "help", "privacy", "accessibility")
MOST = 50_000 - len(_HOUSE)
"""How many courses the sitemap names: no sitemap may have more than 50,000 addresses (sitemaps.org)."""
# The accent and the paper of the light theme (static/css/tokens.css): a manifest knows one theme only.
_ACCENT, _PAPER = "#0b5666", "#faf8f4"
_an_hour = cache_control(public=True, max_age=60 * 60)


@require_safe
@_an_hour
def sitemap(request: HttpRequest) -> HttpResponse:
    """List the pages that anybody may read and find: the house's, and the published courses."""
    context = {
        "site": settings.SITE_URL,
        "house": [reverse(name) for name in _HOUSE],
        "courses": courses_by_last_change()[:MOST],
    }
    return render(request, "portal/sitemap.xml", context, content_type="application/xml")


@require_safe
@_an_hour
def robots(request: HttpRequest) -> HttpResponse:
    """Tell crawlers what is not for them, and where the sitemap is."""
    context = {"site": settings.SITE_URL}
    return render(request, "portal/robots.txt", context, content_type="text/plain; charset=utf-8")


@require_safe
@_an_hour
def manifest(request: HttpRequest) -> JsonResponse:
    """Describe a shortcut to the portal; its name is the neutral one, for it stands on a home screen.

    `browser` opens it in a tab as everything else: an app of its own would show in the list of apps, and
    “Exit this page” could not leave it.
    """
    name = current_installation().short_name
    icons = [("icon-192", "any"), ("icon-512", "any"), ("maskable-512", "maskable")]
    shown = {
        "id": "/",
        "name": name,
        "short_name": name,
        "start_url": "/",
        "scope": "/",
        "display": "browser",
        "lang": "en-US",
        "background_color": _PAPER,
        "theme_color": _ACCENT,
        "icons": [_icon(file, purpose) for file, purpose in icons],
    }
    return JsonResponse(shown, content_type="application/manifest+json")


def _icon(file: str, purpose: str) -> dict[str, str]:
    side = file.rpartition("-")[2]
    source = static(f"icons/{file}.png")
    return {"src": source, "sizes": f"{side}x{side}", "type": "image/png", "purpose": purpose}
