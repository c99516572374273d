"""The drawing of a series follows from its slug."""

from django.template import Context, Template

from courses.templatetags.arcs import SIZE, arcs_of


def test_the_same_slug_is_drawn_the_same_and_another_one_differs() -> None:
    assert arcs_of("trafficking") == arcs_of("trafficking")
    assert arcs_of("trafficking") != arcs_of("pain")


def test_every_arc_stays_within_the_drawing() -> None:
    for number in range(50):
        for arc in arcs_of(f"series-{number}"):
            points = arc.path.replace("M", "").replace("A", " ").split()
            ends = [float(value) for value in (*points[:2], *points[-2:])]
            assert all(0 <= value <= SIZE for value in ends), arc


def test_it_is_inline_and_hidden_from_assistive_technology() -> None:
    html = Template('{% load arcs %}{% arcs "pain" %}').render(Context())
    assert html.strip().startswith('<svg class="arcs"')
    assert 'aria-hidden="true"' in html
    assert "style=" not in html
