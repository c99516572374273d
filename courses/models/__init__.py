"""Series, their courses, and everything a course consists of."""

from courses.models.assessment import Assessment, Choice, Question
from courses.models.course import Course, CourseQuerySet, FrontMatter, Series
from courses.models.credit import CreditOffer, CreditType
from courses.models.disclosure import (
    DisclosureForm,
    DisclosureRequest,
    DisclosureWording,
)
from courses.models.evaluation import (
    EvaluationForm,
    EvaluationItem,
    EvaluationLibraryItem,
    ItemKind,
    ItemPurpose,
)
from courses.models.handout import Handout
from courses.models.judgement import Exemption, Judgement, MitigationStep, NothingToDisclose
from courses.models.people import Person, Role
from courses.models.relationship import Nature, Relationship
from courses.models.support import CommercialSupport, SupportNature
from courses.models.told import FrontMatterOffer, Offer
from courses.models.video import TextTrack, Video

__all__ = [
    "Assessment",
    "Choice",
    "CommercialSupport",
    "Course",
    "CourseQuerySet",
    "CreditOffer",
    "CreditType",
    "DisclosureForm",
    "DisclosureRequest",
    "DisclosureWording",
    "EvaluationForm",
    "EvaluationItem",
    "EvaluationLibraryItem",
    "Exemption",
    "FrontMatter",
    "FrontMatterOffer",
    "Handout",
    "ItemKind",
    "ItemPurpose",
    "Judgement",
    "MitigationStep",
    "Nature",
    "NothingToDisclose",
    "Offer",
    "Person",
    "Question",
    "Relationship",
    "Role",
    "Series",
    "SupportNature",
    "TextTrack",
    "Video",
]
