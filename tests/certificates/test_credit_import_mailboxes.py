"""A file of past credit means a mailbox, however it writes the address."""

import pytest
from allauth.account.models import EmailAddress

from accounts.models import User
from certificates.models import PastCredit
from certificates.services.past_credit import link_past_credit
from providers.models import Provider
from tests import factories
from tests.certificates.test_credit_import import imported, looked_through, table
from tests.spellings import MAILBOX, NO_ADDRESSES, SPELLINGS
from tests.staff_members import make_staff

any_spelling = pytest.mark.parametrize("typed", SPELLINGS.values(), ids=SPELLINGS.keys())
pytestmark = pytest.mark.django_db


@pytest.fixture
def provider() -> Provider:
    return factories.make_provider()


@pytest.fixture
def actor(provider: Provider) -> User:
    return make_staff("manager", provider)


@any_spelling
def test_credit_is_linked_to_the_account_that_has_the_mailbox(
    provider: Provider, actor: User, typed: str
) -> None:
    anna = factories.make_user(email=MAILBOX, verified=True)
    imported(table({"external_email": typed}), provider, actor)
    assert PastCredit.objects.get().learner == anna


@any_spelling
def test_credit_waits_for_the_mailbox_and_is_brought_once(
    provider: Provider, actor: User, typed: str
) -> None:
    for spelling in (typed, MAILBOX):
        row = {"external_email": spelling, "external_user_id": ""}
        imported(table(row), provider, actor)
    assert PastCredit.objects.get().email == MAILBOX
    anna = factories.make_user(email=MAILBOX, verified=True)
    assert link_past_credit() == 1
    assert PastCredit.objects.get().learner == anna


@any_spelling
def test_nobody_imports_their_own_credit_in_another_spelling(
    provider: Provider, actor: User, typed: str
) -> None:
    EmailAddress.objects.create(user=actor, email=MAILBOX, verified=True)
    history = looked_through(table({"external_email": typed}), provider, actor)
    assert [error["code"] for error in history.errors] == ["own_record"]


@pytest.mark.parametrize(("typed", "said"), NO_ADDRESSES.items())
def test_what_is_no_address_is_explained_in_its_line(
    provider: Provider, actor: User, typed: str, said: str
) -> None:
    history = looked_through(table({"external_email": typed}), provider, actor)
    [error] = history.errors
    assert (error["line"], error["column"]) == (2, "external_email")
    assert said in error["message"]
