"""Tables and charts: the same numbers on the page, in the file and in the drawing."""

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.charts import bar_chart, line_chart
from providers.tables import Share, Table, csv_response, share


def test_no_cell_of_a_file_is_a_formula() -> None:
    table = Table("t", "T", ["=A", "B"], [["=1+1", -3], ["@x", 2.5], ["-y", None]])
    text = csv_response(table, name="t").text.removeprefix("\ufeff")
    assert list(csv.reader(io.StringIO(text))) == [
        ["'=A", "B"],
        ["'=1+1", "-3"],
        ["'@x", "2.5"],
        ["'-y", ""],
    ]


def test_a_share_is_said_in_percent_and_written_as_a_number() -> None:
    table = Table("t", "T", ["A", "B"], [["a", Share(0.43121)], ["b", Share(0.004)]])
    assert [cells for _, _, cells in table.shown_rows] == [["43%"], ["under 1%"]]
    assert "0.4312" in csv_response(table, name="t").text
    assert share(1, 0) is None


@given(st.lists(st.integers(0, 10**6), max_size=20))
def test_no_bar_is_longer_than_the_drawing(numbers: list[int]) -> None:
    chart = bar_chart("k", "T", [(str(n), n, str(n)) for n in numbers])
    assert all(0 <= bar.percent <= 100 for bar in chart.bars)
    assert chart.height == 46 * len(numbers)


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=40))
def test_every_point_of_a_line_lies_in_the_drawing(numbers: list[int]) -> None:
    labels = [str(place) for place in range(len(numbers))]
    chart = line_chart("k", "T", [("A", numbers)], labels=labels)
    points = [tuple(map(float, pair.split(","))) for pair in chart.lines[0].points.split()]
    assert all(0 <= x <= 1000 and 0 <= y <= 200 for x, y in points)
    assert len(points) >= max(len(numbers), 2)
    assert int(re.sub(",", "", chart.top_label)) >= max(numbers)


def test_a_long_label_is_cut_in_the_drawing_alone() -> None:
    [bar] = bar_chart("k", "T", [("x" * 200, 1, "1")]).bars
    assert len(bar.short_label) == 30
    assert len(bar.long_label) == 110
    assert len(bar.label) == 200


@pytest.mark.parametrize("number", [0, 1, 3, 7, 99, 100001])
def test_the_axis_ends_at_a_number_that_reads_well(number: int) -> None:
    chart = line_chart("k", "T", [("A", [number])], labels=["a"])
    assert re.fullmatch(r"[124]0*(,0+)*", chart.top_label)
