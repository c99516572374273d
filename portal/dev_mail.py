"""Pages that show the mail of a local installation, only to a browser on the same machine."""

import email
import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import default
from functools import wraps
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

_HOSTS = {"localhost", "127.0.0.1"}
# Headers set by proxies: with one of them, the request may come from anywhere.
_FORWARDED = ("HTTP_FORWARDED", "HTTP_VIA", "HTTP_X_REAL_IP", "HTTP_TRUE_CLIENT_IP")
_FORWARDED_PREFIXES = (
    *("HTTP_X_FORWARDED", "HTTP_X_ORIGINAL", "HTTP_X_ORIGINATING", "HTTP_X_CLIENT"),
    *("HTTP_X_CLUSTER", "HTTP_X_ENVOY", "HTTP_X_AZURE", "HTTP_X_APPENGINE", "HTTP_X_VERCEL"),
    *("HTTP_CF_", "HTTP_CLIENT_IP", "HTTP_FASTLY", "HTTP_FLY_", "HTTP_NGROK", "HTTP_TAILSCALE"),
)
_SHOWN = 200


@dataclass(frozen=True)
class Letter:
    """One message as the page shows it."""

    name: str
    sent_at: datetime
    sender: str
    recipient: str
    subject: str
    text: str


def local_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer 404 unless the browser is on this machine: the mail contains sign-in codes."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
        if not (settings.DEV_MAIL and not settings.PRODUCTION and _is_local(request)):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@require_safe
@never_cache
@local_only
def mail_list(request: HttpRequest) -> HttpResponse:
    """List up to 200 messages, newest first."""
    files = sorted(Path(settings.MAIL_DIR).glob("*.eml"), reverse=True)[:_SHOWN]
    return render(request, "portal/dev/mail.html", {"letters": [_read(path) for path in files]})


@require_safe
@never_cache
@local_only
def mail_detail(request: HttpRequest, name: str) -> HttpResponse:
    """Show one message as text, with its links."""
    # The name is compared with those of the files, never used as a path.
    for path in Path(settings.MAIL_DIR).glob("*.eml"):
        if path.stem == name:
            return render(request, "portal/dev/mail_detail.html", {"letter": _read(path)})
    raise Http404


def _is_local(request: HttpRequest) -> bool:
    host = request.get_host().rsplit(":", 1)[0]
    try:
        client = ipaddress.ip_address(request.META.get("REMOTE_ADDR", "").strip("[]"))
    except ValueError:
        return False
    return host in _HOSTS and client.is_loopback and not _was_forwarded(request)


def _was_forwarded(request: HttpRequest) -> bool:
    return any(
        header in _FORWARDED or header.startswith(_FORWARDED_PREFIXES) for header in request.META
    )


def _read(path: Path) -> Letter:
    message = email.message_from_bytes(path.read_bytes(), policy=default)
    body = message.get_body(("plain", "html"))
    return Letter(
        name=path.stem,
        sent_at=datetime.fromtimestamp(int(path.stem.split("-")[0]) / 1e9, tz=UTC),
        sender=str(message["From"]),
        recipient=str(message["To"]),
        subject=str(message["Subject"]),
        text=body.get_content() if isinstance(body, EmailMessage) else "",
    )
