"""Everything the portal holds about one person, for them to download (DOMAIN §10.3)."""

from datetime import datetime
from typing import Any

from accounts.models import User
from accounts.sessions import places_of
from certificates.models import Certificate
from certificates.services.transcripts import SAMPLE_NOTE
from courses.services.statements import amount
from progress.models import Attempt, Enrolment
from reporting.models import BoardId, Consent, Licence
from reporting.services.identity import identity_of
from support.models import JoinRequest


def data_of(user: User, *, now: datetime) -> dict[str, Any]:
    """Return this person's data for DjangoJSONEncoder: what they told us, did and earned.

    Evaluation answers are not included: nothing links them to a person.
    """
    return {
        "made_at": now,
        "account": _account(user),
        "signed_in": [
            {"device": each.device, "since": each.since, "last_used": each.last_used}
            for each in places_of(user.pk)
        ],
        "reporting": _reporting(user),
        "courses": [_enrolment(each) for each in _enrolments(user)],
        "certificates": [
            _certificate(each)
            # One by one: the statements of thousands would be most of the memory.
            for each in Certificate.objects.filter(learner=user).order_by("pk").iterator()
        ],
        "requests_to_join_accounts": list(
            JoinRequest.objects.filter(asked_by=user).values(
                "address", "asked_at", "closed_at", "answer"
            )
        ),
        "mails": list(user.mails.values("kind", "recipient", "subject", "queued_at", "sent_at")),
    }


def _account(user: User) -> dict[str, Any]:
    return {
        "full_name": user.full_name,
        "credentials": user.credentials,
        "profession": user.profession.name if user.profession else None,
        "degree_in_medicine": user.get_degree_display() or None,
        "state": user.state,
        "email": user.email,
        "joined_at": user.date_joined,
        "last_sign_in": user.last_login,
        "courses_named_in_mail": user.mail_names_course,
    }


def _reporting(user: User) -> dict[str, Any]:
    identity = identity_of(user)
    told = identity.pk is not None
    consents = Consent.objects.filter(user=user).select_related("destination", "text")
    return {
        "first_name": identity.given_name if told else None,
        "last_name": identity.family_name if told else None,
        "npi": identity.npi or None,
        "month_and_day_of_birth": identity.birth_day or None,
        "licences": [
            {"state": each.state, "kind": each.kind, "number": each.number}
            for each in Licence.objects.filter(user=user)
        ],
        "board_ids": [
            {"board": each.board.name, "number": each.number}
            for each in BoardId.objects.filter(user=user).select_related("board")
        ],
        "permissions": [
            {
                "destination": each.destination.name,
                "text": each.text.text,
                "version": each.text.version,
                "given_at": each.given_at,
                "withdrawn_at": each.withdrawn_at,
            }
            for each in consents
        ],
    }


def _enrolments(user: User) -> list[Enrolment]:
    rows = Enrolment.objects.filter(user=user).select_related("course", "watch")
    return list(rows.prefetch_related("attempts", "acknowledgements__front_matter"))


def _enrolment(enrolment: Enrolment) -> dict[str, Any]:
    watch = getattr(enrolment, "watch", None)
    return {
        "course": enrolment.course.title,
        "began_at": enrolment.acknowledged_at,
        "terms_acknowledged": [
            {"version": each.front_matter.version, "at": each.acknowledged_at}
            for each in enrolment.acknowledgements.all()
        ],
        "first_viewed_at": enrolment.first_viewed_at,
        "seconds_watched": watch.seconds if watch else 0,
        "video_open_during": watch.pages_open if watch else [],
        "watched_at": watch.completed_at if watch else None,
        "test_passed_at": enrolment.test_passed_at,
        "evaluated_at": enrolment.evaluated_at,
        "claimed_at": enrolment.claimed_at,
        "attempts": [_attempt(each) for each in enrolment.attempts.all()],
    }


def _attempt(attempt: Attempt) -> dict[str, Any]:
    return {
        "number": attempt.number,
        "started_at": attempt.started_at,
        "submitted_at": attempt.submitted_at,
        "correct": attempt.correct,
        "questions": attempt.questions,
        "passed": attempt.passed,
    }


def _certificate(certificate: Certificate) -> dict[str, Any]:
    return {
        "verification_code": certificate.printed_code,
        "status": certificate.status,
        "name": certificate.printed_name,
        "activity": certificate.title,
        "provider": certificate.provider_name,
        "credit": certificate.credit_name.replace("*", ""),
        "note": SAMPLE_NOTE if certificate.is_sample else "",
        "amount": amount(certificate.credit_quarters),
        "completed_on": certificate.completed_on,
        "issued_at": certificate.issued_at,
        "is_sample": certificate.is_sample,
    }
