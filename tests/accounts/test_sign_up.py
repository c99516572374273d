"""An account in under a minute: three answers, one code, no password."""

from collections.abc import Callable

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.core.context import request_context
from django.core import mail
from django.test import Client

from accounts.forms import SignUpForm
from accounts.models import Profession, User

Code = Callable[[], str]
CODE_PAGE = "/accounts/confirm-email/"


@pytest.fixture
def answers(db: None) -> dict[str, object]:
    nurse = Profession.objects.get(code="registered-nurse")
    return {"full_name": "Nora Lindqvist", "email": "nora@example.org", "profession": nurse.pk}


def test_sign_up_asks_three_things_and_one_tick(client: Client, db: None) -> None:
    form = client.get("/accounts/signup/").context["form"]
    asked = [
        field.name
        for field in form
        if not field.is_hidden and "hidden" not in field.field.widget.attrs
    ]
    assert asked == ["full_name", "email", "profession", "shared"]
    assert not form.fields["shared"].required


def test_a_code_confirms_the_address_and_signs_in(
    client: Client, answers: dict[str, object], code_of_last_mail: Code
) -> None:
    client.post("/accounts/signup/", answers)
    response = client.post(CODE_PAGE, {"code": code_of_last_mail()})
    user = User.objects.get(email="nora@example.org")
    assert response["Location"] == "/dashboard/"
    assert client.session["_auth_user_id"] == str(user.pk)
    assert (user.full_name, user.profession_id) == ("Nora Lindqvist", answers["profession"])
    assert not user.has_usable_password()
    assert EmailAddress.objects.get(user=user).verified


def test_the_code_is_typed_with_small_letters_and_no_dash(
    client: Client, answers: dict[str, object], code_of_last_mail: Code
) -> None:
    client.post("/accounts/signup/", answers)
    client.post(CODE_PAGE, {"code": code_of_last_mail().lower().replace("-", " ")})
    assert "_auth_user_id" in client.session


def test_nobody_is_signed_in_before_the_code(client: Client, answers: dict[str, object]) -> None:
    client.post("/accounts/signup/", answers)
    assert "_auth_user_id" not in client.session
    assert client.get("/accounts/profile/").status_code == 302


def test_a_code_is_valid_for_fifteen_minutes(
    client: Client, answers: dict[str, object], code_of_last_mail: Code
) -> None:
    with time_machine.travel("2026-11-23 12:00Z", tick=False) as clock:
        client.post("/accounts/signup/", answers)
        clock.shift(14 * 60)
        assert client.get(CODE_PAGE).status_code == 200
        clock.shift(2 * 60)
        client.post(CODE_PAGE, {"code": code_of_last_mail()})
    assert "_auth_user_id" not in client.session


def test_a_new_code_replaces_the_old_one(
    client: Client, answers: dict[str, object], code_of_last_mail: Code
) -> None:
    client.post("/accounts/signup/", answers)
    first = code_of_last_mail()
    client.post(CODE_PAGE, {"action": "resend"})
    assert code_of_last_mail() != first
    client.post(CODE_PAGE, {"code": first})
    assert "_auth_user_id" not in client.session
    client.post(CODE_PAGE, {"code": code_of_last_mail()})
    assert "_auth_user_id" in client.session


def test_three_wrong_codes_end_the_sign_up(client: Client, answers: dict[str, object]) -> None:
    client.post("/accounts/signup/", answers)
    for _ in range(3):
        response = client.post(CODE_PAGE, {"code": "BBBB-BBBB"})
    assert response["Location"] == "/accounts/login/"
    assert client.get(CODE_PAGE)["Location"] == "/accounts/login/"


def test_a_wrong_address_is_mended_without_typing_the_rest_again(
    client: Client, answers: dict[str, object]
) -> None:
    client.post("/accounts/signup/?next=/help/", answers | {"email": "nroa@example.org"})
    back = client.post("/accounts/start-over/")
    assert back["Location"] == "/accounts/signup/?next=%2Fhelp%2F"
    initial = client.get(back["Location"]).context["form"].initial
    assert (initial["full_name"], initial["email"]) == ("Nora Lindqvist", "nroa@example.org")
    assert initial["profession"] == answers["profession"]


def test_starting_over_never_deletes_an_account_that_was_used(
    client: Client, learner: User
) -> None:
    EmailAddress.objects.filter(user=learner).update(verified=False)
    learner.set_password("correct horse battery")
    learner.save()
    client.post("/accounts/login/", {"login": learner.email, "password": "correct horse battery"})
    assert client.post("/accounts/start-over/")["Location"] == "/accounts/login/"
    assert User.objects.filter(pk=learner.pk).exists()


def test_starting_over_is_a_post(client: Client, db: None) -> None:
    assert client.get("/accounts/start-over/").status_code == 405


def test_what_was_typed_is_kept_beside_what_is_wrong(
    client: Client, answers: dict[str, object]
) -> None:
    page = client.post("/accounts/signup/", answers | {"full_name": "Nora 😀"})
    assert page.status_code == 200
    assert "cannot print “😀”" in page.text
    assert 'value="nora@example.org"' in page.text
    assert not mail.outbox


def test_a_retired_profession_cannot_be_chosen(client: Client, answers: dict[str, object]) -> None:
    Profession.objects.filter(code="registered-nurse").update(retired_at="2026-01-01T00:00Z")
    form = client.post("/accounts/signup/", answers).context["form"]
    assert "profession" in form.errors


def test_two_sign_ups_with_one_address_at_once_make_one_account(
    client: Client, answers: dict[str, object]
) -> None:
    request = client.get("/accounts/signup/").wsgi_request
    with request_context(request):
        slower = SignUpForm(answers)
        assert slower.is_valid()
        client.post("/accounts/signup/", answers)
        user, response = slower.try_save(request)
    assert user == User.objects.get()
    assert response is None
    assert User.objects.count() == EmailAddress.objects.count() == 1


@pytest.mark.parametrize(("minutes", "kept"), [(24, True), (26, False)])
def test_what_was_typed_is_not_shown_to_who_comes_later(
    client: Client, answers: dict[str, object], minutes: int, kept: bool
) -> None:
    with time_machine.travel("2026-11-23 08:00Z", tick=False) as clock:
        client.post("/accounts/signup/", answers, follow=True)
        client.post("/accounts/start-over/")
        clock.shift(minutes * 60)
        page = client.get("/accounts/signup/").text
    assert ("Nora Lindqvist" in page) is kept
    assert ("nora@example.org" in page) is kept


def test_a_name_typed_with_credentials_is_offered_in_two_fields(
    client: Client, answers: dict[str, object], code_of_last_mail: Code
) -> None:
    page = client.post("/accounts/signup/", answers | {"full_name": "Dr. Ada Brontë, MD"})
    assert "We put “Ada Brontë” into the name and “MD” into the credentials" in page.text
    shown = page.context["form"]
    assert not shown["credentials"].is_hidden
    assert shown["email"].value() == "nora@example.org"
    assert not User.objects.exists()
    client.post("/accounts/signup/", answers | {"full_name": "Ada Brontë", "credentials": "MD"})
    client.post(CODE_PAGE, {"code": code_of_last_mail()})
    assert User.objects.get().printed_name == "Ada Brontë, MD"
