"""How figures are worded, grouped and hidden, and the table of states and professions."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from accounts.models import Profession
from accounts.us_states import STATES
from analytics.models.evaluation import SMALLEST_GROUP
from analytics.services import cohorts
from analytics.services.cohorts import ReportFilter
from providers.tables import FEWER, Cell, Table

STATE_NAMES = dict(STATES)
NOT_GIVEN = "Not given"


def places_table(selection: ReportFilter) -> Table:
    """Return how many started, by state and profession; numbers that could identify a person are hidden."""
    counts = cohorts.started_by_both(selection)
    hidden = cohorts.suppressed(counts)
    professions = {each.pk: each.name for each in Profession.objects.all()}
    used = {profession for _, profession in counts}
    columns = [key for key in professions if key in used]
    keys: list[int | None] = [*columns, *([None] if None in used else [])]
    states = sorted({state for state, _ in counts}, key=lambda state: (not state, state))

    def cell(state: str, profession: int | None) -> Cell:
        return FEWER if (state, profession) in hidden else counts.get((state, profession), 0)

    rows: list[list[Cell]] = [
        [STATE_NAMES.get(state, NOT_GIVEN), *(cell(state, key) for key in keys)] for state in states
    ]
    heads = [professions[key] if key is not None else "No profession given" for key in keys]
    note = (
        "Numbers from 1 to 4 are not shown. If only one in a row would be hidden, the next"
        " smallest is hidden too, so that it cannot be worked out."
    )
    return Table("places", "By state and profession", ["State", *heads], rows, note=note)


def duration(minutes: int) -> str:
    """Return a time as people say it: “45 min”, “3 h 10 min”, “2 days 4 h”."""
    days, rest = divmod(minutes, 24 * 60)
    hours, left = divmod(rest, 60)
    if days:
        return f"{days} day{'s' * (days != 1)} {hours} h"
    return f"{hours} h {left} min" if hours else f"{left} min"


def few(number: int) -> Cell:
    return FEWER if 0 < number < SMALLEST_GROUP else number


def hidden_of(counts: dict[Any, int]) -> set[Any]:
    """Return which entries of one row to hide: those of 1 to 4, and another one if only one would be."""
    hidden = {key for key, number in counts.items() if 0 < number < SMALLEST_GROUP}
    others = [key for key, number in counts.items() if number and key not in hidden]
    if len(hidden) == 1 and others:
        hidden.add(min(others, key=lambda key: counts[key]))
    return hidden


def grouped(
    rows: Sequence[tuple[date, int, int, int]],
) -> tuple[list[tuple[date, int, int, int]], str]:
    """Sum days into weeks or months if there are too many to read; return the rows and the unit."""
    if len(rows) <= 62:
        return list(rows), "day"
    word = "week" if len(rows) <= 400 else "month"
    found: dict[date, list[int]] = {}
    for day, *numbers in rows:
        sums = found.setdefault(_first_day(day, word), [0, 0, 0])
        for place, number in enumerate(numbers):
            sums[place] += number
    return [(day, sums[0], sums[1], sums[2]) for day, sums in found.items()], word


def _first_day(day: date, word: str) -> date:
    return day - timedelta(days=day.weekday()) if word == "week" else day.replace(day=1)
