"""Commercial support among the closing figures of an activity, as PARS asks for it (DOMAIN §4.5)."""

from dataclasses import dataclass
from decimal import Decimal

from accounts.sentences import counted, long_date
from courses.models import CommercialSupport, Course, SupportNature
from providers.tables import Cell, Table


@dataclass(frozen=True)
class SupportFigures:
    """What companies gave to one activity. Amounts are US dollars."""

    rows: list[CommercialSupport]
    none_stated: bool
    """Staff stated that there was none."""

    @property
    def sources(self) -> int:
        """Companies, each counted once however often it gave."""
        return len({row.source.casefold() for row in self.rows})

    @property
    def grants(self) -> Decimal:
        return self._sum(SupportNature.GRANT)

    @property
    def in_kind(self) -> int:
        """How often something was given in kind."""
        return sum(row.nature == SupportNature.IN_KIND for row in self.rows)

    @property
    def in_kind_value(self) -> Decimal:
        """What was given in kind is worth, where that is recorded."""
        return self._sum(SupportNature.IN_KIND)

    @property
    def total(self) -> Decimal:
        return sum((row.amount for row in self.rows if row.amount), Decimal())

    @property
    def without_use(self) -> list[CommercialSupport]:
        """Support of which nobody has recorded how it was used."""
        return [row for row in self.rows if not row.use]

    def table(self) -> Table:
        """Return a line for each, and the totals below."""
        lines: list[list[Cell]] = [
            [
                row.source,
                row.get_nature_display() or "Not recorded",
                row.in_kind,
                _dollars(row.amount),
                row.use,
                long_date(row.signed_on) if row.signed_on else "",
            ]
            for row in self.rows
        ]
        if lines:
            companies = counted(self.sources, "company", "companies")
            lines.append([f"Total: {companies}", "", "", _dollars(self.total), "", ""])
        columns = ["Company", "Kind", "Given in kind", "US dollars", "Use", "Agreement signed"]
        return Table("support", "Commercial support", columns, lines)

    def _sum(self, nature: SupportNature) -> Decimal:
        given = (row.amount for row in self.rows if row.nature == nature and row.amount)
        return sum(given, Decimal())


def support_figures(course: Course) -> SupportFigures:
    """Return the commercial support of `course`, as recorded at this moment."""
    return SupportFigures(list(course.support.all()), course.no_commercial_support)


def _dollars(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:.2f}"
