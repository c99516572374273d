"""Arithmetic with calendar days that several models share."""

from datetime import date


def add_years(day: date, years: int) -> date:
    """Return the same calendar day `years` later; 29 February becomes 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
