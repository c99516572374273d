"""Of what a page for strangers depends, and nothing else of a request gets to where it is rendered."""

from typing import Any, NamedTuple

from django.conf import settings

from accounts.client_address import comes_by_https
from accounts.strangers import is_for_strangers, language_for

# All that Django hears of who asks first; nothing of it is on a page but what the key has, too.
_PASSED_ON = ("forwarded", "x-forwarded-for", "x-forwarded-proto", "sec-purpose")
_NOT_A_PLAIN_GET = {"authorization", "range", "content-length", "transfer-encoding"}


class PageKey(NamedTuple):
    """Two requests with the same key get the same page. The scheme is the one that Django believes.

    The host is in small letters, and with its port: a transcript's file names its own address.
    """

    scheme: str
    host: str
    path: str
    language: str


class BareRequest:
    """A scope without what its key does not hold: no cookie, condition, browser or wish of one visitor."""

    def __init__(self, scope: Any, key: PageKey) -> None:
        passed = {name: scope.headers.get_all(name) for name in _PASSED_ON if name in scope.headers}
        own = {"host": [key.host], "accept-language": [key.language]}
        self._scope, self.headers = scope, _Headers(passed | own)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._scope, name)


class _Headers(dict[str, list[str]]):
    get_all = dict.__getitem__


def key_of(scope: Any) -> PageKey | None:
    """Return what the page depends on; None if this is no request for a page that strangers share.

    That is one with a query, a session or a message, by another method than GET or HEAD, or with a body.
    """
    if (
        scope.method not in ("GET", "HEAD")
        or scope.query_string
        or not is_for_strangers(scope.path)
    ):
        return None
    cookies, host = sent(scope, "cookie"), sent(scope, "host").lower()
    personal = settings.SESSION_COOKIE_NAME in cookies or "messages" in cookies
    if personal or not host or not _NOT_A_PLAIN_GET.isdisjoint(scope.headers.keys()):
        return None
    scheme = scope.scheme
    if settings.TRUST_PROXY:
        told = {"HTTP_FORWARDED": sent(scope, "forwarded")}
        told |= {"HTTP_X_FORWARDED_PROTO": sent(scope, "x-forwarded-proto")}
        scheme = "https" if comes_by_https(told) else "http"
    language = language_for(sent(scope, "accept-language"), cookies)
    return PageKey(scheme, host, scope.path, language)


def sent(scope: Any, name: str) -> str:
    """Return the value of a header; "" without one."""
    return ",".join(scope.headers.get_all(name))
