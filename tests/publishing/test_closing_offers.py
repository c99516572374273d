"""Closing one credit of a published course, with a reason that learners read."""

import pytest
from django.urls import reverse

from accounts.errors import Refused
from authoring.services.copying import copy_course
from authoring.services.courses import change_credit
from courses.models import Course, CreditOffer
from courses.services.front_matter import record_front_matter
from courses.services.offered import current_offers
from publishing.services.course_changes import STALE, approve_change
from publishing.services.offers import close_offer, reopen_offer
from publishing.services.publishing import missing_for_publication
from tests import factories
from tests.staff_members import make_staff, sign_in

pytestmark = pytest.mark.django_db
NOW = factories.NOW


def offer_of(*, published: bool = True) -> CreditOffer:
    course = factories.make_course(offers={"ama-pra-1": 1, "participation": 1})
    if not published:
        course.published_at = None
        course.save(update_fields=["published_at"])
    return course.offers.get(credit_type__code="ama-pra-1")


def close(offer: CreditOffer, reason: str = "The number was withdrawn.") -> CreditOffer:
    close_offer(offer=offer, actor=factories.make_user(), reason=reason, now=NOW)
    return CreditOffer.objects.get(pk=offer.pk)


def told(offer: CreditOffer) -> list[str]:
    version = record_front_matter(type(offer.course).objects.get(pk=offer.course_id))
    return [each.credit_type.code for each in version.offers.all()]


def test_a_closed_offer_is_not_told_and_others_stay() -> None:
    offer = close(offer_of())
    assert (offer.closed_at, offer.closed_reason) == (NOW, "The number was withdrawn.")
    assert told(offer) == ["participation"]
    assert close(offer, "Another.").closed_reason == "The number was withdrawn."


def test_a_reopened_offer_is_told_again() -> None:
    offer = close(offer_of())
    for _ in range(2):
        assert reopen_offer(offer=offer, actor=factories.make_user(), now=NOW) is None
        offer.refresh_from_db()
    assert (offer.closed_at, offer.closed_by, offer.closed_reason) == (None, None, "")
    assert told(offer) == ["ama-pra-1", "participation"]


def test_closing_needs_a_reason_and_a_published_course() -> None:
    for offer, reason, code in [
        (offer_of(), " ", "reason_missing"),
        (offer_of(), "\u2060\u200b", "reason_missing"),
        (offer_of(), "...", "reason_missing"),
        (offer_of(published=False), "Why.", "not_published"),
    ]:
        with pytest.raises(Refused) as refused:
            close(offer, reason)
        assert refused.value.code == code
        assert current_offers(offer.course)


def test_a_change_that_was_asked_for_before_the_closing_is_void_and_its_asker_is_told() -> None:
    provider = factories.make_provider(second_approval=True)
    course = factories.make_course(provider=provider)
    asker, second = make_staff("manager", provider), make_staff("owner", provider)
    change = change_credit(
        course=course, values={}, offers={"participation": None}, actor=asker, now=NOW
    )
    assert change
    offer = course.offers.get(credit_type__code="participation")
    closing = close_offer(offer=offer, actor=asker, reason="It was withdrawn.", now=NOW)
    assert closing
    approve_change(change_id=closing.pk, actor=second, now=NOW)
    url = reverse("publishing:decide-change", args=[change.pk])
    assert sign_in(second).post(url, {"approve": "1"}).status_code == 302
    change.refresh_from_db()
    assert (change.approved, change.void_reason) == (None, STALE)
    assert asker.mails.filter(kind__contains="stopped").exists()


def test_a_closed_offer_is_not_copied() -> None:
    offer = close(offer_of())
    new = copy_course(
        source=offer.course,
        series=offer.course.series,
        title="New",
        short_title="New",
        slug="new",
        actor=factories.make_user(),
        now=NOW,
        renews=True,
    )
    assert [each.credit_type.code for each in new.offers.all()] == ["participation"]


def test_a_course_whose_every_offer_is_closed_offers_no_credit() -> None:
    offer = offer_of()
    said = "Offer at least one type of credit."
    for each in offer.course.offers.all():
        assert said not in missing(offer.course)
        close(each)
    assert said in missing(offer.course)


def missing(course: Course) -> list[str]:
    fresh = Course.objects.with_front_matter().get(pk=course.pk)
    return [each.message for each in missing_for_publication(fresh, now=NOW)]
