"""What the version history of a course covers. To include another model, add a line to `PARTS`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Model

from courses.models import (
    Assessment,
    Choice,
    CommercialSupport,
    Course,
    CreditOffer,
    CreditType,
    DisclosureForm,
    EvaluationForm,
    EvaluationItem,
    Handout,
    Person,
    Question,
    Role,
    Series,
    TextTrack,
    Video,
)
from providers.models import Provider, StatementTemplate
from publishing.models import CourseChange, CourseReview, PublishRequest


@dataclass(frozen=True)
class Part:
    """A model that belongs to a course: the area it is shown in, and the foreign key to its parent.

    A model whose rows several courses share has no parent; `shared` returns the ids a course uses.
    """

    area: str
    model: type[Model]
    parent: str
    shared: Callable[[Course], Iterable[int]] | None = None


def _people_of(course: Course) -> set[int]:
    """Return the ids of people who have or once had a role."""
    roles = Role.pgh_event_model.objects.filter(course=course.pk)  # type: ignore[attr-defined]
    return {*course.roles.values_list("person", flat=True), *roles.values_list("person", flat=True)}


def _credit_types_of(course: Course) -> Iterable[int]:
    return course.offers.values_list("credit_type", flat=True)


AREAS = {
    "about": "About",
    "people": "People",
    "video": "Video",
    "test": "Post-test",
    "evaluation": "Evaluation",
    "credit": "Credit",
    "handouts": "Handouts",
    "review": "Publishing",
}
PARTS = [
    Part("about", Course, ""),
    Part("about", Series, "", lambda course: [course.series_id]),
    Part("people", Role, "course"),
    Part("people", Person, "", _people_of),
    # Financial relationships and their judgements are left out: every reading of those is logged.
    Part("people", DisclosureForm, "person"),
    Part("video", Video, "course"),
    Part("video", TextTrack, "video"),
    Part("test", Assessment, "course"),
    Part("test", Question, "assessment"),
    Part("test", Choice, "question"),
    Part("evaluation", EvaluationForm, "course"),
    Part("evaluation", EvaluationItem, "form"),
    Part("credit", CreditOffer, "course"),
    Part("credit", CreditType, "", _credit_types_of),
    Part("credit", CommercialSupport, "course"),
    Part("handouts", Handout, "course"),
    Part("review", PublishRequest, "course"),
    Part("review", CourseChange, "course"),
    Part("review", CourseReview, "course"),
    Part("review", Provider, "", lambda course: [course.series.provider_id]),
    Part("review", StatementTemplate, "", lambda c: [c.statement_template.pk]),
]
KEY = {Question, Choice}
"""The models that say which answers are right."""
