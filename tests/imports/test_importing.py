"""A file on its way: read, mapped, looked through, taken, undone, thrown away."""

import io
from collections.abc import Iterator
from datetime import timedelta

import pytest

from accounts.errors import Refused
from accounts.models import AuditEntry, User
from imports import kinds
from imports.models import Import, ImportMemory, ImportRow
from imports.services import importing
from imports.services.results import columns_read, reasons_of, write_returned
from providers.models import Provider
from tests import factories
from tests.imports.fruit import Fruit

pytestmark = pytest.mark.django_db
NOW = factories.NOW
GOOD = "Name;Weight;Color;Picked on;;\nApple;1,5;Red;13/05/2024;;\nPear;2,25;green;1/2/2024;;\n"
MIXED = "name,weight,color\nApple,1,Red\nPear,heavy,Red\nPlum,heavy,Red\nApple,2,Red\n"


@pytest.fixture
def fruit() -> Iterator[Fruit]:
    kind = Fruit()
    kinds.register(kind)
    yield kind
    del kinds._KINDS["fruit"]


@pytest.fixture
def provider() -> Provider:
    return factories.make_provider()


@pytest.fixture
def actor() -> User:
    return factories.make_user(full_name="Olga Owner")


def brought(text: str | bytes, kind: Fruit, provider: Provider, actor: User) -> Import:
    """A file that was uploaded and looked through, as far as it goes by itself."""
    data = text.encode() if isinstance(text, str) else text
    made = importing.upload(
        kind=kind,
        target=provider.slug,
        place=kind.target_or_404(actor, provider.slug),
        actor=actor,
        file=importing.Upload("fruit.csv", data, {}),
    )
    importing.go_on(made, NOW)
    made.refresh_from_db()
    return made


def take(source: Import, actor: User) -> Import:
    importing.begin_taking(source=source, actor=actor)
    importing.go_on(source, NOW)
    source.refresh_from_db()
    return source


def undo(source: Import, actor: User) -> Import:
    importing.begin_undoing(source=source, actor=actor, now=source.uploaded_at)
    importing.go_on(source, NOW)
    source.refresh_from_db()
    return source


def returned(source: Import) -> bytes:
    file = io.BytesIO()
    write_returned(source, file)
    return file.getvalue()


def test_a_file_that_says_all_is_ready_at_once(
    fruit: Fruit, provider: Provider, actor: User
) -> None:
    source = brought(GOOD, fruit, provider, actor)
    assert source.state == "ready"
    assert source.counts == {"good": 2, "known": 0, "passed": 0, "returned": 0}
    assert bytes(source.content) == b""
    assert (source.order, source.mark) == ("dmy", ",")
    assert [row.values["weight"] for row in source.lines.all()] == ["1.5", "2.25"]
    assert fruit.basket == []


def test_the_good_lines_are_taken_and_the_others_come_back(
    fruit: Fruit, provider: Provider, actor: User
) -> None:
    source = take(brought(MIXED, fruit, provider, actor), actor)
    assert source.state == "done"
    assert source.finished_at == NOW
    assert source.summary == {"basket": 1, "taken_by": actor.pk}
    assert fruit.basket == [("Apple", "")]
    assert source.lines.get(state="good").made_id == 1
    [reason] = reasons_of(source, ImportRow.State.RETURNED)
    assert (reason.count, reason.lines, reason.column) == (2, [3, 4], "Weight")
    [left] = reasons_of(source, ImportRow.State.KNOWN)
    assert left.lines == [5]


def test_what_comes_back_has_its_own_cells_and_the_reasons_and_comes_again(
    fruit: Fruit, provider: Provider, actor: User
) -> None:
    own = "name,note,weight,color\nApple,,1,Red\nPear,=1+1,heavy,Red\n"
    source = brought(own, fruit, provider, actor)
    text = returned(source).decode()
    lines = text.removeprefix("\ufeff").splitlines()
    assert lines[0] == "name,note,weight,color,What to fix"
    assert lines[1].startswith("Pear,'=1+1,heavy,Red,")
    for heading in ("What to fix", "What to mend"):  # The second in files of an earlier release.
        corrected = text.replace("heavy", "3").replace("What to fix", heading)
        again = brought(corrected, fruit, provider, actor)
        assert again.counts["good"] == 1
        assert again.lines.get(line=2).cells[:4] == ["Pear", "=1+1", "3", "Red"]
        assert heading not in columns_read(again)[1]


def test_columns_and_words_are_asked_once_and_remembered(
    fruit: Fruit, provider: Provider, actor: User
) -> None:
    own = "Obst;Gewicht;Farbe\nApfel;1,5;rot\nBirne;2;grün\n"
    source = brought(own, fruit, provider, actor)
    assert source.state == "mapping"
    chosen = {"columns": {"name": 0, "weight": 1, "color": 2}, "choices": {}}
    importing.set_columns(source=source, chosen=chosen)
    source.refresh_from_db()
    assert source.state == "mapping"  # the words are not known yet
    words = {"color": {"rot": "red", "grün": ""}}
    importing.set_columns(source=source, chosen=chosen | {"choices": words})
    importing.go_on(source, NOW)
    source.refresh_from_db()
    assert source.state == "ready"
    assert source.counts["good"] == source.counts["returned"] == 1
    again = brought(own.replace("grün", "rot").replace("Birne", "Quitte"), fruit, provider, actor)
    assert (again.state, again.counts["good"]) == ("ready", 2)
    other = factories.make_provider(slug="other")
    assert brought(own, fruit, other, actor).state == "mapping"
    assert ImportMemory.objects.get(provider=provider).choices == {"color": {"rot": "red"}}


