"""Media served from local disk with byte ranges; other storages serve their files themselves."""

import mimetypes
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, cast
from urllib.parse import quote

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import FileSystemStorage, default_storage
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
)
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, parse_http_date_safe

from providers.downloads import PartOfFile
from video.byte_ranges import ByteRange, Unsatisfiable, parse_range

if TYPE_CHECKING:
    from video.bucket import BucketStorage  # needs the S3 client, which only a bucket needs

_PUBLIC = re.compile(r"(video|poster|handout|logo|signature)/[A-Za-z0-9][\w./-]*", re.ASCII)
# What a browser may display from our own origin. Anything else is sent as a download.
_PLAYLIST = "application/vnd.apple.mpegurl"
_SHOWN = {
    *("video/mp4", "video/webm", "audio/mp4", "image/webp", "image/png", "image/jpeg"),
    *("application/pdf", "text/plain", "text/markdown", "video/iso.segment", _PLAYLIST),
}
# Types that `mimetypes` does not know, or names differently on other machines.
_OURS = {".m3u8": _PLAYLIST, ".m4s": "video/iso.segment"}
# Names are derived from the content, so what was fetched once never needs revalidation.
_FOREVER = "public, max-age=31536000, immutable"


def media_response(request: HttpRequest, name: str) -> HttpResponseBase:
    """Serve one stored file with 200, 206, 304, 412 or 416, or redirect to the storage. Raises `Http404`.

    Only names below the folders of `_PUBLIC` are served. No session is read, so no cookie is
    set and any cache may keep the response.
    """
    if not _PUBLIC.fullmatch(name) or ".." in name:
        raise Http404
    if not isinstance(default_storage, FileSystemStorage):
        bucket = cast("BucketStorage", default_storage)
        if name.endswith(".m3u8"):
            return _playlist_from(bucket, name)
        response: HttpResponseBase = HttpResponseRedirect(
            bucket.signed_url(name, method=request.method or "GET")
        )
        response["Cache-Control"] = "no-store"  # The redirect's target expires.
        return response
    return _from_disk(request, _path(name))


def small_file(name: str) -> bytes:
    """Return the content of a stored file that fits into memory.

    Raises `OSError`: `FileNotFoundError`, or `ConnectionError` while the storage does not answer.
    """
    if not isinstance(default_storage, FileSystemStorage):
        return cast("BucketStorage", default_storage).small_file(name)
    with default_storage.open(name) as file:
        return bytes(file.read())


def _playlist_from(bucket: "BucketStorage", name: str) -> HttpResponseBase:
    """Serve a playlist ourselves: its pieces have relative URLs, and each needs a signature."""
    try:
        content = bucket.small_file(name)
    except FileNotFoundError as missing:
        raise Http404 from missing
    except ConnectionError:
        sentence = "Please try again in a moment."
        return HttpResponse(sentence, status=503, headers={"Retry-After": "15"})
    return HttpResponse(content, content_type=_PLAYLIST, headers={"Cache-Control": _FOREVER})


def _path(name: str) -> Path:
    try:
        path = Path(default_storage.path(name))
    except SuspiciousFileOperation as outside:
        raise Http404 from outside
    if not path.is_file():
        raise Http404
    return path


def _from_disk(request: HttpRequest, path: Path) -> HttpResponseBase:
    found = path.stat()
    etag = f'"{found.st_size:x}-{found.st_mtime_ns:x}"'
    modified = int(found.st_mtime)
    response: HttpResponseBase | None = get_conditional_response(request, etag, modified)
    if response is None:
        response = _body(request, path, found, etag)
    response["ETag"] = etag
    response["Last-Modified"] = http_date(modified)
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = _FOREVER
    return response


def _body(request: HttpRequest, path: Path, found: os.stat_result, etag: str) -> HttpResponseBase:
    try:
        piece = _wanted(request, size=found.st_size, etag=etag, modified=int(found.st_mtime))
    except Unsatisfiable:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{found.st_size}"})
    kind, shown = _content_type(path.name)
    if settings.MEDIA_ACCEL:
        return _sent_by_nginx(path, kind, shown=shown)
    if piece is not None:
        headers = {"Content-Range": piece.content_range, "Content-Length": str(piece.length)}
        part = PartOfFile(path, piece.first, piece.length)
        return FileResponse(part, status=206, content_type=kind, headers=headers)
    headers = {"Content-Length": str(found.st_size)}
    if request.method == "HEAD":
        return HttpResponse(content_type=kind, headers=headers)
    whole = PartOfFile(path, 0, found.st_size)
    return FileResponse(
        whole, as_attachment=not shown, filename=path.name, content_type=kind, headers=headers
    )


def _sent_by_nginx(path: Path, kind: str, *, shown: bool) -> HttpResponse:
    """Let nginx send the file, whole or in part: it reads `Range` itself, and keeps few other headers."""
    name = path.relative_to(settings.MEDIA_ROOT).as_posix()
    headers = {"X-Accel-Redirect": quote(settings.MEDIA_ACCEL + name)}
    if not shown:
        headers["Content-Disposition"] = "attachment"
    return HttpResponse(content_type=kind, headers=headers)


def _content_type(name: str) -> tuple[str, bool]:
    """Return the content type, and whether a browser may display the file."""
    guessed = _OURS.get(Path(name).suffix) or mimetypes.guess_type(name)[0] or ""
    if guessed not in _SHOWN:
        return "application/octet-stream", False
    return (f"{guessed}; charset=utf-8" if guessed.startswith("text/") else guessed), True


def _wanted(request: HttpRequest, *, size: int, etag: str, modified: int) -> ByteRange | None:
    """Return the piece to send, or None for all: `Range` applies to GET only, and not if `If-Range` is outdated."""
    header = request.headers.get("Range")
    if header is None or request.method != "GET":
        return None
    validator = request.headers.get("If-Range")
    if validator and validator != etag and parse_http_date_safe(validator) != modified:
        return None
    return parse_range(header, size=size)
