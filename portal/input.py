"""Refuses what no page can take, a NUL, which PostgreSQL keeps in no text; and cleans what people typed."""

from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, QueryDict
from django.views.defaults import bad_request

from accounts.cleaning import clean_prose

NUL = "\0"


class RefusesNul:
    """Answer 400 where any part of a request holds a NUL: its address, headers, cookies or fields.

    Stands before everything that reads the database. Fields are read only before a view that reads them
    too, so what goes around the other middleware (a beat, a piece of an upload) is not read here. The
    content of files and JSON is checked by the forms that read them.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        headers = (value for key, value in request.META.items() if key.startswith("HTTP_"))
        # Cookies again: Django reads \000 between quotation marks as a NUL.
        typed = [request.path_info, *_texts(request.GET.lists()), *request.COOKIES.values()]
        return _refusal(request) if _has_nul([*typed, *headers]) else self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        # Django takes what cannot be printed out of the names of files itself.
        typed = [*_texts(request.POST.lists()), *request.FILES]
        return _refusal(request) if _has_nul(typed) else None


class CleansTyped:
    """Clean each field of a form and of an address as prose (`clean_prose`); names and codes are cleaned further.

    So no form forgets it. Stands behind the check for CSRF, which spares the work for strangers. Passwords are
    left as they are: nobody reads them, and each must stay the same.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.GET = _cleaned(request.GET)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> None:
        request.POST = _cleaned(request.POST)


def _cleaned(fields: QueryDict) -> Any:
    # A browser ends each line of a text area in CRLF.
    if all(text.isascii() and "\r" not in text for text in _texts(fields.lists())):
        return fields
    cleaned = fields.copy()
    for name, values in fields.lists():
        if "password" not in name:
            cleaned.setlist(name, [clean_prose(value) for value in values])
    return cleaned


def _texts(fields: Iterable[tuple[str, list[str]]]) -> Iterable[str]:
    for name, values in fields:
        yield name
        yield from values


def _has_nul(texts: Iterable[str]) -> bool:
    return any(NUL in text for text in texts)


def _refusal(request: HttpRequest) -> HttpResponse:
    return bad_request(request, BadRequest("a NUL"))
