"""Closing one credit of a published course, with a reason that learners read."""

import pytest

from accounts.errors import Refused
from courses.models import CreditOffer
from courses.services.front_matter import current_offers, record_front_matter
from publishing.services.course_changes import approve_change
from publishing.services.offers import close_offer, reopen_offer
from tests import factories
from tests.publishing.live_course import end_offer, make_live_course
from tests.staff_members import make_staff

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
        (offer_of(published=False), "Why.", "not_published"),
    ]:
        with pytest.raises(Refused) as refused:
            close(offer, reason)
        assert refused.value.code == code
        assert current_offers(offer.course)


def test_an_offer_closed_while_its_removal_waits_is_not_removed() -> None:
    course = make_live_course()
    provider = course.series.provider
    change = end_offer(course, make_staff("manager", provider))
    assert change is not None
    offer = close(course.offers.get(credit_type__code="participation"))
    reviewer = make_staff("reviewer", provider)
    decided = approve_change(change_id=change.pk, actor=reviewer, now=NOW)
    assert decided.state == "void"
    assert "Open it again" in decided.void_reason
    offer.refresh_from_db()
    assert offer.closed_at == NOW
