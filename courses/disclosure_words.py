"""Words that say whether somebody has financial relationships: only the judged forms may say that."""

import re

from django.core.exceptions import ValidationError

_SAYS = re.compile(
    r"""
    \bnothing\s+(?:\w+\s+)?to\s+(?:disclose|declare|report)\b
    | \bnothing\b[^.;:!?]{0,60}\b(?:disclose|declare)d?\b
    | \b(?:no|not|none|nobody|nor|never|neither|without|zero|free\s+of|lacks?)\b[^.;:!?]{0,90}
        \b(?:relationships?|conflicts?|disclosures?|ties\s+(?:to|with)
        |(?:commercial|financial|competing|proprietary|business|vested)\s+(?:\w+\s+)?interests?
        |interests?\s+to\s+(?:disclose|declare|report))\b
    | \b(?:has|have|had|do|does|did)n['’]t\b(?:\s+\w+){0,5}\s+(?:relationships?|conflicts?|ties)\b
    | \b(?:relationships?|conflicts?(?:\s+of\s+interests?)?|interests?|disclosures?)\s*[:=–—-]\s*
        (?:none|nil|no|nothing|n\.?/?a|not\s+applicable)\b
    | (?-i:\b[A-Z][\w.'’-]+(?:,?\s+[A-Z][\w.'’-]*)+)\s*:\s*(?:none|nil|nothing|n/a)\b
    | \b(?:disclose[sd]?|declare[sd]?|report(?:s|ed)?)\s+
        (?:no(?:ne|thing)?|the\s+following|that|being|having|an?|his|her|their|relevant|financial|relationships?)\b
    | \b(?:has|have|had)\s+(?:(?:an?|the|following|certain|several|some|relevant|financial)\s+)*
        (?:(?:financial|relevant)\s+relationships?|ties\s+(?:to|with))\b
    | \brelationships?\b[^.;:!?]{0,40}\b(?:mitigated|resolved)\b
    | \b(?:is|was|are|were|serves?|served)\s+(?:as\s+)?(?:an?\s+)?(?:paid\s+)?
        (?:consultants?|speakers?|advis[oe]rs?|employees?|shareholders?|stockholders?)\s+(?:for|of|at|to)\b
    | \b(?:is|was|are|were|serves?|served|sits?|sat)\s+on\s+(?:\w+['’]?\s+){0,3}(?:bureaus?|advisory\s+boards?)\b
    | \b(?:works?|worked|consults?|consulted|lectures?|lectured)\s+for\s+(?-i:[A-Z])\w*
    | \b(?:owns?|owned|holds?|held)\s+(?:\w+\s+){0,3}(?:stocks?|shares?|equity|patents?)\b
    | [:(]\s*(?:[^.;:!?()]{1,80},\s*)?(?:paid\s+)?
        (?:consultant|advis[oe]r|advisory\s+board|employee|shareholder|stockholder|stock|honorari(?:um|a)|royalt(?:y|ies)
        |speakers?['’]?s?\s+bureau)\b
    | (?-i:\b[A-Z][\w.-]*)\s+(?:pays|paid)\s+(?-i:[A-Z])\w*
    | ^\W*(?:none|nil|no|nothing(?:\s+(?:relevant|found|at\s+all))?|n\W?a|not\s+applicable)\W*$
    | \b(?:conflicts?|interests?|ties)\b[^.;:!?]{0,40}\b(?:mitigated|resolved)\b
    | \b(?:everything|these|they|all)\s+(?:(?:was|were|is|are|has|have|been)\s+)+(?:mitigated|resolved)\b
    | \b(?:all|both|each|they|everyone|everybody|nobody|no\s+one|(?:the\s+)?(?:faculty|planners?|presenters?|speakers?
        |authors?|reviewers?)|(?:Dr|Prof)\.?\s+\w+)\s+(?:(?:have|has|had|who|were|was|also)\s+)*(?:disclosed|declared)
        (?!\s+(?:abuse|violence|trafficking|exploitation|their\s+(?:age|history|situation)))\b
    | \b(?:free\s+(?:from|of)|independent\s+(?:from|of)|no|without)\b[^.;:!?]{0,60}
        \b(?:industry(?:\s+(?:ties|links|involvement|money|influence))?
        |(?:money|fees|gifts|payments?|funding)\s+from\s+(?:\w+\s+)?compan(?:y|ies))\b
    | \b(?:takes?|took|accepts?|accepted)\s+(?:\w+\s+){0,2}(?:money|fees|gifts|payments?|honoraria)\b
    | \b(?:an?|the)\s+(?-i:[A-Z])[\w&.-]*\s+
        (?:consultant|employee|shareholder|stockholder|advis[oe]r|speaker|patent|grant)\b
    | \b(?:is|was|are|were)\s+an?\s+(?:shareholder|stockholder)\b
    | \b(?:advises|advised|founded|chairs|chaired)\s+(?-i:[A-Z])
    | \b(?:paid|employed|compensated)\s+by\s+(?-i:[A-Z])
    | \b(?:has|have|had)\s+(?:\w+\s+){0,2}equity\b
    | \bspeaks?\s+on\s+behalf\s+of\b
    | \b(?:speakers?|speaking|consulting|advisory)['’]?s?\s+(?:fees?|honoraria)\b
    | (?-i:\b[A-Z]\w*)\s+(?:funds|funded|sponsors|sponsored)\s+(?:Dr|Prof)\b
    | \breceive[sd]?\s+(?:\w+\s+){0,3}(?:honoraria|honorarium|royalties|grants?|fees?|funding)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""A company is told by its capital: the link that works for everybody is none."""


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
