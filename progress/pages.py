"""The pages of the path, as template and context, for learners, visitors and previews.

Callers pass only whose page it is, so that what staff preview is what learners get.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from courses.front_matter_texts import INTRODUCTION
from courses.models import Course, Video
from courses.richtext import render_markdown
from courses.services.front_matter import (
    digest_of,
    front_matter_document,
    open_and_folded,
)
from courses.services.offered import current_offers
from progress.forms.attempt import AttemptForm
from progress.forms.evaluation import EvaluationForm
from progress.models import Answer, Attempt, Enrolment
from progress.segments import gaps
from progress.services.attempts import AttemptHistory
from progress.services.newer_terms import NewerTerms, newer_terms
from progress.services.test_paper import paper_of, results_of
from progress.status import CreditStatus
from progress.terms import present_endings
from progress.tokens import proof_of_reading, proof_of_words
from video.services.playing import qualities
from video.services.transcripts import Section, sections, tracks

type Page = tuple[str, dict[str, object]]
"""A template and its context."""


def course_page(course: Course, status: CreditStatus | None, *, now: datetime) -> Page:
    """Show everything to be read before the start and, when signed in, what is left to do."""
    return "courses/detail.html", _about(course, status, now=now)


def before_start_page(course: Course, status: CreditStatus | None, *, now: datetime) -> Page:
    """Show, where the player will be, what everyone reads before a second of it plays, and *Start* below it."""
    return "progress/before_start.html", _about(course, status, now=now) | {"outdated": False}


def _about(course: Course, status: CreditStatus | None, *, now: datetime) -> dict[str, object]:
    today = course.series.provider.day_of(now)
    offers = current_offers(course, on=today)
    front_matter = front_matter_document(course, now=now)
    digest = digest_of(front_matter)
    above, below = open_and_folded(front_matter)
    return {
        "newer_terms": _newer_terms(status, front_matter),
        "course": course,
        "front_matter": front_matter,
        "introduction": [each for each in above if each["key"] in INTRODUCTION],
        "open_told": [each for each in above if each["key"] not in INTRODUCTION],
        "folded_told": below,
        "front_matter_digest": digest,
        "read": proof_of_words(digest, now=now),
        "enrolment": status.enrolment if status else None,
        "status": status,
        "expired": course.expired(on=today),
        "offers_credit": bool(offers),
        "endings": status.endings if status else present_endings(course, offers, on=today),
    }


def _newer_terms(status: CreditStatus | None, front_matter: dict[str, object]) -> NewerTerms | None:
    """Return what the course says now that this learner did not acknowledge, while it can matter to them."""
    enrolment = status.enrolment if status else None
    if status is None or enrolment is None or enrolment.front_matter_id is None:
        return None
    if status.claimed or status.closed or status.claim_is_over:
        return None
    offered = {offer["code"] for offer in [*enrolment.told, *enrolment.present]}
    earned = offered - status.closed_offers.keys()
    return newer_terms(enrolment.front_matter, front_matter, earned)


def learn_page(status: CreditStatus, enrolment: Enrolment) -> Page:
    """Show the player with what this learner has watched."""
    watch = enrolment.watch
    return "progress/learn.html", _player(status.course, watch.video) | {
        "status": status,
        "enrolment": enrolment,
        "watch": watch,
        "read": proof_of_reading(enrolment),
        "newer_video": enrolment.newest_video_version > watch.video.version,
        "handouts": enrolment.handouts,
        "watched": watch.watched,
        "unwatched": gaps(watch.watched, length=watch.video_seconds),
    }


def visitor_learn_page(course: Course, video: Video, *, read: str, now: datetime) -> Page:
    """Show the player to somebody without an account; only their browser stores what they watch.

    `read` is the proof that they have come past the front matter.
    """
    today = course.series.provider.day_of(now)
    return "progress/learn.html", _player(course, video) | {
        "read": read,
        "expired": course.expired(on=today),
        "offers_credit": bool(current_offers(course, on=today)),
        "handouts": [{"title": each.title, "url": each.file.url} for each in course.handouts.all()],
        "watched": [],
        "unwatched": [(0, video.seconds)],
    }


def post_test_page(
    status: CreditStatus,
    history: AttemptHistory,
    *,
    attempt: Attempt | None = None,
    answers: Iterable[Answer] | None = None,
    form: AttemptForm | None = None,
) -> Page:
    """Show `attempt`; if None, the open one, else the newest result of this test, else the terms of the test.

    `answers` are those of the attempt shown, by default the saved ones; `form` is the submitted one, if any.
    """
    results_so_far = history.submitted if history.passed else history.counted
    attempt = attempt or history.open or next(iter(results_so_far), None)
    context = {"status": status, "course": status.course, "history": history}
    if attempt is None:
        return "progress/test_start.html", context
    context["attempt"] = attempt
    if attempt.submitted_at is None:
        form = form or AttemptForm(items=paper_of(attempt, answers))
        return "progress/test.html", context | {"form": form}
    results = results_of(attempt, answers, explained=history.explained)
    explains = any(each.is_right and each.rationale for each in results)
    return "progress/test_result.html", context | {"results": results, "explains": explains}


def evaluation_page(status: CreditStatus, form: EvaluationForm | None = None) -> Page:
    """Ask for the evaluation, or say that it was received or what is missing; `form` is the submitted one."""
    missing = [] if status.evaluated else status.missing_before("evaluation")
    context = {"status": status, "course": status.course, "missing": missing}
    if missing or status.enrolment is None:
        return "progress/evaluation_locked.html", context
    if status.evaluated:
        return "progress/evaluation_done.html", context
    form = form or EvaluationForm(version=status.enrolment.evaluation_form)
    return "progress/evaluation.html", context | {"form": form}


def _player(course: Course, video: Video) -> dict[str, object]:
    return {
        "course": course,
        "video": video,
        "qualities": qualities(video),
        "tracks": tracks(video),
        "transcript": _transcript(course.slug, video.pk, tuple(sections(video)), get_language()),
        "content_note": render_markdown(course.content_note),
        "accommodation": render_markdown(course.accommodation),
        "speeds": ["0.5", "0.75", "1", "1.25", "1.5", "1.75", "2"],
    }


@lru_cache(maxsize=256)
def _transcript(
    slug: str, video_id: int, parts: tuple[Section, ...], language: str | None
) -> SafeString:
    """Render the transcript, cached: it is half of the page, and the same for everyone who reads `language`."""
    context = {"course": {"slug": slug}, "video": {"pk": video_id}, "sections": parts}
    return render_to_string("progress/_transcript.html", context)
