"""Requests to publish a course, their approval, and publication at the chosen time.

An approval covers only what the approver saw. So a request holds a fingerprint of everything learners
would read and begin with; if that changes, the request and its approval are void.
"""

import hashlib
import json
from datetime import datetime
from typing import Any

from django.db import transaction
from django.forms.models import model_to_dict

from accounts.audit import record
from accounts.cleaning import says_something
from accounts.errors import Refused
from accounts.models import User
from accounts.sentences import long_date
from courses.models import Course, CreditOffer
from courses.services.front_matter import front_matter_document
from courses.services.statements import designation_statement
from providers.rights import Right, may, staff_with
from providers.services.second_person import decides_alone, refuse_own_request
from publishing.models import PublishRequest
from publishing.services.checks import Candidate
from publishing.services.judged_words import judged_for
from publishing.services.notices import tell_staff
from publishing.services.publishing import Incomplete, missing_for_publication, publish

# Elements that read otherwise on another day, or once versions are released. The fingerprint has what they
# are made of: the days, the offers and the test.
_OF_THE_DAY = {"credit", "dates", "designation", "minimum-performance"}


@transaction.atomic
def ask_to_publish(
    *,
    course: Course,
    actor: User,
    now: datetime,
    publish_at: datetime | None = None,
    note: str = "",
) -> PublishRequest:
    """Request publication, now or at `publish_at`; done at once if due and no approval is needed.

    Raises `Incomplete` with everything that would be missing at the time of publication, and `Refused`:
    published_already, asked_already, moment_past.
    """
    locked = Course.objects.select_for_update(of=("self",)).get(pk=course.pk)
    if locked.published_at is not None:
        raise Refused("published_already", "This course is already published.")
    if open_request(locked):
        message = "Publishing was already requested. Withdraw that request first."
        raise Refused("asked_already", message)
    if publish_at is not None and publish_at <= now:
        raise Refused("moment_past", "Choose a time in the future, or leave it blank.")
    if missing := missing_for_publication(locked, now=publish_at or now):
        raise Incomplete("not_publishable", missing)
    provider = locked.series.provider
    request = PublishRequest.objects.create(
        course=locked,
        asked_by=actor,
        asked_at=now,
        note=note,
        publish_at=publish_at,
        digest=digest_to_approve(locked, now=now),
        needs_approval=provider.second_approval,
    )
    _log("publishing-asked", request, actor)
    if request.needs_approval:
        _tell_approvers(request)
    elif publish_at is None:
        _appear(request, now, told={actor.pk})
    return request


@transaction.atomic
def approve(*, request_id: int, actor: User, now: datetime) -> PublishRequest:
    """Approve a request; the course is published at once unless it is scheduled for later. Who asked is mailed.

    Who asked may only where nobody else may, as the administrator: the row says so (`alone`).
    Idempotent. Raises `Refused`: closed, second_person, no_right, changed. After `changed`, the
    caller must void the request in a new transaction: see `void_if_changed`.
    """
    request = _locked(request_id)
    _refuse_approver(request, actor)
    if request.approved_at is not None:
        return request
    if is_changed(request, now=now):
        message = "The course changed after this request. Request publishing again."
        raise Refused("changed", message)
    request.approved_by, request.approved_at = actor, now
    request.alone = actor.pk == request.asked_by_id
    request.save(update_fields=["approved_by", "approved_at", "alone"])
    _log("publishing-approved", request, actor, alone=request.alone)
    if request.publish_at is None or request.publish_at <= now:
        _appear(request, now, told={actor.pk, request.asked_by_id})
    if not request.alone:
        _tell_asker(request)
    return request


@transaction.atomic
def decline(*, request_id: int, actor: User, reason: str, now: datetime) -> PublishRequest:
    """Decline a request, and email the reason to the person who made it.

    Raises `Refused`: closed, second_person, no_right, reason_missing.
    """
    request = _locked(request_id)
    _refuse_approver(request, actor)
    if not says_something(reason):
        raise Refused("reason_missing", "Say what has to change: the person who asked reads it.")
    request.declined_by, request.declined_at, request.decline_reason = actor, now, reason.strip()
    request.save(update_fields=["declined_by", "declined_at", "decline_reason"])
    _log("publishing-declined", request, actor, reason=reason.strip())
    tell_staff(
        [request.asked_by],
        "publishing_declined",
        course=request.course,
        reasons=[request.decline_reason],
    )
    return request


@transaction.atomic
def withdraw(*, request_id: int, actor: User, now: datetime) -> PublishRequest:
    """Withdraw a request, scheduled or not. Idempotent. Raises `Refused`: closed."""
    request = _locked(request_id)
    if request.withdrawn_at is None:
        _refuse_closed(request)
        request.withdrawn_at = now
        request.save(update_fields=["withdrawn_at"])
        _log("publishing-withdrawn", request, actor)
    return request


def may_approve(request: PublishRequest, staff: User) -> bool:
    """Return whether this person may decide the request: somebody else than who asked, where there is one."""
    provider = request.course.series.provider_id
    own = request.asked_by_id == staff.pk
    alone = not own or decides_alone(staff, right=Right.APPROVE, provider=provider)
    return alone and may(staff, Right.APPROVE, provider)


def open_request(course: Course) -> PublishRequest | None:
    """Return the pending or scheduled request, if there is one."""
    rows = PublishRequest.objects.open().filter(course=course)
    return rows.select_related("asked_by", "approved_by").first()


def is_changed(request: PublishRequest, *, now: datetime) -> bool:
    """Return whether the course has changed since the request; if so, nobody can approve it."""
    return digest_to_approve(request.course, now=now) != request.digest


