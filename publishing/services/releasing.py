"""Putting a new recording to use: it becomes what learners begin with; whoever has begun keeps theirs."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from accounts.audit import record
from accounts.models import User
from courses.models import Course, TextTrack, Video
from publishing.services.publishing import Incomplete, Missing
from video.models import Preparation
from video.services.storing import remove_folder
from video.services.transcripts import forget_tracks, parse_vtt

CAPTIONS = TextTrack.Kind.CAPTIONS


def missing_for_use(video: Video) -> list[Missing]:
    """Return what stands in the way of learners beginning with this recording; empty when nothing does.

    While its course is not published only the order of versions is asked: the publish checklist asks
    for the rest.
    """
    found = list(_order(video))
    if video.course.published_at is not None:
        found += [*_captions(video), *_tracks_unread(video), *_questions(video)]
    return found


def use(*, video: Video, actor: User, now: datetime) -> Video:
    """Let learners begin with this recording from now on; a second time changes nothing.

    Nobody's record changes: an enrolment keeps its version. Raises `Incomplete`.
    """
    with transaction.atomic():
        course = Course.objects.select_for_update(of=("self",)).get(pk=video.course_id)
        locked = Video.objects.select_related("course").get(pk=video.pk)
        if locked.released_at is not None:
            return locked
        if missing := missing_for_use(locked):
            raise Incomplete("not_usable", missing)
        locked.released_at = now
        locked.save(update_fields=["released_at"])
        record(
            actor,
            "recording-used",
            locked,
            provider=course.series.provider_id,
            version=locked.version,
        )
        transaction.on_commit(forget_tracks)
    return locked


def copy_tracks(*, video: Video, now: datetime) -> int:
    """Copy the text tracks of the version before that this one has not; return how many.

    They are marked as copied until somebody saves them or says that they fit: a new recording may say
    other words at other times.
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
    """Note that somebody has read the copied tracks against this recording; return how many."""
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
    """Delete a recording that nobody could begin with, and its files; False when it is in use."""
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
    """The same file uploaded twice has the same name: it stays while another version needs it."""
    if video.hls and not Video.objects.filter(hls=video.hls.name).exists():
        remove_folder(str(video.hls.name).rsplit("/", 1)[0])


def _order(video: Video) -> Iterator[Missing]:
    newer = Video.objects.filter(
        course=video.course_id, version__gt=video.version, released_at__isnull=False
    )
    if newer.exists():
        yield Missing("newer_in_use", "A newer recording is in use. Upload this one again instead.")


def _captions(video: Video) -> Iterator[Missing]:
    """Nobody may need sound to take part, and nobody may lose the language they read."""
    here = dict(video.tracks.filter(kind=CAPTIONS).values_list("language", "label"))
    if not here:
        yield Missing("captions_missing", "Add captions: nobody may need sound to take part.")
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
        if track.copied_at is not None:
            yield Missing(
                "track_copied",
                f"{track}: copied from an earlier recording. Read it against this one.",
            )
        cues = parse_vtt(track.vtt)
        if cues and cues[-1].start >= video.seconds:
            yield Missing("track_late", f"{track}: goes on after the recording has ended.")


def _questions(video: Video) -> Iterator[Missing]:
    """A question sends whoever answered wrongly to a second of the video."""
    test = video.course.current_assessment
    late = list(test.questions.filter(video_second__gte=video.seconds)) if test else []
    if late:
        numbers = ", ".join(str(question.position) for question in late)
        yield Missing(
            "question_late",
            f"Questions that lead to a second after the end of this recording: {numbers}.",
        )
