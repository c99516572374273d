"""Staff find a person and join accounts by an address, however they or the person write it."""

import pgtrigger
import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from accounts.models import User
from courses.models import Course
from progress.models import Enrolment
from support.services.finding import find_learners
from tests import factories
from tests.spellings import MAILBOX, NO_ADDRESSES, SHOWN, SPELLINGS
from tests.staff_members import sign_in

any_spelling = pytest.mark.parametrize("typed", SPELLINGS.values(), ids=SPELLINGS.keys())
pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(course: Course) -> Enrolment:
    user = factories.make_user(email=MAILBOX, full_name="Anna Bauer", verified=True)
    return factories.enrol(user=user, course=course)


@any_spelling
def test_the_main_address_finds_its_person(support: User, anna: Enrolment, typed: str) -> None:
    assert find_learners(staff=support, text=typed).people == [anna.user]


@any_spelling
def test_a_further_address_finds_its_person(
    support: User, enrolment: Enrolment, typed: str
) -> None:
    EmailAddress.objects.create(user=enrolment.user, email=MAILBOX, verified=True)
    assert find_learners(staff=support, text=typed).people == [enrolment.user]


@pytest.mark.parametrize(
    "typed",
    ["anna@", "ANNA@xn--b", "anna@bü", "ANNA@BÜCHE", "anna@bücher.", "anna@BÜCHER.ex", "anna"],
)
def test_the_beginning_of_an_address_is_enough(support: User, anna: Enrolment, typed: str) -> None:
    assert find_learners(staff=support, text=typed).people == [anna.user]


@pytest.mark.parametrize("typed", ["anna@bö", "ann@bü", "anna@büchr", "anna@übücher"])
def test_another_beginning_in_other_letters_finds_nobody(
    support: User, anna: Enrolment, typed: str
) -> None:
    assert find_learners(staff=support, text=typed).people == []


@pytest.mark.parametrize("typed", [*list(NO_ADDRESSES)[:2], "mıke@", "mike@bücher"])
def test_who_looks_alike_is_not_found(support: User, course: Course, typed: str) -> None:
    factories.enrol(user=factories.make_user(email="mike@example.org"), course=course)
    assert find_learners(staff=support, text=typed).people == []
    assert find_learners(staff=support, text="Mike@Example.org").people


def test_the_list_shows_addresses_in_unicode(support_client: Client, anna: Enrolment) -> None:
    page = support_client.post("/admin/learners/", {"text": "anna@"}).content.decode()
    assert SHOWN in page
    assert MAILBOX not in page


@any_spelling
def test_two_accounts_are_joined_by_the_address_of_the_other(
    support_client: Client, enrolment: Enrolment, anna: Enrolment, typed: str
) -> None:
    page = f"/admin/learners/{enrolment.user_id}/merge/"
    assert SHOWN in support_client.post(page, {"email": typed}).content.decode()
    sure = {"other": anna.user_id, "reason": "Called.", "confirmation": typed}
    done = support_client.post(page, sure)
    assert done.headers["Location"] == f"/admin/learners/{enrolment.user_id}/"
    assert EmailAddress.objects.get(email=MAILBOX).user == enrolment.user


@pytest.mark.parametrize(("typed", "said"), NO_ADDRESSES.items())
def test_what_is_no_address_is_explained_and_joins_nobody(
    support_client: Client, enrolment: Enrolment, course: Course, typed: str, said: str
) -> None:
    mike = factories.enrol(user=factories.make_user(email="mike@example.org"), course=course).user
    page = f"/admin/learners/{enrolment.user_id}/merge/"
    assert said in support_client.post(page, {"email": typed}).content.decode()
    sure = {"other": mike.pk, "reason": "Called.", "confirmation": typed}
    answer = support_client.post(page, sure)
    assert answer.status_code == 400
    assert "This is not mike@example.org" in answer.content.decode()


@any_spelling
def test_the_administrators_tables_find_an_address(typed: str) -> None:
    anna = factories.make_user(email=MAILBOX, full_name="Anna Bauer", verified=True)
    client = sign_in(factories.make_user(is_staff=True, is_superuser=True))
    found = client.get("/admin/accounts/user/", {"q": typed.rpartition("<")[2].strip(">")})
    assert list(found.context["cl"].queryset) == [anna]


def test_the_administrators_tables_take_nobody_for_who_looks_alike() -> None:
    factories.make_user(email="mike@example.org", full_name="Mike Stone")
    client = sign_in(factories.make_user(is_staff=True, is_superuser=True))
    assert client.get("/admin/accounts/user/", {"q": "Mike@Example"}).context["cl"].result_count
    assert not client.get("/admin/accounts/user/", {"q": "mıke@example"}).context["cl"].result_count


def test_an_account_that_kept_another_spelling_is_joined_to_the_one_with_the_mailbox(
    support_client: Client, anna: Enrolment, course: Course
) -> None:
    with pgtrigger.ignore("accounts.User:email_is_one_mailbox"):
        old = User.objects.create(email=SHOWN, full_name="A. Bauer")
    EmailAddress.objects.create(user=old, email=SHOWN, verified=True, primary=True)
    factories.enrol(user=old, course=course)
    page = f"/admin/learners/{anna.user_id}/merge/"
    assert "A. Bauer" in support_client.post(page, {"email": SHOWN}).content.decode()
    sure = {"other": old.pk, "reason": "Called.", "confirmation": SHOWN}
    assert support_client.post(page, sure).status_code == 302
    assert list(EmailAddress.objects.values_list("email", "user")) == [(MAILBOX, anna.user_id)]
