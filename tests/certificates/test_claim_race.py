"""Sixteen claims at once give one certificate; without the unique index they would give sixteen."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.db import connection, connections, transaction

from accounts.models import Mail
from certificates.models import Certificate
from courses.models import CreditOffer
from progress.errors import NotEligible
from progress.models import Enrolment
from progress.services.enrolments import enrolment_of
from tests import factories
from tests.certificates.conftest import claim
from tests.live import PATIENCE

CLAIMS = 16
GUARDS = ("one_live_certificate_per_enrolment", "a_learner_does_each_thing_once")

pytestmark = pytest.mark.django_db(transaction=True)


def attempt(enrolment: Enrolment) -> str:
    """Claim in a connection of one's own, and say what came of it."""
    try:
        fresh = enrolment_of(user=enrolment.user, course=enrolment.course)
        assert fresh is not None
        claim(fresh, quarters=1)
    except NotEligible as refused:
        return refused.code
    else:
        return "issued"
    finally:
        connections.close_all()


def wait_until_they_wait(claims: int) -> None:
    """Return when so many claims have passed their checks and wait for a lock."""
    # Who waits for a row waits for a transaction, which is of no database: its other locks are.
    query = """SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted AND pid IN (
        SELECT pid FROM pg_locks WHERE database =
            (SELECT oid FROM pg_database WHERE datname = current_database()))"""
    deadline = time.monotonic() + PATIENCE
    with connection.cursor() as cursor:
        while time.monotonic() < deadline:
            cursor.execute(query)
            if cursor.fetchone() == (claims,):
                return
    raise AssertionError("the claims never came")


def claim_all_at_once() -> list[str]:
    """Hold every insert back until all claims have seen that none was made yet."""
    enrolment = factories.evaluated(course=factories.make_course(offers={"ama-pra-1": 1}))
    with ThreadPoolExecutor(CLAIMS) as pool:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("LOCK TABLE certificates_certificate IN SHARE MODE")
            claims = [pool.submit(attempt, enrolment) for _ in range(CLAIMS)]
            wait_until_they_wait(CLAIMS)
        return [each.result() for each in claims]


@contextmanager
def without_the_guards() -> Iterator[None]:
    guards = [c for c in Certificate._meta.constraints if c.name in GUARDS]
    with connection.schema_editor() as schema:
        for guard in guards:
            schema.remove_constraint(Certificate, guard)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE certificates_certificate CASCADE")
        with connection.schema_editor() as schema:
            for guard in guards:
                schema.add_constraint(Certificate, guard)


def test_sixteen_claims_at_once_give_exactly_one_certificate() -> None:
    outcomes = claim_all_at_once()
    assert sorted(outcomes) == ["already_claimed"] * (CLAIMS - 1) + ["issued"]
    assert Certificate.objects.count() == 1
    assert Mail.objects.count() == 1


def test_control_without_the_unique_index_every_claim_is_issued() -> None:
    with without_the_guards():
        assert claim_all_at_once() == ["issued"] * CLAIMS
        assert Certificate.objects.count() == CLAIMS


def test_what_is_closed_at_the_moment_of_the_claim_is_not_issued() -> None:
    enrolment = factories.evaluated(course=factories.make_course(offers={"ama-pra-1": 1}))
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            CreditOffer.objects.update(closed_at=factories.NOW, closed_reason="By mistake.")
            done = pool.submit(attempt, enrolment)
            wait_until_they_wait(1)
        assert done.result() == "offer_closed"
    assert not Certificate.objects.exists()
