"""Who counts as a physician: by profession and, where that does not tell, by a degree that is asked for."""

from importlib import import_module
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import F
from django.test import Client
from django.urls import reverse

from accounts.models import Degree, Profession, User
from accounts.models.people import is_physician, stated_degree
from tests import factories

pytestmark = pytest.mark.django_db
PROFILE = reverse("accounts:profile")


def resident(degree: str = "") -> User:
    return factories.make_user(profession="resident-fellow", degree=degree)


@pytest.mark.parametrize(
    ("profession", "degree", "counts"),
    [
        ("physician-md", "", True),
        ("physician-do", "", True),
        ("physician-international", "", True),
        ("resident-fellow", "", False),
        ("resident-fellow", "none", False),
        ("resident-fellow", "md", True),
        ("resident-fellow", "do", True),
        ("resident-fellow", "equivalent", True),
        ("medical-student", "", False),
        ("medical-student", "md", False),
        ("registered-nurse", "md", False),
        ("", "md", False),
    ],
)
def test_who_counts_as_a_physician(profession: str, degree: str, counts: bool) -> None:
    user = factories.make_user(profession=profession, degree=degree)
    assert user.is_physician is counts


def test_the_rule_of_a_query_is_the_rule_of_a_person() -> None:
    for profession in ["", *Profession.objects.values_list("code", flat=True)]:
        for degree in ["", *Degree]:
            factories.make_user(profession=profession, degree=degree)
    rule = is_physician(profession="profession", degree=F("degree"))
    found = set(User.objects.filter(rule).values_list("pk", flat=True))
    assert found == {user.pk for user in User.objects.all() if user.is_physician}
    assert len(found) == 3 * 5 + 3


@pytest.mark.parametrize(
    ("profession", "degree", "stated"),
    [
        ("physician-md", "", "MD"),
        ("physician-do", "", "DO"),
        ("physician-international", "", "degree equivalent to MD or DO"),
        ("resident-fellow", "do", "DO"),
        ("resident-fellow", "none", "MD, DO or equivalent degree"),
    ],
)
def test_the_degree_is_stated_as_the_profession_or_the_person_tells_it(
    profession: str, degree: str, stated: str
) -> None:
    user = factories.make_user(profession=profession, degree=degree)
    assert stated_degree(user.medical_degree) == stated


def profile(client: Client, profession: str, **typed: str) -> Any:
    code = Profession.objects.get(code=profession).pk
    return client.post(PROFILE, {"full_name": "Ana Díaz", "profession": code, **typed})


def test_the_profile_asks_residents_for_the_degree_and_nobody_else(client: Client) -> None:
    user = factories.make_user(profession="registered-nurse")
    client.force_login(user)
    assert "Degree in medicine" not in client.get(PROFILE).content.decode()
    answer = profile(client, "resident-fellow")
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "Choose your degree" in page
    assert '<select name="degree"' in page
    assert profile(client, "resident-fellow", degree="do").status_code == 302
    user.refresh_from_db()
    assert (user.degree, user.is_physician) == ("do", True)
    assert '<option value="do" selected>' in client.get(PROFILE).content.decode()


def test_a_degree_is_forgotten_where_the_profession_tells_it(client: Client) -> None:
    user = resident("md")
    client.force_login(user)
    assert profile(client, "registered-nurse", degree="md").status_code == 302
    user.refresh_from_db()
    assert (user.degree, user.is_physician) == ("", False)


@pytest.mark.parametrize("degree", ["", "phd"])
def test_what_is_no_answer_is_refused(client: Client, degree: str) -> None:
    client.force_login(resident("md"))
    answer = profile(client, "resident-fellow", degree=degree)
    assert answer.status_code == 200
    assert answer.content.decode().count("Choose your degree, or “None yet”") >= 1
    assert User.objects.get().degree == "md"


def test_the_sign_up_asks_a_resident_for_the_degree(client: Client) -> None:
    typed: dict[str, Any] = {
        "full_name": "Ana Díaz",
        "email": "ana@example.org",
        "profession": Profession.objects.get(code="resident-fellow").pk,
    }
    url = reverse("account_signup")
    assert "Degree in medicine" not in client.get(url).content.decode()
    page = client.post(url, typed).content.decode()
    assert "Choose your degree" in page
    assert '<select name="degree"' in page
    assert not User.objects.exists()
    assert client.post(url, typed | {"degree": "equivalent"}).status_code == 302
    assert EmailAddress.objects.get().email == "ana@example.org"
    assert client.session["accounts.sign_up"]["degree"] == "equivalent"


def test_an_installation_from_before_knows_what_its_professions_imply() -> None:
    Profession.objects.update(degree="", asks_degree=False)
    migration: Any = import_module("accounts.migrations.0007_degrees_of_professions")
    Profession.objects.filter(code="physician-do").delete()
    added = {"pars_category": "physician", "is_trainee": True}
    Profession.objects.create(code="intern", name="Intern (PGY-1)", **added)
    migration.note_degrees(apps, None)
    assert dict(Profession.objects.exclude(degree="").values_list("code", "degree")) == {
        "physician-md": "md",
        "physician-international": "equivalent",
    }
    asking = Profession.objects.filter(asks_degree=True).values_list("code", flat=True)
    assert set(asking) == {"resident-fellow", "intern"}


def test_trainees_count_only_with_a_degree_even_where_nobody_asks_them(client: Client) -> None:
    added = {"pars_category": "physician", "is_trainee": True}
    intern = Profession.objects.create(code="intern", name="Intern", **added)
    with pytest.raises(ValidationError, match="Tick this too"):
        intern.full_clean()
    without, having = [factories.make_user(profession="intern", degree=each) for each in ("", "md")]
    assert (without.is_physician, having.is_physician) == (False, True)
    rule = is_physician(profession="profession", degree=F("degree"))
    assert list(User.objects.filter(rule)) == [having]
