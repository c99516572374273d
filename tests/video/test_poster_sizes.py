"""A poster in three widths, made by the worker; until then, and where that fails, it is shown as it is."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.core.files import storage
from django.core.files.base import ContentFile
from django.test import Client
from django.utils.html import strip_tags

from authoring.services.discarding import discard_course
from courses.models import Course, Video
from tests import factories
from tests.staff_members import make_staff
from video.services.poster_sizes import WIDTHS, size_posters
from video.services.posters import set_poster
from video.services.programs import ffmpeg

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def places(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def video() -> Video:
    return factories.make_course(slug="listening").videos.get()


def drawn(width: int, height: int, codec: str = "png") -> bytes:
    size = f"testsrc2=s={width}x{height}"
    argv = [str(ffmpeg()), "-v", "error", "-f", "lavfi", "-i", size, "-frames:v", "1"]
    argv += ["-c:v", codec, "-f", "image2pipe", "-"]
    return subprocess.run(argv, check=True, capture_output=True).stdout


def sized(video: Video) -> list[tuple[int, int]]:
    """Make what is missing; return the shapes of this video's poster."""
    size_posters()
    video.refresh_from_db()
    return [(each["width"], each["height"]) for each in video.poster_sizes or []]


def test_a_poster_gets_three_widths_once(video: Video) -> None:
    set_poster(video=video, content=drawn(1600, 900))
    assert sized(video) == [(480, 270), (800, 450), (1280, 720)]
    assert [each["width"] for each in video.poster_sizes or []] == list(WIDTHS)
    weights = [storage.default_storage.size(each["name"]) for each in video.poster_sizes or []]
    assert weights == sorted(weights)
    assert size_posters() == 0


@pytest.mark.parametrize("codec", ["png", "mjpeg", "libwebp"])
def test_a_poster_of_before_gets_them_too_in_every_format_that_a_folder_may_bring(
    video: Video, codec: str
) -> None:
    name = storage.default_storage.save("poster/old", ContentFile(drawn(700, 394, codec)))
    Video.objects.update(poster=name)
    assert sized(video) == [(480, 270), (700, 394)]


@pytest.mark.parametrize("content", [b"poster", b"\x89PNG\r\n\x1a\n" + bytes(50), None])
def test_what_is_no_picture_or_missing_is_tried_once(video: Video, content: bytes | None) -> None:
    name = (
        storage.default_storage.save("poster/old", ContentFile(content))
        if content
        else "poster/none"
    )
    Video.objects.update(poster=name)
    assert sized(video) == []
    assert video.poster_sizes == []
    assert size_posters() == 0


def test_another_poster_has_none_of_the_former_ones_widths(video: Video) -> None:
    set_poster(video=video, content=drawn(1600, 900))
    sized(video)
    set_poster(video=video, content=drawn(600, 400))
    assert video.poster_srcset == ""
    assert sized(video) == [(480, 320), (600, 400)]


def image(client: Client, path: str) -> str:
    found = re.search(r'<img class="course-poster"[^>]*>', client.get(path).content.decode())
    assert found
    return found[0]


def test_a_page_lets_the_browser_choose_and_keeps_the_place_free(
    client: Client, video: Video
) -> None:
    path = "/courses/listening/"
    set_poster(video=video, content=drawn(1000, 500))
    assert "srcset" not in image(client, path)
    assert f'width="{video.width}" height="{video.height}"' in image(client, path)
    sized(video)
    shown = image(client, path)
    assert re.findall(r"\.webp (\d+)w", shown) == ["480", "800", "1000"]
    assert 'width="1000" height="500"' in shown
    for address in re.findall(r"(/media/\S+\.webp) ", shown):
        assert client.head(address)["Content-Type"] == "image/webp"
    assert strip_tags(shown) == ""


def test_the_widths_go_with_a_course_that_is_discarded(
    django_capture_on_commit_callbacks: Any,
) -> None:
    course: Course = factories.make_new_course()
    video = factories.make_video(course=course, released_at=None)
    set_poster(video=video, content=drawn(900, 500))
    sized(video)
    with django_capture_on_commit_callbacks(execute=True):
        discard_course(course=course, actor=make_staff("owner", course.series.provider))
    assert storage.default_storage.listdir("poster")[1] == []
