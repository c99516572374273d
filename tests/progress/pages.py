"""Reading the learner's pages as a person does, and posting what a browser would."""

import re
from typing import Any

from django.urls import reverse
from django.utils import timezone

from courses.models import Course
from courses.services.front_matter import digest_of, front_matter_document
from progress.models import Attempt, Enrolment
from progress.services.attempts import open_attempt, submit_attempt
from progress.services.test_paper import AskedQuestion, paper_of
from progress.tokens import proof_of_words
from tests import factories


def url_of(enrolment: Enrolment, name: str = "progress:test") -> str:
    """Return the address of a page of this enrolment's course."""
    return reverse(name, args=[enrolment.course.slug])


def digest_now(course: Course) -> str:
    """Return what a page sends for the front matter that the course shows now."""
    return digest_of(front_matter_document(Course.objects.get(pk=course.pk)))


def proof_now(course: Course) -> str:
    """Return what a guest's link to the player carries for the front matter that the course shows now."""
    return proof_of_words(digest_now(course), now=timezone.now())


def html_of(response: Any) -> str:
    return str(response.content.decode())


def text_of(response: Any) -> str:
    """Return the words of a page without its markup, one space between them."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html_of(response)))


def places(attempt: Attempt, *, right: int) -> dict[str, str]:
    """Return what a browser posts: the place of each choice, right for the first `right` questions."""
    chosen = {f"q{item.number}": str(_place(item, right=right)) for item in paper_of(attempt)}
    return {"attempt": str(attempt.pk), **chosen}


def finish(enrolment: Enrolment, *, right: int) -> Attempt:
    """Take the test once, the first `right` questions rightly."""
    attempt = open_attempt(enrolment=enrolment, now=factories.NOW)
    answers = {
        item.question_id: item.choices[_place(item, right=right)][0] for item in paper_of(attempt)
    }
    return submit_attempt(attempt=attempt, answers=answers, now=factories.NOW)


def _place(item: AskedQuestion, *, right: int) -> int:
    wanted = "Right" if item.number <= right else "Wrong"
    return next(place for place, (_, text) in enumerate(item.choices) if text.startswith(wanted))
