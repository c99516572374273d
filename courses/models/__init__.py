"""What is taught: provider → series → course, and everything a course consists of."""

from courses.models.assessment import Assessment, Choice, Question
from courses.models.course import Course, FrontMatter, Handout, Series, SeriesQuerySet
from courses.models.credit import CreditOffer, CreditType
from courses.models.evaluation import (
    EvaluationForm,
    EvaluationItem,
    EvaluationLibraryItem,
    ItemKind,
    ItemPurpose,
)
from courses.models.membership import Membership
from courses.models.people import DisclosureForm, Person, Relationship, Role
from courses.models.provider import Provider, StatementTemplate
from courses.models.video import TextTrack, Video

__all__ = [
    "Assessment",
    "Choice",
    "Course",
    "CreditOffer",
    "CreditType",
    "DisclosureForm",
    "EvaluationForm",
    "EvaluationItem",
    "EvaluationLibraryItem",
    "FrontMatter",
    "Handout",
    "ItemKind",
    "ItemPurpose",
    "Membership",
    "Person",
    "Provider",
    "Question",
    "Relationship",
    "Role",
    "Series",
    "SeriesQuerySet",
    "StatementTemplate",
    "TextTrack",
    "Video",
]
