"""Starting a course by acknowledging its front matter; marking, closing and reopening enrolments."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.audit import BEGUN_AGAIN, record
from accounts.models import User
from courses.models import Course, Video
from courses.services.front_matter import record_front_matter
from progress.errors import NotEligible
from progress.models import Acknowledgement, Enrolment, Watch
from progress.status import CreditStatus

_CHANGED = gettext_lazy(
    "What this page says about the course has changed since you opened it. Please read it again,"
    " then start the course."
)
_CHANGED_AGAIN = gettext_lazy(
    "What this page says about the course has changed once more since you opened it. Please read it"
    " again, then accept the terms."
)

_ATTEMPT_OPEN = gettext_lazy("The post-test has changed too. Finish and submit your attempt first.")


def enrolment_of(*, user: User, course: Course) -> Enrolment | None:
    """Return the learner's enrolment with everything a `CreditStatus` needs, in one query; None without one."""
    return (
        Enrolment.objects.with_content()
        .select_related("user__profession")
        .filter(user=user, course=course)
        .first()
    )


@transaction.atomic
def start_course(
    *, user: User, course: Course, now: datetime, read: str | None = None
) -> Enrolment:
    """Record that `user` acknowledged the front matter, and open the course for them.

    `read` is the digest of the text that the learner saw; None: the current text. Idempotent: a second
    call, concurrent or later, returns the existing enrolment with the versions it began with. Raises
    `NotEligible`: not_ready while the course lacks a video, test or evaluation, front_matter_changed
    when the text has changed since.
    """
    video, assessment = course.current_video, course.current_assessment
    evaluation = course.current_evaluation
    if video is None or assessment is None or evaluation is None:
        raise NotEligible(
            "not_ready", _("This course is still being prepared. Please come back later.")
        )
    enrolment, created = Enrolment.objects.get_or_create(
        user=user,
        course=course,
        defaults={
            "front_matter": record_front_matter(course, now=now),
            "assessment": assessment,
            "evaluation_form": evaluation,
            "acknowledged_at": now,
        },
    )
    if created:
        if read not in (None, enrolment.front_matter.digest):
            raise NotEligible("front_matter_changed", str(_CHANGED), course.get_absolute_url())
        new_watch(enrolment, video, now=now).save(force_insert=True)
        _note(enrolment, now)
    return enrolment


@transaction.atomic
def acknowledge_again(*, enrolment: Enrolment, read: str, now: datetime) -> Enrolment:
    """Record that the learner acknowledged the present front matter, and let it be true of them from now on.

    `read` is the digest of the text that they saw. Its offers are theirs, and the present test and
    evaluation, whose pass mark it states; attempts at the former test count no longer. Of a recording that
    was replaced, they watch the present one from its beginning. The moment of the start stays. Idempotent.
    Raises `NotEligible`: enrolment_closed, test_passed, expired, attempt_open, front_matter_changed when the
    text has changed since.
    """
    # The lock keeps the test from being passed meanwhile. With the key locked, too, a beat and this would wait for
    # each other.
    Enrolment.objects.select_for_update(of=("self",), no_key=True).get(pk=enrolment.pk)
    locked = (
        Enrolment.objects.with_content().select_related("user__profession").get(pk=enrolment.pk)
    )
    course = Course.objects.with_front_matter().get(pk=locked.course_id)
    CreditStatus(course, locked.user, locked, now).require_open_terms()
    told = record_front_matter(course, now=now)
    if read != told.digest:
        raise NotEligible("front_matter_changed", str(_CHANGED_AGAIN), course.get_absolute_url())
    if locked.front_matter_id != told.pk:
        _take_over(locked, course)
        _begin_again(locked, course, now)
        locked.front_matter = told
        locked.save(update_fields=["front_matter", "assessment", "evaluation_form"])
        _note(locked, now)
    return locked


def _take_over(enrolment: Enrolment, course: Course) -> None:
    """Set the test and the evaluation that the course has now; an attempt that was begun is finished first."""
    test = course.current_assessment or enrolment.assessment
    if test != enrolment.assessment:
        if enrolment.attempts.filter(submitted_at__isnull=True).exists():
            url = reverse("progress:test", args=[course.slug])
            raise NotEligible("attempt_open", str(_ATTEMPT_OPEN), url)
        enrolment.assessment = test
    enrolment.evaluation_form = course.current_evaluation or enrolment.evaluation_form


def _begin_again(enrolment: Enrolment, course: Course, now: datetime) -> None:
    """Begin the course's present recording, if it is another: its credit is not earned by the one of before."""
    video, former = course.current_video, enrolment.watch
    if video is None or video == former.video:
        return
    # The lock makes a beat wait, which then finds no record of its recording.
    former = Watch.objects.select_for_update(of=("self",)).select_related("video").get(pk=former.pk)
    record(
        enrolment.user,
        BEGUN_AGAIN,
        enrolment,
        provider=course.series.provider_id,
        learner=enrolment.user,
        former_version=former.video.version,
        watched=former.watched,
        completed_at=former.completed_at and former.completed_at.isoformat(),
    )
    former.delete()
    new_watch(enrolment, video, now=now).save(force_insert=True)
    # Who has read the transcript of the former one reads that of the present one.
    enrolment.exceptions.filter(read_at__isnull=False).update(read_at=None)


def _note(enrolment: Enrolment, now: datetime) -> None:
    Acknowledgement.objects.create(
        enrolment=enrolment, front_matter=enrolment.front_matter, acknowledged_at=now
    )


def new_watch(enrolment: Enrolment, video: Video, *, now: datetime) -> Watch:
    """Return the unsaved `Watch` that an enrolment begins with, with nothing watched.

    The seconds required follow from the share that the course requires now.
    """
    return Watch(
        enrolment=enrolment,
        video=video,
        video_seconds=video.seconds,
        required_seconds=-(-video.seconds * enrolment.course.required_share // 100),
        started_at=now,
    )


def mark_claimed(*, enrolment: Enrolment, now: datetime) -> None:
    """Record when credit was claimed. The first time stays; a second call changes nothing.

    Raises `NotEligible("enrolment_closed")` if staff have closed the enrolment meanwhile.
    """
    # Two servers' clocks may differ by more than the time a learner needs to claim.
    moment = Coalesce(F("claimed_at"), Greatest(Value(now), F("evaluated_at")))
    open_still = Enrolment.objects.filter(pk=enrolment.pk, closed_at__isnull=True)
    if not open_still.update(claimed_at=moment):
        current = Enrolment.objects.with_content().select_related("user").get(pk=enrolment.pk)
        CreditStatus(current.course, current.user, current, now).require("claim")


def mark_first_view(*, enrolment: Enrolment, now: datetime) -> None:
    """Record the first play, from which ACCME counts a learner. The first time stays."""
    if enrolment.first_viewed_at is None:
        Enrolment.objects.filter(pk=enrolment.pk, first_viewed_at__isnull=True).update(
            first_viewed_at=now
        )


def close_enrolments(*, queryset: QuerySet[Enrolment], now: datetime) -> int:
    """Close enrolments: their records stay, but no beat, answer or claim is added. Return how many."""
    return queryset.filter(closed_at__isnull=True).update(closed_at=now)


def reopen_enrolments(*, queryset: QuerySet[Enrolment]) -> int:
    """Reopen closed enrolments, as they were; return how many."""
    return queryset.filter(closed_at__isnull=False).update(closed_at=None)
