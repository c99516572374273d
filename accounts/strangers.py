"""Pages that are the same for every stranger: which views say so, and which of their answers others may get.

The front keeps them in memory for a few seconds (docs/how-it-works/pages-for-strangers.md); without it
nothing here changes an answer.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache, wraps
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, parse_cookie
from django.urls import Resolver404, resolve
from django.utils.translation import get_language_from_request

type Headers = Iterable[tuple[str, str]]

_LONGEST = 300
"""No path of ours is longer; what is remembered must not grow with what strangers send."""
_KEYS = {"cookie", "accept-language", "accept-encoding"}
"""What such a page may vary by: it is rendered without cookie, by language, and packed afterwards."""


@dataclass(frozen=True)
class KeptPage:
    """The mark of an answer that any stranger may get; `views_of` is the course of which it is a view."""

    views_of: int | None = None


def kept_for_strangers[**P](view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """Declare that all that a stranger's page depends on is its address, the language and the data.

    Stands above every other decorator. The view must not read another header, cookie or address of a
    visitor who has no session; no form may be on the page, because its token is one visitor's.
    """

    @wraps(view)
    def marking(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response, request = view(*args, **kwargs), cast("HttpRequest", args[0])
        return response if hasattr(response, "kept") else mark_for_strangers(request, response)

    marking.is_for_strangers = True  # type: ignore[attr-defined]
    return marking


def mark_for_strangers(
    request: HttpRequest, response: HttpResponse, *, views_of: int | None = None
) -> HttpResponse:
    """Put the mark on a stranger's page; give anybody else's back as it is.

    Without a session cookie nobody is signed in; who is, is not asked here: that would make a file
    vary by cookie. Cookies and caching are set by middleware later, so the front looks at those.
    """
    asked = request.method == "GET" and not request.META.get("QUERY_STRING")
    stranger = settings.SESSION_COOKIE_NAME not in request.COOKIES
    if asked and stranger and response.status_code == 200 and not response.streaming:
        response.kept = KeptPage(views_of)  # type: ignore[attr-defined]
    return response


def is_for_strangers(path: str) -> bool:
    """Say whether the view at this address is declared so; cheap, and never fails."""
    return len(path) <= _LONGEST and _is_declared(path)


@lru_cache(maxsize=4096)
def _is_declared(path: str) -> bool:
    try:
        view: Any = resolve(path).func
    except Resolver404:
        return False
    return getattr(view, "is_for_strangers", False)


def sets_cookies(headers: Headers) -> bool:
    """Say whether an answer was made for one visitor, who gets a cookie with it."""
    return any(name.lower() == "set-cookie" for name, _ in headers)


def may_be_kept(headers: Headers) -> bool:
    """Say whether the headers of a marked answer let others have it: no cookie, no ban, no other variant."""
    told = {name.lower(): set(value.lower().replace(" ", "").split(",")) for name, value in headers}
    banned = {"no-store", "private"} & told.get("cache-control", set())
    varied = told.get("vary", set()) - _KEYS
    return not (banned or varied or "content-encoding" in told or sets_cookies(headers))


def language_for(accepted: str, cookies: str) -> str:
    """Return the language that Django would answer in, for these values of Accept-Language and Cookie."""
    if "django.middleware.locale.LocaleMiddleware" not in settings.MIDDLEWARE:
        return settings.LANGUAGE_CODE
    chosen = parse_cookie(cookies).get(settings.LANGUAGE_COOKIE_NAME, "")
    return _language(accepted[:_LONGEST], chosen[:_LONGEST])


@lru_cache(maxsize=1024)
def _language(accepted: str, chosen: str) -> str:
    request = HttpRequest()
    request.META["HTTP_ACCEPT_LANGUAGE"] = accepted
    request.COOKIES = {settings.LANGUAGE_COOKIE_NAME: chosen}
    return get_language_from_request(request)
