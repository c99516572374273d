"""The job that makes a video of an upload: probe, encode, store, report progress (docs/how-it-works/video.md)."""

import logging
import math
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from procrastinate.contrib.django import app as jobs

from accounts.audit import record
from accounts.models import User
from courses.models import Course, Video
from courses.services.newest import next_version
from video.models import Preparation
from video.services import ladder, playlists, sandbox, storing
from video.services.ladder import Facts, Rung
from video.services.playlists import Rendition
from video.services.programs import ffmpeg, look_into
from video.services.refusals import OURS, REASONS, CannotPrepare, warning
from video.services.uploads import discard, order_preparation, path_of

logger = logging.getLogger(__name__)
MOST_RUNS = 3
"""If a worker dies this often on one file, the file is to blame, and others must not wait for it."""
_FRAMES_AT = (0.1, 0.25, 0.4, 0.6, 0.8)
_LOOKED, _ENCODED = 3, 92  # percent shown after each part of the work
_LEAST_FREE = 500 * 10**6
State = Preparation.State


class _Removed(Exception):
    """Somebody removed the preparation while it was running."""


def prepare(
    *, preparation_id: int, should_stop: Callable[[], bool] = lambda: False
) -> Preparation | None:
    """Make a video of an upload, or record why that failed; None when there is nothing to do.

    Safe to run again, from the start: nothing is kept of an interrupted run. Raises `sandbox.Stopped`
    when the worker is asked to stop, and unexpected errors after recording them.
    """
    rows = Preparation.objects.select_related("upload", "course__series")
    row = rows.filter(pk=preparation_id).first()
    if row is None or row.upload is None or not row.is_under_way:
        return None
    work = Path(settings.UPLOAD_DIR) / f"work-{row.pk}"
    shutil.rmtree(work, ignore_errors=True)
    try:
        _note(row, State.LOOKING, 0, runs=F("runs") + 1)
        if row.runs >= MOST_RUNS:
            raise CannotPrepare("crashed")
        work.mkdir(mode=0o700)
        _make(row, work, should_stop)
    except CannotPrepare as refusal:
        _fail(row, refusal.code, refusal.message)
    except _Removed:
        return None
    except sandbox.Stopped:
        _note(row, State.WAITING, 0, runs=F("runs") - 1)
        raise
    except Exception:
        _fail(row, "internal", REASONS["internal"])
        raise
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return Preparation.objects.filter(pk=row.pk).first()


def try_again(*, preparation: Preparation) -> None:
    """Let the worker try the same file again; do nothing unless it failed and is still here."""
    with transaction.atomic():
        again = Preparation.objects.filter(
            pk=preparation.pk, state=State.FAILED, upload__isnull=False
        ).update(state=State.WAITING, percent=0, code="", reason="", runs=0, ended_at=None)
        if again:
            order_preparation(preparation)


def remove(*, preparation: Preparation, actor: User) -> None:
    """Remove a preparation that is not a video yet, and its file; a job that is running on it stops."""
    with transaction.atomic():
        gone = Preparation.objects.filter(pk=preparation.pk, video__isnull=True)
        if not gone.delete()[0]:
            return
        record(
            actor,
            "recording-removed",
            preparation.course,
            provider=preparation.course.series.provider_id,
            file=preparation.name,
        )
    if preparation.upload is not None:
        discard(preparation.upload)


def _make(row: Preparation, work: Path, should_stop: Callable[[], bool]) -> None:
    """Do the work. Raises `CannotPrepare`."""
    source = path_of(row.upload)  # type: ignore[arg-type]  # prepare checks that it exists
    facts = _look(source)
    try:
        Preparation.objects.filter(pk=row.pk).update(warnings=_warnings(facts))
        _note(row, State.ENCODING, _LOOKED)
        made = ladder.encode(
            source,
            facts,
            work / "hls",
            ffmpeg=ffmpeg(),
            preset=settings.VIDEO_PRESET,
            on_share=_bar(row, _LOOKED, _ENCODED),
            should_stop=should_stop,
        )
        done = _finish(facts, made, work)
    except sandbox.TookTooLong as late:
        raise CannotPrepare("took_too_long") from late
    except (sandbox.ProgramFailed, playlists.NotWhole) as failure:
        logger.warning("A recording could not be encoded: %s", failure)
        full = shutil.disk_usage(work).free < _LEAST_FREE
        raise CannotPrepare("disk_full" if full else "damaged") from failure
    _note(row, State.STORING, _ENCODED)
    _save(row, done, _store(row, done))


def _look(source: Path) -> Facts:
    try:
        return Facts.of(look_into(source))
    except sandbox.TookTooLong as late:
        raise CannotPrepare("took_too_long") from late


