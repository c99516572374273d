"""An upload becomes a video in several sizes; a bad or hostile one is refused with its own reason."""

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.errors import Refused
from courses.models import Course, Video
from tests import factories
from tests.video.pictures import drawn
from tests.video.recordings import claiming, clip, sound_alone, uploaded, zip_of
from video.models import Preparation, Upload
from video.services import ladder, sandbox
from video.services.ladder import Facts
from video.services.posters import set_poster
from video.services.preparing import prepare, remove, try_again

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def places(settings: Any, tmp_path: Path) -> None:
    settings.UPLOAD_DIR = tmp_path / "uploads"
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.VIDEO_PRESET = "ultrafast"


@pytest.fixture
def course() -> Course:
    """A course that is not published and has no recording."""
    return factories.make_new_course()


def made(course: Course, content: bytes) -> Preparation:
    done = prepare(preparation_id=uploaded(content, course=course).pk)
    assert done is not None
    return done


def media(settings: Any, video: Video) -> Path:
    return Path(settings.MEDIA_ROOT, str(video.hls.name)).parent


def test_a_recording_becomes_a_ladder_a_whole_file_and_pictures(
    course: Course, settings: Any
) -> None:
    done = made(course, clip(size="1280x720", more="-metadata title=secret"))
    assert (done.state, done.percent, done.reason) == ("ready", 100, "")
    video = done.video
    assert video is not None
    assert [each["key"] for each in video.renditions] == ["720p", "480p", "audio"]
    assert (video.seconds, video.width, video.height) == (2, 1280, 720)
    the_master_names_every_size((media(settings, video) / "master.m3u8").read_text())
    with av.open(str(media(settings, video) / "video.mp4")) as whole:
        assert {each.codec_context.name for each in whole.streams} == {"h264", "aac"}
        assert "title" not in whole.metadata
    assert len(done.frames) == len(set(done.frames)) == 5
    assert video.poster.name == done.frames[0]
    assert Path(settings.MEDIA_ROOT, done.frames[0]).read_bytes()[8:12] == b"WEBP"


def the_master_names_every_size(master: str) -> None:
    lines = re.findall(r"#EXT-X-STREAM-INF:(.*)\n(.*)", master)
    assert [name.split("/")[0] for _, name in lines] == ["720p", "480p", "audio"]
    codecs = r'CODECS="(avc1\.[0-9a-f]{6},)?mp4a\.40\.2"'
    assert all(re.search(codecs, facts) for facts, _ in lines)
    assert "RESOLUTION=1280x720" in lines[0][0]
    assert "RESOLUTION" not in lines[2][0]


def test_pieces_of_every_size_begin_at_the_same_moments(course: Course, settings: Any) -> None:
    video = made(course, clip(size="854x480", seconds=9)).video
    assert video is not None
    folder = media(settings, video)
    playlists = [
        (folder / each["key"] / "index.m3u8").read_text()
        for each in video.renditions
        if each["height"]
    ]
    assert re.findall(r"#EXTINF:([\d.]+)", playlists[0]) == ["4.000000", "4.000000", "1.000000"]
    assert video.seconds == 9


@pytest.mark.parametrize(
    ("size", "keys"),
    [
        ((3840, 2160), ["1080p", "720p", "480p"]),
        ((1920, 1080), ["1080p", "720p", "480p"]),
        ((1080, 1920), ["1080p", "720p", "480p"]),
        ((1279, 719), ["480p"]),
        ((320, 180), ["180p"]),
    ],
)
def test_nothing_is_made_larger_than_it_was(size: tuple[int, int], keys: list[str]) -> None:
    facts = Facts(2, *size, 25, "mov", 0, None, 0)
    made = ladder.rungs(facts)
    assert [rung.key for rung in made] == keys
    assert all(rung.width % 2 == rung.height % 2 == 0 for rung in made)
    assert all(rung.width <= size[0] and rung.height <= size[1] for rung in made)


