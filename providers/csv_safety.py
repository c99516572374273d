"""Text in spreadsheets: whatever a name is, it stays text and never becomes a formula."""

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def as_text_cell(value: str) -> str:
    """Return `value` so that no spreadsheet that opens a CSV takes it for a formula."""
    return f"'{value}" if value.startswith(_FORMULA_STARTS) else value
