"""Captions, chapters and the transcript: parsed once, yet never stale for long."""

import pytest
from pytest_django import DjangoAssertNumQueries

from courses.models import TextTrack, Video
from tests.factories import make_course
from video.services import transcripts
from video.services.cues import Cue
from video.services.transcripts import (
    chapters,
    forget_tracks,
    said_once,
    sections,
    tracks,
    transcript,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def video() -> Video:
    forget_tracks()
    video = make_course(slug="listening").current_video
    assert video is not None
    return video


def test_a_cue_has_its_times_and_one_line_of_text(video: Video) -> None:
    assert transcript(video) == (
        Cue(0.0, 4.0, ("Ann Lee: Welcome to the course.",)),
        Cue(4.0, 8.0, ("Two lines", "in one cue.")),
    )
    assert transcript(video)[1].text == "Two lines in one cue."


def test_chapters_are_cues_with_titles(video: Video) -> None:
    assert [chapter.text for chapter in chapters(video)] == ["Welcome", "The rest"]


def test_only_the_captions_in_the_language_of_the_pages_are_shown_unasked(video: Video) -> None:
    for language in ("ar", "es"):
        video.tracks.create(kind="captions", language=language, label=language, vtt="WEBVTT")
    assert [(track.language, track.default) for track in tracks(video)] == [
        ("en", True),
        ("ar", False),
        ("es", False),
    ]


def test_a_player_is_offered_captions_and_not_chapters(video: Video) -> None:
    assert [(track.kind, track.language) for track in tracks(video)] == [("captions", "en")]
    assert tracks(video)[0].url == f"/courses/listening/captions/{video.pk}/en.vtt"


def test_the_transcript_is_divided_by_chapters(video: Video) -> None:
    first, second = sections(video)
    assert [cue.text for cue in first.cues] == ["Ann Lee: Welcome to the course."]
    assert [cue.text for cue in second.cues] == ["Two lines in one cue."]


def test_what_is_said_before_the_first_chapter_belongs_to_it(video: Video) -> None:
    later = "WEBVTT\n\n00:00:03.000 --> 00:00:10.000\nAll\n"
    video.tracks.filter(kind="chapters").update(vtt=later)
    assert len(sections(video)[0].cues) == 2


def test_without_chapters_the_transcript_is_one_section(video: Video) -> None:
    video.tracks.filter(kind="chapters").delete()
    assert [len(section.cues) for section in sections(video)] == [2]


def test_without_captions_there_is_no_transcript(video: Video) -> None:
    video.tracks.all().delete()
    assert (transcript(video), sections(video), tracks(video)) == ((), [], ())


def test_a_second_page_reads_nothing(
    video: Video, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    transcript(video)
    with django_assert_num_queries(0):
        transcript(video)
        chapters(video)
        tracks(video)


def test_an_edit_in_another_process_shows_after_a_moment(
    video: Video, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transcripts, "_FRESH_SECONDS", -1)
    assert len(transcript(video)) == 2
    TextTrack.objects.filter(kind="captions").update(vtt="WEBVTT\n")
    assert transcript(video) == ()


@pytest.mark.parametrize(
    ("second", "clock"), [(0, "0:00"), (65.9, "1:05"), (600, "10:00"), (3605, "1:00:05")]
)
def test_a_cue_tells_its_place_as_players_do(second: float, clock: str) -> None:
    assert Cue(second, second + 1, ()).clock == clock


@pytest.mark.parametrize(
    ("said", "read"),
    [
        (["a", "a", "a|b", "b", "b|c"], ["a", "b", "c"]),
        (["a", "a|b"], ["a", "b"]),
        (["yes", "yes"], ["yes", "yes"]),
        (["yes", "yes|no", "so", "what", "now"], ["yes", "yes|no", "so", "what", "now"]),
        ([], []),
    ],
)
def test_a_line_that_rolls_up_is_read_once_and_a_speaker_may_repeat_another(
    said: list[str], read: list[str]
) -> None:
    cues = tuple(Cue(at, at + 1, tuple(lines.split("|"))) for at, lines in enumerate(said))
    assert ["|".join(cue.lines) for cue in said_once(cues)] == read
