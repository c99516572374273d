"""The drawing of a series: concentric arcs that follow from its slug, so that each series has its own."""

import math
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django import template

register = template.Library()

SIZE = 64
"""Width and height of the drawing, in its own units."""
_RADII = (6, 11, 16, 21, 26, 31)
_TURN = 30


@dataclass(frozen=True)
class Arc:
    """One arc as an SVG path, and whether it is a strong line."""

    path: str
    strong: bool


def arcs_of(slug: str) -> list[Arc]:
    """Return the arcs of a series, from the middle outwards: the same for the same slug, always."""
    seed = sha256(slug.encode()).digest()
    return [_arc(radius, *seed[3 * ring : 3 * ring + 3]) for ring, radius in enumerate(_RADII)]


def _arc(radius: int, start: int, length: int, weight: int) -> Arc:
    begin = math.radians(start % 12 * _TURN)
    sweep = (4 + length % 7) * _TURN  # from a third of the circle to five sixths
    end = begin + math.radians(sweep)
    large = int(sweep > 180)
    path = f"M{_point(radius, begin)}A{radius} {radius} 0 {large} 1 {_point(radius, end)}"
    return Arc(path, strong=weight % 3 == 0)


def _point(radius: int, angle: float) -> str:
    middle = SIZE / 2
    return f"{middle + radius * math.cos(angle):.1f} {middle + radius * math.sin(angle):.1f}"


@register.inclusion_tag("components/arcs.html")
def arcs(slug: str) -> dict[str, Any]:
    """Draw the arcs of this slug as inline SVG in the color of the text; assistive technology skips it."""
    return {"arcs": arcs_of(slug), "size": SIZE}
