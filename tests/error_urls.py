"""The portal's addresses, and three that fail on purpose: error pages as a browser gets them."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from portal import urls


def forbidden(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def too_many(request: HttpRequest) -> HttpResponse:
    return render(request, "429.html", status=429)


def broken(request: HttpRequest) -> HttpResponse:
    raise LookupError("on purpose")


urlpatterns = [
    *urls.urlpatterns,
    path("errors/forbidden/", forbidden),
    path("errors/too-many/", too_many),
    path("errors/broken/", broken),
]
