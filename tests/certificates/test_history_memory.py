"""What a provider's last file taught about columns and words, and what is asked all the same."""

from typing import Any

import pytest

from accounts.models import User
from courses.models import CreditType
from imports.models import Import, ImportMemory
from imports.services.mapping import words_of
from providers.models import Provider
from tests import factories
from tests.certificates.history_files import looked_through, table
from tests.staff_members import make_staff, sign_in

pytestmark = pytest.mark.django_db
OWN = "MOC points"


@pytest.fixture
def provider() -> Provider:
    return factories.make_provider()


@pytest.fixture
def actor(provider: Provider) -> User:
    return make_staff("manager", provider)


def brought(provider: Provider, actor: User, *said: str) -> Import:
    """Return a file with a credit type of its own name, of which each of `said` was said in turn."""
    source = looked_through(table({"credit_type": OWN}), provider, actor)
    for code in said:
        sent: dict[str, Any] = {f"column-{key}": at for key, at in source.columns.items()}
        sent |= {"word-credit_type-0": code, "order": "mdy", "mark": "."}
        sign_in(actor).post(source.url("columns"), sent)
    source.refresh_from_db()
    return source


def credit_types(source: Import) -> list[str | None]:
    return [row.values.get("credit_type_code") for row in source.lines.all()]


def test_a_wrong_word_is_unsaid_for_the_next_file_too(provider: Provider, actor: User) -> None:
    source = brought(provider, actor, "participation", "")
    assert (source.state, source.counts["returned"]) == ("ready", 1)
    assert brought(provider, actor).state == "mapping"


def test_what_is_known_by_itself_now_goes_before_what_was_said_and_can_be_said_anew(
    provider: Provider, actor: User
) -> None:
    assert credit_types(brought(provider, actor, "participation")) == ["participation"]
    later = CreditType.objects.exclude(code="participation").latest("pk")
    later.name_plural = OWN
    later.save()
    source = brought(provider, actor)
    assert credit_types(source) == [later.code]
    [word] = words_of(source)["credit_type"]
    assert (word.text, word.code) == (OWN, later.code)
    assert credit_types(brought(provider, actor, "participation")) == ["participation"]
    assert credit_types(brought(provider, actor, "")) == [None]
    assert credit_types(brought(provider, actor, later.code)) == [later.code]
    assert words_of(brought(provider, actor)) == {
        key: [] for key in ("credit_type", "participant_category", "complete")
    }
    assert ImportMemory.objects.get().choices["credit_type"] == {}


def test_two_columns_of_one_name_are_both_remembered(provider: Provider, actor: User) -> None:
    data = table({}).replace(b"first_name,last_name", b"Wer,Wer")
    places = {name: at for at, name in enumerate(table({}).decode().splitlines()[0].split(","))}
    known = {key: places[key] for key in places if key not in {"enrollment_end", "attended"}}
    looked_through(data, provider, actor, columns=known)
    source = looked_through(data, provider, actor)
    assert (source.state, source.columns) == ("ready", known)
    assert source.lines.get().values["name"] == "Ana Díaz"
    assert ImportMemory.objects.get().columns == {"wer": "first_name", "wer#2": "last_name"}


@pytest.mark.parametrize(
    "change", [{"credits": "1,250"}, {"date_completed": "03/09/2024", "enrollment_start": ""}]
)
def test_what_can_be_read_in_two_ways_is_asked(
    provider: Provider, actor: User, change: dict[str, str]
) -> None:
    row = table(change).decode()
    if "credits" in change:
        row = row.replace('"1,250"', "1\x00250").replace(",", ";").replace("\x00", ",")
    assert looked_through(row.encode(), provider, actor).state == "mapping"
