"""Logos and signatures: drawn anew as small PNG, whatever was sent."""

import subprocess
from pathlib import Path
from typing import Any

import pytest

from accounts.errors import Refused
from tests.video.pictures import drawn
from video.media import small_file
from video.services.pictures import mark_refusal, store_mark
from video.services.programs import ffmpeg


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


def size_of(picture: bytes) -> tuple[int, int]:
    return int.from_bytes(picture[16:20]), int.from_bytes(picture[20:24])


def converted(picture: bytes, *options: str) -> bytes:
    """Return a PNG in another format."""
    argv = [str(ffmpeg()), "-v", "error", "-f", "png_pipe", "-i", "-", *options, "-"]
    return subprocess.run(argv, input=picture, check=True, capture_output=True).stdout


def test_a_mark_is_drawn_anew_and_named_by_its_content() -> None:
    name = store_mark(drawn() + b"<script>alert(1)</script>", folder="logo")
    stored = small_file(name)
    assert name.startswith("logo/")
    assert name.endswith(".png")
    assert size_of(stored) == (64, 64)
    assert b"<script" not in stored
    assert mark_refusal(stored) == ""
    assert store_mark(drawn(), folder="logo") == name


@pytest.mark.parametrize(
    ("size", "fits"), [("1920x200", (480, 50)), ("300x1200", (40, 160)), ("2000x2000", (160, 160))]
)
def test_a_large_mark_is_made_small_in_its_shape(size: str, fits: tuple[int, int]) -> None:
    plain = drawn(size, "color=c=teal")
    assert size_of(small_file(store_mark(plain, folder="logo"))) == fits


@pytest.mark.parametrize(
    "options", [("-f", "image2pipe", "-c:v", "mjpeg"), ("-c:v", "libwebp", "-f", "webp")]
)
def test_jpeg_and_webp_become_png(options: tuple[str, ...]) -> None:
    stored = small_file(store_mark(converted(drawn(), *options), folder="signature"))
    assert mark_refusal(stored) == ""


def test_a_clear_ground_stays_clear() -> None:
    clear = drawn("40x40", "color=c=red", through="format=rgba,colorchannelmixer=aa=0.3")
    stored = small_file(store_mark(clear, folder="logo"))
    assert stored[25] == 6  # RGB with alpha


@pytest.mark.parametrize(
    "content",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        b"\x89PNG\r\n\x1a\n" + bytes(50),
        b"GIF89a" + bytes(50),
        b"",
    ],
)
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(Refused):
        store_mark(content, folder="logo")


def test_a_picture_of_more_pixels_than_can_be_unpacked_is_refused() -> None:
    bomb = bytearray(drawn("64x64", "color=c=teal"))
    bomb[16:24] = (60_000).to_bytes(4) * 2
    with pytest.raises(Refused):
        store_mark(bytes(bomb), folder="logo")


def test_a_photograph_is_no_mark() -> None:
    with pytest.raises(Refused, match="few colors"):
        store_mark(drawn("480x160", "color=c=gray", through="noise=alls=100"), folder="logo")


@pytest.mark.parametrize("size", ["482x20", "20x162"])
def test_a_file_that_is_stored_as_it_is_must_have_few_pixels(size: str) -> None:
    assert "480 by 160" in mark_refusal(drawn(size))


def test_a_file_that_is_stored_as_it_is_must_be_a_small_png() -> None:
    assert "Must be a PNG" in mark_refusal(b"\xff\xd8\xff")
    assert "100 kB" in mark_refusal(drawn() + bytes(100_000))
