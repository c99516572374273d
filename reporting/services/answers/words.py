"""What an answer's columns and words mean, and what of its text is kept."""

import re

from imports.kinds import Field

ACCEPTED, REJECTED, SILENT = "accepted", "rejected", "silent"
MEANINGS = [
    (ACCEPTED, "Accepted"),
    (REJECTED, "Rejected"),
    (SILENT, "No decision yet: the line is still waiting"),
]
FIELDS = (
    Field(
        "credit_id",
        "Credit ID",
        help="The identifier that the exported file gave each line: ccid:…",
        aliases=("CreditID", "CCID", "Credit identifier"),
    ),
    Field(
        "row",
        "Row",
        help="The row of the exported file that is meant; its line of column names counts.",
        aliases=(
            *("Row number", "Row no.", "Row ID", "Excel row", "File row", "Source row", "#"),
            *("Line", "Line number", "Line no.", "Record", "Record number", "Record no."),
        ),
    ),
    Field(
        "status",
        "Status",
        help="Whether the line was accepted.",
        aliases=(
            *("Result", "Outcome", "Disposition", "Row status", "Record status", "Line status"),
            *("Upload status", "Processing status", "Import status", "Validation status"),
        ),
        content="choice",
    ),
    Field(
        "reason",
        "Error",
        help="Why it was rejected. Long numbers in it, such as a license, are masked.",
        aliases=(
            *("Errors", "Error message", "Error messages", "Error description", "Error detail"),
            *("Error details", "Error text", "Errors/Warnings", "Errors and warnings", "Message"),
            *("Messages", "Reason", "Reasons", "Rejection reason", "Description", "Comment"),
            *("Comments", "Details", "Validation errors"),
        ),
    ),
)
_WORDS = {
    ACCEPTED: "ok okay success successful successfully succeeded accepted accept added add deleted delete "
    "loaded valid imported passed pass",
    REJECTED: "rejected reject error errors failed fail failure invalid denied declined unsuccessful",
    SILENT: "pending waiting queued processing submitted received",
}
_MEANS = {word: meaning for meaning, words in _WORDS.items() for word in words.split()}
_MEANS |= {"not accepted": REJECTED, "not loaded": REJECTED, "in progress": SILENT}
_LONG_NUMBER = re.compile(r"\d[\d.\-]{3,}\d")


def meaning_of(text: str) -> str | None:
    """Return what the word of a status means; None if it is not one that we know."""
    return _MEANS.get(" ".join(text.lower().split()).rstrip(".!"))


def redacted(text: str) -> str:
    """Return text of an answer with long numbers masked, as it may quote a license."""
    tidy = " ".join(text.split())
    return _LONG_NUMBER.sub(lambda found: "•••" + found[0][-2:], tidy)[:200]
