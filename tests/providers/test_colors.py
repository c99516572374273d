"""A color of a provider can be read as text on white, or is refused in words."""

import pytest
from django.core.exceptions import ValidationError

from providers.colors import contrast_on_white, validate_color


@pytest.mark.parametrize(
    ("color", "contrast"), [("#000000", 21), ("#ffffff", 1), ("#767676", 4.54), ("#0B4F5E", 9.15)]
)
def test_the_contrast_is_that_of_wcag(color: str, contrast: float) -> None:
    assert contrast_on_white(color) == pytest.approx(contrast, abs=0.01)


@pytest.mark.parametrize("color", ["#0b4f5e", "#767676", "#7A1F3D"])
def test_a_color_that_can_be_read_is_taken(color: str) -> None:
    validate_color(color)


@pytest.mark.parametrize("color", ["#777777", "#f1c67b", "#ffffff"])
def test_a_pale_color_is_refused_with_its_contrast(color: str) -> None:
    with pytest.raises(ValidationError, match=r"too pale on white: its contrast is \d\.\d to 1"):
        validate_color(color)


@pytest.mark.parametrize("color", ["teal", "#fff", "0b4f5e", "#0b4f5e;", "#0b4f5e\n", "#0b4g5e"])
def test_what_is_no_color_is_refused(color: str) -> None:
    with pytest.raises(ValidationError, match="six digits"):
        validate_color(color)