@transaction.atomic
def void_if_changed(*, course: Course, now: datetime) -> PublishRequest | None:
    """Void and return the open request if the course has changed since it was made, else return None."""
    request = PublishRequest.objects.open().filter(course=course).select_for_update().first()
    if request is None or not is_changed(request, now=now):
        return None
    _void(request, "The course changed after publishing was requested.", now)
    return request


def publish_due(*, now: datetime) -> int:
    """Publish courses whose requests need no further approval and are due; return how many.

    Each is checked again: a course that changed or is incomplete is not published; the requester is told.
    """
    due = PublishRequest.objects.due(now=now).values_list("pk", flat=True)
    return sum(_publish_one(key, now) for key in list(due))


def digest_to_approve(course: Course, *, now: datetime) -> str:
    """Return the fingerprint of everything learners would read and begin with.

    It is the same on every day: that an offer begins or ends while the approval waits changes nothing of it.
    """
    candidate = Candidate(course, now)
    document = front_matter_document(course, now=now)
    kept = [each for each in document["elements"] if each["key"] not in _OF_THE_DAY]
    known = {
        "front matter": document | {"elements": kept, "offers": []},
        "terms": [course.required_share, course.learning_format, course.summary, course.slug],
        "dates": [course.released_on, course.reviewed_on, course.expires_on],
        "offers": [_offer(offer) for offer in candidate.offers],
        "roles": [_values(role) for role in candidate.roles],
        "judged": judged_for(course, candidate.roles),
        "video": [candidate.video and candidate.video.sha256, *map(_values, candidate.tracks)],
        "test": [_values(candidate.test), *map(_question, candidate.questions)],
        "evaluation": [_values(candidate.evaluation), *map(_values, candidate.items)],
        "support": [_values(support) for support in candidate.support],
        "handouts": [_values(handout) for handout in course.handouts.all()],
    }
    canonical = json.dumps(known, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _offer(offer: CreditOffer) -> list[Any]:
    """Return the offer with its wording, which its credit type gives it, and whether that is in use."""
    return [_values(offer), designation_statement(offer), offer.credit_type.enabled]


def _question(question: Any) -> list[Any]:
    return [_values(question), *map(_values, question.choices.all())]


def _values(row: Any) -> dict[str, Any]:
    return model_to_dict(row) if row is not None else {}


@transaction.atomic
def _publish_one(request_id: int, now: datetime) -> bool:
    request = PublishRequest.objects.due(now=now).filter(pk=request_id)
    row = request.select_for_update(of=("self",), skip_locked=True).first()
    if row is None:
        return False
    if is_changed(row, now=now):
        _void(row, "The course changed after publishing was requested.", now)
        return False
    if missing := missing_for_publication(row.course, now=now):
        _void(row, " ".join(reason.message for reason in missing), now)
        return False
    _appear(row, now, told=set())
    return True


def _appear(request: PublishRequest, now: datetime, *, told: set[int]) -> None:
    """Publish, and mail the owners and who asked, except those who are `told` of it otherwise."""
    publish(course=request.course, now=now)
    request.published_at = now
    request.save(update_fields=["published_at"])
    record(
        request.asked_by if not request.publish_at else None,
        "course-published",
        request.course,
        provider=request.course.series.provider_id,
    )
    owners = staff_with(Right.TEAM, request.course.series.provider_id)
    people = {person.pk: person for person in (*owners, request.asked_by)}
    untold = [person for key, person in people.items() if key not in told]
    tell_staff(untold, "course_live", course=request.course)


def _void(request: PublishRequest, reason: str, now: datetime) -> None:
    request.voided_at, request.void_reason = now, reason
    request.save(update_fields=["voided_at", "void_reason"])
    _log("publishing-voided", request, None)
    tell_staff([request.asked_by], "publishing_stopped", course=request.course, reasons=[reason])


def _tell_approvers(request: PublishRequest) -> None:
    approvers = staff_with(
        Right.APPROVE, request.course.series.provider_id, but=[request.asked_by_id]
    )
    tell_staff(approvers, "publishing_asked", course=request.course, **_said(request))


def _tell_asker(request: PublishRequest) -> None:
    by = request.approved_by.full_name if request.approved_by else ""
    day = ""
    if request.published_at is None and request.publish_at:
        day = long_date(request.course.series.provider.day_of(request.publish_at))
    said = _said(request) | {"by": by, "day": day}
    tell_staff([request.asked_by], "publishing_approved", course=request.course, **said)


def _said(request: PublishRequest) -> dict[str, str]:
    return {"asker": request.asked_by.full_name, "note": request.note}


def _refuse_approver(request: PublishRequest, actor: User) -> None:
    _refuse_closed(request)
    provider = request.course.series.provider_id
    if not may(actor, Right.APPROVE, provider):
        raise Refused("no_right", "Only owners and reviewers of the provider can decide.")
    refuse_own_request(actor, request.asked_by, right=Right.APPROVE, provider=provider)


def _refuse_closed(request: PublishRequest) -> None:
    closed = {
        "published": request.published_at,
        "declined": request.declined_at,
        "withdrawn": request.withdrawn_at,
        "void": request.voided_at,
    }
    for word, moment in closed.items():
        if moment:
            raise Refused("closed", f"This request is already {word}.")


def _locked(request_id: int) -> PublishRequest:
    rows = PublishRequest.objects.select_for_update(of=("self",))
    return rows.select_related("course__series__provider", "asked_by").get(pk=request_id)


def _log(action: str, request: PublishRequest, actor: User | None, **details: Any) -> None:
    record(actor, action, request, provider=request.course.series.provider_id, **details)
