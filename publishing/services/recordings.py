"""The state of each recording of a course: in use, ready for use, or kept for those who began with it."""

from dataclasses import dataclass
from enum import StrEnum

from courses.models import Course, Video
from courses.services.newest import newest_version
from publishing.services.publishing import Missing
from publishing.services.releasing import missing_for_use
from video.models import Preparation
from video.services.refusals import clock
from video.services.uploads import in_words


class RecordingStatus(StrEnum):
    """What learners get of a version of the recording; the values are texts for staff."""

    USED = "In use"
    CHOSEN = "Learners get it when the course is published"
    WAITING = "Ready, not in use yet"
    KEPT = "Earlier version: learners who started with it keep it"
    LEFT = "Not used"


@dataclass(frozen=True, slots=True)
class Recording:
    """One version with everything its page shows. `missing` is what prevents its use."""

    video: Video
    status: RecordingStatus
    missing: list[Missing]
    copied: int
    preparation: Preparation | None

    @property
    def clock(self) -> str:
        return clock(self.video.seconds)

    @property
    def sizes(self) -> list[str]:
        """“720p (12 MB)” and so on: how much a learner has to download for each size."""
        return [f"{each['key']} ({in_words(each['size'])})" for each in self.video.renditions]

    @property
    def may_be_used(self) -> bool:
        return self.status is RecordingStatus.WAITING and not self.missing

    @property
    def may_be_discarded(self) -> bool:
        return self.video.released_at is None


def recordings_of(course: Course) -> list[Recording]:
    """Return every version, newest first."""
    videos = course.videos.select_related("preparation").prefetch_related("tracks")
    chosen = newest_version(course, "videos")
    return [_recording(course, video, chosen) for video in videos]


def _recording(course: Course, video: Video, chosen: Video | None) -> Recording:
    video.course = course
    status = _status(course, video, chosen)
    return Recording(
        video=video,
        status=status,
        missing=missing_for_use(video) if status is RecordingStatus.WAITING else [],
        copied=sum(track.copied_at is not None for track in video.tracks.all()),
        preparation=getattr(video, "preparation", None),
    )


def _status(course: Course, video: Video, chosen: Video | None) -> RecordingStatus:
    if video == chosen:
        return RecordingStatus.USED if course.published_at else RecordingStatus.CHOSEN
    if video.released_at is not None:
        return RecordingStatus.KEPT
    newer = chosen is None or video.version > chosen.version
    return RecordingStatus.WAITING if course.published_at and newer else RecordingStatus.LEFT
