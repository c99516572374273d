"""Throwing a draft away: a course that learners never saw goes with all its parts and files."""

from django.core.files.storage import default_storage
from django.db import transaction

from accounts.audit import record
from accounts.errors import Refused
from accounts.models import User
from courses.models import CommercialSupport, Course, Video
from courses.services.handouts import remove_handout
from publishing.services.commercial_support import forget_agreement
from publishing.services.publish_requests import open_request
from publishing.services.version_release import lock_course
from video.services.storing import remove_folder


def discard_refusal(course: Course) -> Refused | None:
    """Return why a course is kept: was_published, has_learners, asked_already, recording_under_way, released."""
    if course.published_at or course.front_matter_versions.exists():
        return Refused("was_published", "Learners have seen this course: retire it instead.")
    if course.enrolments.exists() or course.certificates.exists():
        return Refused("has_learners", "Learners have started this course, so it is kept.")
    if open_request(course):
        return Refused("asked_already", "Publishing was requested. Withdraw that request first.")
    if course.preparations.under_way().exists():
        message = "A recording is being prepared. Wait until it is ready, then try again."
        return Refused("recording_under_way", message)
    versions = (course.assessments, course.evaluations)
    if any(each.filter(released_at__isnull=False).exists() for each in versions):
        return Refused(
            "released", "A version of its test or evaluation was released, so it is kept."
        )
    return None


@transaction.atomic
def discard_course(*, course: Course, actor: User) -> None:
    """Delete a course that was never published, for good, with its versions, recordings and files.

    People stay, and so do the audit trail and the history of what was written. Files that another course
    uses stay too; half-sent uploads are purged within a day. Raises `Refused` as `discard_refusal` says.
    """
    lock_course(course)
    course = Course.objects.select_related("series").get(pk=course.pk)
    if refusal := discard_refusal(course):
        raise refusal
    record(actor, "course-discarded", course, provider=course.series.provider_id, slug=course.slug)
    for handout in course.handouts.all():
        remove_handout(handout=handout, actor=actor)
    for support in CommercialSupport.kept.filter(course=course):
        forget_agreement(support)
    videos = list(course.videos.all())
    course.preparations.all().delete()
    for parts in (course.videos, course.assessments, course.evaluations):
        parts.all().delete()
    course.delete()
    transaction.on_commit(lambda: _remove_files(videos))


def _remove_files(videos: list[Video]) -> None:
    """Delete what no recording refers to any more: names come from the content, so courses may share files."""
    for video in videos:
        for field in ("file", "poster"):
            name = str(getattr(video, field).name or "")
            if name and not Video.objects.filter(**{field: name}).exists():
                default_storage.delete(name)
        for size in video.poster_sizes or []:
            same = [{"name": size["name"]}]
            if not Video.objects.filter(poster_sizes__contains=same).exists():
                default_storage.delete(size["name"])
        folder = str(video.hls.name or "").rpartition("/")[0]
        if folder and not Video.objects.filter(hls__startswith=f"{folder}/").exists():
            remove_folder(folder)
