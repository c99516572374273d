"""How much is fixed at the start: a learner claims what the front matter that they acknowledged told them."""

from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.services import delete_account
from certificates.models import Certificate
from certificates.services.correction_offers import other_offers, staff_offers
from certificates.services.corrections import change_credit_type
from courses.emphasis import credit_html
from courses.models import Course, CreditOffer, CreditType, FrontMatter, FrontMatterOffer
from courses.services.front_matter import digest_of, front_matter_document, record_front_matter
from progress.errors import NotEligible
from progress.models import Enrolment
from progress.services.enrolments import acknowledge_again, enrolment_of
from tests import factories
from tests.certificates.conftest import claim

pytestmark = pytest.mark.django_db
TODAY = factories.NOW.date()
DAY = timedelta(days=1)


def ready(**offers: int) -> Enrolment:
    """Return a physician's enrolment, ready to claim, in a course with these offers."""
    quarters = {name.replace("_", "-"): most for name, most in offers.items()}
    course = factories.make_course(offers=quarters or {"ama-pra-1": 1})
    return factories.evaluated(course=course)


def again(enrolment: Enrolment) -> Enrolment:
    """Return the row as the next request reads it."""
    found = enrolment_of(user=enrolment.user, course=Course.objects.get(pk=enrolment.course_id))
    assert found
    return found


def refused(enrolment: Enrolment, *, credit: str = "ama-pra-1", quarters: int = 1) -> NotEligible:
    with pytest.raises(NotEligible) as raised:
        claim(again(enrolment), credit, quarters)
    return raised.value


def test_who_began_under_a_quarter_cannot_claim_what_was_added_since() -> None:
    enrolment = ready(ama_pra_1=1)
    CreditOffer.objects.update(max_quarters=2)
    assert refused(enrolment, quarters=2).code == "amount_too_large"
    assert claim(again(enrolment), quarters=1).credit_quarters == 1


def test_the_step_is_the_one_told_whatever_the_type_has_now(client: Client) -> None:
    enrolment = ready(ama_pra_1=2, participation=2)
    CreditType.objects.update(increment_quarters=4)
    certificate = claim(again(enrolment), quarters=1)
    client.force_login(enrolment.user)
    url = reverse("certificates:change-credit", args=[certificate.pk])
    assert client.get(url).status_code == 200
    new = change_credit_type(
        certificate=certificate, credit_type_code="participation", attested=True, now=factories.NOW
    )
    assert new.credit_quarters == 1


def test_a_step_raised_above_the_maximum_leaves_the_maximum_to_be_claimed() -> None:
    course = factories.make_course(offers={"ama-pra-1": 2})
    CreditType.objects.update(increment_quarters=4)
    enrolment = factories.evaluated(course=course)
    assert refused(enrolment, quarters=1).code == "amount_not_in_steps"
    assert claim(again(enrolment), quarters=2).credit_quarters == 2


def test_offers_told_before_have_the_step_of_their_type() -> None:
    offer = ready(ama_pra_1=4).front_matter.offers.get()
    CreditType.objects.update(increment_quarters=2)
    migration = import_module("courses.migrations.0024_told_step")
    with connection.cursor() as cursor:
        for statement in (migration.UNLOCK, migration.STEPS, migration.LOCK):
            cursor.execute(statement)
    offer.refresh_from_db()
    assert offer.increment_quarters == 2
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        FrontMatterOffer.objects.update(increment_quarters=1)


def test_the_change_applies_to_who_starts_later() -> None:
    course = ready(ama_pra_1=1).course
    CreditOffer.objects.update(max_quarters=2)
    later = factories.evaluated(course=Course.objects.get(pk=course.pk))
    assert claim(again(later), quarters=2).credit_quarters == 2


@pytest.mark.parametrize("change", ["lowered", "removed", "switched off", "ended"])
def test_what_was_told_can_be_claimed_whatever_the_course_offers_now(change: str) -> None:
    enrolment = ready(ama_pra_1=2)
    if change == "lowered":
        CreditOffer.objects.update(max_quarters=1)
    elif change == "removed":
        CreditOffer.objects.all().delete()
    elif change == "switched off":
        CreditType.objects.update(enabled=False)
    else:
        CreditOffer.objects.update(valid_to=TODAY - DAY)
    assert claim(again(enrolment), quarters=2).credit_quarters == 2


