"""A course as learners would get it, read once for all checks of the publish list."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from courses.models import (
    Assessment,
    CommercialSupport,
    Course,
    CreditOffer,
    EvaluationForm,
    EvaluationItem,
    Person,
    Question,
    Role,
    TextTrack,
    Video,
)
from courses.services.newest import newest_version
from providers.models import Provider
from publishing.services.version_checks import (
    VersionError,
    errors_of_evaluation,
    errors_of_test,
    outcomes_missing,
)


@dataclass
class Candidate:
    """A course and the versions that a learner would begin with at `now`.

    For a course not yet published, these are the newest versions, released or not, because publishing
    releases them; for a published one, the newest released. Checks only read.
    """

    course: Course
    now: datetime

    @cached_property
    def provider(self) -> Provider:
        return self.course.series.provider

    @cached_property
    def today(self) -> date:
        return self.provider.day_of(self.now)

    @cached_property
    def judged_on(self) -> date:
        """The day on which ages are judged. For a sample, the day of its review, so that it loads in any year."""
        course = self.course
        return course.reviewed_on if course.is_sample and course.reviewed_on else self.today

    @cached_property
    def video(self) -> Video | None:
        newest: Video | None = newest_version(self.course, "videos")
        return newest

    @cached_property
    def tracks(self) -> list[TextTrack]:
        return list(self.video.tracks.all()) if self.video else []

    @cached_property
    def test(self) -> Assessment | None:
        newest: Assessment | None = newest_version(self.course, "assessments")
        return newest

    @cached_property
    def questions(self) -> list[Question]:
        return list(self.test.questions.prefetch_related("choices")) if self.test else []

    @cached_property
    def evaluation(self) -> EvaluationForm | None:
        newest: EvaluationForm | None = newest_version(self.course, "evaluations")
        return newest

    @cached_property
    def items(self) -> list[EvaluationItem]:
        return list(self.evaluation.items.all()) if self.evaluation else []

    @cached_property
    def errors(self) -> list[VersionError]:
        """What test and evaluation lack, as shown on their pages in the editor."""
        seconds = self.video.seconds if self.video else None
        return [
            *errors_of_test(self.test, self.questions, seconds),
            *errors_of_evaluation(self.evaluation, self.items),
            *(outcomes_missing(self.items) if self.items else []),
        ]

    @cached_property
    def offers(self) -> list[CreditOffer]:
        offers = list(self.course.offers.select_related("credit_type"))
        for offer in offers:
            offer.course = self.course  # Its provider is loaded: saves queries.
        return offers

    @cached_property
    def support(self) -> list[CommercialSupport]:
        return list(self.course.support.all())

    @cached_property
    def roles(self) -> list[Role]:
        rows = self.course.roles.select_related("person")
        return list(
            rows.prefetch_related(
                "person__disclosures__relationships__judgements", "person__disclosures__acceptances"
            )
        )

    @cached_property
    def people(self) -> list[Person]:
        """Everybody in control of content, once."""
        return list({role.person_id: role.person for role in self.roles}.values())
