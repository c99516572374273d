"""Date arithmetic that several models share."""

from datetime import date


def add_years(day: date, years: int) -> date:
    """Return the same day `years` later; February 29 becomes March 1 in other years."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
