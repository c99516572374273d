"""Middleware: headers, a shortcut for beats, compression, no-store, plans, and who acted for the history."""

from collections.abc import Callable

import pghistory
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from embedded import custom_plans
from portal.postgres.base import at_most
from progress.views.beat import beat

Handler = Callable[[HttpRequest], HttpResponse]
BEAT_SECONDS = 4
"""How long a beat may wait: its page sends the seconds again, and visitors' pages need the thread."""


# What no page of ours uses. The rest keeps its default: passkeys, full screen and playing are ours.
_UNUSED = (
    *("accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "hid"),
    *("magnetometer", "microphone", "midi", "payment", "serial", "usb", "xr-spatial-tracking"),
)
_PERMISSIONS = ", ".join(f"{feature}=()" for feature in _UNUSED)


class ClosesWhatNobodyUses:
    """Send with every answer that no script may ask for a camera, a place or money, and that no other
    site may embed it: static files, media and beats too, so it stands before all that answer early.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", _PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


class BeatsGoStraight:
    """Pass a beat straight to its view: it is by far the most frequent request and needs only its token.

    Runs after SecurityMiddleware, whose headers and redirect apply to beats too. A beat needs none of
    the middleware it skips: it reads no session, user or message, its view is exempt from CSRF, and
    its answer is JSON, which a content security policy protects no further than `nosniff` does.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self.path = reverse("progress:beat")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info == self.path and request.method == "POST":
            request.get_host()  # raises DisallowedHost, as CommonMiddleware would
            with at_most(BEAT_SECONDS):
                return beat(request)
        return self.get_response(request)


class CompressesPages(GZipMiddleware):
    """Compress HTML, which becomes a fifth; files, exports and short JSON stay as they are.

    What one page tells and what a stranger can have it repeat are compressed together, so the length
    could tell a secret (BREACH). Each answer is therefore padded by up to 100 random bytes, the CSRF
    token is masked anew each time, and another site's requests bring no session (SameSite).
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        is_html = response.get("Content-Type", "").startswith("text/html")
        return super().process_response(request, response) if is_html else response


class PrivatePagesAreNotStored:
    """Send no-store with every page of a signed-in user: Back on a shared computer then shows nothing."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # Whose page it was is not asked after a failure: the database may be what failed.
        failed = response.status_code >= 500
        if failed or (request.session.accessed and request.user.is_authenticated):
            add_never_cache_headers(response)
        return response


class StaffPagesArePlannedAnew:
    """Let PostgreSQL plan what a staff page asks for the values it asks with.

    Reports, exports and searches read many rows, how many depends on the values, and they are few; the
    plans that a connection keeps are for the pages of learners and visitors.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self.prefix = reverse("admin:index")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(self.prefix):
            return self.get_response(request)
        with custom_plans():
            return self.get_response(request)


class RemembersWhoChanged:
    """Record in the history who acted: every change made by a staff request carries its user and URL.

    Only for POST below /admin/: learners' own requests change nothing tracked on somebody's behalf, and
    a beat must remain a single statement.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self.prefix = reverse("admin:index")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "POST" or not request.path_info.startswith(self.prefix):
            return self.get_response(request)
        user = request.user.pk if request.user.is_authenticated else None
        with pghistory.context(user=user, url=request.path):
            return self.get_response(request)
