"""Staff pages of captions and chapters."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.models import AuditEntry
from courses.models import Video
from tests import factories
from tests.staff_members import client_of

pytestmark = pytest.mark.django_db
BETTER = factories.CAPTIONS.replace("Two lines", "Two better lines")


@pytest.fixture
def video() -> Video:
    return factories.make_course().videos.get()


@pytest.fixture
def author(video: Video) -> Client:
    return client_of("manager", video.course.series.provider)


def address(video: Video, name: str = "edit-track", *rest: str) -> str:
    rest = rest or (("captions", "en") if name.endswith("track") else ())
    return reverse(f"video:{name}", args=[video.course.slug, video.pk, *rest])


def test_the_list_shows_each_track_with_what_was_found(author: Client, video: Video) -> None:
    page = author.get(address(video, "edit-tracks")).content.decode()
    assert "English (en)" in page
    assert "Nothing found" in page


def test_the_editor_begins_with_what_is_saved(author: Client, video: Video) -> None:
    assert "Welcome to the course." in author.get(address(video)).content.decode()
    assert author.get(f"{address(video)}?file=1").content.decode() == factories.CAPTIONS


def test_saving_keeps_the_text(author: Client, video: Video) -> None:
    sent = {"label": "English", "vtt": BETTER.replace("\n", "\r\n"), "save": "1"}
    assert author.post(address(video), sent).status_code == 302
    assert video.tracks.get(kind="captions").vtt == BETTER


def test_checking_saves_nothing_and_loses_nothing(author: Client, video: Video) -> None:
    broken = BETTER.replace("00:00:08.000", "00:00:03.000")
    page = author.post(address(video), {"label": "English", "vtt": broken, "check": "1"})
    assert "Ends before it begins." in page.content.decode()
    assert "Two better lines" in page.content.decode()
    assert video.tracks.get(kind="captions").vtt == factories.CAPTIONS


def test_what_blocks_is_not_saved_and_not_lost(author: Client, video: Video) -> None:
    broken = BETTER.replace("00:00:08.000", "00:00:03.000")
    page = author.post(address(video), {"label": "English", "vtt": broken, "save": "1"})
    assert page.status_code == 400
    assert "Two better lines" in page.content.decode()
    assert video.tracks.get(kind="captions").vtt == factories.CAPTIONS


def test_a_new_track_from_a_file_is_shown_before_it_is_saved(author: Client, video: Video) -> None:
    file = SimpleUploadedFile("es.srt", b"1\n00:00:01,000 --> 00:00:02,000\nHola\n")
    sent = {"kind": "captions", "language": "es", "label": "Spanish", "file": file}
    page = author.post(address(video, "edit-tracks"), sent)
    assert "Hola" in page.content.decode()
    assert f'action="{address(video, "edit-track", "captions", "es")}"' in page.content.decode()
    assert not video.tracks.filter(language="es").exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"language": "english!"}, "short code"),
        ({"language": "en"}, "such a track already"),
        ({"file": SimpleUploadedFile("x.srt", b"\x00\x01")}, "not text"),
        ({"file": SimpleUploadedFile("x.srt", b"")}, "empty"),
    ],
)
def test_a_new_track_is_refused_with_a_sentence(
    author: Client, video: Video, change: dict[str, object], words: str
) -> None:
    sent = {"kind": "captions", "language": "es", "label": "Spanish"} | change
    page = author.post(address(video, "edit-tracks"), sent)
    assert page.status_code == 400
    assert words in page.content.decode()


def test_removing_is_recorded_and_the_last_captions_stay(author: Client, video: Video) -> None:
    author.post(address(video, "remove-track", "chapters", "en"))
    assert not video.tracks.filter(kind="chapters").exists()
    assert AuditEntry.objects.get().action == "track-deleted"
    author.post(address(video, "remove-track", "captions", "en"))
    assert video.tracks.filter(kind="captions").exists()


def test_listening_is_left_to_the_worker(author: Client, video: Video) -> None:
    author.post(address(video, "listen"))
    assert ProcrastinateJob.objects.filter(task_name="video.listen").count() == 1


def test_what_is_not_there_is_404(author: Client, video: Video) -> None:
    assert author.get(address(video, "edit-track", "captions", "fr")).status_code == 404
    assert author.get(address(video, "listen")).status_code == 405
