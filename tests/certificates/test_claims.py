"""Claiming: every refusal has its code, and one claim makes one certificate."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.models import Mail, Profession, User
from certificates.models import Certificate
from certificates.services.claims import claim_credit
from certificates.services.revocation import revoke
from courses.models import Course, CreditType, Series
from progress.errors import NotEligible
from progress.models import Enrolment
from providers.models import Provider
from tests import factories
from tests.certificates.conftest import claim


def refusal(enrolment: Enrolment, **changes: object) -> NotEligible:
    fine = {"credit_type_code": "ama-pra-1", "quarters": 1, "attested": True, "now": factories.NOW}
    with pytest.raises(NotEligible) as refused:
        claim_credit(enrolment=enrolment, **{**fine, **changes})  # type: ignore[arg-type]
    assert not Certificate.objects.live().filter(enrolment=enrolment).exclude(origin="claim")
    return refused.value


@pytest.mark.parametrize(
    ("stage", "code"),
    [
        (factories.enrol, "not_watched"),
        (factories.watched, "not_passed"),
        (factories.passed, "not_evaluated"),
    ],
)
def test_a_step_that_is_missing_refuses_the_claim(
    db: None, stage: Callable[[], Enrolment], code: str
) -> None:
    refused = refusal(stage())
    assert refused.code == code
    assert refused.url


def test_after_the_last_day_no_credit_is_awarded(enrolment: Enrolment) -> None:
    enrolment.course.expires_on = factories.NOW.date() - timedelta(days=1)
    refused = refusal(enrolment)
    assert refused.code == "expired"
    assert "education@example.org" in refused.message


def test_the_last_day_itself_still_counts(enrolment: Enrolment) -> None:
    enrolment.course.expires_on = factories.NOW.date()
    assert claim(enrolment).status == "valid"


@pytest.mark.parametrize(
    ("last_day", "midnight_in_chicago"),
    [
        (date(2027, 1, 5), datetime(2027, 1, 6, 6, tzinfo=UTC)),
        (date(2027, 7, 4), datetime(2027, 7, 5, 5, tzinfo=UTC)),
        # On these days the clocks change.
        (date(2027, 3, 14), datetime(2027, 3, 15, 5, tzinfo=UTC)),
        (date(2027, 11, 7), datetime(2027, 11, 8, 6, tzinfo=UTC)),
    ],
)
def test_the_last_day_ends_at_midnight_where_the_provider_is(
    enrolment: Enrolment, last_day: date, midnight_in_chicago: datetime
) -> None:
    enrolment.course.expires_on = last_day
    assert refusal(enrolment, now=midnight_in_chicago).code == "expired"
    last_moment = midnight_in_chicago - timedelta(microseconds=1)
    assert claim(enrolment, now=last_moment).claimed_at == last_moment


def test_without_a_profession_nothing_can_be_claimed(enrolment: Enrolment) -> None:
    enrolment.user.profession = None
    assert refusal(enrolment).code == "profession_unknown"


def test_a_profession_that_no_offer_serves_is_told_so(db: None) -> None:
    course = factories.make_course(offers={"ama-pra-1": 1})
    nurse = factories.make_user(profession="registered-nurse")
    assert refusal(factories.evaluated(user=nurse, course=course)).code == "profession_not_eligible"


def test_a_closed_enrolment_refuses_the_claim(enrolment: Enrolment) -> None:
    enrolment.closed_at = factories.NOW
    assert refusal(enrolment).code == "enrolment_closed"


def test_an_enrolment_closed_a_moment_ago_refuses_the_claim(enrolment: Enrolment) -> None:
    Enrolment.objects.update(closed_at=factories.NOW)
    assert refusal(enrolment).code == "enrolment_closed"
    assert not Certificate.objects.exists()
    assert not Mail.objects.exists()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"credit_type_code": "ancc"}, "credit_type_not_offered"),
        ({"credit_type_code": ""}, "credit_type_not_offered"),
        ({"quarters": 0}, "amount_too_small"),
        ({"quarters": -1}, "amount_too_small"),
        ({"quarters": 5}, "amount_too_large"),
        ({"attested": False}, "attestation_missing"),
    ],
)
def test_a_claim_that_the_terms_do_not_allow_is_refused(
    enrolment: Enrolment, change: dict[str, object], code: str
) -> None:
    assert refusal(enrolment, **change).code == code


def test_an_amount_between_the_steps_of_its_type_is_refused(db: None) -> None:
    CreditType.objects.update(increment_quarters=2)
    course = factories.make_course(offers={"ama-pra-1": 4})
    enrolment = factories.evaluated(course=course)
    assert refusal(enrolment, quarters=3).code == "amount_not_in_steps"


def test_a_nurse_is_not_awarded_ama_credit(db: None) -> None:
    nurse = factories.make_user(profession="registered-nurse")
    enrolment = factories.evaluated(user=nurse)
    assert refusal(enrolment).code == "credit_type_not_offered"
    certificate = claim(enrolment, credit="participation", quarters=1)
    assert certificate.heading == "Certificate of Participation"
    assert "awarded" not in certificate.wording
    assert "designated for 0.25 *AMA PRA Category 1 Credit(s)*™" in certificate.wording


def test_a_second_claim_leads_to_the_certificate(enrolment: Enrolment) -> None:
    certificate = claim(enrolment)
    refused = refusal(enrolment)
    assert refused.code == "already_claimed"
    assert refused.url == certificate.get_absolute_url()
    assert Certificate.objects.count() == 1


def test_a_revoked_certificate_does_not_open_the_claim_again(enrolment: Enrolment) -> None:
    revoke(certificate=claim(enrolment), reason="Claimed by mistake", now=factories.NOW)
    assert refusal(enrolment).code == "certificate_revoked"


def test_the_snapshot_holds_learner_course_and_terms(certificate: Certificate) -> None:
    course: Course = certificate.course
    assert certificate.printed_name == "Ana Díaz, MD"
    assert (certificate.title, certificate.provider_name) == (
        course.title,
        course.series.provider.name,
    )
    assert certificate.credit_quarters == 3
    assert certificate.credit_name == "*AMA PRA Category 1 Credits*™"
    assert "was awarded 0.75 *AMA PRA Category 1 Credits*™" in certificate.wording
    assert "maximum of 1.00 *AMA PRA Category 1 Credit(s)*™" in certificate.designation_statement
    assert certificate.attestation
    assert len(certificate.pdf_sha256) == 64


@pytest.mark.parametrize("kind", ["course", "series", "provider"])
def test_whatever_of_it_is_a_sample_makes_a_sample_certificate(
    enrolment: Enrolment, kind: str
) -> None:
    course = enrolment.course
    parts: dict[str, Course | Series | Provider] = {
        "course": course,
        "series": course.series,
        "provider": course.series.provider,
    }
    parts[kind].is_sample = True
    assert claim(enrolment).is_sample


def test_what_changes_later_does_not_change_the_certificate(certificate: Certificate) -> None:
    User.objects.update(full_name="Someone Else", profession=Profession.objects.last())
    Course.objects.update(title="Another title")
    kept = Certificate.objects.get()
    assert (kept.name, kept.title) == (certificate.name, certificate.title)
    assert kept.profession == "Physician (MD)"


def test_completion_is_the_providers_day_of_the_last_requirement(enrolment: Enrolment) -> None:
    # 03:30 UTC is still the evening before in Chicago.
    late = factories.EVALUATED_AT.replace(hour=3, minute=30)
    enrolment.evaluated_at = late
    for earlier in ("test_passed_at",):
        setattr(enrolment, earlier, late - timedelta(hours=1))
    enrolment.watch.completed_at = late - timedelta(hours=2)
    certificate = claim(enrolment)
    assert certificate.completed_on == late.date() - timedelta(days=1)
    assert certificate.claimed_at == factories.NOW


def test_a_server_whose_clock_is_behind_still_takes_the_claim(enrolment: Enrolment) -> None:
    behind = factories.EVALUATED_AT - timedelta(seconds=5)
    certificate = claim(enrolment, now=behind)
    enrolment.refresh_from_db()
    assert enrolment.claimed_at == factories.EVALUATED_AT
    assert certificate.claimed_at == behind


def test_a_claim_closes_the_path_and_queues_one_neutral_mail(
    enrolment: Enrolment, certificate: Certificate
) -> None:
    enrolment.refresh_from_db()
    assert enrolment.claimed_at == factories.NOW
    mail = Mail.objects.get()
    assert mail.subject == "Your course certificate is ready"
    assert mail.kind == "certificate-ready"
