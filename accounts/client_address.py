"""Who a request comes from: the address that every limit counts.

Behind a proxy (`TRUST_PROXY`) the connection is the proxy's, and the visitor's address and scheme stand
in a header. The web server hands `X-Forwarded-For` and `X_Forwarded_For` over under one name, the last
one winning: of the two, a visitor can forge what the proxy does not remove. `Forwarded` (RFC 7239) is
one word, so nothing else arrives under its name (docs/decisions/0039).
"""

import ipaddress
import logging
import re
import time
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse

from accounts.allauth_internals import get_ip

SILENT_PROXY = "proxy-names-no-visitor"
"""Key in the cache: set while requests come in without the header that `TRUST_PROXY` promises."""
_REPEATED = 60 * 60
# Those who watch over the portal ask it directly.
_ASKED_DIRECTLY = {"/healthz", "/readyz", "/workerz"}
_PAIR = re.compile(r'(?:^|;)\s*(for|proto)\s*=\s*("[^"]*"|[^;,"\s]*)', re.IGNORECASE)
_log = logging.getLogger("portal.proxy")


def client_address(request: HttpRequest) -> str:
    """Return the visitor's IP address; "unknown" if the connection has none, as on a Unix socket."""
    return clean_address(request.META.get("REMOTE_ADDR", "")) or "unknown"


def counted_client(request: HttpRequest) -> str:
    """Return what limits count as one client: an IPv4 address, or the /64 network of an IPv6 address."""
    return str(get_ip(request))


def network_of(meta: Mapping[str, Any]) -> str:
    """Return the same of a request that Django does not know yet."""
    told = _told(meta)[0] if settings.TRUST_PROXY else ""
    address = told or clean_address(meta.get("REMOTE_ADDR", "")) or "unknown"
    return str(ipaddress.ip_network(f"{address}/64", strict=False)) if ":" in address else address


def clean_address(text: str) -> str:
    """Return an address as a proxy may write it (quoted, in brackets, with a port) in its one spelling, or ""."""
    bare = text.strip().strip('"')
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        address = ipaddress.ip_address(bare)
    except ValueError:
        return ""
    # On a socket for both families IPv4 arrives as ::ffff:192.0.2.7: one /64 for all of it.
    return str(getattr(address, "ipv4_mapped", None) or address)


def comes_by_https(meta: Mapping[str, Any]) -> bool:
    """Return whether the visitor came by HTTPS, as the operator's own proxy tells it (with `TRUST_PROXY`)."""
    return _told(meta)[1]


class BelievesTheProxy:
    """Put the visitor's address and scheme, as the operator's own proxy tells them, where Django looks.

    Only with `TRUST_PROXY`. A request without a readable header keeps the connection's address, so that
    a fault makes limits too strict and never void; it is logged, and the staff home says so.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.TRUST_PROXY:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.said_at = -float(_REPEATED)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        address, secure = _told(request.META)
        request.META["wsgi.url_scheme"] = "https" if secure else "http"
        if address:
            request.META["REMOTE_ADDR"] = address
        elif request.path_info not in _ASKED_DIRECTLY:
            self._say_once()
        return self.get_response(request)

    def _say_once(self) -> None:
        """Log it and tell the staff home, once an hour in each process."""
        now = time.monotonic()
        if now - self.said_at < _REPEATED:
            return
        self.said_at = now
        name = "Forwarded" if settings.TRUST_PROXY == "forwarded" else "X-Forwarded-For"
        _log.warning(
            "TRUST_PROXY is %s, but requests come in without the visitor's address in %s: all visitors"
            " share one limit. Let the proxy set it (docs/run/operations.md, Proxy).",
            settings.TRUST_PROXY,
            name,
        )
        cache.set(SILENT_PROXY, name, 2 * _REPEATED)


def _told(meta: Mapping[str, Any]) -> tuple[str, bool]:
    """Return the visitor's address ("" if no readable one was told) and whether they came by HTTPS."""
    if settings.TRUST_PROXY == "forwarded":
        last = meta.get("HTTP_FORWARDED", "").rpartition(",")[2]
        pairs = {name.lower(): value.strip('"') for name, value in _PAIR.findall(last)}
        return clean_address(pairs.get("for", "")), pairs.get("proto", "").lower() == "https"
    # Each proxy appends whom it saw: what stands before the entries of the operator's own may be forged.
    hops = meta.get("HTTP_X_FORWARDED_FOR", "").split(",")
    proxies = int(settings.TRUST_PROXY)
    # A proxy sets the scheme or appends to it; what a visitor sent stands before that.
    schemes = meta.get("HTTP_X_FORWARDED_PROTO", "").split(",")
    scheme = schemes[-min(proxies, len(schemes))].strip().lower()
    return clean_address(hops[-proxies]) if len(hops) >= proxies else "", scheme == "https"
