"""What Django would say before any view: for answers that never reach it (portal/front/)."""

from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse
from django.middleware.security import SecurityMiddleware

from accounts.client_address import comes_by_https
from portal.input import RefusesNul
from portal.middleware import ClosesWhatNobodyUses

type Headers = list[tuple[str, str]]
_ASKED_FOR = ("REQUEST_METHOD", "PATH_INFO", "HTTP_HOST", "SERVER_NAME", "SERVER_PORT")


def early_headers(environ: Mapping[str, Any]) -> Headers | None:
    """Return the headers that the outermost middleware puts on any answer to this request.

    None where Django itself must answer: the host is not allowed, the request must come by HTTPS, or it may
    hold a NUL.
    """
    # Django reads %00 and a cookie's \000 as a NUL; the path is decoded by now.
    if "%00" in environ["QUERY_STRING"] or "\\" in environ.get("HTTP_COOKIE", ""):
        return None
    return _early(_is_secure(environ), *(environ.get(name, "") for name in _ASKED_FOR))


def health(
    django: Callable[..., Any], environ: Mapping[str, Any]
) -> tuple[int, Headers, bytes] | None:
    """Return what Django answers a stranger at /healthz, asked once for each host and scheme.

    None where it must be asked again: by another method than GET and HEAD, or not with 200.
    """
    if environ["REQUEST_METHOD"] not in {"GET", "HEAD"} or early_headers(environ) is None:
        return None
    secure = _is_secure(environ)
    return _whole(django, secure, *(environ.get(name, "") for name in _ASKED_FOR))


def _is_secure(environ: Mapping[str, Any]) -> bool:
    if settings.TRUST_PROXY:
        return comes_by_https(environ)
    return bool(environ["wsgi.url_scheme"] == "https")


@lru_cache(maxsize=1024)
def _early(secure: bool, *values: str) -> Headers | None:
    try:
        response = _outermost()(WSGIRequest(_environ(secure, values)))
    except DisallowedHost:
        return None
    return list(response.items()) if response.status_code == 204 else None


@cache
def _outermost() -> Callable[[HttpRequest], HttpResponse]:
    return SecurityMiddleware(RefusesNul(ClosesWhatNobodyUses(_nothing)))  # type: ignore[return-value]


def _nothing(request: HttpRequest) -> HttpResponse:
    request.get_host()
    response = HttpResponse(status=204)
    del response["Content-Type"]
    return response


@lru_cache(maxsize=64)
def _whole(
    django: Callable[..., Any], secure: bool, *values: str
) -> tuple[int, Headers, bytes] | None:
    started: list[Any] = []
    response = django(_environ(secure, values), lambda *args: started.extend(args))
    body = b"".join(response)
    response.close()
    return (200, started[1], body) if started[0].startswith("200 ") else None


def _environ(secure: bool, values: tuple[str, ...]) -> dict[str, Any]:
    scheme = "https" if secure else "http"
    told = {name: value for name, value in zip(_ASKED_FOR, values, strict=True) if value}
    told |= {"HTTP_FORWARDED": f"proto={scheme}", "HTTP_X_FORWARDED_PROTO": scheme}
    return {
        **told,
        "SCRIPT_NAME": "",
        "QUERY_STRING": "",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": scheme,
        "wsgi.input": BytesIO(),
    }
