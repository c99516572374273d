"""What a page makes a browser fetch, in compressed bytes: exact, so that no style or script grows unseen."""

import gzip
import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import Client

from portal.static_files import LISTS, without_comments
from tests import factories
from tests.staff_members import make_staff, sign_in

STYLE = 14_000
SCRIPT = 20_000
FIRST_VISIT = 110_000  # without video and poster
REQUESTS = 10
VISITED = ["/", "/courses/", "/help/", "/accounts/login/", "/accounts/signup/", "/verify/"]
LEARNERS = ["/", "/courses/", "/dashboard/", "/credit-record/", "/accounts/profile/"]


@pytest.fixture
def collected(settings: Any, tmp_path: Path) -> Path:
    """Static files as an installation serves them: joined, hashed and compressed."""
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "portal.static_files.StaticFiles"}
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    return tmp_path


def sent(file: Path) -> int:
    """Return the bytes that WhiteNoise sends of a file."""
    packed = file.with_name(f"{file.name}.gz")
    return (packed if packed.exists() else file).stat().st_size


def fetched(root: Path, html: str) -> set[Path]:
    """Return the files that the page fetches, with the scripts that its scripts import."""
    tags = re.findall(r"<(?:link|script)\b[^>]+>", html)
    todo = [root / name for name in re.findall(r'(?:href|src)="/static/([^"]+)"', " ".join(tags))]
    found: set[Path] = set()
    while todo:
        file = todo.pop().resolve()
        if file in found:
            continue
        found.add(file)
        if file.suffix == ".js":
            imported = re.findall(r'(?:from|import) "(\./[^"]+)"', file.read_text())
            todo += [file.parent / name for name in imported]
    return found


def weigh(root: Path, client: Client, path: str) -> dict[str, int]:
    """Return what a first visit to the page costs, by kind."""
    html = client.get(path).content
    files = fetched(root, html.decode())
    return {
        "style": sum(sent(file) for file in files if file.suffix == ".css"),
        "script": sum(sent(file) for file in files if file.suffix == ".js"),
        "all": len(gzip.compress(html)) + sum(map(sent, files)),
        "requests": len(files) + 1,
    }


@pytest.mark.django_db
def test_no_page_weighs_more_than_it_may(collected: Path, client: Client) -> None:
    course = factories.make_course()
    of_visitors = [*VISITED, course.get_absolute_url()]
    weights = {path: weigh(collected, client, path) for path in of_visitors}
    client.force_login(factories.make_user())
    again = {f"{path} signed in": weigh(collected, client, path) for path in LEARNERS}
    weights |= {path: page | {"requests": 0} for path, page in again.items()}  # no first visit
    limits = {"style": STYLE, "script": SCRIPT, "all": FIRST_VISIT, "requests": REQUESTS}
    over = {
        (path, kind): weight
        for path, page in weights.items()
        for kind, weight in page.items()
        if weight > limits[kind]
    }
    assert over == {}, weights


@pytest.mark.django_db
def test_a_page_asks_for_one_style_sheet_of_ours(collected: Path, client: Client) -> None:
    html = client.get("/").content.decode()
    sheets = [file for file in fetched(collected, html) if file.suffix == ".css"]
    assert [sheet.name.partition(".")[0] for sheet in sheets] == ["site"]
    staff = sign_in(make_staff("owner", factories.make_provider()))
    tags = re.findall(
        r'<link[^>]+href="/static/(css/[^"]+)"', staff.get("/admin/").content.decode()
    )
    assert [tag.partition(".")[0] for tag in tags] == ["css/staff-site"]


@pytest.mark.parametrize("name", LISTS)
def test_a_joined_sheet_holds_each_sheet_that_it_lists_and_no_comment(
    collected: Path, name: str
) -> None:
    source = Path(str(finders.find(name)))
    joined = (collected / name).read_text()
    assert "@import" not in joined
    assert "/*" not in joined
    for listed in re.findall(r'@import url\("([^"]+)"\)', source.read_text()):
        part = (source.parent / listed).read_text()
        assert without_comments(part).strip() in joined
        # Addresses are read from the folder of the list.
        assert source.parent == (source.parent / listed).resolve().parent or "url(" not in part


def test_a_sheet_that_changed_is_joined_again_under_another_name(collected: Path) -> None:
    before = {path.name for path in (collected / "css").glob("site.*.css")}
    call_command("collectstatic", interactive=False, verbosity=0)
    assert {path.name for path in (collected / "css").glob("site.*.css")} == before
