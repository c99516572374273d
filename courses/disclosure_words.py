"""Words that say whether somebody has financial relationships: only the judged forms may say that."""

import re

from django.core.exceptions import ValidationError

_SAYS = re.compile(
    r"""
    \bnothing\s+(?:\w+\s+)?to\s+(?:disclose|declare|report)\b
    | \b(?:no|not|none|never|neither|without|free\s+of|lacks?)\b[^.;:!?]{0,90}
        \b(?:relationships?|(?:conflicts?|competing)(?:\s+of)?\s+interests?|conflicts?|disclosures?|interests?)\b
    | \b(?:disclose[sd]?|declare[sd]?|report(?:s|ed)?)\s+
        (?:no(?:ne|thing)?|the\s+following|that|being|having|an?|his|her|their|relevant|financial|relationships?)\b
    | \b(?:has|have|had)\s+(?:(?:an?|the|following|certain|several|some|relevant|financial)\s+)*
        (?:financial|relevant)\s+relationships?\b
    | \brelationships?\b[^.;:!?]{0,40}\b(?:mitigated|resolved)\b
    | \b(?:is|was|are|were|serves?|served)\s+(?:as\s+)?(?:an?\s+)?(?:paid\s+)?
        (?:consultants?|speakers?|advisors?|employees?|shareholders?|stockholders?)\s+(?:for|of|at|to)\b
    | \breceive[sd]?\s+(?:\w+\s+){0,3}(?:honoraria|honorarium|royalties|grants?|fees?|funding)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)


def says_who_has_relationships(text: str) -> str:
    """Return the first words in `text` that state the absence or presence of relationships, or ""."""
    found = _SAYS.search(" ".join(text.split()))
    return found[0] if found else ""


def adds_to_the_disclosure(text: str) -> None:
    """Raise `ValidationError` if a note beside the generated disclosure says itself what that says."""
    if words := says_who_has_relationships(text):
        raise ValidationError(
            f"“{words}” says who has relationships. Learners read that from the judged disclosure forms,"
            " above this note: take these words out, or judge the forms in the step People.",
            code="disclosure_note_contradicts",
        )
