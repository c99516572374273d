"""Cells that may hold a license are encrypted in the database and masked on pages, and come back whole."""

from collections.abc import Iterator

import pytest
from django.db import connection

from imports import kinds
from imports.models import Import
from imports.services import importing
from imports.services.mapping import samples, words_of
from imports.services.sealing import SEAL, opened, sealed, shown
from tests import factories
from tests.imports.fruit import Fruit

pytestmark = pytest.mark.django_db
TEXT = (
    "name,weight,color,license,born,word\n"
    "Apple,1,Red,036.012345,02/29,036.012345\nPear,heavy,Red,L-1,,Void\n"
)


class SecretFruit(Fruit):
    is_secret = True


@pytest.fixture
def source() -> Iterator[Import]:
    kind = SecretFruit()
    kinds.register(kind)
    provider, actor = factories.make_provider(), factories.make_user()
    made = importing.upload(
        kind=kind,
        target=provider.slug,
        place=kind.target_or_404(actor, provider.slug),
        actor=actor,
        file=importing.Upload("fruit.csv", TEXT.encode(), {}),
    )
    assert b"036" not in bytes(made.content)
    importing.go_on(made, factories.NOW)
    made.refresh_from_db()
    yield made
    del kinds._KINDS["fruit"]


def test_no_identifier_is_in_the_database_in_the_clear(source: Import) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(r::text, ' ') FROM imports_importrow r")
        [stored] = cursor.fetchone() or [""]
    assert "Apple" in stored
    assert "036" not in stored
    assert "02/29" not in stored
    assert [opened(cell) for cell in source.lines.all()[0].cells[3:5]] == ["036.012345", "02/29"]


def test_pages_show_the_last_two_characters_and_ask_about_no_such_word(source: Import) -> None:
    assert samples(source)[3:5] == [["•••45", "L-1"], ["•••"]]
    source.columns["color"] = 5
    assert [word.text for word in words_of(source)["color"]] == ["Void"]


def test_a_text_without_its_key_is_a_mask() -> None:
    kind = SecretFruit()
    assert opened(sealed("12 Main Street", kind)) == "12 Main Street"
    assert sealed("12 Main Street", kind) == "12 Main Street"
    assert sealed("036.012345", Fruit()) == "036.012345"
    assert opened(f"{SEAL}of another key") == "•••"
    assert shown(f"{SEAL}of another key") == "•••"