def _warnings(facts: Facts) -> list[str]:
    found = []
    if facts.audio_index is None:
        found.append(warning("no_audio"))
    elif facts.seconds - facts.audio_seconds > 10:
        found.append(warning("audio_short", audio=facts.audio_seconds, seconds=facts.seconds))
    if (lines := min(facts.width, facts.height)) < 480:
        found.append(warning("small", height=lines))
    return found


@dataclass(frozen=True, slots=True)
class _Made:
    """What the work folder contains at the end, and its key in the storage."""

    facts: Facts
    renditions: list[Rendition]
    video: Path
    frames: list[Path]
    seconds: int
    pieces: list[tuple[str, Path]]
    key: str


def _finish(facts: Facts, made: list[Rung], work: Path) -> _Made:
    """Measure what was encoded, join one size into a single file, and extract frames for the poster."""
    folder, sound = work / "hls", facts.audio_index is not None
    renditions = [playlists.measure(folder, rung, sound=sound) for rung in made]
    if sound:
        renditions.append(playlists.measure(folder, None, sound=True))
    (folder / "master.m3u8").write_text(playlists.master(renditions))
    # A file that plays everywhere and downloads on a ward's network: 720 lines, if it has them.
    rung = next((each for each in made if each.key == "720p"), made[0])
    video = ladder.whole_file(rung, folder, ffmpeg=ffmpeg())
    lasts = min(look_into(video)["seconds"], *(each.seconds for each in renditions))
    # What counts is how long every size really plays, whatever the file claimed.
    if lasts < 1 or lasts < facts.seconds * 0.98 - 3:
        raise CannotPrepare("damaged")
    frames = [
        ladder.frame(video, lasts * share, work / f"{number}.webp", ffmpeg=ffmpeg())
        for number, share in enumerate(_FRAMES_AT)
    ]
    pieces = [(str(path.relative_to(folder)), path) for path in folder.rglob("*") if path.is_file()]
    return _Made(
        facts, renditions, video, frames, math.floor(lasts), pieces, storing.key_of(pieces)
    )


def _store(row: Preparation, made: _Made) -> list[str]:
    """Put everything into the storage; return the names of the frames."""
    prefix = f"video/{made.key}"
    storing.store_folder(prefix, made.pieces, on_share=_bar(row, _ENCODED, 99))
    return [
        storing.store(f"poster/{storing.sha256_of(frame)[:32]}.webp", frame)
        for frame in made.frames
    ]


def _save(row: Preparation, made: _Made, frames: list[str]) -> None:
    """Add the version and delete the uploaded file: only what we encoded ourselves is kept."""
    upload, now = row.upload, timezone.now()
    first = made.renditions[0]
    with transaction.atomic():
        course = Course.objects.select_for_update(of=("self",), no_key=True).get(pk=row.course_id)
        if not Preparation.objects.filter(pk=row.pk).exists():
            raise _Removed
        video = Video.objects.create(
            course=course,
            version=next_version(course.videos),
            title=course.title,
            file=f"video/{made.key}/video.mp4",
            hls=f"video/{made.key}/master.m3u8",
            renditions=[each.as_json() for each in made.renditions],
            poster=frames[0],
            seconds=made.seconds,
            width=first.width,
            height=first.height,
            sha256=storing.sha256_of(made.video),
        )
        Preparation.objects.filter(pk=row.pk).update(
            video=video, state=State.READY, percent=100, frames=frames, ended_at=now
        )
        record(
            None,
            "recording-ready",
            video,
            provider=course.series.provider_id,
            seconds=video.seconds,
        )
        # So that captions can be checked against the speech.
        jobs.configure_task("video.listen", queue="video").defer(video_id=video.pk)
    if upload is not None:
        discard(upload)


def _bar(row: Preparation, begins: int, ends: int) -> Callable[[float], None]:
    """Return a callback that saves the share done of one part of the work, writing only when the percentage changes."""

    def on_share(share: float) -> None:
        percent = begins + int((ends - begins) * share)
        if percent > row.percent:
            _note(row, row.state, percent)

    return on_share


def _note(row: Preparation, state: str, percent: int, **fields: Any) -> None:
    fields |= {"state": state, "percent": percent}
    if not Preparation.objects.filter(pk=row.pk).update(**fields):
        raise _Removed
    row.state, row.percent = state, percent


def _fail(row: Preparation, code: str, message: str) -> None:
    """Record why it failed; if the file itself is to blame, it is deleted at once."""
    Preparation.objects.filter(pk=row.pk).update(
        state=State.FAILED, code=code, reason=message, ended_at=timezone.now()
    )
    if code not in OURS and row.upload is not None:
        discard(row.upload)
