"""One mailbox is one account, however its address is written, at every door of the accounts."""

from collections.abc import Callable
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.forms import modelform_factory
from django.test import Client

from accounts.admin import PersonForm
from accounts.mail import queue_mail
from accounts.models import Profession, User
from accounts.services import create_administrator
from tests import factories
from tests.spellings import MAILBOX, NO_ADDRESSES, SHOWN, SPELLINGS

Code = Callable[[], str]
SignIn = Callable[[User], Client]
any_spelling = pytest.mark.parametrize("typed", SPELLINGS.values(), ids=SPELLINGS.keys())
no_address = pytest.mark.parametrize(("typed", "said"), NO_ADDRESSES.items())
pytestmark = pytest.mark.django_db


@pytest.fixture
def anna() -> User:
    return factories.make_user(email=SHOWN, full_name="Anna Bauer", verified=True)


@pytest.fixture
def mike() -> User:
    return factories.make_user(email="mike@example.org", full_name="Mike Stone", verified=True)


def sign_up(client: Client, email: str) -> str:
    nurse = Profession.objects.get(code="registered-nurse")
    typed = {"full_name": "Anna Bauer", "email": email, "profession": nurse.pk}
    return client.post("/accounts/signup/", typed, follow=True).content.decode()


@any_spelling
def test_a_new_account_has_the_one_form_and_is_shown_in_unicode(
    client: Client, typed: str, code_of_last_mail: Code
) -> None:
    page = sign_up(client, typed)
    assert f"<strong>{SHOWN}</strong>" in page
    assert mail.outbox[-1].to == [MAILBOX]
    client.post("/accounts/confirm-email/", {"code": code_of_last_mail()})
    assert User.objects.get().email == MAILBOX
    assert EmailAddress.objects.get(verified=True).email == MAILBOX


@any_spelling
def test_a_second_account_with_the_mailbox_is_not_made(
    client: Client, anna: User, typed: str
) -> None:
    page = sign_up(client, typed)
    assert f"<strong>{SHOWN}</strong>" in page
    assert User.objects.get() == anna
    assert mail.outbox[-1].to == [MAILBOX]
    assert "already have one" in str(mail.outbox[-1].body)


@any_spelling
def test_a_code_signs_in_however_the_address_is_typed(
    client: Client, anna: User, typed: str, code_of_last_mail: Code
) -> None:
    page = client.post("/accounts/login/", {"login": typed}, follow=True).content.decode()
    assert f"<strong>{SHOWN}</strong>" in page
    client.post("/accounts/login/code/confirm/", {"code": code_of_last_mail()})
    assert client.session["_auth_user_id"] == str(anna.pk)


@any_spelling
def test_a_password_signs_in_however_the_address_is_typed(
    client: Client, anna: User, typed: str
) -> None:
    anna.set_password("correct horse battery")
    anna.save(update_fields=["password"])
    client.post("/accounts/login/", {"login": typed, "password": "correct horse battery"})
    assert client.session["_auth_user_id"] == str(anna.pk)


@any_spelling
def test_a_new_password_is_set_however_the_address_is_typed(
    client: Client, anna: User, typed: str
) -> None:
    page = client.post("/accounts/password/reset/", {"email": typed}, follow=True)
    assert f"<strong>{SHOWN}</strong>" in page.content.decode()
    assert mail.outbox[-1].to == [MAILBOX]
    assert "you can choose a new password" in str(mail.outbox[-1].body)


@any_spelling
def test_a_further_address_is_stored_in_its_one_form(
    learner: User, sign_in: SignIn, typed: str, code_of_last_mail: Code
) -> None:
    client = sign_in(learner)
    client.post("/accounts/email/", {"action_add": "", "email": typed})
    client.post("/accounts/confirm-email/", {"code": code_of_last_mail()})
    assert EmailAddress.objects.get(user=learner, email=MAILBOX).verified
    page = client.get("/accounts/email/").content.decode()
    assert f'value="{MAILBOX}"' in page
    assert SHOWN in page


@any_spelling
def test_an_own_address_is_not_added_twice(anna: User, sign_in: SignIn, typed: str) -> None:
    client = sign_in(anna)
    sent = len(mail.outbox)
    page = client.post("/accounts/email/", {"action_add": "", "email": typed})
    assert page.status_code == 200
    assert len(mail.outbox) == sent


