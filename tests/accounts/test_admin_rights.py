"""The right to change people is not the right to become anyone: only superusers handle staff."""

from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Permission
from django.test import Client

from accounts.models import User
from accounts.services import create_administrator
from tests.staff_members import prove

PEOPLE = "/admin/accounts/user/"
ADDRESSES = "/admin/account/emailaddress/"


@pytest.fixture
def administrator(db: None) -> User:
    return create_administrator("admin@example.org", "correct horse battery")


@pytest.fixture
def clerk(learner: User, sign_in: Callable[[User], Client]) -> Client:
    """A member of staff who may do everything with people, and is no superuser."""
    apps = ("accounts", "account", "mfa")
    learner.user_permissions.set(Permission.objects.filter(content_type__app_label__in=apps))
    User.objects.filter(pk=learner.pk).update(is_staff=True)
    return prove(sign_in(learner))


@pytest.fixture
def person(db: None) -> User:
    return User.objects.create_user("kate@example.org", full_name="Kate Novak")


def answers(person: User, **changed: Any) -> dict[str, Any]:
    sent = {"email": person.email, "full_name": person.full_name, "profession": ""}
    for prefix in ("emailaddress_set", "licences"):
        sent |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
    return sent | changed


def test_a_clerk_gives_neither_an_address_nor_rights_nor_a_name(
    clerk: Client, person: User
) -> None:
    given = {"email": "kate@clinic.example", "full_name": "Kate Nováková", "credentials": "MD"}
    sent = answers(person, **given, is_active="on", is_staff="on", is_superuser="on")
    clerk.post(f"{PEOPLE}{person.pk}/change/", sent)
    person.refresh_from_db()
    assert person.email == "kate@example.org"
    # A name is corrected on the page of the learner, with a reason.
    assert (person.full_name, person.credentials) == ("Kate Novak", "")
    assert not person.is_staff
    assert not person.is_superuser


def test_nobody_gives_an_account_an_address_to_sign_in_with(
    client: Client, administrator: User, person: User
) -> None:
    client.force_login(administrator)
    prove(client)
    own = EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    sent = answers(person, is_active="on") | {
        "emailaddress_set-TOTAL_FORMS": "2",
        "emailaddress_set-INITIAL_FORMS": "1",
        "emailaddress_set-0-id": own.pk,
        "emailaddress_set-0-user": person.pk,
        "emailaddress_set-0-email": "thief@example.org",
        "emailaddress_set-0-verified": "on",
        "emailaddress_set-1-user": person.pk,
        "emailaddress_set-1-email": "second@example.org",
        "emailaddress_set-1-verified": "on",
    }
    assert client.post(f"{PEOPLE}{person.pk}/change/", sent).status_code == 302
    assert [row.email for row in EmailAddress.objects.filter(user=person)] == [person.email]


def test_a_closed_account_is_signed_out_for_good(clerk: Client, person: User) -> None:
    thief = Client()
    thief.force_login(person)
    assert thief.get("/dashboard/").status_code == 200
    clerk.post(f"{PEOPLE}{person.pk}/change/", answers(person))
    assert thief.get("/dashboard/").status_code == 302
    clerk.post(f"{PEOPLE}{person.pk}/change/", answers(person, is_active="on"))
    person.refresh_from_db()
    assert person.is_active
    assert thief.get("/dashboard/").status_code == 302


@pytest.mark.parametrize("page", ["delete", "password"])
def test_nobody_deletes_an_account_or_sets_its_password_but_its_owner(
    client: Client, administrator: User, person: User, page: str
) -> None:
    client.force_login(administrator)
    prove(client)
    typed = {"password1": "correct horse", "password2": "correct horse", "usable_password": "true"}
    sent = typed | {"post": "yes"}
    assert client.post(f"{PEOPLE}{person.pk}/{page}/", sent).status_code == 403
    assert not User.objects.get(pk=person.pk).has_usable_password()


def test_a_clerk_adds_no_member_of_staff(clerk: Client, person: User) -> None:
    sent = answers(person, email="new@example.org", is_staff="on")
    clerk.post(f"{PEOPLE}add/", sent)
    assert not User.objects.get(email="new@example.org").is_staff


@pytest.mark.parametrize("page", ["change", "delete", "password"])
def test_a_clerk_has_no_power_over_an_administrator(
    clerk: Client, administrator: User, page: str
) -> None:
    sent = answers(administrator, email="clerk@example.org", post="yes", usable_password="false")
    assert clerk.post(f"{PEOPLE}{administrator.pk}/{page}/", sent).status_code == 403
    administrator.refresh_from_db()
    assert administrator.email == "admin@example.org"


def test_nobody_gives_an_administrator_an_address_by_the_list(
    clerk: Client, administrator: User
) -> None:
    sent = {"user": administrator.pk, "email": "clerk@example.org", "verified": "on"}
    assert clerk.post(f"{ADDRESSES}add/", sent).status_code == 403
    theirs = EmailAddress.objects.get(user=administrator)
    assert clerk.post(f"{ADDRESSES}{theirs.pk}/change/", sent).status_code == 403
    assert clerk.post(f"{ADDRESSES}{theirs.pk}/delete/", {"post": "yes"}).status_code == 403
    assert "admin@example.org" in clerk.get(ADDRESSES, {"q": "admin@"}).text


def test_a_clerk_takes_no_second_factor_from_an_administrator(
    clerk: Client, administrator: User, person: User
) -> None:
    for user in (administrator, person):
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    factors = Authenticator.objects.filter(type=Authenticator.Type.TOTP)
    for factor in factors:
        clerk.post(f"/admin/mfa/authenticator/{factor.pk}/delete/", {"post": "yes"})
    assert factors.get().user == administrator


@pytest.mark.parametrize("how", ["page", "action"])
def test_not_even_an_administrator_takes_a_second_factor_from_staff_by_the_tables(
    client: Client, administrator: User, person: User, how: str
) -> None:
    User.objects.filter(pk=person.pk).update(is_staff=True)
    factor = Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={})
    client.force_login(administrator)
    prove(client)
    sent = {"post": "yes", "action": "delete_selected", "_selected_action": factor.pk}
    where = f"{factor.pk}/delete/" if how == "page" else ""
    client.post(f"/admin/mfa/authenticator/{where}", sent)
    assert Authenticator.objects.filter(pk=factor.pk).exists()


def test_a_superuser_gives_rights(client: Client, administrator: User, learner: User) -> None:
    client.force_login(administrator)
    prove(client)
    sent = answers(learner, email=learner.email, is_staff="on", is_active="on")
    client.post(f"{PEOPLE}{learner.pk}/change/", sent)
    learner.refresh_from_db()
    assert learner.is_staff
