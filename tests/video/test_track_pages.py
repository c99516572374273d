"""Staff pages of captions and chapters."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.models import AuditEntry
from courses.models import Video
from tests import factories
from tests.staff_members import client_of

pytestmark = pytest.mark.django_db
CASES = Path(__file__).parents[1] / "cases"
BETTER = factories.CAPTIONS.replace("Two lines", "Two better lines")
PLAIN = BETTER.replace("<v Ann Lee>", "Ann Lee: ")
LAPPING = """WEBVTT

00:00:00.500 --> 00:00:04.200
First

00:00:04.000 --> 00:01:38.000
Second
"""


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
    assert video.tracks.get(kind="captions").vtt == PLAIN


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
        ({"language": "en"}, "already has such a track"),
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


def file(name: str, data: bytes = b"") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data or (CASES / name).read_bytes())


def shown(page: Any) -> str:
    """Return the text in the editor."""
    return str(page.context["form"].text)


@pytest.mark.parametrize("name", ["captions-bom.srt", "captions-cp1252.srt"])
def test_overlaps_of_a_file_are_ended_by_one_press_and_what_was_changed_is_said_once(
    author: Client, video: Video, name: str
) -> None:
    sent = {"label": "English", "vtt": factories.CAPTIONS, "file": file(name)}
    page = author.post(address(video), sent)
    assert page.context["told"].startswith("Read as SubRip")
    assert page.context["overlaps"] == 2
    sent = {"label": "English", "vtt": shown(page), "separate": "1"}
    page = author.post(address(video), sent)
    assert page.context["told"] == "2 captions ended where the next begins, by up to 0.5 seconds."
    assert page.context["overlaps"] == 0
    assert "End each caption where the next begins" not in page.content.decode()
    assert author.post(address(video), {"label": "English", "vtt": shown(page)}).status_code == 302
    saved = video.tracks.get(kind="captions").vtt
    assert "00:00:00.500 --> 00:00:08.000\nWelcome to early" in saved
    assert author.get(address(video)).context["told"] == ""


def test_a_delay_is_taken_out_and_nothing_is_saved_by_it(author: Client, video: Video) -> None:
    sent = {"label": "English", "vtt": LAPPING, "move": "-0.5", "save": "1"}
    page = author.post(address(video), sent)
    assert "00:00:00.000 --> 00:00:03.700" in shown(page)
    assert page.context["told"] == "All captions begin 0.5 seconds earlier."
    assert page.context["form"]["move"].value() is None
    assert video.tracks.get(kind="captions").vtt == factories.CAPTIONS


@pytest.mark.parametrize(
    ("move", "words"),
    [
        ("-0.6", "begins at 0.5 seconds"),
        ("5", "seconds later."),
        ("soon", "Enter a number"),
    ],
)
def test_a_delay_that_cannot_be_is_refused_and_the_text_of_the_file_is_kept(
    author: Client, video: Video, move: str, words: str
) -> None:
    typed = {"label": "English", "vtt": factories.CAPTIONS, "move": move}
    page = author.post(address(video), typed | {"file": file("x.vtt", LAPPING.encode())})
    assert page.status_code == 400
    assert words in page.content.decode()
    assert (shown(page), page.context["form"]["move"].value()) == (LAPPING, move)


def test_a_file_with_a_time_that_cannot_be_read_is_shown_to_be_corrected(
    author: Client, video: Video
) -> None:
    broken = LAPPING.replace("00:00:04.000", "00:00:04:00")
    sent = {"label": "English", "vtt": "x", "file": file("x.vtt", broken.encode())}
    page = author.post(address(video), sent)
    assert "Line 6: Is not a time such as" in page.content.decode()
    assert shown(page) == broken


def test_captions_of_another_recording_are_a_warning_with_times(
    author: Client, video: Video
) -> None:
    copy = factories.make_video(course=video.course, seconds=720)
    copy.tracks.update(copied_at=timezone.now())
    lists = (
        author.get(address(copy)).content.decode(),
        author.get(address(copy, "edit-tracks")).content.decode(),
    )
    for page in lists:
        assert "earlier recording of 1:40, and this one lasts 12:00. Check it against" in page
        assert "The captions end at 0:08, but the recording continues until 12:00." in page


def test_what_was_stored_with_markup_is_shown_and_served_without(
    author: Client, video: Video
) -> None:
    video.tracks.filter(kind="captions").update(vtt=LAPPING.replace("First", "<i>First</i>"))
    page = author.get(address(video))
    assert shown(page) == LAPPING
    assert page.context["told"] == "Taken out: colors and type styles."


@pytest.mark.parametrize(
    ("kind", "language"),
    [("bogus", "es"), ("captions", "EN"), ("captions", "en-us-longer-1"), ("captions", "e_n")],
)
def test_what_cannot_be_begun_cannot_be_saved_either(
    author: Client, video: Video, kind: str, language: str
) -> None:
    sent = {"label": "English", "vtt": BETTER}
    assert author.post(address(video, "edit-track", kind, language), sent).status_code == 404
    assert video.tracks.count() == 2


def test_of_many_findings_a_page_shows_some_and_all_that_block_first(
    author: Client, video: Video
) -> None:
    times = "\n00:00:01.000 --> 00:00:01.100\nToo fast to read\n"
    text = f"WEBVTT\n{times * 150}\n00:00:05.000 --> 00:00:04.000\nThe last\n"
    page = author.post(address(video), {"label": "English", "vtt": text, "check": "1"})
    content = page.content.decode()
    assert content.count("<li data-line") == 200
    assert "Caption 151 (0:05): Ends before it begins." in content
    assert f"And {page.context['findings'] - 200} more." in content
