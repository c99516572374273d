"""Files that are damaged, hostile, or without what a table should have; and what is left of any."""

import io
from collections.abc import Iterator
from datetime import timedelta

import pytest

from accounts.errors import Refused
from accounts.models import AuditEntry, User
from imports import kinds
from imports.forms import ColumnsForm
from imports.models import Import, ImportMemory, ImportRow
from imports.services import importing, reading, results
from imports.services.results import reasons_of, write_returned
from providers.models import Provider
from tests import factories
from tests.imports.books import SHEET, book, sheet_of, with_part
from tests.imports.fruit import Fruit
from tests.imports.test_importing import GOOD, MIXED, brought, returned, take, undo

pytestmark = pytest.mark.django_db
SHARED = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"


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


def cells(*texts: str) -> str:
    return "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in texts)


def test_a_line_of_data_with_known_words_is_not_taken_for_the_header(
    fruit: Fruit, provider: Provider, actor: User
) -> None:
    text = "Obst,Gewicht,Farbe\nApfel,1,Red\nFruit,Color,Weight\nBirne,2,Red\n"
    source = brought(text, fruit, provider, actor)
    assert source.header == ["Obst", "Gewicht", "Farbe"]
    assert (source.rows, source.state) == (3, "mapping")


def test_letters_do_not_make_a_header_and_a_wide_title_does_not_hide_one(
    fruit: Fruit, provider: Provider, actor: User
) -> None:
    class Letters(Fruit):
        fields = (
            kinds.Field("name", "Name", aliases=("A",)),
            kinds.Field("weight", "Weight", aliases=("B",)),
            kinds.Field("color", "Color", aliases=("C",)),
            kinds.Field("picked", "Picked on", aliases=("D",)),
        )

    assert not reading.names_columns(Letters(), ["Which?", "A", "B", "C"])
    source = brought(
        "Harvest;2024;;\nName;Weight;Color;Picked on\nPear;1;Red;\n", fruit, provider, actor
    )
    assert (source.header[0], source.rows) == ("Name", 1)


def test_a_record_without_names_above_it_is_told_and_not_remembered(
    fruit: Fruit, provider: Provider, actor: User
) -> None:
    source = brought("Pat Lee,1,p@old.example\nBea Ng,2,b@old.example\n", fruit, provider, actor)
    assert source.state == "mapping"
    assert ColumnsForm(source=source).names_nothing
    chosen = {"columns": {"name": 0, "weight": 1}, "choices": {}}
    importing.set_columns(source=source, chosen=chosen)
    assert ImportMemory.objects.get().columns == {}


def test_one_shared_text_in_many_cells_is_refused(
    fruit: Fruit, provider: Provider, actor: User
) -> None:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    texts = f'<?xml version="1.0"?><sst xmlns="{space}"><si><t>{"x" * 32_000}</t></si></sst>'
    row = f"<row>{'<c t="s"><v>0</v></c>' * 40}</row>"
    xml = f"<sheetData><row>{cells('name', 'weight')}</row>{row * 40}</sheetData>"
    data = with_part(book([["a"]]), "xl/sharedStrings.xml", texts.encode())
    part = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{SHARED}"/></Types>'
    data = with_part(
        data, "[Content_Types].xml", lambda old: old.replace(b"</Types>", part.encode())
    )
    data = with_part(data, SHEET, f'<worksheet xmlns="{space}">{xml}</worksheet>'.encode())
    source = brought(data, fruit, provider, actor)
    assert source.state == "unreadable"
    assert "unpacks to far more" in source.error


def test_lines_with_long_cells_are_stored_in_smaller_batches(
    fruit: Fruit, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "_MOST_CHARACTERS", 100)
    rows = [ImportRow(line=at, cells=["x" * 30]) for at in range(10)]
    assert [len(some) for some in reading._batches(iter(rows))] == [4, 4, 2]


@pytest.mark.parametrize(
    "numbers",
    [("1", "2", "2"), ("1", "0", "-1"), ("1", "2", "99999999999"), ("1", "3", "2")],
)
def test_rows_with_impossible_numbers_are_counted(
    numbers: tuple[str, ...], fruit: Fruit, provider: Provider, actor: User
) -> None:
    rows = [("name", "weight"), ("Apple", "1"), ("Pear", "2")]
    data = "".join(
        f'<row r="{number}">{cells(*row)}</row>' for number, row in zip(numbers, rows, strict=True)
    )
    source = brought(sheet_of(data), fruit, provider, actor)
    assert (source.state, source.counts["good"]) == ("ready", 2)


def test_half_a_character_is_told_and_two_halves_are_one(
    fruit: Fruit, provider: Provider, actor: User
) -> None:
    rows = [("name", "weight"), ("Pe_xD800_r", "1"), ("A_xD83D__xDE00_", "1")]
    data = sheet_of("".join(f"<row>{cells(*row)}</row>" for row in rows))
    source = brought(data, fruit, provider, actor)
    [reason] = reasons_of(source, ImportRow.State.RETURNED)
    assert reason.lines == [2]
    assert "a letter that was lost" in reason.message
    assert source.lines.get(line=3).values["name"] == "A😀"


