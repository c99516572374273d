"""`docs/accreditation.md` names the code as it is: every path and code exists, and every check stands in it."""

import re
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from publishing.services.checks import CHECKS

ROOT = Path(settings.BASE_DIR)
PAGE = (ROOT / "docs/accreditation.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`([^`\n]+)`", PAGE)))
PATHS = [name for name in NAMED if "/" in name and not name.startswith("/")]
MODELS = [name for name in NAMED if re.fullmatch(r"[a-z]+\.[A-Z]\w+", name)]
CODES = [name for name in NAMED if re.fullmatch(r"[a-z_]+", name)]
_REFUSALS = re.compile(r"(?:Refused|NotEligible|Incomplete)\(\s*\"(\w+)\"")


@pytest.mark.parametrize("path", PATHS)
def test_each_file_that_it_names_is_there(path: str) -> None:
    assert (ROOT / path).is_file()


@pytest.mark.parametrize("model", MODELS)
def test_each_table_that_it_names_is_there(model: str) -> None:
    assert apps.get_model(model)


@pytest.mark.parametrize("code", CODES)
def test_each_code_that_it_names_is_one_of_the_code(code: str) -> None:
    assert code in _known()


def test_no_check_of_the_publish_list_is_left_out() -> None:
    assert not {check.code for check in CHECKS} - set(CODES)


def test_it_names_nothing_that_is_neither_path_nor_table_nor_code() -> None:
    assert set(NAMED) - {*PATHS, *MODELS, *CODES} == {"/verify/"}


def test_each_rule_but_what_is_kept_elsewhere_has_its_test() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| ") and "---" not in line]
    untested = [row for row in rows if "`tests/" not in row and "Shown | Test" not in row]
    assert [row.split(" | ")[0] for row in untested] == [
        "| Practice gap, need, why this format, competencies"
    ]


@cache
def _known() -> frozenset[str]:
    """Return the codes of checks and refusals, and the names of constraints and triggers."""
    found = {check.code for check in CHECKS}
    for app in apps.get_app_configs():
        folder = Path(app.path)
        if not folder.is_relative_to(ROOT) or ".venv" in folder.parts:
            continue
        for model in app.get_models():
            found |= {constraint.name for constraint in model._meta.constraints}
            found |= {trigger.name for trigger in getattr(model._meta, "triggers", [])}
        for module in folder.rglob("*.py"):
            found |= set(_REFUSALS.findall(module.read_text(encoding="utf-8")))
    return frozenset(found)
