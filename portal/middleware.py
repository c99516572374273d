"""What every request passes: the short way for beats, and no-store for what a learner sees."""

from collections.abc import Callable

import pghistory
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from progress.views.beat import beat

Handler = Callable[[HttpRequest], HttpResponse]


class BeatsGoStraight:
    """Hand a beat to its view at once: by far the most frequent request, and the token is all it needs.

    It stands behind SecurityMiddleware, whose headers and redirect hold for beats too. What it leaves
    out is what a beat has no use for: no session, user or message is read, the view is exempt from
    CSRF, and its answer is JSON, which no page policy protects any further than `nosniff` does.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self.path = reverse("progress:beat")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info == self.path and request.method == "POST":
            request.get_host()  # raises DisallowedHost, as CommonMiddleware would
            return beat(request)
        return self.get_response(request)


class PrivatePagesAreNotStored:
    """Forbid storing any page of someone signed in: Back on a shared computer shows nothing."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.session.accessed and request.user.is_authenticated:
            add_never_cache_headers(response)
        return response


class RemembersWhoChanged:
    """Tell the history who acted: every change made by a request of staff carries its user and page.

    Only below /admin/: learners' own requests change nothing that is tracked on somebody's behalf, and
    the beat must stay one statement.
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
