"""What to show when a mail that somebody waits for did not go out and no form can say so."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.mail import MailNotSent


class SaysThatMailIsAway:
    """Answer 503 with the reason and a way back to the page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer for every view; None for any other exception."""
        if not isinstance(error, MailNotSent):
            return None
        return render(request, "accounts/mail_away.html", {"refusal": error}, status=error.status)
