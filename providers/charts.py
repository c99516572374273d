"""Charts as SVG, readable without scripts, inline styles or colour (docs/decisions/0028).

This module turns numbers and labels into positions; `analytics/_bars.html` and `_lines.html` draw
them. Every chart is shown together with its table.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from providers.tables import Share

_BAR_ROW = 46
_LABEL_LENGTH, _LONG_LABEL_LENGTH = 30, 110


@dataclass(frozen=True)
class Bar:
    """One bar: its label, its value as text, its length in percent of a full bar, and its top in pixels."""

    label: str
    text: str
    percent: float
    top: int

    @property
    def short_label(self) -> str:
        """The label, cut to fit a narrow screen; the table has it in full."""
        return _cut(self.label, _LABEL_LENGTH)

    @property
    def long_label(self) -> str:
        """The label, cut to fit a wide screen."""
        return _cut(self.label, _LONG_LABEL_LENGTH)

    @property
    def bar_top(self) -> int:
        return self.top + 22

    @property
    def label_bottom(self) -> int:
        return self.top + 15


@dataclass(frozen=True)
class BarChart:
    """Horizontal bars with text above them; widths are percentages, so the text is never scaled."""

    key: str
    title: str
    desc: str
    bars: list[Bar]

    @property
    def height(self) -> int:
        return _BAR_ROW * len(self.bars)


def bar_chart(
    key: str, title: str, rows: Sequence[tuple[str, int, str]], *, whole: int | None = None
) -> BarChart:
    """Return bars for (label, number, text); a full bar means `whole`, or else the largest number."""
    most = max([whole or 0, *(number for _, number, _ in rows)], default=0) or 1
    bars = [
        Bar(label, text, round(100 * number / most, 2), place * _BAR_ROW)
        for place, (label, number, text) in enumerate(rows)
    ]
    desc = "; ".join(f"{label}: {text}" for label, _, text in rows[:12])
    return BarChart(key, title, desc, bars)


@dataclass(frozen=True)
class Line:
    """One line: its points and its name; `number` determines colour and dash pattern."""

    number: int
    name: str
    points: str


@dataclass(frozen=True)
class LineChart:
    """Lines over an axis. The plot is stretched to the width of the page; its text is not."""

    key: str
    title: str
    desc: str
    lines: list[Line]
    top_label: str
    middle_label: str
    first: str
    last: str


def line_chart(
    key: str,
    title: str,
    series: Sequence[tuple[str, Sequence[float]]],
    *,
    labels: Sequence[str],
    whole: float | None = None,
) -> LineChart:
    """Return lines for (name, numbers), one number per label; the top of the axis is `whole`, if given."""
    highest = max((number for _, numbers in series for number in numbers), default=0)
    top = whole or _round_up(highest)
    lines = [
        Line(place, name, _points(numbers, top))
        for place, (name, numbers) in enumerate(series, start=1)
    ]
    desc = "; ".join(
        f"{name}: highest {_words(max(numbers), whole)} at {labels[list(numbers).index(max(numbers))]}"
        for name, numbers in series
        if numbers
    )
    first, last = (labels[0], labels[-1]) if labels else ("", "")
    return LineChart(
        key, title, desc, lines, _words(top, whole), _words(top / 2, whole), first, last
    )


def _cut(label: str, length: int) -> str:
    return label if len(label) <= length else f"{label[: length - 1].rstrip()}…"


def _points(numbers: Sequence[float], top: float) -> str:
    """Return SVG points in an area of 1000 by 200; a single number becomes a horizontal line."""
    shown = list(numbers) * (2 if len(numbers) == 1 else 1)
    width = max(len(shown) - 1, 1)
    return " ".join(
        f"{1000 * place / width:.1f},{200 - 200 * number / top:.1f}"
        for place, number in enumerate(shown)
    )


def _round_up(number: float) -> float:
    """Round up to a number that reads well at the top of an axis: 2, 4, 10, 20, 40, 100 and so on."""
    top = 2.0
    steps = [2.0, 2.5, 2.0]
    place = 0
    while top < number:
        top *= steps[place % 3]
        place += 1
    return top


def _words(number: float, whole: float | None) -> str:
    if whole == 1:
        return str(Share(number))
    return f"{number:,.0f}"
