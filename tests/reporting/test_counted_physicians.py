"""Reports count as physicians whom the rules count: residents with a degree, and students never."""

import pytest

from accounts.models import User
from analytics.services.totals import closing_totals
from progress.models import Enrolment
from reporting.services.totals import totals_of
from tests import factories

pytestmark = pytest.mark.django_db
LEARNERS = [
    ("physician-md", ""),
    ("resident-fellow", "do"),
    ("resident-fellow", "none"),
    ("resident-fellow", ""),
    ("medical-student", "md"),
    ("", ""),
]


def test_a_resident_counts_by_the_degree() -> None:
    course = factories.make_course()
    for profession, degree in LEARNERS:
        user: User = factories.make_user(profession=profession, degree=degree)
        factories.enrol(user=user, course=course)
    Enrolment.objects.update(first_viewed_at=factories.NOW)
    (reported,) = totals_of([course])
    assert (reported.physicians, reported.others) == (2, 4)
    closing = closing_totals(course)
    assert [
        (row.pars_category, row.ja_category, row.learners) for row in closing.by_profession
    ] == [
        ("physician", "Physician", 1),
        ("other", "Other", 2),
        ("physician", "Physician", 1),
        ("other", "Other", 1),
        ("other", "Other", 1),
    ]
    assert (closing.physicians, len(LEARNERS)) == (
        2,
        sum(row.learners for row in closing.by_profession),
    )
