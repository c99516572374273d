"""What import-linter cannot see: relations by name, folders, and the size of things."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import allauth
import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.urls import get_resolver, reverse

from accounts import allauth_internals

ROOT = Path(settings.BASE_DIR)
LINTER = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
ROOMS: list[str] = LINTER["contracts"][0]["layers"]
ORDER = ROOMS[::-1]
"""From the bottom up, as import-linter holds it."""
LIBRARIES = {"account", "admin", "allauth", "mfa"}
SHARED_TEMPLATES = {"components", "email"}
ACROSS_ROOMS = {"bench", "browser", "cases", "factories", "fuzz", "kill", "sample", "validating"}


def lines_of(folder: str) -> dict[str, int]:
    """Return the lines of each Python file below a folder, without migrations."""
    return {
        str(path.relative_to(ROOT)): len(path.read_text().splitlines())
        for path in (ROOT / folder).rglob("*.py")
        if "migrations" not in path.parts
    }


def folders_in(folder: str) -> set[str]:
    return {path.name for path in (ROOT / folder).iterdir() if path.is_dir()} - {"__pycache__"}


def test_every_package_of_ours_is_a_room() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
    assert packages == set(ROOMS) == set(LINTER["root_packages"])


def test_templates_and_tests_have_one_folder_for_each_room() -> None:
    assert folders_in("templates") - LIBRARIES - SHARED_TEMPLATES <= set(ROOMS)
    assert folders_in("tests") - ACROSS_ROOMS == set(ROOMS)


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_and_its_files_are_of_a_size_that_one_can_read(room: str) -> None:
    sizes = lines_of(room)
    assert sum(sizes.values()) <= 5500
    assert {file: lines for file, lines in sizes.items() if lines > 300} == {}


def test_the_front_is_one_small_room() -> None:
    front = (ROOT / "portal" / "front").glob("*.py")
    assert sum(len(path.read_text().splitlines()) for path in front) <= 500


def test_one_function_of_the_tests_makes_courses() -> None:
    makers = [
        path for path in (ROOT / "tests").rglob("*.py") if "\ndef make_course(" in path.read_text()
    ]
    assert [str(path.relative_to(ROOT)) for path in makers] == ["tests/factories/courses.py"]


def test_a_file_of_tests_is_of_a_size_that_one_can_read() -> None:
    assert {file: lines for file, lines in lines_of("tests").items() if lines > 400} == {}


def test_no_relation_points_up() -> None:
    for model in apps.get_models():
        label = model._meta.app_label
        if label not in ORDER:
            continue
        for field in model._meta.get_fields():
            if field.is_relation and not field.auto_created and field.related_model:
                target = field.related_model._meta.app_label
                if target in ORDER:
                    assert ORDER.index(target) <= ORDER.index(label), f"{model}.{field.name}"


def imported_names(module: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def is_allauths_own(name: str) -> bool:
    package, *parts = name.split(".")
    return package == "allauth" and any(
        part in {"internal", "stages"} or part.startswith("_") for part in parts
    )


def test_one_module_names_what_allauth_keeps_to_itself() -> None:
    modules = (module for folder in (*ORDER, "tests") for module in (ROOT / folder).rglob("*.py"))
    assert {
        str(module.relative_to(ROOT))
        for module in modules
        if "allauth" in module.read_text() and any(map(is_allauths_own, imported_names(module)))
    } == {"accounts/allauth_internals.py", "tests/second_factors.py"}


def test_what_allauth_keeps_to_itself_was_read_in_the_release_that_is_installed() -> None:
    assert f"django-allauth {allauth.__version__}." in str(allauth_internals.__doc__)


def test_every_link_of_the_documents_leads_somewhere() -> None:
    documents = [
        ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")
    ]
    links = [
        (document, target)
        for document in (*documents, *(ROOT / "docs").rglob("*.md"))
        for target in re.findall(r"\]\((?!\w+:|#)([^)#\s]+)", document.read_text())
    ]
    broken = [(str(d.relative_to(ROOT)), to) for d, to in links if not (d.parent / to).exists()]
    assert links
    assert broken == []


SLUG = "identification-and-response"
KEY = "6f1e6a52-94dc-4a3c-8b2e-000000000000"
ADDRESSES = {
    "/": ("home",),
    "/courses/": ("courses:list",),
    f"/courses/{SLUG}/": ("course", SLUG),
    f"/courses/{SLUG}/learn/": ("progress:learn", SLUG),
    f"/courses/{SLUG}/test/": ("progress:test", SLUG),
    f"/courses/{SLUG}/evaluation/": ("progress:evaluation", SLUG),
    f"/courses/{SLUG}/claim/": ("certificates:claim", SLUG),
    "/certificates/": ("certificates:list",),
    f"/certificates/{KEY}/": ("certificates:detail", KEY),
    f"/certificates/{KEY}.pdf": ("certificates:pdf", KEY),
    "/credit-record/": ("certificates:credit-record",),
    "/credit-record.csv": ("certificates:credit-record-csv",),
    "/verify/": ("certificates:verify",),
    "/verify/ABC/": ("certificates:verification", "ABC"),
    "/accounts/login/": ("account_login",),
    "/accounts/signup/": ("account_signup",),
    "/dashboard/": ("dashboard",),
    "/admin/": ("admin:index",),
    "/healthz": ("healthz",),
    "/readyz": ("readyz",),
    "/workerz": ("workerz",),
}


@pytest.mark.parametrize("path", ADDRESSES)
def test_the_addresses_that_others_build_on_stand(path: str) -> None:
    name, *arguments = ADDRESSES[path]
    assert reverse(name, args=arguments) == path


@pytest.mark.parametrize("path", [path for path in ADDRESSES if "/accounts/" not in path])
def test_the_addresses_that_others_build_on_are_documented(path: str) -> None:
    shown = path.replace(SLUG, "<slug>").replace(KEY, "<id>").replace("ABC", "<code>")
    assert f"`{shown}`" in (ROOT / "docs" / "how-it-works" / "architecture.md").read_text()


def test_staff_can_reach_every_model_of_ours_in_the_admin() -> None:
    ours = {
        model
        for model in apps.get_models()
        # What history keeps is read on the page of the audit trail.
        if model._meta.app_label in ORDER and not hasattr(model, "pgh_tracked_model")
    }
    inlined = {
        inline.model
        for model_admin in admin.site._registry.values()
        for inline in model_admin.inlines
    }
    get_resolver().url_patterns  # noqa: B018 - the admin's modules are loaded with the addresses
    assert ours - set(admin.site._registry) - inlined == set()
