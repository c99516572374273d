"""Stored files over HTTP: ranges, conditions, types, and nothing but what may be seen."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from video.byte_ranges import PIECE

pytestmark = pytest.mark.django_db  # the page that says 404 shows the hotlines

CONTENT = bytes(range(256)) * 40


@pytest.fixture
def stored(settings: Any, tmp_path: Path) -> str:
    settings.MEDIA_ROOT = tmp_path / "media"
    for name in ("video/lecture.mp4", "handout/page.html", "secret/key.txt"):
        path = settings.MEDIA_ROOT / name
        path.parent.mkdir(parents=True)
        path.write_bytes(CONTENT)
    (tmp_path / "outside.txt").write_text("outside")
    return "/media/video/lecture.mp4"


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_a_whole_file_says_that_ranges_are_welcome(client: Client, stored: str) -> None:
    response = client.get(stored)
    assert (response.status_code, body(response)) == (200, CONTENT)
    assert response["Accept-Ranges"] == "bytes"
    assert response["Content-Type"] == "video/mp4"
    assert response["Content-Length"] == str(len(CONTENT))
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in response["Cache-Control"]


def test_media_set_no_cookie_and_read_no_session(client: Client, stored: str) -> None:
    response = client.get(stored)
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert body(response)


def test_a_range_is_answered_with_206(client: Client, stored: str) -> None:
    response = client.get(stored, headers={"Range": "bytes=10-19"})
    assert (response.status_code, body(response)) == (206, CONTENT[10:20])
    assert response["Content-Range"] == f"bytes 10-19/{len(CONTENT)}"
    assert response["Content-Length"] == "10"


def test_the_last_bytes_can_be_asked_for(client: Client, stored: str) -> None:
    assert body(client.get(stored, headers={"Range": "bytes=-5"})) == CONTENT[-5:]


def test_an_open_range_of_a_large_file_is_answered_with_a_piece(
    client: Client, stored: str, settings: Any
) -> None:
    large = Path(settings.MEDIA_ROOT) / "video" / "large.mp4"
    large.write_bytes(bytes(PIECE + 10))
    response = client.get("/media/video/large.mp4", headers={"Range": "bytes=0-"})
    assert response["Content-Range"] == f"bytes 0-{PIECE - 1}/{PIECE + 10}"
    assert len(body(response)) == PIECE


def test_a_range_outside_the_file_is_416_and_says_how_long_it_is(
    client: Client, stored: str
) -> None:
    response = client.get(stored, headers={"Range": "bytes=99999999-"})
    assert (response.status_code, response.content) == (416, b"")
    assert response["Content-Range"] == f"bytes */{len(CONTENT)}"


def test_head_tells_the_length_and_sends_no_body(client: Client, stored: str) -> None:
    response = client.head(stored, headers={"Range": "bytes=0-1"})
    assert (response.status_code, body(response)) == (200, b"")
    assert response["Content-Length"] == str(len(CONTENT))


@pytest.mark.parametrize(
    ("header", "name"), [("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")]
)
def test_what_is_known_already_is_304(client: Client, stored: str, header: str, name: str) -> None:
    validator = client.head(stored)[name]
    response = client.get(stored, headers={header: validator, "Range": "bytes=0-1"})
    assert (response.status_code, body(response)) == (304, b"")


@pytest.mark.parametrize("name", ["ETag", "Last-Modified"])
def test_if_range_resumes_the_same_file(client: Client, stored: str, name: str) -> None:
    validator = client.head(stored)[name]
    response = client.get(stored, headers={"If-Range": validator, "Range": "bytes=5-9"})
    assert (response.status_code, body(response)) == (206, CONTENT[5:10])


@pytest.mark.parametrize("validator", ['"other"', "Mon, 01 Jan 2001 00:00:00 GMT", "nonsense"])
def test_if_range_of_another_file_gets_it_whole(
    client: Client, stored: str, validator: str
) -> None:
    response = client.get(stored, headers={"If-Range": validator, "Range": "bytes=5-9"})
    assert (response.status_code, body(response)) == (200, CONTENT)


@pytest.mark.parametrize(
    "name",
    [
        "secret/key.txt",
        "../outside.txt",
        "video/../secret/key.txt",
        "video/%2e%2e/%2e%2e/outside.txt",
        "video//etc/passwd",
        "video/.hidden",
        "video/",
        "video/absent.mp4",
        "/etc/passwd",
    ],
)
def test_nothing_else_on_the_disk_exists_here(client: Client, stored: str, name: str) -> None:
    assert client.get(f"/media/{name}").status_code == 404


def test_a_type_that_could_act_is_only_a_download(client: Client, stored: str) -> None:
    response = client.get("/media/handout/page.html")
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"] == 'attachment; filename="page.html"'
    assert body(response)


def test_only_reading_is_allowed(client: Client, stored: str) -> None:
    assert client.post(stored).status_code == 405


def test_playlists_and_pieces_have_their_types(client: Client, stored: str, settings: Any) -> None:
    folder = Path(settings.MEDIA_ROOT, "video", "abc", "720p")
    folder.mkdir(parents=True)
    types = {
        "index.m3u8": "application/vnd.apple.mpegurl",
        "00000.m4s": "video/iso.segment",
        "init.mp4": "video/mp4",
    }
    for name, kind in types.items():
        (folder / name).write_bytes(b"x")
        response = client.get(f"/media/video/abc/720p/{name}")
        assert response["Content-Type"] == kind
        assert "Content-Disposition" not in response or "inline" in response["Content-Disposition"]
        response.close()


@pytest.mark.parametrize("extra", [{}, {"Range": "bytes=2-5"}])
def test_nginx_sends_where_the_operator_says_so(
    client: Client, stored: str, settings: Any, extra: dict[str, str]
) -> None:
    settings.MEDIA_ACCEL = "/protected/"
    response = client.get(stored, headers=extra)
    assert (response.status_code, response.content) == (200, b"")
    assert response["X-Accel-Redirect"] == "/protected/video/lecture.mp4"
    assert response["Content-Type"] == "video/mp4"
    assert "immutable" in response["Cache-Control"]
    assert client.get("/media/video/none.mp4").status_code == 404
