"""Put a new recording into use: new learners get it; those who have begun keep theirs."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.audit import record
from accounts.models import User
from courses.models import Course, TextTrack, Video
from publishing.models import CourseChange
from publishing.services.checks import Candidate
from publishing.services.checks.people import judgements_missing
from publishing.services.course_changes import (
    ChangeKind,
    Difference,
    Payload,
    change_or_ask,
    register,
)
from publishing.services.publishing import Incomplete, Missing
from video.models import Preparation
from video.services.storing import remove_folder
from video.services.tracks import copied_from
from video.services.transcripts import cues_of, forget_tracks

CAPTIONS = TextTrack.Kind.CAPTIONS


def missing_for_use(video: Video) -> list[Missing]:
    """Return what prevents this recording from being put into use; empty if nothing does.

    Before publication of the course, only the order of versions is checked here; the publish list
    checks the rest.
    """
    found = list(_order(video))
    if video.course.published_at is not None:
        found += [*_captions(video), *_tracks_unread(video), *_questions(video), *_unjudged(video)]
    return found


def use(*, video: Video, actor: User, now: datetime) -> CourseChange | None:
    """Give this recording to learners who begin from now on; in a live course it may take two people.

    Idempotent. Existing enrolments keep their version. Raises `Incomplete`, and `Refused` as `change_or_ask` does.
    """
    return change_or_ask(
        course=video.course,
        kind=RECORDING,
        payload={"video": video.pk},
        subject="",
        actor=actor,
        now=now,
    )


def _use(course: Course, payload: Payload, actor: User, now: datetime) -> None:
    with transaction.atomic():
        Course.objects.select_for_update(of=("self",)).get(pk=course.pk)
        video = Video.objects.select_related("course").get(pk=payload["video"])
        if video.released_at is not None:
            return
        if missing := missing_for_use(video):
            raise Incomplete("not_usable", missing)
        video.released_at = now
        video.save(update_fields=["released_at"])
        provider = video.course.series.provider_id
        record(actor, "recording-used", video, provider=provider, version=video.version)
        transaction.on_commit(forget_tracks)


def _recordings(course: Course, payload: Payload) -> list[Difference]:
    return [
        {"label": "Recording", "old": _words(course.current_video), "new": _words(video)}
        for video in course.videos.filter(pk=payload["video"], released_at__isnull=True)
    ]


def _words(video: Video | None) -> str:
    if video is None:
        return ""
    minutes, seconds = divmod(video.seconds, 60)
    tracks = ", ".join(map(str, video.tracks.order_by("kind", "language")))
    told = f"Version {video.version}: {video.title}, {minutes}:{seconds:02} minutes"
    return f"{told}, {tracks}" if tracks else told


def _content(course: Course, payload: Payload) -> list[list[str]]:
    """Return file and texts of the recording: captions of it can be edited while it waits."""
    return [
        [video.sha256, *(track.vtt for track in video.tracks.order_by("pk"))]
        for video in course.videos.filter(pk=payload["video"])
    ]


RECORDING = register(
    ChangeKind(
        code="recording",
        words="the recording",
        step="video",
        covers=("Another recording is put into use",),
        difference=_recordings,
        apply=_use,
        state=_content,
        free=("Captions, chapters, and transcripts", "Handouts"),
    )
)


def copy_tracks(*, video: Video, now: datetime) -> int:
    """Copy text tracks that this version lacks from the previous one with tracks; return how many.

    They are marked as copied until somebody saves or confirms them: words and timing of a new
    recording may differ.
    """
    earlier = Video.objects.filter(course=video.course_id, version__lt=video.version)
    source = earlier.filter(tracks__isnull=False).order_by("-version").first()
    if source is None:
        return 0
    have = set(video.tracks.values_list("kind", "language"))
    copies = [
        TextTrack(
            video=video,
            kind=track.kind,
            language=track.language,
            label=track.label,
            vtt=track.vtt,
            copied_at=now,
        )
        for track in source.tracks.all()
        if (track.kind, track.language) not in have
    ]
    TextTrack.objects.bulk_create(copies, ignore_conflicts=True)
    forget_tracks()
    return len(copies)


def confirm_tracks(*, video: Video, actor: User) -> int:
    """Record that somebody has checked the copied tracks against this recording; return how many."""
    with transaction.atomic():
        count = video.tracks.filter(copied_at__isnull=False).update(copied_at=None)
        if count:
            record(
                actor,
                "tracks-confirmed",
                video,
                provider=video.course.series.provider_id,
                tracks=count,
            )
    return count


def discard(*, video: Video, actor: User) -> bool:
    """Delete a recording that was never released, and its files; return False if it was released."""
    with transaction.atomic():
        Course.objects.select_for_update(of=("self",)).get(pk=video.course_id)
        unused = Video.objects.filter(pk=video.pk, released_at__isnull=True).first()
        if unused is None:
            return False
        Preparation.objects.filter(video=unused).delete()
        record(
            actor,
            "recording-discarded",
            unused,
            provider=unused.course.series.provider_id,
            version=unused.version,
        )
        unused.delete()
    _remove_files(unused)
    return True


def _remove_files(video: Video) -> None:
    """Uploads of the same file share a name, so the files stay while another version needs them."""
    if video.hls and not Video.objects.filter(hls=video.hls.name).exists():
        remove_folder(str(video.hls.name).rsplit("/", 1)[0])


def _order(video: Video) -> Iterator[Missing]:
    newer = Video.objects.filter(
        course=video.course_id, version__gt=video.version, released_at__isnull=False
    )
    if newer.exists():
        yield Missing("newer_in_use", "A newer recording is in use. Upload this one again instead.")


def _captions(video: Video) -> Iterator[Missing]:
    """Taking part must not require sound, and no caption language in use may be lost."""
    here = dict(video.tracks.filter(kind=CAPTIONS).values_list("language", "label"))
    if not here:
        yield Missing("captions_missing", "Add captions, so that no one needs sound to take part.")
    current = video.course.current_video
    before = current.tracks.filter(kind=CAPTIONS) if current else TextTrack.objects.none()
    for track in before if here else []:
        if track.language not in here:
            yield Missing(
                "captions_language",
                f"Add captions in {track.label}: the recording in use has them.",
            )


def _tracks_unread(video: Video) -> Iterator[Missing]:
    for track in video.tracks.all():
        if copied := copied_from(track):
            yield Missing("track_copied", copied)
        cues = cues_of(track.vtt)
        if any(cue.start >= video.seconds for cue in cues):
            yield Missing("track_late", f"{track}: continues after the recording ends.")


def _unjudged(video: Video) -> Iterator[Missing]:
    for error in judgements_missing(Candidate(video.course, timezone.now())):
        yield Missing("relevance_undecided", error)


def _questions(video: Video) -> Iterator[Missing]:
    """Wrong answers link to a second of the video, which must exist in this recording."""
    test = video.course.current_assessment
    late = list(test.questions.filter(video_second__gte=video.seconds)) if test else []
    if late:
        numbers = ", ".join(str(question.position) for question in late)
        yield Missing(
            "question_late",
            f"Questions that point past the end of this recording: {numbers}.",
        )
