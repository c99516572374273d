"""Publishing a course: everything the rules demand is there, or the refusal lists what is missing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from courses.models import Course, CreditOffer, Role
from courses.models.course import add_years
from courses.models.provider import Providership

DISCLOSURE_YEARS = 2
"""ACCME Standard 3: a disclosure speaks of the prior 24 months."""

REQUIRED_TEXTS = {
    "purpose": "the purpose",
    "objectives": "the learning objectives",
    "target_audience": "the target audience",
    "medium": "the medium",
    "participation_method": "the method of participation",
    "estimated_minutes": "the estimated time",
    "released_on": "the release date",
    "reviewed_on": "the date of the last review",
    "expires_on": "the expiration date",
    "bibliography": "the sources for further study",
    "disclosure_statement": "the disclosure, or the statement that there is nothing to disclose",
    "hardware_requirements": "the hardware and software that are needed",
    "copyright": "the copyright",
    "accommodation": "how to ask for an accommodation",
    "content_note": "the content note",
}


@dataclass(frozen=True, slots=True)
class Missing:
    """One reason why a course may not be published. `code` is stable; `message` is for staff."""

    code: str
    message: str


class NotPublishable(Exception):
    """Refusal of `publish`: carries everything that is missing, not only the first."""

    code = "not_publishable"

    def __init__(self, missing: list[Missing]) -> None:
        super().__init__(" ".join(reason.message for reason in missing))
        self.missing = missing


def publish(*, course: Course, now: datetime) -> Course:
    """Show the course to learners from `now` on. Idempotent: a published course keeps its moment.

    Raises `NotPublishable` when an element that the rules demand is absent (DOMAIN §2.1, §2.7).
    """
    with transaction.atomic():
        locked = Course.objects.select_for_update(of=("self",)).get(pk=course.pk)
        if locked.published_at is not None:
            return locked
        if missing := missing_for_publication(locked, now=now):
            raise NotPublishable(missing)
        locked.published_at = now
        locked.save(update_fields=["published_at"])
    return locked


def missing_for_publication(course: Course, *, now: datetime) -> list[Missing]:
    """Return everything that stands in the way of publishing at `now`; empty when nothing does.

    The rules of structure hold for sample courses too. Only the age of a sample's disclosures is
    counted at its review: nobody signed them, and a sample must not stop loading as time passes.
    """
    return [
        *_blank_elements(course),
        *_dates(course),
        *_placeholders(course),
        *_content(course),
        *_credit(course),
        *_providership(course),
        *_people(course, now=now),
    ]


def _blank_elements(course: Course) -> Iterator[Missing]:
    for field, name in REQUIRED_TEXTS.items():
        if not getattr(course, field):
            yield Missing(f"{field}_missing", f"Enter {name}.")


def _dates(course: Course) -> Iterator[Missing]:
    """ACCME: at most three years between reviews."""
    released, reviewed, expires = course.released_on, course.reviewed_on, course.expires_on
    if reviewed and expires and expires > add_years(reviewed, 3):
        yield Missing("expires_late", "The course must expire within three years of its review.")
    if released and reviewed and reviewed < released:
        yield Missing("reviewed_early", "The last review cannot be before the release.")


def _placeholders(course: Course) -> Iterator[Missing]:
    """A real course takes its name, statements and contact from what is real too (DOMAIN §1.1)."""
    if course.is_sample:
        return
    for kind, owner in (("series", course.series), ("provider", course.series.provider)):
        if owner.is_sample:
            yield Missing(
                f"sample_{kind}",
                f"The {kind} “{owner}” is marked as a sample: enter what is real there first.",
            )


def _content(course: Course) -> Iterator[Missing]:
    if course.current_video is None:
        yield Missing("video_missing", "Add the video.")
    elif not course.current_video.tracks.filter(kind="captions").exists():
        yield Missing("captions_missing", "Add captions: nobody may need sound to take part.")
    test = course.current_assessment
    if test is None or not test.questions.exists():
        yield Missing("test_missing", "Add the post-test with its pass mark.")
    evaluation = course.current_evaluation
    if evaluation is None or not evaluation.items.exists():
        yield Missing("evaluation_missing", "Add the evaluation.")


def _credit(course: Course) -> Iterator[Missing]:
    offers = list(course.offers.select_related("credit_type"))
    if not offers:
        yield Missing("credit_missing", "Offer at least one type of credit.")
    for offer in offers:
        if offer.max_quarters % offer.credit_type.increment_quarters:
            yield Missing("credit_step", f"{offer}: not a multiple of this credit type's step.")
        if _designates_other_time(course, offer):
            yield Missing(
                "time_differs",
                f"{offer}: the estimated time must be the time that the credit is designated for.",
            )


def _designates_other_time(course: Course, offer: CreditOffer) -> bool:
    """ACCME: the estimated time is what the credit designates, to the nearest quarter of an hour."""
    if course.estimated_minutes is None or not offer.credit_type.designation_template:
        return False
    return abs(course.estimated_minutes - 15 * offer.max_quarters) > 7


def _providership(course: Course) -> Iterator[Missing]:
    if course.accreditation_override:
        return
    joint = course.series.provider.accreditation_template.providership == Providership.JOINT
    if joint and not course.joint_provider:
        yield Missing("joint_provider_missing", "Name the other provider of this activity.")
    if course.joint_provider and not joint:
        yield Missing(
            "accreditation_mismatch",
            "The provider's accreditation statement is for directly provided activities: enter the"
            " statement for this jointly provided one.",
        )


def _people(course: Course, *, now: datetime) -> Iterator[Missing]:
    roles = list(course.roles.select_related("person"))
    if not any(role.kind == Role.Kind.FACULTY for role in roles):
        yield Missing("faculty_missing", "Name the faculty with their credentials.")
    today = course.series.provider.day_of(now)
    judged_on = course.reviewed_on if course.is_sample and course.reviewed_on else today
    for role in roles:
        yield from _disclosure(role, on=judged_on)


def _disclosure(role: Role, *, on: date) -> Iterator[Missing]:
    """ACCME Standard 3: disclosed within 24 months, and mitigated before the role was assumed."""
    form = role.person.disclosures.order_by("-signed_on").first()
    if form is None or form.signed_on < add_years(on, -DISCLOSURE_YEARS):
        yield Missing(
            "disclosure_missing", f"{role.person}: no disclosure signed within 24 months."
        )
        return
    for relationship in form.relationships.all():
        if relationship.relevant is None:
            yield Missing(
                "relevance_undecided", f"{role.person}, {relationship.company}: is it relevant?"
            )
        mitigated = relationship.mitigated_on
        if relationship.relevant and (mitigated is None or mitigated > role.assumed_on):
            yield Missing(
                "not_mitigated",
                f"{role.person}, {relationship.company}: relevant, and not mitigated before the"
                f" role was assumed.",
            )
