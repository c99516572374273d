"""Keys rotate: everything is written anew with the newest one, and stays findable on the way."""

from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import call_command
from django.db import connection
from django.test import override_settings

from accounts import private_files
from accounts.fields import decrypt, encrypt
from accounts.models import User
from accounts.rotation import encrypted_columns, rotate_all
from reporting.models import BoardId, CertifyingBoard, Licence, ReportingIdentity
from reporting.services.identity import set_identity
from tests import factories

OLD = {"FIELD_ENCRYPTION_KEYS": ["old"]}
BOTH = {"FIELD_ENCRYPTION_KEYS": ["new", "old"]}
NEW = {"FIELD_ENCRYPTION_KEYS": ["new"]}


@pytest.fixture
def person(db: None, settings: Any, tmp_path: Path) -> User:
    """Someone whose every secret was encrypted with the old key; files of other tests are elsewhere."""
    private = settings.STORAGES["private"] | {"OPTIONS": {"location": tmp_path}}
    settings.STORAGES = settings.STORAGES | {"private": private}
    user = factories.make_user()
    with override_settings(**OLD):
        Licence.objects.create(user=user, state="IL", number="036.123456")
        set_identity(
            user=user, given_name="A", family_name="B", npi="1234567893", birth_day="02-29"
        )
        board = CertifyingBoard.objects.get(code="ABIM")
        BoardId.objects.create(user=user, board=board, number="778899")
        Authenticator.objects.create(
            user=user, type="totp", data={"secret": encrypt("seed"), "other": 3}
        )
        private_files.keep("rotation-test.bin", b"a report")
    return user


def test_after_rotating_the_old_key_can_be_forgotten(person: User) -> None:
    with override_settings(**BOTH):
        done = rotate_all()
    assert done["reporting.Licence.number"] == 1
    assert done["reporting.ReportingIdentity.npi"] == 1
    with override_settings(**NEW):
        assert Licence.objects.get(user=person).number == "036.123456"
        identity = ReportingIdentity.objects.get(user=person)
        assert (identity.npi, identity.birth_day) == ("1234567893", "02-29")
        assert BoardId.objects.get(user=person).number == "778899"
        assert decrypt(Authenticator.objects.get(user=person).data["secret"]) == "seed"
        assert private_files.read("rotation-test.bin") == b"a report"
        assert Licence.objects.with_number("IL", "036123456").exists()
    private_files.remove("rotation-test.bin")


def test_rotating_again_rewrites_nothing(person: User) -> None:
    with override_settings(**BOTH):
        rotate_all()
        assert not any(rotate_all().values())
    private_files.remove("rotation-test.bin")


def test_a_licence_is_found_before_during_and_after_rotation(person: User) -> None:
    for keys in (OLD, BOTH):
        with override_settings(**keys):
            assert Licence.objects.with_number("IL", "036-123456").get().user == person
    with override_settings(**NEW):
        assert not Licence.objects.with_number("IL", "036-123456").exists()


def test_every_encrypted_column_is_rotated(person: User) -> None:
    columns = {f"{model.__name__}.{field.name}" for model, field in encrypted_columns()}
    assert columns == {
        "Licence.number",
        "ReportingIdentity.npi",
        "ReportingIdentity.birth_day",
        "BoardId.number",
        "DisclosureRequest.draft",
    }


def test_the_command_says_what_it_did(person: User, capsys: pytest.CaptureFixture[str]) -> None:
    with override_settings(**BOTH):
        call_command("reencrypt")
    said = capsys.readouterr().out
    assert "reporting.Licence.number: 1 rewritten" in said
    assert "036" not in said


def test_the_database_never_sees_a_number(person: User) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT number, number_index FROM reporting_licence")
        row = cursor.fetchone()
    assert "123456" not in "".join(row)


def test_the_same_number_of_two_states_does_not_look_alike(db: None) -> None:
    user = factories.make_user()
    one = Licence.objects.create(user=user, state="IL", number="036123456")
    two = Licence.objects.create(user=user, state="WI", number="036123456")
    assert one.number_index != two.number_index
    assert list(Licence.objects.with_number("WI", "036 123456")) == [two]
    assert set(Licence.objects.with_number("", "036123456")) == {one, two}
    assert not Licence.objects.with_number("IL", " - ").exists()
