"""The parts of the tus protocol that we need: core 1.0.0, creation, termination, checksum, expiration.

https://tus.io/protocols/resumable-upload. Only staff may send requests: session, second factor, right at
the course's provider and CSRF token are checked every time. Somebody else's upload is 404.
"""

import base64
import binascii
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.http import http_date

from accounts.allauth_internals import consume
from accounts.errors import Refused
from accounts.input import row_number
from accounts.requests import StaffRequest
from courses.access import course_or_404, courses_with
from providers.guard import staff_page
from providers.rights import Right
from video.models import Upload
from video.services import uploads

VERSION = "1.0.0"
_BODY = "application/offset+octet-stream"


def tus[**P](view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """Put the version on every response, refuse other versions with 412, and turn refusals into statuses."""

    @wraps(view)
    def answered(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        request: Any = args[0]
        if request.method != "OPTIONS" and request.headers.get("Tus-Resumable") != VERSION:
            response = HttpResponse("This is for a tus 1.0.0 client.", status=412)
            response["Tus-Version"] = VERSION
        else:
            try:
                response = view(*args, **kwargs)
            except Refused as refusal:
                response = HttpResponse(
                    refusal.message, status=refusal.status, content_type="text/plain"
                )
            except Http404:  # with our header: the client then begins the upload anew
                response = HttpResponse("There is no such upload.", status=404)
        response["Tus-Resumable"] = VERSION
        response["Cache-Control"] = "no-store"
        return response

    return answered


@staff_page(Right.AUTHOR, methods=("OPTIONS", "POST"))
@tus
def start_upload(request: StaffRequest, slug: str) -> HttpResponse:
    """Describe the server (OPTIONS), or begin an upload and return the URL for its pieces (POST)."""
    course = course_or_404(request, slug, Right.AUTHOR)
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers=_abilities())
    if not consume(request, app="video", action="begin", config=settings.UPLOAD_RATE_LIMITS):
        raise Refused(
            "too_often",
            "You have started many uploads within an hour. Those in progress continue; start another later.",
            status=429,
        )
    told = _metadata(request.headers.get("Upload-Metadata", ""))
    upload = uploads.begin(
        course=course,
        user=request.user,
        name=told.get("filename", ""),
        size=_number(request, "Upload-Length"),
        fingerprint=told.get("fingerprint", ""),
        now=timezone.now(),
    )
    place = reverse("video:upload", args=[upload.pk])
    return HttpResponse(status=201, headers={"Location": place, **_expires(upload)})


@staff_page(Right.AUTHOR, methods=("OPTIONS", "HEAD", "PATCH", "DELETE"))
@tus
def upload(request: StaffRequest, upload_id: UUID) -> HttpResponse:
    """Report how much has arrived (HEAD), receive the next piece (PATCH), or discard the upload (DELETE)."""
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers=_abilities())
    own = Upload.objects.filter(course__in=courses_with(request.user, Right.AUTHOR))
    found = get_object_or_404(own, pk=upload_id, uploaded_by=request.user)
    if request.method == "HEAD":
        here = uploads.arrived(found, now=timezone.now())
        headers = {"Upload-Offset": str(here), "Upload-Length": str(found.size)}
        return HttpResponse(headers=headers | _expires(found))
    if request.method == "DELETE":
        uploads.discard(found)
        return HttpResponse(status=204)
    return _piece(request, found)


def _piece(request: StaffRequest, found: Upload) -> HttpResponse:
    """Receive a piece as it comes from the connection; it is never in memory as a whole."""
    if request.content_type != _BODY:
        raise Refused("type", f"Send pieces as {_BODY}.", status=415)
    length = row_number(request.headers.get("Content-Length", ""))
    if length is None:
        # Of a body in chunks Django reads nothing: the piece would be lost, and called received.
        raise Refused("length", "Say how long the piece is: send a Content-Length.", status=411)
    grown = uploads.append(
        upload=found,
        offset=_number(request, "Upload-Offset"),
        body=request,  # type: ignore[arg-type]
        length=length,
        checksum=_checksum(request.headers.get("Upload-Checksum", "")),
        now=timezone.now(),
    )
    return HttpResponse(status=204, headers={"Upload-Offset": str(grown.offset), **_expires(grown)})


def _abilities() -> dict[str, str]:
    return {
        "Tus-Version": VERSION,
        "Tus-Extension": "creation,termination,checksum,expiration",
        "Tus-Max-Size": str(settings.UPLOAD_MAX_BYTES),
        "Tus-Checksum-Algorithm": ",".join(uploads.CHECKSUMS),
    }


def _expires(found: Upload) -> dict[str, str]:
    if found.finished_at:
        return {}
    return {"Upload-Expires": http_date(found.expires_at.timestamp())}


def _number(request: StaffRequest, name: str) -> int:
    number = row_number(request.headers.get(name, ""))
    if number is None:
        raise Refused("header", f"{name} must be a number of bytes.")
    return number


def _metadata(header: str) -> dict[str, str]:
    """Parse `key base64,key base64`. Raises `Refused` for anything else."""
    told = {}
    for pair in filter(None, (part.strip() for part in header[:4000].split(","))):
        key, _, value = pair.partition(" ")
        told[key] = _decoded(value).decode(errors="replace").replace("\0", "")
    return told


def _checksum(header: str) -> tuple[str, bytes] | None:
    if not header:
        return None
    name, _, value = header.partition(" ")
    if name not in uploads.CHECKSUMS:
        raise Refused("header", "That kind of checksum is not known here.")
    return name, _decoded(value)


def _decoded(value: str) -> bytes:
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        raise Refused("header", "A header is not base64.") from None
