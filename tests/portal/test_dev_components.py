"""The page of components: complete, and only there for who develops the portal."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from pytest_django.fixtures import Settings

PAGE = "/dev/components/"
THERE = settings.BASE_DIR / "templates" / "components"
_PART = re.compile(r'\{% part "([^"]+)" %\}')


@pytest.fixture(autouse=True)
def local(settings: Settings) -> None:
    settings.DEV_MAIL = True


@pytest.mark.django_db
def test_every_component_is_shown(client: Client) -> None:
    response = client.get(PAGE, HTTP_HOST="localhost")
    drawn = {str(template.name) for template in response.templates}
    files = {f"components/{path.name}" for path in Path(THERE).glob("*.html")}
    assert files - drawn - parts_of(drawn) == set()


def parts_of(names: set[str]) -> set[str]:
    """Return what these templates write as parts of themselves, and what those do."""
    texts = [THERE.parent / name for name in names]
    found = {part for path in texts if path.is_file() for part in _PART.findall(path.read_text())}
    return found | parts_of(found) if found else set()


@pytest.mark.django_db
def test_every_component_says_its_variables() -> None:
    silent = [
        path.name for path in Path(THERE).glob("*.html") if "Variables:" not in path.read_text()
    ]
    assert silent == []


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "value"), [("DEV_MAIL", False), ("PRODUCTION", True)])
def test_it_does_not_exist_where_others_are_served(
    client: Client, settings: Settings, name: str, value: bool
) -> None:
    setattr(settings, name, value)
    assert client.get(PAGE, HTTP_HOST="localhost").status_code == 404


@pytest.mark.django_db
def test_nobody_from_elsewhere_sees_it(client: Client) -> None:
    assert client.get(PAGE, HTTP_HOST="localhost", REMOTE_ADDR="192.0.2.7").status_code == 404


@pytest.mark.django_db
def test_it_is_only_read(client: Client) -> None:
    assert client.post(PAGE, HTTP_HOST="localhost").status_code == 405
