"""Text in spreadsheets: whatever it contains, it is never run as a formula."""

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def as_text_cell(value: str) -> str:
    """Return `value` so that no spreadsheet opening the CSV treats it as a formula."""
    return f"'{value}" if value.startswith(_FORMULA_STARTS) else value
