"""Colors as data: `#rrggbb`, and whether text in one can be read on white (WCAG 2.2, 1.4.3)."""

import re

from django.core.exceptions import ValidationError

LEAST_CONTRAST = 4.5
_COLOR = re.compile(r"#[0-9A-Fa-f]{6}")


def validate_color(value: str) -> None:
    """Raise `ValidationError` for what is no color, or too pale for text on white."""
    if not _COLOR.fullmatch(value):
        raise ValidationError("Write the color as # and six digits or letters A to F: #0b4f5e.")
    if (found := contrast_on_white(value)) < LEAST_CONTRAST:
        # Cut, not rounded: 4.499 is not enough, and must not be said to be 4.5.
        raise ValidationError(
            f"Text in this color is too pale on white: its contrast is {int(found * 10) / 10} to 1, and"
            f" {LEAST_CONTRAST} to 1 is the minimum. Choose a darker color."
        )


def contrast_on_white(color: str) -> float:
    """Return the contrast ratio of `#rrggbb` on white, from 1 to 21."""
    red, green, blue = (_linear(int(color[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _linear(channel: float) -> float:
    return float(channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4)