@any_spelling
def test_staff_add_a_person_under_the_one_form(typed: str) -> None:
    form = modelform_factory(User, PersonForm, fields=("email", "full_name"))
    added = form({"email": typed, "full_name": "Anna Bauer"})
    assert added.is_valid()
    assert added.save().email == MAILBOX
    assert form({"email": typed, "full_name": "Another"}).errors["email"]


@any_spelling
def test_whoever_runs_the_portal_makes_an_account_under_the_one_form(typed: str) -> None:
    say = {"full_name": "Anna Bauer", "interactive": False, "verbosity": 0}
    call_command("createsuperuser", email=typed, **say)
    assert User.objects.get_by_natural_key(typed).email == MAILBOX
    with pytest.raises(CommandError, match="already taken"):
        call_command("createsuperuser", email=typed, **say)


@any_spelling
def test_the_first_administrator_has_the_one_form(typed: str) -> None:
    create_administrator(typed, "correct horse battery")
    assert EmailAddress.objects.get().email == User.objects.get().email == MAILBOX


@any_spelling
def test_a_lost_factor_is_reset_however_the_address_is_typed(anna: User, typed: str) -> None:
    with pytest.raises(CommandError, match="Learners sign in with a code"):
        call_command("reset_factor", typed, reason="called back", stdout=StringIO())


@no_address
@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/accounts/login/", "login"),
        ("/accounts/password/reset/", "email"),
        ("/accounts/signup/", "email"),
    ],
)
def test_what_is_no_address_is_explained_and_meets_nobody(
    client: Client, mike: User, path: str, field: str, typed: str, said: str
) -> None:
    page = client.post(path, {field: typed}).content.decode()
    assert said in page
    assert f'value="{typed}"' in page
    assert (mail.outbox, User.objects.count()) == ([], 1)


@no_address
def test_no_password_signs_in_to_what_looks_alike(
    client: Client, mike: User, typed: str, said: str
) -> None:
    mike.set_password("correct horse battery")
    mike.save(update_fields=["password"])
    answer = client.post("/accounts/login/", {"login": typed, "password": "correct horse battery"})
    assert said in answer.content.decode()
    assert "_auth_user_id" not in client.session


@no_address
def test_no_further_address_is_added_that_is_none(
    learner: User, sign_in: SignIn, typed: str, said: str
) -> None:
    client = sign_in(learner)
    page = client.post("/accounts/email/", {"action_add": "", "email": typed}).content.decode()
    assert said in page
    assert EmailAddress.objects.count() == 1


@no_address
def test_no_command_and_no_form_of_staff_takes_what_is_no_address(
    mike: User, typed: str, said: str
) -> None:
    form = modelform_factory(User, PersonForm, fields=("email", "full_name"))
    assert said in str(form({"email": typed, "full_name": "Anna"}).errors["email"])
    with pytest.raises(CommandError, match="No one has this address"):
        call_command("reset_factor", typed, reason="called back")
    with pytest.raises(CommandError):
        call_command("createsuperuser", email=typed, full_name="Anna", interactive=False)


@pytest.mark.parametrize("email", ["Anna@example.org", "anna@bücher.example", "mıke@example.org"])
def test_the_database_refuses_another_form(mike: User, email: str) -> None:
    with pytest.raises(IntegrityError, match="ASCII and lower case"), transaction.atomic():
        User.objects.create(email=email, full_name="Anna Bauer")
    with pytest.raises(IntegrityError, match="ASCII and lower case"), transaction.atomic():
        User.objects.filter(pk=mike.pk).update(email=email)


def test_a_mail_names_an_address_in_unicode_and_goes_to_its_punycode(
    anna: User, deliver_queued: Callable[[], None]
) -> None:
    facts = {"from_email": MAILBOX, "to_email": "anna@example.org"}
    queue_mail(anna, "email-changed", "account/email/email_changed", facts)
    deliver_queued()
    assert mail.outbox[-1].to == [MAILBOX]
    assert f"from {SHOWN} to anna@example.org" in str(mail.outbox[-1].body)


def test_a_message_after_a_change_names_the_address_in_unicode(
    learner: User, sign_in: SignIn
) -> None:
    EmailAddress.objects.create(user=learner, email=MAILBOX, verified=True)
    client = sign_in(learner)
    page = client.post("/accounts/email/", {"action_remove": "", "email": MAILBOX}, follow=True)
    assert SHOWN in page.content.decode()
    assert MAILBOX not in page.content.decode()
