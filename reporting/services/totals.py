"""How many took part in an activity, as PARS asks when it is closed: physicians and all others."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce

from accounts.models import ParsCategory
from accounts.models.people import counted_category
from certificates.models import Certificate
from courses.models import CommercialSupport, Course
from progress.models import Enrolment
from providers.models.provider import CountedFrom
from reporting.services.designated import most_designated


@dataclass(frozen=True)
class ActivityTotals:
    """One activity and how many learners it had; each counts once, from enrolment or first view (`CountedFrom`)."""

    course_id: int
    pars_provider_id: str
    accme_activity_id: str
    provider_activity_id: str
    title: str
    learning_format: str
    starts_on: date | None
    ends_on: date | None
    max_quarters: int
    physicians: int
    others: int
    joint_provider: str
    commercial_support: bool


def totals_of(courses: Iterable[Course]) -> list[ActivityTotals]:
    """Return the totals of courses (with series and provider), in six queries."""
    courses = list(courses)
    counts = _learners(courses)
    supported = set(
        CommercialSupport.objects.filter(course__in=courses).values_list("course", flat=True)
    )
    maxima: Counter[int] = Counter()
    for (key, _), most in most_designated(courses).items():
        maxima[key] = max(most, maxima[key])
    return [
        ActivityTotals(
            course_id=course.pk,
            pars_provider_id=course.series.provider.pars_provider_id,
            accme_activity_id=course.accme_activity_id,
            provider_activity_id=course.provider_activity_id,
            title=course.title,
            learning_format=course.get_learning_format_display(),
            starts_on=course.released_on,
            ends_on=course.expires_on,
            max_quarters=maxima[course.pk],
            physicians=counts[course.pk, ParsCategory.PHYSICIAN],
            others=counts[course.pk, ParsCategory.OTHER],
            joint_provider=course.joint_provider,
            commercial_support=course.pk in supported,
        )
        for course in courses
    ]


def _learners(courses: list[Course]) -> Counter[tuple[int, str]]:
    """Count learners as their provider does, and certificates whose enrolment was deleted with the account."""
    counts_all = Q(course__series__provider__counted_from=CountedFrom.ENROLMENT)
    counted = Enrolment.objects.filter(course__in=courses).filter(
        counts_all | Q(first_viewed_at__isnull=False)
    )
    gone = Certificate.objects.filter(
        course__in=courses, enrolment__isnull=True, superseded_at__isnull=True
    )
    counts: Counter[tuple[int, str]] = Counter()
    now = counted_category(profession="user__profession", degree=F("user__degree"))
    # Who has a certificate counts as it says, whatever the profile says since.
    counts_as = Coalesce(Certificate.objects.recorded("pars_category"), now)
    by_person = counted.annotate(counts_as=counts_as), "counts_as"
    for rows, kind in (by_person, (gone, "pars_category")):
        per_kind = rows.order_by().values_list("course", kind).annotate(Count("pk"))
        for course, category, number in per_kind:
            counts[course, category or ParsCategory.OTHER] += number
    return counts