@pytest.mark.parametrize("first", ['sep="', 'sep="""', "sep= ", "sep=a", '"sep=""'])
def test_a_first_line_that_names_no_delimiter_breaks_nothing(
    first: str, fruit: Fruit, provider: Provider, actor: User
) -> None:
    source = brought(f"{first}\n{MIXED}", fruit, provider, actor)
    assert source.state in {"ready", "unreadable"}


def test_many_short_lines_are_left_to_the_worker(
    fruit: Fruit, provider: Provider, actor: User
) -> None:
    short = "name,weight\n" + "a,1\n" * 2001
    assert brought(short, fruit, provider, actor).state == "reading"
    many = book([["name", "weight"], *([f"Apple {at}", "same"] for at in range(20_000))])
    assert brought(many, fruit, provider, actor).state == "reading"


def test_other_sheets_with_lines_are_named(fruit: Fruit, provider: Provider, actor: User) -> None:
    def add(made: object, sheet: object) -> None:
        sheet.title = "2023"  # type: ignore[attr-defined]
        made.create_sheet("Empty")  # type: ignore[attr-defined]
        made.create_sheet("2024").append(["Pear", "2"])  # type: ignore[attr-defined]
        made.create_sheet("Old").sheet_state = "hidden"  # type: ignore[attr-defined]

    source = take(
        brought(book([["name", "weight"], ["Fig", "1"]], add), fruit, provider, actor), actor
    )
    assert source.summary["note"] == (
        "Only the sheet “2023” is read; “2024” has lines too: upload it as a file of its own."
    )


def test_a_line_with_too_many_cells_is_mended_where_it_stands(
    fruit: Fruit, provider: Provider, actor: User
) -> None:
    source = brought("name,weight,color\nApple, red,1,Red\n", fruit, provider, actor)
    text = returned(source).decode()
    assert "Apple,red,1,Red," in text
    assert brought(text, fruit, provider, actor).counts["returned"] == 1  # as it came
    mended = text.replace("Apple,red,1,Red,", '"Apple, red",1,Red,,')
    again = brought(mended, fruit, provider, actor)
    assert again.counts["good"] == 1
    assert again.lines.get().values["name"] == "Apple, red"


def test_returned_lines_are_divided_as_spreadsheets_open_them(
    fruit: Fruit, provider: Provider, actor: User
) -> None:
    for delimiter, expected in [("\t", ","), ("|", ","), (";", ";"), (",", ",")]:
        source = brought(MIXED.replace(",", delimiter), fruit, provider, actor)
        assert returned(source).decode().startswith(f"\ufeffname{expected}weight")


def test_reasons_that_are_not_listed_are_counted(
    fruit: Fruit, provider: Provider, actor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results, "MOST_REASONS", 2)
    text = "name,weight\n" + "".join(f"Apple {at},heavy {at}\n" for at in range(5))
    monkeypatch.setattr(
        Fruit, "_judged", lambda self, source, item, seen: kinds.Outcome(
            "returned", reasons=[kinds.Reason("weight", "x", f"{item.line} is wrong.")]
        ),
    )  # fmt: skip
    source = brought(text, fruit, provider, actor)
    found = reasons_of(source, ImportRow.State.RETURNED)
    assert [each.more for each in found] == [3, 3]
    file = io.BytesIO()
    write_returned(source, file)
    assert file.getvalue().count(b"is wrong.") == 5


def test_nothing_of_people_is_left_after_thirty_days(
    fruit: Fruit, provider: Provider, actor: User
) -> None:
    done = take(brought(GOOD, fruit, provider, actor), actor)
    fruit.eaten = True
    done = undo(done, actor)
    assert done.error
    unreadable = brought("name,weight\n", fruit, provider, actor)
    halfway = take(brought("name,weight\nFig,1\n", fruit, provider, actor), actor)
    Import.objects.filter(pk=halfway.pk).update(state="failed", failed_state="undoing")
    importing.purge(now=unreadable.uploaded_at + timedelta(days=31))
    for source, state in [(done, "done"), (unreadable, "discarded"), (halfway, "done")]:
        source.refresh_from_db()
        assert (source.state, source.header, source.error) == (state, [], "")
        assert not source.lines.exists()
    assert done.counts["good"] == 2


def test_a_file_that_was_taken_is_not_thrown_away(
    fruit: Fruit, provider: Provider, actor: User
) -> None:
    source = take(brought(GOOD, fruit, provider, actor), actor)
    with pytest.raises(Refused) as refused:
        importing.discard(source=source, actor=actor)
    assert refused.value.code == "not_ready"
    assert Import.objects.get().state == "done"


def test_an_import_that_took_nothing_is_not_in_the_audit_log(
    fruit: Fruit, provider: Provider, actor: User
) -> None:
    source = brought(GOOD, fruit, provider, actor)
    fruit.basket.append(("Pear", ""))
    assert take(source, actor).state == "ready"
    assert not AuditEntry.objects.filter(action="fruit-imported").exists()
    take(source, actor)
    assert AuditEntry.objects.get(action="fruit-imported").actor == actor
