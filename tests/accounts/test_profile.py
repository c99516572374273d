"""What the learner told us about themselves, and may change."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import Profession, User

SignIn = Callable[[User], Client]


@pytest.fixture
def typed(learner: User) -> dict[str, object]:
    return {
        "full_name": "Nora  Lindqvist-Berg",
        "credentials": "RN, MSN",
        "profession": Profession.objects.get(code="advanced-practice-nurse").pk,
        "state": "IL",
        "mail_names_course": "on",
    }


def test_the_profile_is_changed_and_says_so(
    client: Client, learner: User, typed: dict[str, object]
) -> None:
    client.force_login(learner)
    page = client.post("/accounts/profile/", typed, follow=True)
    learner.refresh_from_db()
    assert "Saved." in page.text
    assert learner.printed_name == "Nora Lindqvist-Berg, RN, MSN"
    assert (learner.state, learner.mail_names_course) == ("IL", True)


def test_only_what_the_page_shows_can_be_changed(
    client: Client, learner: User, typed: dict[str, object]
) -> None:
    client.force_login(learner)
    client.post("/accounts/profile/", typed | {"is_staff": "on", "email": "x@example.org"})
    learner.refresh_from_db()
    assert (learner.is_staff, learner.email) == (False, "nora@example.org")


def test_a_refused_name_is_kept_in_its_field_and_nowhere_else(
    client: Client, learner: User, typed: dict[str, object]
) -> None:
    client.force_login(learner)
    page = client.post("/accounts/profile/", typed | {"full_name": "Nora 😀"})
    assert page.status_code == 200
    assert 'value="Nora 😀"' in page.text
    assert 'value="RN, MSN"' in page.text
    assert "Signed in as</span> <strong>Nora Lindqvist</strong>" in page.text
    learner.refresh_from_db()
    assert learner.credentials == ""


def test_long_or_unprintable_credentials_are_refused(
    client: Client, learner: User, typed: dict[str, object]
) -> None:
    client.force_login(learner)
    for credentials in ("RN 😀", "R" * 41):
        page = client.post("/accounts/profile/", typed | {"credentials": credentials})
        assert "credentials" in page.context["form"].errors


def test_a_state_is_optional_and_one_of_the_postal_codes(
    client: Client, learner: User, typed: dict[str, object]
) -> None:
    client.force_login(learner)
    for state, expected in (("XX", 200), ("PR", 302), ("", 302)):
        assert client.post("/accounts/profile/", typed | {"state": state}).status_code == expected


def test_saving_leads_back_to_the_page_that_asked(
    client: Client, learner: User, typed: dict[str, object]
) -> None:
    client.force_login(learner)
    back = "/courses/identification-and-response/claim/"
    assert f'value="{back}"' in client.get("/accounts/profile/", {"next": back}).text
    assert client.post("/accounts/profile/", typed | {"next": back})["Location"] == back
    away = client.post("/accounts/profile/", typed | {"next": "//evil.example/"})
    assert away["Location"] == "/accounts/profile/"


def test_the_profile_says_which_certificates_a_change_reaches(
    client: Client, learner: User
) -> None:
    client.force_login(learner)
    page = client.get("/accounts/profile/").text
    assert "future certificates only" in page
    assert 'href="/accounts/">' in page


def test_a_stranger_is_asked_to_sign_in(client: Client, db: None) -> None:
    assert client.get("/accounts/profile/")["Location"].startswith("/accounts/login/")
    assert client.delete("/accounts/profile/").status_code in {302, 405}


def test_a_name_with_title_and_credentials_is_offered_in_two_fields(
    client: Client, learner: User, typed: dict[str, object]
) -> None:
    client.force_login(learner)
    sent = typed | {"full_name": "Dr. Ada Brontë, MD", "credentials": ""}
    page = client.post("/accounts/profile/", sent)
    assert "We put “Ada Brontë” into the name and “MD” into the credentials" in page.text
    assert 'value="Ada Brontë"' in page.text
    assert 'value="MD"' in page.text
    learner.refresh_from_db()
    assert learner.full_name == "Nora Lindqvist"
    client.post("/accounts/profile/", sent | {"full_name": "Ada Brontë", "credentials": "MD"})
    learner.refresh_from_db()
    assert learner.printed_name == "Ada Brontë, MD"


@pytest.mark.parametrize(
    "again", [{"as_typed": "on"}, {"full_name": "Dr. Ada Brontë, MD", "credentials": ""}]
)
def test_it_may_be_kept_as_it_was_typed_and_is_not_asked_for_again(
    client: Client, learner: User, typed: dict[str, object], again: dict[str, str]
) -> None:
    client.force_login(learner)
    kept = typed | {"full_name": "Dr. Ada Brontë, MD", "credentials": ""}
    form = client.post("/accounts/profile/", kept).context["form"]
    offered = {field.name: field.value() or "" for field in form if field.name != "as_typed"}
    assert offered["name_typed"] == "Dr. Ada Brontë, MD"
    assert offered["credentials"] == "MD"
    client.post("/accounts/profile/", offered | again)
    learner.refresh_from_db()
    assert learner.printed_name == "Dr. Ada Brontë, MD"
    assert client.post("/accounts/profile/", kept | {"state": "WI"}).status_code == 302
    learner.refresh_from_db()
    assert learner.state == "WI"


def test_who_has_no_profession_is_asked_as_at_sign_up(client: Client, learner: User) -> None:
    User.objects.filter(pk=learner.pk).update(profession=None)
    client.force_login(learner)
    page = client.get("/accounts/profile/").text
    assert '<option value="" selected>Choose…</option>' in page
    assert "Select an option" not in page
