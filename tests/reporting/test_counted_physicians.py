"""Reports count as physicians whom the rules count: residents with a degree, and students never."""

import pytest

from accounts.models import Profession, User
from analytics.services.totals import closing_totals
from certificates.models import Certificate
from certificates.services.corrections import correct_certificate
from certificates.services.revocation import revoke
from progress.models import Enrolment
from reporting.services.totals import totals_of
from tests import factories
from tests.certificates.conftest import claim

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


def test_who_has_a_certificate_counts_as_it_says() -> None:
    enrolments = [factories.evaluated(course=course) for course in [factories.make_course()] * 2]
    course = enrolments[0].course
    Enrolment.objects.update(first_viewed_at=factories.NOW)
    certificate = claim(enrolments[0], quarters=1)
    User.objects.update(profession=Profession.objects.get(code="registered-nurse"))
    (reported,) = totals_of([course])
    assert (reported.physicians, reported.others) == (1, 1)
    closing = closing_totals(course)
    assert closing.physicians == 1
    correct_certificate(certificate=certificate, name="Wu Li", now=factories.NOW)
    revoke(certificate=Certificate.objects.live().get(), reason="Mistake", now=factories.NOW)
    (reported,) = totals_of([course])
    assert (reported.physicians, reported.others) == (1, 1)