def test_a_type_added_since_was_not_told() -> None:
    enrolment = ready(participation=1)
    course, ama = enrolment.course, CreditType.objects.get(code="ama-pra-1")
    CreditOffer.objects.create(course=course, credit_type=ama, max_quarters=1)
    assert refused(enrolment).code == "credit_type_not_offered"


def test_a_statement_that_was_recorded_as_html_alone_is_the_one_told() -> None:
    enrolment = ready()
    told = "Hill & Co. is accredited for *AMA PRA Category 1 Credit*™."
    document = enrolment.front_matter.document
    (element,) = [each for each in document["elements"] if each["key"] == "accreditation"]
    element["html"] = f"<p>{credit_html(told)}</p>"
    del document["accreditation"]
    FrontMatter.objects.update(document=document)
    Course.objects.update(accreditation_override="Otherwise.")
    assert claim(again(enrolment), quarters=1).accreditation_statement == told


def test_the_certificate_has_format_and_statements_as_they_were_told() -> None:
    enrolment = ready()
    told = record_front_matter(enrolment.course, now=factories.STARTED_AT).document
    Course.objects.update(learning_format="live-activity", accreditation_override="Otherwise.")
    CreditType.objects.update(designation_template="For all of it.")
    certificate = claim(again(enrolment), quarters=1)
    assert certificate.learning_format == "enduring material"
    assert "participated in the enduring material titled" in certificate.wording
    assert "designates this enduring material for a maximum of" in certificate.designation_statement
    assert certificate.accreditation_statement == told["accreditation"] != "Otherwise."


@pytest.mark.parametrize(("present", "later"), [(-1, False), (0, False), (1, True), (None, True)])
def test_its_last_day_is_the_later_of_the_one_told_and_the_present_one(
    present: int | None, later: bool
) -> None:
    course = factories.make_course(offers={"ama-pra-1": 1})
    CreditOffer.objects.update(valid_to=TODAY)
    enrolment = factories.evaluated(course=course)
    CreditOffer.objects.update(valid_to=None if present is None else TODAY + present * DAY)
    told = FrontMatterOffer.objects.all()
    found = again(enrolment)
    for day, open_still in [(TODAY, True), (TODAY + DAY, later)]:
        assert told.claimable(on=day).exists() is found.may_earn_credit(on=day) is open_still


def test_the_expiry_stays_the_courses() -> None:
    enrolment = ready()
    Course.objects.update(expires_on=TODAY - DAY)
    assert refused(enrolment).code == "expired"


def test_who_completed_in_time_reads_until_when_they_could_claim_and_whom_to_ask() -> None:
    enrolment = ready()
    Course.objects.update(expires_on=TODAY)
    with pytest.raises(NotEligible) as raised:
        claim(again(enrolment), now=factories.NOW + DAY, quarters=1)
    message = raised.value.message
    assert message.startswith("You completed this course in time, but did not claim your credit.")
    assert "could be claimed until November 23, 2026" in message
    assert "Email education@example.org" in message


def test_a_closed_offer_is_nobodys_any_more_and_says_when_and_why() -> None:
    enrolment = ready(ama_pra_1=1, participation=1)
    CreditOffer.objects.filter(credit_type__code="ama-pra-1").update(
        closed_at=factories.NOW, closed_reason="The reference changed."
    )
    closed = refused(enrolment)
    assert closed.code == "offer_closed"
    assert "closed on November 23, 2026: The reference changed. For questions" in closed.message
    assert claim(again(enrolment), "participation", 1).credit_type_code == "participation"


def test_corrections_of_what_was_issued_follow_what_was_told_closed_or_not() -> None:
    certificate = claim(ready(ama_pra_1=2, participation=2), quarters=1)
    CreditOffer.objects.update(max_quarters=8, closed_at=factories.NOW, closed_reason="Ended.")
    assert {offer.max_quarters for offer in staff_offers(certificate)} == {2}
    assert [str(offer) for offer in other_offers(certificate)] == ["0.50 hours of participation"]


@pytest.mark.parametrize("returned", [False, True])
def test_of_a_deleted_account_staff_correct_by_what_its_learner_had_been_told(
    returned: bool,
) -> None:
    enrolment = ready(ama_pra_1=1)
    CreditOffer.objects.update(max_quarters=8)
    later = record_front_matter(Course.objects.get())
    if returned:  # the course says again what it said first
        CreditOffer.objects.update(max_quarters=1)
        assert record_front_matter(Course.objects.get()) == enrolment.front_matter != later
    FrontMatter.objects.update(first_shown_at=factories.STARTED_AT)
    claim(again(enrolment), quarters=1)
    delete_account(user_id=enrolment.user_id)
    certificate = Certificate.objects.get()
    assert certificate.enrolment is None
    assert [offer.max_quarters for offer in staff_offers(certificate)] == [1]


