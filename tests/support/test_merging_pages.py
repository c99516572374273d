"""Joining two accounts on the page: compared first, by who may, and nobody is found by guessing."""

import pytest
from django.test import Client

from accounts.models import User
from courses.models import Course
from progress.models import Enrolment
from tests import factories
from tests.second_factors import age_proofs
from tests.staff_members import make_staff, sign_in

pytestmark = pytest.mark.django_db


def test_the_page_compares_asks_for_the_address_and_joins(
    support_client: Client, enrolment: Enrolment, other: User
) -> None:
    page = f"/admin/learners/{enrolment.user_id}/merge/"
    assert "Compare" in support_client.get(page).content.decode()
    assert support_client.post(page, {"email": "nobody@example.org"}).status_code == 400
    compared = support_client.post(page, {"email": other.email}).content.decode()
    assert f"{other.email} signs in to the kept account." in compared
    assert "merged.invalid" not in compared
    typed = {"other": other.pk, "reason": "Called.", "confirmation": "wrong@example.org"}
    assert support_client.post(page, typed).status_code == 400
    done = support_client.post(page, typed | {"confirmation": other.email})
    assert done.headers["Location"] == f"/admin/learners/{enrolment.user_id}/"
    told = support_client.get(f"/admin/learners/{enrolment.user_id}/").content.decode()
    assert "Two accounts were joined" in told
    led = support_client.get(f"/admin/learners/{other.pk}/")
    assert led.headers["Location"] == f"/admin/learners/{enrolment.user_id}/"


def test_counting_through_numbers_names_nobody(
    support_client: Client, enrolment: Enrolment, other: User
) -> None:
    page = f"/admin/learners/{enrolment.user_id}/merge/"
    colleague = make_staff("owner", factories.make_provider())
    for person in (other, colleague, factories.make_user()):
        assert support_client.post(page, {"other": person.pk}).status_code == 404
    assert support_client.post(page, {"email": colleague.email}).status_code == 400
    assert support_client.post(page, {"email": other.email}).status_code == 200
    assert support_client.post(page, {"other": other.pk}).status_code == 200
    assert support_client.post(page, {"other": colleague.pk}).status_code == 404


def test_comparing_shows_nothing_of_another_provider(
    support_client: Client, enrolment: Enrolment, other: User, course: Course
) -> None:
    elsewhere = factories.enrol(user=other)
    factories.enrol(user=other, course=course)
    page = f"/admin/learners/{enrolment.user_id}/merge/"
    compared = support_client.post(page, {"email": other.email}).content.decode()
    assert "records that are not yours to move" in compared
    assert elsewhere.course.title != course.title
    assert elsewhere.course.title not in compared


def test_the_page_finds_neither_strangers_nor_opens_to_them(
    support_client: Client, elsewhere: Client, client: Client, enrolment: Enrolment
) -> None:
    page = f"/admin/learners/{enrolment.user_id}/merge/"
    foreign = factories.enrol().user
    assert support_client.post(page, {"email": foreign.email}).status_code == 400
    for key in (foreign.pk, enrolment.user_id, 0, "x"):
        assert support_client.post(page, {"other": key}).status_code == 404
    assert elsewhere.get(page).status_code == 404
    assert client.get(page).status_code == 302
    assert support_client.put(page).status_code == 405
    stale = sign_in(User.objects.get(full_name="Sam Support"))
    age_proofs(stale)
    assert stale.get(page).headers["Location"].startswith("/accounts/second-factor/")


@pytest.mark.parametrize(("name", "offered"), [("Kate Moore", True), ("", False)])
def test_accounts_of_the_same_name_are_offered_but_no_name_is_the_same(
    support_client: Client, enrolment: Enrolment, name: str, offered: bool
) -> None:
    twin = factories.enrol(user=factories.make_user(), course=enrolment.course).user
    User.objects.filter(pk__in=[twin.pk, enrolment.user_id]).update(full_name=name)
    page = support_client.get(f"/admin/learners/{enrolment.user_id}/merge/").text
    assert (f"Compare with {twin.email}" in page) is offered
