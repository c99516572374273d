"""Days: made of instants in one place only, and never without somebody's time zone."""

import ast
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import DateTimeField
from django.template import Context, Template, VariableDoesNotExist

from accounts.days import (
    day_everywhere,
    day_of,
    day_words,
    instant,
    moment_words,
    stamp,
    zone_named,
)
from accounts.sentences import long_date
from providers.days import forget_portal_zone, portal_zone, shared_zone
from providers.models import Provider
from tests import factories

ROOT = Path(settings.BASE_DIR)
CHICAGO = zone_named("America/Chicago")
LATE = datetime(2026, 3, 15, 4, 30, tzinfo=UTC)
"""Half past eleven at night on March 14 in Chicago."""


@pytest.mark.parametrize(
    ("moment", "zone", "day", "words"),
    [
        (LATE, "America/Chicago", date(2026, 3, 14), "March 14, 2026, 11:30 PM CDT"),
        (LATE, "Pacific/Auckland", date(2026, 3, 15), "March 15, 2026, 5:30 PM NZDT"),
        (LATE, "America/Sao_Paulo", date(2026, 3, 15), "March 15, 2026, 1:30 AM UTC-03"),
        # The hour that comes twice when summer ends, and a new year that has not come yet.
        (
            datetime(2026, 11, 1, 6, 30, tzinfo=UTC),
            "America/Chicago",
            date(2026, 11, 1),
            "November 1, 2026, 1:30 AM CDT",
        ),
        (
            datetime(2026, 11, 1, 7, 30, tzinfo=UTC),
            "America/Chicago",
            date(2026, 11, 1),
            "November 1, 2026, 1:30 AM CST",
        ),
        (
            datetime(2027, 1, 1, 5, 59, tzinfo=UTC),
            "America/Chicago",
            date(2026, 12, 31),
            "December 31, 2026, 11:59 PM CST",
        ),
    ],
)
def test_an_instant_is_a_day_where_somebody_is(
    moment: datetime, zone: str, day: date, words: str
) -> None:
    assert day_of(moment, zone_named(zone)) == day
    assert moment_words(moment, zone_named(zone)) == words


def test_a_day_in_words_says_where_utc_stands_in_for_a_zone() -> None:
    assert day_words(LATE, CHICAGO) == "March 14, 2026"
    assert day_words(LATE, UTC) == "March 15, 2026 UTC"


def test_a_file_gives_the_clock_with_its_offset() -> None:
    assert stamp(LATE, CHICAGO) == "2026-03-14T23:30:00-05:00"


def test_a_day_begins_with_its_first_instant() -> None:
    assert instant(date(2026, 3, 15), time.min, CHICAGO) == datetime(2026, 3, 15, 5, tzinfo=UTC)


def test_a_day_has_begun_everywhere_when_it_begins_in_the_last_zone() -> None:
    assert day_everywhere(datetime(2026, 3, 15, 11, 59, tzinfo=UTC)) == date(2026, 3, 14)
    assert day_everywhere(datetime(2026, 3, 15, 12, tzinfo=UTC)) == date(2026, 3, 15)


def test_an_instant_is_no_day_to_write() -> None:
    with pytest.raises(TypeError, match="say whose"):
        long_date(LATE)


def test_the_portals_zone_is_the_one_that_all_providers_share(db: None) -> None:
    Provider.objects.update(time_zone="America/Chicago")
    factories.make_provider(time_zone="America/Chicago")
    assert portal_zone() == CHICAGO
    factories.make_provider(time_zone="America/New_York")
    forget_portal_zone()
    assert portal_zone() is UTC
    eastern = Provider.objects.filter(time_zone="America/New_York")
    assert shared_zone(eastern) == zone_named("America/New_York")


def test_the_sample_has_a_say_in_the_portals_zone_only_by_itself(db: None) -> None:
    Provider.objects.update(is_sample=True)
    factories.make_provider(time_zone="Asia/Tokyo", is_sample=True)
    assert portal_zone() == zone_named("Asia/Tokyo")
    factories.make_provider(time_zone="America/Chicago")
    forget_portal_zone()
    assert portal_zone() == CHICAGO


def written(text: str, **context: object) -> str:
    return Template("{% load days %}" + text).render(Context(context))


def test_templates_write_a_date_and_the_day_of_an_instant(db: None) -> None:
    provider = factories.make_provider(time_zone="America/Chicago")
    facts = {"at": LATE, "on": date(2026, 3, 15), "provider": provider, "never": None}
    assert written("{{ on|day }}, {{ on|short_day }}", **facts) == "March 15, 2026, Mar 15, 2026"
    assert written("{{ at|day:provider }}", **facts) == "March 14, 2026"
    assert written("{{ at|short_day:provider.zone }}", **facts) == "Mar 14, 2026"
    assert written("{{ at|day_and_time:provider }}", **facts) == "March 14, 2026, 11:30 PM CDT"
    assert written('{{ at|day:"portal" }}', **facts) == "March 14, 2026"
    assert written("{{ never|day:provider }}{{ never|short_day }}", **facts) == ""


