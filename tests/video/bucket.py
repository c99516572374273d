"""A stand-in for an S3-compatible bucket: hands over files to signed addresses until they expire."""

import hashlib
import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from django.core.files.storage import default_storage

from portal import backends
from video.bucket import BucketStorage
from video.byte_ranges import parse_range

KEY_ID, SECRET, NAME, REGION = "test-key", "test-secret", "cme", "us-east-2"


class Bucket:
    """The service: where it is, its files (`/cme/<name>` is `folder/<name>`), and the answers it gave."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.answers: list[tuple[str, int]] = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self.server.bucket = self  # type: ignore[attr-defined]
        self.endpoint = f"http://127.0.0.1:{self.server.server_port}"

    def put(self, name: str, content: bytes) -> str:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return name

    def refused(self) -> int:
        return sum(status == 403 for _, status in self.answers)


@contextmanager
def media_in_bucket(folder: Path, **options: Any) -> Iterator[Bucket]:
    """Have the portal's media in a bucket for this block; `options` are further ones of its storage.

    A test module must not import `default_storage`: pytest looks at it while it collects, before the
    tests' own settings of the storages.
    """
    bucket = Bucket(folder)
    place = {"bucket": NAME, "endpoint": bucket.endpoint, "region": REGION}
    keys: dict[str, Any] = {"access_key": KEY_ID, "secret_key": SECRET}
    storage = BucketStorage(**backends.media_storage(**place)["OPTIONS"], **keys, **options)
    Thread(target=bucket.server.serve_forever, daemon=True).start()
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(default_storage, "_wrapped", storage)
            yield bucket
    finally:
        bucket.server.shutdown()
        bucket.server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        bucket: Bucket = self.server.bucket  # type: ignore[attr-defined]
        address = urlsplit(self.path)
        path = bucket.folder / address.path.removeprefix(f"/{NAME}/")
        whole = path.read_bytes() if path.is_file() else b""
        status, headers, body = 200, {"Accept-Ranges": "bytes"}, whole
        if not ("Authorization" in self.headers or self._is_signed(address.query)):
            status, body = 403, b""
        elif not path.is_file():
            status, body = 404, b""
        elif piece := parse_range(self.headers.get("Range", ""), size=len(whole)):
            status, body = 206, whole[piece.first : piece.last + 1]
            headers["Content-Range"] = piece.content_range
        bucket.answers.append((address.path, status))
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        if path.suffix == ".mp4":
            self.send_header("Content-Type", "video/mp4")
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    do_HEAD = do_GET

    def _is_signed(self, query: str) -> bool:
        """Check a signature in the address, version 4 and not expired, as AWS documents it."""
        told = dict(parse_qsl(query))
        signature, stamp = told.pop("X-Amz-Signature", ""), told.get("X-Amz-Date", "")
        if told.get("X-Amz-Algorithm") != "AWS4-HMAC-SHA256":
            return False
        began = datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        if datetime.now(UTC) > began + timedelta(seconds=int(told["X-Amz-Expires"])):
            return False
        pairs = "&".join(f"{quote(k, safe='')}={quote(told[k], safe='')}" for k in sorted(told))
        asked = [self.command, urlsplit(self.path).path, pairs, f"host:{self.headers['Host']}\n"]
        request = "\n".join([*asked, "host", "UNSIGNED-PAYLOAD"])
        scope = told["X-Amz-Credential"].partition("/")[2]
        digest = hashlib.sha256(request.encode()).hexdigest()
        key: Any = f"AWS4{SECRET}".encode()
        for part in (*scope.split("/"), f"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{digest}"):
            key = hmac.new(key, part.encode(), hashlib.sha256).digest()
        return hmac.compare_digest(key.hex(), signature)

    def log_message(self, *args: Any) -> None:
        """Stay silent."""
