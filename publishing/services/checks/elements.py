"""Elements that must be told before the start: something is there, or its field is named."""

import re
from collections.abc import Iterator

from courses.services import front_matter
from publishing.services.checks.candidate import Candidate
from publishing.services.checks.check import (
    ACCESS,
    AMA_CORE,
    AMA_ENDURING,
    CUSTOM,
    ENDURING,
    HOUSE,
    INTERNET,
    STANDARD_3,
    STANDARD_4,
    Check,
    Finder,
)

# Field → what it is called, the rule it comes from, the step where it is written, and whether a
# provider may do without. DOMAIN §2.1; the numbers are those of its table.
_ELEMENTS = {
    "title": ("the title", AMA_CORE, "about", False),  # 1
    "purpose": ("the purpose", AMA_CORE, "about", False),
    "objectives": ("the learning objectives", AMA_CORE, "about", False),
    "target_audience": ("the target audience", CUSTOM, "about", True),  # 2
    "medium": ("the medium", ENDURING, "about", True),  # 4
    "participation_method": ("the method of participation", ENDURING, "about", True),  # 5
    "estimated_minutes": ("the estimated time", ENDURING, "about", True),  # 6
    "released_on": ("the release date", ENDURING, "about", False),  # 7
    "reviewed_on": ("the date of the last review", ENDURING, "about", False),
    "expires_on": ("the expiration date", ENDURING, "about", False),  # 8
    "bibliography": ("the sources for further study", AMA_ENDURING, "about", True),  # 10
    "disclosure_statement": (
        "the disclosure, or the statement that there is nothing to disclose",
        STANDARD_3,
        "credit",
        False,
    ),  # 13
    "hardware_requirements": (
        "the hardware and software that are needed",
        INTERNET,
        "about",
        True,
    ),  # 15
    "copyright": ("the copyright", INTERNET, "about", True),
    "accommodation": ("how to ask for an accommodation", ACCESS, "about", False),
    "content_note": ("the content note", HOUSE, "about", True),
}
REQUIRED_TEXTS = {field: name for field, (name, *_) in _ELEMENTS.items() if field != "title"}
"""What a published course must go on saying; by field."""


def _blank(field: str) -> Finder:
    def find(candidate: Candidate) -> Iterator[str]:
        if not getattr(candidate.course, field):
            yield f"Enter {_ELEMENTS[field][0]}."

    return find


def _contact(candidate: Candidate) -> Iterator[str]:
    if not candidate.provider.contact_email:
        yield "Enter the provider's e-mail address for learners' questions."


def _privacy(candidate: Candidate) -> Iterator[str]:
    if not front_matter.PRIVACY.strip():
        yield "State how learners' data are kept."


_MORE_THAN_A_NAME = re.compile(r"https?://|www\.|!\[|\]\(|[®™]", re.IGNORECASE)


def _support(candidate: Candidate) -> Iterator[str]:
    """Names of supporters, and nothing that advertises: no addresses, pictures or trade marks."""
    if _MORE_THAN_A_NAME.search(candidate.course.commercial_support):
        yield "Name the supporters only: no web address, logo or trade mark."


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


CHECKS = [
    *(
        Check(
            code=f"{field}_missing",
            rule=f"{_upper(name)}: told before the start",
            source=source,
            find=_blank(field),
            step=step,
            field=field,
            optional=optional,
        )
        for field, (name, source, step, optional) in _ELEMENTS.items()
    ),
    Check(
        "support_not_a_name",
        "Commercial support, if any, is acknowledged by name alone",
        STANDARD_4,
        _support,
        "credit",
        "commercial_support",
    ),
    Check(
        "contact_missing",
        "Learners can reach the provider",
        INTERNET,
        _contact,
        "provider",
        "contact_email",
        optional=True,
    ),
    Check(
        "privacy_missing",
        "Privacy and confidentiality are stated",
        INTERNET,
        _privacy,
        "",
        optional=True,
    ),
]