def test_titles_above_the_header_are_passed_over(
    fruit: Fruit, provider: Provider, actor: User
) -> None:
    source = brought(f"Harvest of 2024;;;\n\n{GOOD}", fruit, provider, actor)
    assert source.header[:4] == ["Name", "Weight", "Color", "Picked on"]
    assert list(source.lines.values_list("line", flat=True)) == [4, 5]


def test_a_text_format_is_recognized_and_what_cannot_be_read_comes_back(
    fruit: Fruit, provider: Provider, actor: User
) -> None:
    text = "::Apple:: Which is red? {\n=apple\n~pear\n}\n?What\n"
    source = brought(text, fruit, provider, actor)
    assert source.format == "gift"
    assert source.lines.get(text="?What").state == "returned"


@pytest.mark.parametrize("data", [b"", b"  \n ", b"\x89PNG\r\n\x1a\n\0\0", b"name,weight\n"])
def test_what_has_no_lines_is_refused_with_a_sentence(
    data: bytes, fruit: Fruit, provider: Provider, actor: User
) -> None:
    if not data.strip():
        with pytest.raises(Refused, match="empty"):
            brought(data, fruit, provider, actor)
        return
    source = brought(data, fruit, provider, actor)
    assert (source.state, bytes(source.content)) == ("unreadable", b"")
    assert source.error.endswith((".", "?"))


def test_what_was_taken_is_undone_while_nothing_was_built_on_it(
    fruit: Fruit, provider: Provider, actor: User
) -> None:
    source = take(brought(GOOD, fruit, provider, actor), actor)
    fruit.eaten = True
    assert undo(source, actor).state == "done"
    assert source.error == "The fruit was eaten."
    fruit.eaten = False
    assert undo(source, actor).state == "undone"
    assert fruit.basket == []
    actions = AuditEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["fruit-uploaded", "fruit-imported", "fruit-undone"]


def test_nothing_is_taken_where_the_figures_have_changed_since(
    fruit: Fruit, provider: Provider, actor: User
) -> None:
    source = brought(GOOD, fruit, provider, actor)
    fruit.basket.append(("Pear", ""))
    source = take(source, actor)
    assert source.state == "ready"
    assert "has changed" in source.error
    assert source.counts["known"] == 1
    assert take(source, actor).state == "done"


def test_an_error_of_ours_changes_nothing_and_can_be_tried_again(
    fruit: Fruit, provider: Provider, actor: User
) -> None:
    source = brought(GOOD, fruit, provider, actor)
    fruit.breaks = True
    importing.begin_taking(source=source, actor=actor)
    with pytest.raises(RuntimeError):
        importing.go_on(source, NOW)
    source.refresh_from_db()
    assert (source.state, source.failed_state) == ("failed", "taking")
    fruit.breaks, fruit.basket = False, []
    importing.begin_again(source=source)
    assert importing.resume(now=NOW) == 1
    source.refresh_from_db()
    assert (source.state, len(fruit.basket)) == ("done", 2)


def test_of_two_presses_the_later_is_refused(fruit: Fruit, provider: Provider, actor: User) -> None:
    source = take(brought(GOOD, fruit, provider, actor), actor)
    with pytest.raises(Refused) as refused:
        importing.begin_taking(source=source, actor=actor)
    assert refused.value.code == "not_ready"
    assert len(fruit.basket) == 2


def test_lines_are_deleted_after_thirty_days_and_then_nothing_is_undone(
    fruit: Fruit, provider: Provider, actor: User
) -> None:
    done = take(brought(GOOD, fruit, provider, actor), actor)
    waiting = brought(MIXED, fruit, provider, actor)
    assert importing.purge(now=done.uploaded_at + timedelta(days=29)) == 0
    later = waiting.uploaded_at + timedelta(days=31)
    assert importing.purge(now=later) == 2
    assert importing.purge(now=later) == 0
    assert not ImportRow.objects.exists()
    states = Import.objects.order_by("uploaded_at").values_list("state", flat=True)
    assert list(states) == ["done", "discarded"]
    with pytest.raises(Refused) as refused:
        importing.begin_undoing(source=done, actor=actor, now=later)
    assert refused.value.code == "too_late"


def test_a_discarded_file_leaves_no_lines(fruit: Fruit, provider: Provider, actor: User) -> None:
    source = brought(MIXED, fruit, provider, actor)
    importing.discard(source=source, actor=actor)
    importing.discard(source=source, actor=actor)
    source.refresh_from_db()
    assert source.state == "discarded"
    assert not source.lines.exists()
    assert AuditEntry.objects.filter(action="fruit-discarded").count() == 1


def test_a_cell_without_a_value_brings_its_line_back_and_elsewhere_harms_nothing(
    fruit: Fruit, provider: Provider, actor: User
) -> None:
    text = "name,weight,note\nApple,#N/A,a\nPear,2,#N/A\n"
    source = brought(text, fruit, provider, actor)
    assert (source.counts["good"], source.counts["returned"]) == (1, 1)
    [reason] = reasons_of(source, ImportRow.State.RETURNED)
    assert (reason.column, reason.lines) == ("Weight", [2])
    assert "#N/A" in reason.message
