"""Checks of the elements that learners must be told before they start: each must be present."""

import re
from collections.abc import Iterator

from django.db.models import Q

from courses.front_matter_texts import FRONT_MATTER_TEXTS, Need
from courses.models import Course, SupportNature
from courses.services import front_matter
from courses.services.disclosure_note import words_of_the_forms
from courses.sources import ACCESS, AMA_CORE, ENDURING, INTERNET, STANDARD_3, STANDARD_4
from publishing.services.checks.candidate import Candidate
from publishing.services.checks.check import About, Check

# Field → its name, and whether a provider may make it optional. All come from one policy.
_TIMES = {
    "estimated_minutes": ("the estimated time", True),
    "released_on": ("the release date", False),
    "expires_on": ("the expiration date", False),
}
_NEEDED = {text.field: text for text in FRONT_MATTER_TEXTS if text.is_needed}
REQUIRED_TEXTS = {
    **{field: text.in_a_sentence for field, text in _NEEDED.items()},
    **{field: name for field, (name, _) in _TIMES.items()},
}
"""Texts and dates that a published course must keep, if its series asks for them: field → name."""


def _told(field: str, name: str, source: str, *, step: str = "about", optional: bool) -> Check:
    text = _NEEDED.get(field)

    def find(candidate: Candidate) -> Iterator[str]:
        course = candidate.course
        if not getattr(course, field) and (text is None or course.series.needs(text)):
            yield f"Enter {name}."

    return Check(
        code=f"{field}_missing",
        rule=f"{name[:1].upper()}{name[1:]}: shown before the start",
        source=source,
        find=find,
        step=step,
        field=field,
        optional=optional,
    )


def _contact(candidate: Candidate) -> Iterator[str]:
    if not candidate.provider.contact_email:
        yield "Enter the provider's email address for learners' questions."


def _privacy(candidate: Candidate) -> Iterator[str]:
    if not front_matter.PRIVACY.strip():
        yield "State how learners' data are kept."


_MORE_THAN_A_NAME = re.compile(r"https?://|www\.|!\[|\]\(|[®™]", re.IGNORECASE)


def _support_names(candidate: Candidate) -> Iterator[str]:
    """Only the names of supporters are allowed, no advertising: no web addresses, images or trade marks."""
    for support in candidate.support:
        if _MORE_THAN_A_NAME.search(support.sentence):
            yield (
                f"Commercial support of {support.source}: give the company and what it gave by name only: no"
                " web address, logo, or trademark."
            )


def _support_gaps(candidate: Candidate) -> Iterator[str]:
    """One line for each, so that a published course can be completed step by step.

    How money was used is known only later: it is asked for in the closing figures, not here.
    """
    for support in candidate.support:
        given = support.nature == SupportNature.GRANT
        gaps = [
            ("what kind of support it is", not support.nature),
            ("how much it is", given and support.amount is None),
            ("what was given", support.nature == SupportNature.IN_KIND and not support.in_kind),
            ("the written agreement", not support.agreement),
            ("when the agreement was signed", support.signed_on is None),
        ]
        for words in [words for words, lacks in gaps if lacks]:
            yield About(support.pk, f"Commercial support of {support.source}: add {words}.")


def _support_stated(candidate: Candidate) -> Iterator[str]:
    if not candidate.support and not candidate.course.no_commercial_support:
        yield "Record who supported this activity, or check that it received no commercial support."


def _note(candidate: Candidate) -> Iterator[str]:
    """The disclosure follows from the judged forms: a note that says it, too, could say something else."""
    if words := words_of_the_forms(candidate.course.disclosure_note, candidate.people):
        yield f"Remove “{words}” from the note: learners already see above it who has relationships."


def _shared_short_titles(candidate: Candidate) -> Iterator[str]:
    """A tab, a bookmark and a screen reader know the pages of a course by its short title alone."""
    course = candidate.course
    others = Course.objects.published().filter(short_title__iexact=course.short_title)
    # A course that is renewed keeps its title until the new one takes its place.
    kin = Q(pk=course.pk) | Q(pk=course.renews_id) | Q(renews=course)
    for other in others.exclude(kin).select_related("series").order_by("pk")[:1]:
        yield (
            f"“{other.title}”, of the series “{other.series}”, has the short title “{other.short_title}”"
            " too: give this course another, neutral one, so that their tabs can be told apart."
        )


CHECKS = [
    _told("title", "the title", AMA_CORE, optional=False),
    Check(
        "short_title_shared",
        "No other course on the site has its short title",
        f"{ACCESS}, 2.4.2",
        _shared_short_titles,
        "about",
        "short_title",
        advice=True,
    ),
    *(
        _told(
            text.field,
            text.in_a_sentence,
            text.source,
            step=text.place.step,
            optional=text.need is Need.UNLESS_WAIVED,
        )
        for text in _NEEDED.values()
    ),
    *(_told(field, name, ENDURING, optional=waived) for field, (name, waived) in _TIMES.items()),
    Check(
        "support_not_a_name",
        "Commercial support, if any, is acknowledged by name alone",
        STANDARD_4,
        _support_names,
        "credit",
        "support",
    ),
    Check(
        "support_unstated",
        "Commercial support is acknowledged, or that there was none is stated",
        STANDARD_4,
        _support_stated,
        "credit",
        "no_commercial_support",
    ),
    Check(
        "support_incomplete",
        "Of commercial support, nature, amount, and agreement are recorded",
        STANDARD_4,
        _support_gaps,
        "credit",
        "support",
    ),
    Check(
        "disclosure_note_contradicts",
        "The disclosure note does not say whether anyone has relationships",
        STANDARD_3,
        _note,
        "credit",
        "disclosure_note",
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
