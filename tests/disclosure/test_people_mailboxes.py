"""The address of somebody in control of content is a mailbox: a person is there once, and judges not themselves."""

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from courses.models import Person
from disclosure.services.own_disclosure import own_disclosure_refusal
from providers.models import Provider
from tests import factories
from tests.spellings import MAILBOX, NO_ADDRESSES, SHOWN, SPELLINGS
from tests.staff_members import client_of, make_staff

any_spelling = pytest.mark.parametrize("typed", SPELLINGS.values(), ids=SPELLINGS.keys())
pytestmark = pytest.mark.django_db


@pytest.fixture
def provider() -> Provider:
    return factories.make_provider()


@pytest.fixture
def author(provider: Provider) -> Client:
    return client_of("manager", provider)


def add(author: Client, provider: Provider, email: str) -> str:
    typed = {"name": "Anna Bauer", "email": email, "provider": provider.pk}
    return author.post(reverse("disclosure:add-person"), typed, follow=True).content.decode()


@any_spelling
def test_a_person_is_there_once(author: Client, provider: Provider, typed: str) -> None:
    add(author, provider, typed)
    assert Person.objects.get().email == MAILBOX
    assert "This person is already listed" in add(author, provider, SHOWN)


@any_spelling
def test_a_change_of_spelling_is_no_change(author: Client, provider: Provider, typed: str) -> None:
    add(author, provider, SHOWN)
    anna = Person.objects.get()
    page = reverse("disclosure:person", args=[anna.pk])
    assert f'value="{SHOWN}"' in author.get(page).content.decode()
    author.post(page, {"name": anna.name, "email": typed})
    anna.refresh_from_db()
    assert anna.email == MAILBOX


def test_nobody_judges_what_they_disclosed_under_any_address(provider: Provider) -> None:
    actor = make_staff("manager", provider)
    EmailAddress.objects.create(user=actor, email=MAILBOX, verified=True)
    anna = Person(provider=provider, name="Anna Bauer", key="anna", email=SHOWN)
    anna.full_clean()
    assert own_disclosure_refusal(actor, anna)


@pytest.mark.parametrize(("typed", "said"), NO_ADDRESSES.items())
def test_what_is_no_address_is_explained_and_kept(
    author: Client, provider: Provider, typed: str, said: str
) -> None:
    page = add(author, provider, typed)
    assert said in page
    assert f'value="{typed}"' in page
    assert not Person.objects.exists()
