"""What is taught: provider → series → course, and everything a course consists of."""

from courses.models.assessment import Assessment, Choice, Question
from courses.models.course import Course, FrontMatter, Handout, Series, SeriesQuerySet
from courses.models.credit import CreditOffer, CreditType
from courses.models.disclosure import (
    DisclosureForm,
    DisclosureRequest,
    DisclosureWording,
    Nature,
    Relationship,
)
from courses.models.draft import CourseDraft
from courses.models.evaluation import (
    EvaluationForm,
    EvaluationItem,
    EvaluationLibraryItem,
    ItemKind,
    ItemPurpose,
)
from courses.models.membership import Membership
from courses.models.people import Person, Role
from courses.models.provider import Provider, StatementTemplate
from courses.models.publishing import CourseReview, ExpiryNotice, PublishRequest
from courses.models.upload import Preparation, Upload
from courses.models.video import TextTrack, Video

__all__ = [
    "Assessment",
    "Choice",
    "Course",
    "CourseDraft",
    "CourseReview",
    "CreditOffer",
    "CreditType",
    "DisclosureForm",
    "DisclosureRequest",
    "DisclosureWording",
    "EvaluationForm",
    "EvaluationItem",
    "EvaluationLibraryItem",
    "ExpiryNotice",
    "FrontMatter",
    "Handout",
    "ItemKind",
    "ItemPurpose",
    "Membership",
    "Nature",
    "Person",
    "Preparation",
    "Provider",
    "PublishRequest",
    "Question",
    "Relationship",
    "Role",
    "Series",
    "SeriesQuerySet",
    "StatementTemplate",
    "TextTrack",
    "Upload",
    "Video",
]
