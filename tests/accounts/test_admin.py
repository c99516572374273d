"""Staff come in by the door that all use, and see people without their secrets."""

from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from django.urls import NoReverseMatch, reverse

from accounts.models import Mail, Profession, User
from accounts.services import create_administrator
from reporting.identifiers import masked
from reporting.models import Licence
from tests.staff_members import prove

PASSWORD = "correct horse battery"


@pytest.fixture
def staff(client: Client, db: None) -> Client:
    administrator = create_administrator("Admin@Example.org", PASSWORD)
    client.post("/accounts/login/", {"login": administrator.email, "password": PASSWORD})
    return prove(client)


def test_an_administrator_signs_in_with_the_password_at_once(staff: Client) -> None:
    assert staff.get("/admin/").status_code == 200
    address = EmailAddress.objects.get()
    assert (address.email, address.verified, address.primary) == ("admin@example.org", True, True)


def test_the_admin_has_no_sign_in_of_its_own(client: Client, db: None) -> None:
    response = client.get("/admin/", follow=True)
    assert response.redirect_chain[-1][0] == "/accounts/login/?next=%2Fadmin%2F"


def test_no_password_is_tried_at_the_admins_own_door(staff: Client, learner: User) -> None:
    """With Django's form, staff could guess anybody's, past the limits and the second step."""
    learner.set_password(PASSWORD)
    learner.save()
    typed = {"username": learner.email, "password": PASSWORD}
    assert staff.post("/admin/login/", typed)["Location"] == "/admin/"
    assert staff.session["_auth_user_id"] == str(User.objects.get(is_staff=True).pk)
    visitor = Client()
    asked = visitor.post("/admin/login/", typed | {"next": "https://evil.example/"})
    assert asked["Location"] == "/accounts/login/?next=%2Fadmin%2F"
    assert "_auth_user_id" not in visitor.session


@pytest.mark.parametrize("name", ["password_change", "password_change/done"])
def test_a_password_is_changed_on_the_accounts_page_with_its_mail(
    staff: Client, name: str, deliver_queued: Callable[[], None]
) -> None:
    new = "another horse battery"
    typed = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert staff.post(f"/admin/{name}/", typed)["Location"] == "/accounts/password/change/"
    assert User.objects.get().check_password(PASSWORD)
    typed = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    staff.post("/accounts/password/change/", typed)
    assert User.objects.get().check_password(new)
    deliver_queued()
    assert mail.outbox[-1].subject == "Your password was changed"


def test_signing_out_of_the_admin_is_signing_out(staff: Client) -> None:
    assert "_auth_user_id" in staff.session
    assert "You have signed out." in staff.post("/admin/logout/", follow=True).text
    assert "_auth_user_id" not in staff.session


def test_no_password_is_reset_in_the_admin(client: Client, db: None) -> None:
    for name in ("password_reset", "password_reset_done"):
        with pytest.raises(NoReverseMatch):
            reverse(name)
    assert (
        client.get("/admin/password_reset/", follow=True)
        .redirect_chain[-1][0]
        .startswith("/accounts/login/")
    )


def test_a_learner_does_not_get_in(learner: User, sign_in: Callable[[User], Client]) -> None:
    client = sign_in(learner)
    assert client.get("/admin/login/?next=/admin/").status_code == 403


@pytest.mark.parametrize("search", ["Nora", "nora@example", "nora@home"])
def test_people_are_found_by_name_and_every_address(
    staff: Client, learner: User, search: str
) -> None:
    EmailAddress.objects.create(user=learner, email="nora@home.example")
    page = staff.get("/admin/accounts/user/", {"q": search})
    assert "Nora Lindqvist" in page.text


def test_staff_add_a_person_who_then_signs_in_by_code(staff: Client) -> None:
    answers = {"email": "New@Example.org", "full_name": "New  Person", "profession": ""}
    for prefix in ("emailaddress_set", "licences"):
        answers |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
    assert staff.post("/admin/accounts/user/add/", answers).status_code == 302
    added = User.objects.get(email="new@example.org")
    assert added.full_name == "New Person"
    assert not added.has_usable_password()


def test_a_person_and_their_licence_are_shown_without_the_number(
    staff: Client, learner: User
) -> None:
    licence = Licence.objects.create(user=learner, state="IL", number="036123456")
    tables = ("reporting/licence", f"reporting/licence/{licence.pk}")
    for path in (f"accounts/user/{learner.pk}", *tables):
        page = staff.get(f"/admin/{path}/", follow=True).text
        assert "036123456" not in page
        assert "•456" in page


def test_a_short_number_is_masked_whole() -> None:
    assert masked("123") == "•••"
    assert masked("1234") == "•••234"


def test_mail_is_a_record_that_nobody_edits(staff: Client, learner: User) -> None:
    kept = Mail.objects.create(user=learner, kind="x", recipient="a@example.org", subject="S")
    assert staff.get(f"/admin/accounts/mail/{kept.pk}/change/").status_code == 200
    assert staff.post(f"/admin/accounts/mail/{kept.pk}/change/", {}).status_code == 403
    assert staff.get("/admin/accounts/mail/add/").status_code == 403
    assert staff.post(f"/admin/accounts/mail/{kept.pk}/delete/", {}).status_code == 403


def test_the_secrets_of_a_second_factor_are_not_shown(staff: Client, learner: User) -> None:
    factor = Authenticator.objects.create(user=learner, type="totp", data={"secret": "s3cr3t"})
    page = staff.get(f"/admin/mfa/authenticator/{factor.pk}/change/")
    assert page.status_code == 200
    assert "s3cr3t" not in page.text


def test_professions_open(staff: Client) -> None:
    first = Profession.objects.first()
    assert first is not None
    assert staff.get(f"/admin/accounts/profession/{first.pk}/change/").status_code == 200