@pytest.mark.django_db(transaction=True)  # each change has a moment of its own
def test_what_was_closed_at_the_claim_is_no_correction_however_often_it_was_opened_since() -> None:
    enrolment = ready(ama_pra_1=1, participation=1)
    offers = CreditOffer.objects.filter(credit_type__code="participation")
    offers.update(closed_at=timezone.now(), closed_reason="By mistake.")
    certificate = claim(again(enrolment), quarters=1, now=timezone.now())
    assert other_offers(certificate) == []
    offers.update(closed_at=None, closed_reason="")
    assert other_offers(certificate) == []
    offers.update(closed_at=timezone.now(), closed_reason="Once more.")
    assert other_offers(certificate) == []


def test_certificates_of_before_have_the_version_of_their_enrolment_or_of_their_day() -> None:
    certificate = claim(ready(ama_pra_1=2), quarters=1)
    FrontMatter.objects.update(first_shown_at=factories.STARTED_AT)
    CreditOffer.objects.update(max_quarters=8)
    record_front_matter(Course.objects.get())
    migration = import_module("certificates.migrations.0012_told_version")
    forget = "UPDATE certificates_certificate SET front_matter_id = NULL"
    immediate = "SET CONSTRAINTS ALL IMMEDIATE"
    with connection.cursor() as cursor:
        for statement in (migration.UNLOCK, forget, immediate, migration.LOCK):
            cursor.execute(statement)
        gone = Certificate.objects.get()
        assert [offer.max_quarters for offer in staff_offers(gone)] == [2]
        for statement in (migration.UNLOCK, migration.TOLD, immediate, migration.LOCK):
            cursor.execute(statement)
    assert Certificate.objects.get().front_matter == certificate.front_matter


def test_what_was_told_is_never_changed_or_removed() -> None:
    ready()
    for change in (
        lambda: FrontMatterOffer.objects.update(max_quarters=9),
        lambda: FrontMatterOffer.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            change()


def test_a_closed_offer_is_not_removed() -> None:
    ready()
    CreditOffer.objects.update(closed_at=factories.NOW, closed_reason="Ended.")
    with pytest.raises(DatabaseError, match="reopen the offer"), transaction.atomic():
        CreditOffer.objects.all().delete()


def read_now(enrolment: Enrolment) -> str:
    course = Course.objects.with_front_matter().get(pk=enrolment.course_id)
    return digest_of(front_matter_document(course, now=factories.NOW))


def raised() -> Enrolment:
    enrolment = factories.enrol(course=factories.make_course(offers={"ama-pra-1": 1}))
    CreditOffer.objects.update(max_quarters=2)
    return enrolment


def test_until_the_test_is_passed_a_learner_may_take_the_new_terms() -> None:
    enrolment = raised()
    for _ in range(2):
        acknowledge_again(enrolment=enrolment, read=read_now(enrolment), now=factories.NOW)
    enrolment = again(enrolment)
    assert [offer.max_quarters for offer in enrolment.front_matter.offers.all()] == [2]
    assert enrolment.acknowledged_at == factories.STARTED_AT
    moments = [each.acknowledged_at for each in enrolment.acknowledgements.all()]
    assert moments == [factories.STARTED_AT, factories.NOW]


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("test_passed", {"test_passed_at": factories.NOW}),
        ("enrolment_closed", {"closed_at": factories.NOW}),
        ("expired", {}),
        ("front_matter_changed", {}),
    ],
)
def test_new_terms_are_refused(code: str, change: dict[str, Any]) -> None:
    enrolment = raised()
    read = "other" if code == "front_matter_changed" else read_now(enrolment)
    Enrolment.objects.filter(pk=enrolment.pk).update(**change)
    if code == "expired":
        Course.objects.update(expires_on=TODAY - DAY)
    with pytest.raises(NotEligible) as refusal:
        acknowledge_again(enrolment=enrolment, read=read, now=factories.NOW)
    assert refusal.value.code == code
    assert again(enrolment).front_matter_id == enrolment.front_matter_id
