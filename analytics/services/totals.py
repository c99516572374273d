"""Closing totals of an activity: learners counted as ACCME's PARS counts them (DOMAIN §4.5)."""

from dataclasses import dataclass
from datetime import date, time, timedelta

from django.db.models import Count, F, Value
from django.db.models.functions import Coalesce, NullIf

from accounts.days import instant
from accounts.models import ParsCategory, Profession
from accounts.models.people import counted_category
from certificates.models import Certificate
from courses.models import Course
from progress.models import Enrolment


@dataclass(frozen=True)
class ProfessionTotal:
    """Learners of one profession. `pars_category` and `ja_category` say how accreditors count them."""

    profession: str
    pars_category: str
    ja_category: str
    learners: int


@dataclass(frozen=True)
class ClosingTotals:
    """The learners of one activity, each counted once, from the first view of its content on."""

    by_profession: list[ProfessionTotal]

    @property
    def physicians(self) -> int:
        return self._of(ParsCategory.PHYSICIAN)

    @property
    def others(self) -> int:
        return self._of(ParsCategory.OTHER)

    @property
    def by_ja_category(self) -> dict[str, int]:
        """Learners by category of joint accreditation; “Other” for professions without one."""
        found: dict[str, int] = {}
        for row in self.by_profession:
            found[row.ja_category] = found.get(row.ja_category, 0) + row.learners
        return found

    def _of(self, category: str) -> int:
        return sum(row.learners for row in self.by_profession if row.pars_category == category)


def closing_totals(
    course: Course, *, since: date | None = None, until: date | None = None
) -> ClosingTotals:
    """Return the learners of `course` whose first view was on a day from `since` to `until`, inclusive.

    Counted from the records at this moment, not from a summary, because this is what is reported. Each
    person counts once per activity, however often they watched (one enrolment per person and course).
    Those without a profession count as other. Days are in the provider's time zone.
    """
    zone = course.series.provider.zone
    rows = Enrolment.objects.filter(course=course, first_viewed_at__isnull=False).order_by()
    if since:
        rows = rows.filter(first_viewed_at__gte=instant(since, time.min, zone))
    if until:
        after = until + timedelta(days=1)
        rows = rows.filter(first_viewed_at__lt=instant(after, time.min, zone))
    now = counted_category(profession="user__profession", degree=F("user__degree"))
    recorded = Certificate.objects.recorded
    # Who has a certificate counts as it says, whatever the profile says since.
    code = Coalesce(NullIf(recorded("profession_code"), Value("")), "user__profession__code")
    counts_as = Coalesce(recorded("pars_category"), now)
    counted = rows.values_list(code, counts_as).annotate(n=Count("pk"))
    known = Profession.objects.in_bulk(field_name="code")
    found = [(known.get(code), category, number) for code, category, number in counted]
    found.sort(key=lambda row: (row[0] is None, row[0] and row[0].position, row[1]))
    return ClosingTotals([_total(*each) for each in found])


def _total(profession: Profession | None, category: str, learners: int) -> ProfessionTotal:
    if profession is None:
        return ProfessionTotal("Not given", category, "Other", learners)
    # A resident without a degree counts as another learner, at either kind of provider.
    ja = profession.ja_category if category == profession.pars_category else ""
    return ProfessionTotal(profession.name, category, ja or "Other", learners)
