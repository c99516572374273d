"""What somebody did in each course: watched, answered, acknowledged, asked for. Never which answers are right."""

from typing import Any

from django.db.models import Prefetch

from progress.models import Answer, Attempt, CreditException, Enrolment, Watch


def courses_of(accounts: list[int]) -> list[dict[str, Any]]:
    """Return each course that was begun, in a number of queries that does not grow with them."""
    answers = Answer.objects.select_related("question", "choice")
    rows = Enrolment.objects.filter(user__in=accounts).select_related("course", "watch__video")
    rows = rows.prefetch_related(
        Prefetch("attempts__answers", answers),
        "acknowledgements__front_matter",
        "exceptions",
        "watch_days",
        "adoptedpage_set",
    )
    return [_enrolment(each) for each in rows]


def _enrolment(enrolment: Enrolment) -> dict[str, Any]:
    return {
        "course": enrolment.course.title,
        "began_at": enrolment.acknowledged_at,
        "terms_acknowledged": [
            {"version": each.front_matter.version, "at": each.acknowledged_at}
            for each in enrolment.acknowledgements.all()
        ],
        "first_viewed_at": enrolment.first_viewed_at,
        **_watch(getattr(enrolment, "watch", None)),
        "seconds_watched_on_days": [
            {"day": each.day, "seconds": each.seconds} for each in enrolment.watch_days.all()
        ],
        "watched_before_signing_in": [
            {"opened_at": each.opened_at, "added_at": each.adopted_at}
            for each in enrolment.adoptedpage_set.all()
        ],
        "test_passed_at": enrolment.test_passed_at,
        "evaluated_at": enrolment.evaluated_at,
        "claimed_at": enrolment.claimed_at,
        "closed_by_staff_at": enrolment.closed_at,
        "attempts": [_attempt(each) for each in enrolment.attempts.all()],
        "exceptions": [
            _exception(each, learner_id=enrolment.user_id) for each in enrolment.exceptions.all()
        ],
    }


def _watch(watch: Watch | None) -> dict[str, Any]:
    return {
        "video_version": watch.video.version if watch else None,
        "seconds_watched": watch.seconds if watch else 0,
        "seconds_required": watch.required_seconds if watch else None,
        "parts_watched": watch.watched if watch else [],
        "stopped_at_second": watch.position if watch else None,
        "video_open_during": watch.pages_open if watch else [],
        "watched_at": watch.completed_at if watch else None,
    }


def _attempt(attempt: Attempt) -> dict[str, Any]:
    return {
        "number": attempt.number,
        "started_at": attempt.started_at,
        "submitted_at": attempt.submitted_at,
        "correct": attempt.correct,
        "questions": attempt.questions,
        "passed": attempt.passed,
        "answers": [
            {
                "question": each.question.stem,
                "chosen": each.choice.text,
                "answered_at": each.answered_at,
            }
            for each in attempt.answers.all()
        ],
    }


def _exception(row: CreditException, *, learner_id: int) -> dict[str, Any]:
    own = row.asked_by_id == learner_id
    # What staff asked for and did not get, the learner was never told of.
    told = own or bool(row.approved)
    return {
        "kind": row.get_kind_display(),
        "asked_by": "you" if own else "the course team",
        "asked_at": row.asked_at,
        "reason": row.reason if told else None,
        "state": row.state,
        "put_forward_at": row.put_forward_at,
        "decided_at": row.decided_at,
        "answer": row.answer if told else None,
        "usable_until": row.expires_on,
        "transcript_read_at": row.read_at,
        "withdrawn_at": row.withdrawn_at,
    }
