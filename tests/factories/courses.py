"""Courses: a complete one, and one that was only just begun."""

from itertools import count
from typing import Any

from courses.front_matter_texts import FRONT_MATTER_TEXTS, FrontMatterText, Kind
from courses.models import Course, CreditOffer, CreditType, Role, Series
from providers.models import Provider
from tests.factories.content import make_evaluation, make_test, make_video
from tests.factories.moments import EXPIRES_ON, PUBLISHED_AT, RELEASED_ON, REVIEWED_ON
from tests.factories.providers import make_faculty, make_series

_numbers = count(1)


def words_for(text: FrontMatterText) -> str | list[str]:
    """Return something that a course may say under this heading, and under no other."""
    words = f"Words for {text.asked_as}"
    return [words, f"More {words}"] if text.kind is Kind.LINES else words


COMPLETE_TEXTS: dict[str, Any] = {
    text.field: words_for(text) for text in FRONT_MATTER_TEXTS if text.is_needed
} | {
    "purpose": "To listen better.",
    "objectives": ["Name two ways to listen.", "Choose one."],
    "target_audience": ["Physicians"],
    "medium": "Recorded lecture",
    "participation_method": "1. Watch\n2. Take the test",
    "bibliography": "- *A book*",
    "hardware_requirements": "A current browser.",
    "copyright": "The provider",
    "content_note": "Speaks of **illness**.",
    "accommodation": "Write to us.",
}
"""Every front-matter text without which a course is not published."""
_COMPLETE = COMPLETE_TEXTS | {
    "estimated_minutes": 15,
    "released_on": RELEASED_ON,
    "reviewed_on": REVIEWED_ON,
    "expires_on": EXPIRES_ON,
    "published_at": PUBLISHED_AT,
    "no_commercial_support": True,
}


def make_new_course(
    *, series: Series | None = None, provider: Provider | None = None, **fields: Any
) -> Course:
    """Return a course as an author begins it: names and nothing else, not published."""
    number = next(_numbers)
    defaults = {
        "slug": f"course-{number}",
        "title": f"Course {number}",
        "short_title": f"Part {number}",
    }
    return Course.objects.create(
        series=series or make_series(provider=provider), **defaults | fields
    )


def make_course(
    *,
    seconds: int = 100,
    questions: int = 3,
    pass_percent: int = 60,
    max_attempts: int | None = None,
    offers: dict[str, int] | None = None,
    test: bool = True,
    **fields: Any,
) -> Course:
    """Return a published course that lacks nothing: publishing it would not be refused at `NOW`.

    It has its whole front matter, one faculty member and planner with a valid disclosure, a recording with captions
    and chapters, a test (but for `test=False`), an evaluation, and credit until long after `NOW`.
    `offers` maps the code of a credit type to its maximum in quarter credits; by default AMA PRA
    Category 1 and participation, a quarter credit each. `series` or `provider` say where it belongs.
    """
    course = make_new_course(**_COMPLETE | fields)
    make_faculty(course=course)
    make_faculty(course=course, kind=Role.Kind.PLANNER)
    make_video(course=course, seconds=seconds, version=1)
    if test:
        make_test(
            course=course,
            questions=questions,
            pass_percent=pass_percent,
            max_attempts=max_attempts,
            version=1,
        )
    make_evaluation(course=course, version=1)
    quarters = offers or {"ama-pra-1": 1, "participation": 1}
    CreditOffer.objects.bulk_create(
        CreditOffer(course=course, credit_type=each, max_quarters=quarters[each.code])
        for each in CreditType.objects.filter(code__in=quarters)
    )
    return course