@pytest.mark.parametrize("text", ["{{ at|day }}", "{{ at|short_day }}", "{{ at|day:at }}"])
def test_templates_refuse_an_instant_that_is_nobodys_day(text: str) -> None:
    with pytest.raises(TypeError, match="provider, a zone"):
        written(text, at=LATE)


def test_a_template_that_misnames_the_provider_fails() -> None:
    with pytest.raises(VariableDoesNotExist):
        written("{{ at|day:povider }}", at=LATE)


# That nothing else makes days


TEMPLATES = sorted((ROOT / "templates").rglob("*.*"))
_DJANGOS_OWN = re.compile(
    r"\|(date|time|utc|localtime|timezone|timesince|timeuntil|natural\w+)\b"
    r"|\{% *(now|localtime|timezone)\b|\{% *load [^%]*\bhumanize\b"
)
_SHOWN = re.compile(r"\{\{ *([\w.]+)([^}]*)\}\}")
_WITH_A_ZONE = re.compile(r"\|((day|short_day|day_and_time):|machine_time\b)")


def test_no_template_writes_days_but_with_our_filters() -> None:
    found = {
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in TEMPLATES
        for match in _DJANGOS_OWN.finditer(path.read_text())
    }
    assert found == set()


def test_no_template_writes_an_instant_without_a_zone() -> None:
    instants = {
        field.name
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, DateTimeField)
    } | {"now"}
    found = {
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in TEMPLATES
        for match in _SHOWN.finditer(path.read_text())
        if match[1].rpartition(".")[2] in instants and not _WITH_A_ZONE.match(match[2])
    }
    assert found == set()


_MAKES_DAYS = {
    *("date", "astimezone", "localtime", "localdate", "strftime", "today", "combine", "ZoneInfo"),
    *("make_aware", "make_naive", "date_format", "TruncDate", "TruncDay", "TruncMonth"),
}
_A_DAYS_NAME = re.compile(r"(^|_)(on|day|month)$")
_SQL_DAY = re.compile(
    r"AT TIME ZONE (?!\w+\.time_zone)|now\(\)[^;]*::date|CURRENT_DATE", re.IGNORECASE
)
MAY = {
    "accounts/days.py": "the place",
    "providers/models/provider.py": "the hour at a provider",
    "imports/services/workbooks.py": "a day that a file gives",
    "imports/values.py": "a day that a file gives",
    "certificates/models/certificate.py": "the database's own bound, which the task for it stays behind",
    "reporting/services/vocabulary.py": "a moment in UTC, and called so, for another system",
    "embedded/backup.py": "the name of a backup, by which they are sorted",
    "progress/services/watching.py": "the day of a beat, by the provider's clock",
}


def _days_made(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name)) if name in _MAKES_DAYS:
                # `date(2026, 3, 14)` is a day already.
                if not (name == "date" and (node.args or isinstance(node.func, ast.Name))):
                    yield f"{name}()"
            case ast.FormattedValue(format_spec=ast.JoinedStr() as spec):
                last = ast.unparse(node.value).rpartition(".")[2]
                if re.search(r"%-?[A-Za-z]", ast.unparse(spec)) and not _A_DAYS_NAME.search(last):
                    yield ast.unparse(node)
            case ast.Constant(value=str() as text) if _SQL_DAY.search(text):
                yield "SQL"


def test_no_module_makes_a_day_of_an_instant_but_one() -> None:
    found = {
        str(path.relative_to(ROOT)): made
        for room in {config.name.split(".")[0] for config in apps.get_app_configs()} | {"embedded"}
        for path in (ROOT / room).rglob("*.py")
        if "migrations" not in path.parts and (made := [*_days_made(ast.parse(path.read_text()))])
    }
    assert {path: made for path, made in found.items() if path not in MAY} == {}
    assert "accounts/days.py" in found


@pytest.mark.parametrize(
    "text",
    [
        "now.date()",
        "timezone.localtime(now)",
        "datetime.combine(day, time.max, tzinfo=UTC)",
        "f'{sent_at:%Y-%m-%d}'",
        "'SELECT (at AT TIME ZONE \\'UTC\\')::date'",
    ],
)
def test_what_makes_a_day_is_seen(text: str) -> None:
    """The control."""
    assert [*_days_made(ast.parse(text))]
