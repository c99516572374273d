"""Takes the slash out of the zeros of Atkinson Hyperlegible Next (`make vendor`): in a sentence, 20 is a number.

The font has no other zero, and its license (SIL Open Font License, no reserved name) allows a changed one. The slash
divides the inside of the zero into two outlines; this joins them, in every weight. Safe to repeat.
"""

from pathlib import Path

from fontTools.ttLib import TTFont

FONT = Path(__file__).parent / "portal/static/vendor/atkinson-hyperlegible-next"
OUTLINES = 3  # the outside, and the halves of the inside below and above the slash


def without_slash(ends: list[int]) -> list[int]:
    """Return the points in an order that makes both halves of the inside one outline, closed by two short lines."""
    points = list(range(ends[2] + 1))
    outside, below, above = (
        points[: ends[0] + 1],
        points[ends[0] + 1 : ends[1] + 1],
        points[ends[1] + 1 :],
    )
    # Below ends at the slash after its fourth point; above begins with the slash's upper end.
    return outside + below[:4] + above[1:] + above[:1] + below[4:]


def unslash(path: Path) -> None:
    """Write the font again with a zero that has no slash."""
    font = TTFont(path)
    glyphs, name = font["glyf"], font.getBestCmap()[ord("0")]
    zero = glyphs[name]
    if zero.numberOfContours != OUTLINES:
        return
    coordinates, control = glyphs._getCoordinatesAndControls(name, font["hmtx"].metrics)
    ends = list(control.endPts)
    order = without_slash(ends)
    for variation in font["gvar"].variations[name]:
        # What is left out is derived from its outline's other points: of these outlines, not of the new one.
        variation.calcInferredDeltas(coordinates, ends)
        deltas = variation.coordinates
        variation.coordinates = [deltas[point] for point in order] + deltas[len(order) :]
    zero.coordinates = type(zero.coordinates)([zero.coordinates[point] for point in order])
    zero.flags = type(zero.flags)(zero.flags[point] for point in order)
    zero.endPtsOfContours = [ends[0], ends[2]]
    zero.numberOfContours = OUTLINES - 1
    font.save(path)


if __name__ == "__main__":
    for style in ("normal", "italic"):
        unslash(FONT / f"atkinson-hyperlegible-next-latin-wght-{style}.woff2")
