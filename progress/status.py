"""What a learner has done in a course, what is left, and the one next thing to do.

One status feeds the stepper on every page of the path and decides whether credit may be claimed:
everything watched ∧ test passed ∧ evaluation sent ∧ not expired ∧ the profession may earn it ∧ the address is verified.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts.models import User
from courses.models import Course, CreditOffer, FrontMatterOffer, Offer
from progress import terms
from progress.errors import NotEligible
from progress.models import CreditException, Enrolment
from progress.steps import (
    PATH,
    READ,
    SAMPLE_CLAIM,
    Step,
    StepState,
    Words,
    state_at,
    steps_missing,
    watched_of_needed,
)


@dataclass(frozen=True)
class CreditStatus:
    """One learner's progress in one course at the time `now`."""

    course: Course
    user: User
    enrolment: Enrolment | None
    now: datetime

    @property
    def started(self) -> bool:
        return self.enrolment is not None

    @property
    def answers_key(self) -> str:
        """The name, which tells nothing, under which this learner's browser keeps answers not yet sent."""
        whose = f"{self.user.pk} {self.course.pk}"
        return salted_hmac("progress.answers", whose, algorithm="sha256").hexdigest()[:24]

    @property
    def watched(self) -> bool:
        """Whether the watching step is done, by watching or by an exception that was granted."""
        return self.watched_whole or self.excused or self.read_instead

    @property
    def watched_whole(self) -> bool:
        """Whether the required share of the video was watched."""
        return self.enrolment is not None and self.enrolment.watch.completed_at is not None

    @property
    def excused(self) -> bool:
        """Whether an exception grants credit without the whole video."""
        return bool(self._granted(CreditException.Kind.WATCHING))

    @property
    def may_read(self) -> bool:
        """Whether the learner may read the transcript instead of watching, as agreed."""
        return bool(self._granted(CreditException.Kind.TRANSCRIPT))

    @property
    def read_instead(self) -> bool:
        """Whether the learner has attested that they read the transcript, as agreed."""
        return any(row["read_at"] for row in self._granted(CreditException.Kind.TRANSCRIPT))

    @property
    def agreements(self) -> list[str]:
        """The exceptions granted to this learner, as sentences for their pages; [] once claimed or closed."""
        if self.claimed or self.closed or self.enrolment is None:
            return []
        return terms.agreements(self.enrolment, excused=self.excused, may_read=self.may_read)

    def _granted(self, kind: str) -> list[dict[str, str | None]]:
        if self.enrolment is None:
            return []
        # Once used for a claim, it can no longer expire.
        return self.enrolment.granted(kind, on=None if self.claimed else self._today)

    @property
    def passed(self) -> bool:
        return self.enrolment is not None and self.enrolment.test_passed_at is not None

    @property
    def evaluated(self) -> bool:
        return self.enrolment is not None and self.enrolment.evaluated_at is not None

    @property
    def claimed(self) -> bool:
        return self.enrolment is not None and self.enrolment.claimed_at is not None

    @property
    def closed(self) -> bool:
        return self.enrolment is not None and self.enrolment.closed_at is not None

    @property
    def percent_watched(self) -> int:
        return self.enrolment.watch.percent if self.enrolment else 0

    @property
    def percent_needed(self) -> int:
        watch = self.enrolment and self.enrolment.watch
        return watch.required_percent if watch else self.course.required_share

    @property
    def expired(self) -> bool:
        """Whether the course's last day (in the provider's time zone) is over, so that no credit may be awarded."""
        return self.course.expired(on=self._today)

    @property
    def endings(self) -> list[terms.Ending]:
        """Which of the credit that is this learner's ends soon; [] where none can be claimed any more, or it is."""
        if self.claimed or self.closed or self.expired:
            return []
        if self.enrolment is None or self.enrolment.front_matter_id is None:
            return terms.present_endings(self.course, self.offers, on=self._today)
        return terms.told_endings(
            self.course, self.enrolment.claimable(on=self._today), on=self._today
        )

    @cached_property
    def offers(self) -> Sequence[Offer]:
        """What may be claimed today, best first (one query): as told; before the start and in a preview, as offered."""
        if self.enrolment is None or self.enrolment.front_matter_id is None:
            present = CreditOffer.objects.filter(course=self.course).offered(on=self._today)
            return list(present.for_learner(self.user))
        told = FrontMatterOffer.objects.filter(front_matter=self.enrolment.front_matter_id)
        return list(told.claimable(on=self._today).for_learner(self.user))

    @property
    def steps(self) -> list[Step]:
        """The whole path in order, each step done, current, locked, or over: it came to an end undone."""
        done = [self.watched, self.passed, self.evaluated, self.claimed]
        first_open = done.index(False) if False in done else len(done)
        states = [state_at(index, first_open) for index in range(len(done))]
        if self.exhausted or self.closed or self.must_accept_terms:
            ended = self.closed or (self.exhausted and self.claim_is_over)
            left: StepState = "over" if ended else "locked"
            states = ["done" if state == "done" else left for state in states]
        if self.exhausted:
            states[1] = "over"
        if self.claim_is_over:
            states[-1] = "over"
        return [
            Step(key, str(label), str(action), self._url(name), state, self._detail(key))
            for state, (key, label, action, name) in zip(states, self._path, strict=True)
        ]

    @property
    def next_step(self) -> Step | None:
        """The one step to take now; None when nothing is left, or leads on: closed by staff, no attempt left."""
        # Where only newer terms offer credit, they come first: once the test is passed, it is too late for them.
        if self.must_accept_terms and not self.exhausted:
            words = _("Review what has changed")
            return Step("terms", words, words, f"{self._url('course')}#terms-changed", "current")
        steps = [] if self.closed or self.exhausted else self.steps
        return next((step for step in steps if step.state == "current"), None)

    @property
    def must_accept_terms(self) -> bool:
        """Whether the course offers this learner credit, but only to who accepts its newer terms, as they still can."""
        if self.enrolment is None or self.closed or self.expired or self.passed:
            return False
        on = self._today
        return self.enrolment.told_ended(on=on) and self.enrolment.offered_since(on=on)

    @property
    def missing(self) -> list[NotEligible]:
        """Every reason why credit cannot be claimed now, but no step that would be in vain; [] when it can."""
        in_vain = self.closed or self.claim_is_over or self.must_accept_terms
        return [*([] if in_vain else steps_missing(self)), *self._terms]

    @property
    def obstacles(self) -> list[NotEligible]:
        """Refusals that no step of the path removes, shown on all of its pages; [] once claimed."""
        more = [each for each in self.closed_offers.values() if each not in self._terms]
        last = [self.exhausted] if self.exhausted else []
        return [] if self.claimed else [*self._terms, *more, *last]

    @cached_property
    def exhausted(self) -> NotEligible | None:
        """The refusal once no attempt at the post-test is left; None where staff closed the course."""
        if self.enrolment is None or self.closed or not self.enrolment.attempts_exhausted:
            return None
        return terms.attempts_exhausted(self.enrolment, expired=self.expired)

    def require(self, key: str) -> None:
        """Raise the first `NotEligible` that keeps the step `key` closed; their order is fixed."""
        for refusal in self.missing_before(key):
            raise refusal

    def missing_before(self, key: str) -> list[NotEligible]:
        """Every reason why the step `key` is not open, in the order of the path; [] when it is."""
        if not self.started:
            return [self.not_started]
        if self.closed:
            return [self._closed]
        before = {"test": 1, "evaluation": 2, "claim": 3}.get(key, 0)
        return [refusal for refusal in steps_missing(self) if _ORDER[refusal.code] < before]

    def require_open_terms(self) -> None:
        """Raise the `NotEligible` that keeps a learner from acknowledging newer front matter, if any."""
        if self.closed:
            raise self._closed
        if self.passed:
            raise terms.test_passed(self.course)
        if self.claim_is_over:
            raise self._terms[0]

    @property
    def not_started(self) -> NotEligible:
        return terms.not_started(self.course)

    @cached_property
    def closed_offers(self) -> dict[str, NotEligible]:
        """When and why staff closed what this learner was told of, by the code of its credit type."""
        return terms.closed_offers(self.course, self.enrolment.told) if self.enrolment else {}

    @cached_property
    def _closed(self) -> NotEligible:
        return terms.enrolment_closed(self.course)

    @property
    def _path(self) -> list[tuple[str, Words, Words, str]]:
        path = [*PATH[:-1], SAMPLE_CLAIM] if self.course.is_sample else PATH
        if self.may_read and not self.watched_whole:
            return [READ, *path[1:]]
        return path

    @cached_property
    def _terms(self) -> list[NotEligible]:
        found = [self._closed] if self.closed else []
        if self.expired and self.course.expires_on:
            # What else would be asked for the claim, as a profession, no longer matters.
            return [*found, terms.ended(self.course, self.course.expires_on, self.enrolment)]
        if self.user.profession_id is None:
            found.append(terms.profession_unknown(self.course))
        elif self._degree_missing:
            found.append(terms.degree_unknown(self.course))
        elif not self._may_earn_credit:
            found += self.closed_offers.values()
            if self.must_accept_terms or not self.closed_offers:
                on = self._today
                found.append(terms.nothing_to_claim(self.course, self.user, self.enrolment, on=on))
        if self.enrolment is not None and not self.enrolment.address_verified:
            found.append(terms.address_not_verified())
        return found

    @property
    def claim_is_over(self) -> bool:
        """Whether nothing can be claimed any more: past the last day of the course, or of all that was told."""
        if self.claimed or self.enrolment is None:
            return self.expired and not self.claimed
        ended = bool(self.enrolment.told) and self.enrolment.told_ended(on=self._today)
        return self.expired or (ended and not self.must_accept_terms)

    @property
    def _degree_missing(self) -> bool:
        if self.enrolment is not None:
            return self.enrolment.degree_missing
        return getattr(self.user.profession, "asks_degree", False) and not self.user.degree

    @property
    def _may_earn_credit(self) -> bool:
        if self.enrolment is None or self.enrolment.front_matter_id is None:
            return bool(self.offers)
        return self.enrolment.may_earn_credit(on=self._today)

    @property
    def _today(self) -> date:
        return self.course.series.provider.day_of(self.now)

    def _url(self, name: str) -> str:
        return reverse(name, args=[self.course.slug])

    def _detail(self, key: str) -> str:
        if key == "test" and self.exhausted:
            return _("All attempts used")
        if key != "watch" or self.watched_whole:
            return ""
        if self.read_instead:
            return _("Transcript read, as agreed with the course team")
        if self.excused:
            return _("Not required, as agreed with the course team")
        return "" if self.may_read else watched_of_needed(self)


_ORDER = {"not_watched": 0, "not_passed": 1, "attempts_exhausted": 1, "not_evaluated": 2}