def test_a_recording_without_sound_is_taken_with_a_warning(course: Course) -> None:
    done = made(course, clip(sound=False))
    assert done.state == "ready"
    assert "no sound" in done.warnings[0]
    assert done.video is not None
    assert [each["key"] for each in done.video.renditions] == ["360p"]


def truncated_index() -> bytes:
    return clip()[: len(clip()) // 2]


def truncated_body() -> bytes:
    whole = clip(seconds=30, size="160x120", more="-movflags +faststart")
    return whole[: len(whole) * 6 // 10]


def gaps() -> bytes:
    """Two seconds of pictures, and the last one hours later: by the packets' own times."""
    return clip(
        sound=False, kind="mkv", more="-vf setpts=if(lt(N\\,19)\\,PTS\\,36000/TB) -fps_mode vfr"
    )


def unreadable() -> bytes:
    """All boxes in their places, and nothing in the one for pictures and sound."""
    data = clip()
    begins, ends = data.index(b"mdat") + 4, data.index(b"moov") - 4
    return data[:begins] + bytes(ends - begins) + data[ends:]


HOSTILE: dict[str, Callable[[], bytes]] = {
    "is_archive": lambda: zip_of(bytes(50_000_000)),  # a bomb: 1 to 1000
    "is_picture": lambda: b"\x89PNG\r\n\x1a\n" + bytes(100),
    "is_sound": sound_alone,
    "is_program": lambda: b"\x7fELF" + bytes(100),
    "is_document": lambda: b"%PDF-1.7\n" + clip(),
    "is_playlist": lambda: b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n",
    "is_page": lambda: b"<!DOCTYPE html><script>alert(1)</script>",
    "is_unknown": lambda: b"nothing in particular " * 100,
    "polyglot": lambda: clip() + zip_of(b"MZ"),
    "truncated": truncated_index,
    "incomplete": lambda: claiming(36_000),
    "gaps": gaps,
    "damaged": unreadable,
    "picture_small": lambda: clip(size="64x64"),
    "too_short": lambda: clip(seconds=0.3),
}


@pytest.mark.parametrize("code", HOSTILE)
def test_a_hostile_file_is_refused_with_its_own_reason(
    course: Course, settings: Any, code: str
) -> None:
    done = made(course, HOSTILE[code]())
    assert (done.state, done.code) == ("failed", code), done.reason
    assert done.reason.endswith(".")
    assert not done.may_try_again
    assert not Upload.objects.exists()
    assert not Video.objects.exists()
    assert not Path(settings.MEDIA_ROOT).exists()
    assert list(Path(settings.UPLOAD_DIR).iterdir()) == []


def test_a_recording_cut_short_is_told_by_what_is_really_in_it(course: Course) -> None:
    done = made(course, truncated_body())
    assert done.code == "incomplete"
    assert "says that it lasts 0:30" in done.reason


def test_a_claim_of_ten_hours_is_told_from_three_seconds(course: Course) -> None:
    reason = made(course, claiming(36_000)).reason
    assert "says that it lasts 10:00:00, but only 0:02 of it" in reason


def test_a_file_that_is_emptied_on_the_disk_is_refused(course: Course, settings: Any) -> None:
    row = uploaded(clip(), course=course)
    Path(settings.UPLOAD_DIR, str(row.upload_id)).write_bytes(b"")
    done = prepare(preparation_id=row.pk)
    assert done is not None
    assert done.code == "empty"


def test_a_good_job_runs_after_every_hostile_one(course: Course) -> None:
    for code in ("is_archive", "incomplete", "polyglot", "damaged"):
        made(course, HOSTILE[code]())
    assert made(course, clip()).state == "ready"


def test_what_takes_too_long_is_stopped_and_may_be_tried_again(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    hasty = sandbox.Limits(seconds=0, cpu_seconds=1, file_megabytes=100)
    monkeypatch.setattr(ladder, "_limits", lambda facts: hasty)
    done = made(course, clip())
    assert (done.code, done.may_try_again) == ("took_too_long", True)
    monkeypatch.undo()
    try_again(preparation=done)
    done.refresh_from_db()
    assert (done.state, done.reason) == ("waiting", "")


def test_a_worker_that_stops_gives_the_work_back(course: Course, settings: Any) -> None:
    settings.UPLOAD_DIR.mkdir(exist_ok=True)
    row = uploaded(clip(), course=course)
    with pytest.raises(sandbox.Stopped):
        prepare(preparation_id=row.pk, should_stop=lambda: True)
    row.refresh_from_db()
    assert (row.state, row.runs) == ("waiting", 0)
    done = prepare(preparation_id=row.pk)
    assert done is not None
    assert done.state == "ready"
    assert prepare(preparation_id=row.pk) is None  # a second run does nothing
    assert Video.objects.count() == 1


def test_a_file_at_which_the_worker_died_three_times_is_given_up(course: Course) -> None:
    row = uploaded(clip(), course=course)
    Preparation.objects.filter(pk=row.pk).update(runs=3)
    done = prepare(preparation_id=row.pk)
    assert done is not None
    assert done.code == "crashed"


def test_what_was_removed_meanwhile_becomes_no_video(course: Course, settings: Any) -> None:
    row = uploaded(clip(), course=course)

    def removes() -> bool:
        remove(preparation=row, actor=factories.make_user())
        return False

    assert prepare(preparation_id=row.pk, should_stop=removes) is None
    assert not Video.objects.exists()
    assert not Preparation.objects.exists()
    assert list(Path(settings.UPLOAD_DIR).iterdir()) == []


def test_an_error_of_our_own_is_noted_and_not_hidden(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*args: Any, **options: Any) -> None:
        raise ZeroDivisionError

    row = uploaded(clip(), course=course)
    monkeypatch.setattr(ladder, "encode", breaks)
    with pytest.raises(ZeroDivisionError):
        prepare(preparation_id=row.pk)
    row.refresh_from_db()
    assert (row.code, row.may_try_again) == ("internal", True)


def test_the_work_is_ordered_on_a_queue_of_its_own_one_at_a_time(course: Course) -> None:
    row = uploaded(clip(), course=course)
    job = ProcrastinateJob.objects.get(task_name="video.prepare")
    assert (job.queue_name, job.lock, job.args) == ("video", "video", {"preparation_id": row.pk})


def test_the_sandbox_gives_neither_memory_nor_files_nor_our_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SECRET_KEY", "ours")
    limits = sandbox.Limits(seconds=20, cpu_seconds=10, megabytes=500, file_megabytes=1)
    code = """
import os
print(os.environ.get("SECRET_KEY"))
try: bytearray(2**30)
except MemoryError: print("no memory")
import tempfile, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
try:
    with tempfile.TemporaryFile() as file: file.write(bytes(2**21))
except OSError: print("no file")
"""
    lines: list[str] = []
    sandbox.run([sys.executable, "-c", code], limits, on_line=lines.append)
    assert lines == ["None", "no memory", "no file"]


def test_a_picture_of_ones_own_is_drawn_anew(course: Course, settings: Any) -> None:
    video = factories.make_video(course=course)
    set_poster(video=video, content=drawn() + b"<script>alert(1)</script>")
    stored = Path(settings.MEDIA_ROOT, str(video.poster.name)).read_bytes()
    assert stored[8:12] == b"WEBP"
    assert b"<script" not in stored


@pytest.mark.parametrize("content", [b"<svg/>", b"\x89PNG\r\n\x1a\n" + bytes(50), b"RIFF....WAVE"])
def test_what_is_no_picture_becomes_no_poster(course: Course, content: bytes) -> None:
    with pytest.raises(Refused):
        set_poster(video=factories.make_video(course=course), content=content)
