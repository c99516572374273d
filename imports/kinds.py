"""What can be imported: each app above describes its kind here, and the pages work for all of them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from django import forms

from imports.values import DateOrder, DecimalMark
from providers.models import Provider
from providers.rights import Right

if TYPE_CHECKING:
    from accounts.models import User
    from imports.models import Import, ImportRow

type Content = Literal["text", "date", "number", "flag", "choice"]
type State = Literal["good", "known", "passed", "returned"]


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a line says. `aliases`: other names for its column, in any spelling and case."""

    key: str
    label: str
    help: str = ""
    aliases: tuple[str, ...] = ()
    required: bool = False
    content: Content = "text"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a line is not taken. `column` is a field's key, or "" if it is about the whole line."""

    column: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Item:
    """One line as its kind reads it. `cells` has every field's text, cleaned and stripped, "" if absent.

    `codes` has, for each field of content "choice", what its text stands for; None if nobody knows.
    `text` is the item's own text in a text format.
    """

    line: int
    cells: dict[str, str]
    codes: dict[str, str | None] = field(default_factory=dict)
    order: DateOrder = DateOrder.MONTH_FIRST
    mark: DecimalMark = DecimalMark.POINT
    text: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of a line.

    good: it is taken, with `values`; known: it is here already, or stands twice in the file; passed: the
    file itself says that it carries nothing; returned: it comes back with `reasons`.
    """

    state: State
    values: dict[str, Any] = field(default_factory=dict)
    reasons: Sequence[Reason] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """One item that the reader of a text format found; with `reasons` it comes back and is not checked."""

    line: int
    text: str
    cells: dict[str, str] = field(default_factory=dict)
    reasons: Sequence[Reason] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """Where an import goes. `crumbs` (word, address) lead to it; `back` is the last of them."""

    provider: Provider
    title: str
    back: str
    crumbs: list[tuple[str, str]] = field(default_factory=list)
    note: str = ""


class Kind:
    """One kind of import; subclass it and register an instance in the app's `ready`.

    `fresh`: taking, undoing and fetching the returned lines want a fresh second factor. `is_secret`: its
    cells may hold identifiers, so they are stored and shown as `imports.services.sealing` says.
    """

    key: ClassVar[str]
    title: ClassVar[str]
    noun: ClassVar[tuple[str, str]]
    right: ClassVar[Right]
    fresh: ClassVar[bool] = False
    is_secret: ClassVar[bool] = False
    fields: ClassVar[tuple[Field, ...]]
    most_rows: ClassVar[int] = 200_000
    most_bytes: ClassVar[int] = 50 * 1024 * 1024
    readers: ClassVar[dict[str, Callable[[str], Iterator[Found]]]] = {}
    help_template: ClassVar[str] = ""
    preview_template: ClassVar[str] = ""
    settings_form: ClassVar[type[forms.Form] | None] = None

    def target_or_404(self, user: "User", target: str) -> Target:
        """Return where this user's import goes; raise `Http404` if that is nowhere."""
        raise NotImplementedError

    def starts(self, user: "User") -> list[tuple[str, str]]:
        """Return (words, address) of the pages on which this user can begin such an import."""
        raise NotImplementedError

    def missing(self, columns: Iterable[str]) -> list[str]:
        """Return the labels of what no column gives and every line needs."""
        given = set(columns)
        return [each.label for each in self.fields if each.required and each.key not in given]

    def options(self, source: "Import", key: str) -> list[tuple[str, str]]:
        """Return (code, label) of what the text of a "choice" field can stand for."""
        return []

    def recognize(self, source: "Import", key: str, text: str) -> str | None:
        """Return the code that `text` stands for without being told; None if unknown. "" is empty text."""
        return None

    def check(self, source: "Import", items: Iterator[Item], now: datetime) -> Iterator[Outcome]:
        """Yield one outcome per item, in order, writing nothing. Holds no more than small keys of all items."""
        raise NotImplementedError

    def take(self, source: "Import", rows: "list[ImportRow]") -> None:
        """Take at most 1,000 good rows, in the order of the file. What is put in `row.made_id` is saved."""
        raise NotImplementedError

    def has_more(self, source: "Import") -> bool:
        """Return whether the file says something to take beside its good lines, such as by what it leaves out."""
        return False

    def taken(self, source: "Import", now: datetime) -> dict[str, Any]:
        """Called once after the last rows, in the same transaction; what it returns is added to the summary.

        The summary has the primary key of who takes it: taken_by. Raises `Refused` where nothing may be taken now.
        """
        return {}

    def undo(self, source: "Import", actor: "User", now: datetime) -> None:
        """Remove what was taken. Raises `Refused("built_on", …)` if something was built on it."""
        raise NotImplementedError

    def preview(self, source: "Import") -> dict[str, Any]:
        """Return the context of `preview_template`."""
        return {}

    def written(
        self, rows: "Iterable[tuple[ImportRow, list[Reason]]]", file_format: str
    ) -> Iterator[str]:
        """Yield the text of returned items in a text format of `readers`, with reasons as its comments."""
        raise NotImplementedError

    def field(self, key: str) -> Field | None:
        """Return the field with this key."""
        return next((each for each in self.fields if each.key == key), None)

    def label(self, key: str) -> str:
        """Return the label of the field with this key; "" if there is none."""
        found = self.field(key)
        return found.label if found else ""


_KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Add a kind; its pages exist from then on. Registering it again replaces it."""
    _KINDS[kind.key] = kind


def kinds() -> list[Kind]:
    """Return every kind, in the order in which the apps registered them."""
    return list(_KINDS.values())


def kind_of(key: str) -> Kind:
    """Return the kind with this key. Raises `KeyError`."""
    return _KINDS[key]
