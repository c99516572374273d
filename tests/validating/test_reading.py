"""What `make validate` reads out of its programs' answers; the programs themselves run there alone."""

import json
from pathlib import Path

import pytest

from tests.validating import lighthouse, nu, tools


def test_what_is_missing_is_named_with_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert [sentence.split()[1].rstrip(",") for sentence in tools.missing()] == [
        "Node",
        "npm",
        "Java",
    ]


def test_the_versions_are_pinned() -> None:
    wanted = json.loads((tools.HERE / "package.json").read_text())["devDependencies"]
    locked = json.loads((tools.HERE / "package-lock.json").read_text())["packages"]
    assert set(wanted) == {"lighthouse", "vnu-jar"}
    for name, version in wanted.items():
        assert locked[f"node_modules/{name}"]["version"] == version
    assert not [each for each in locked.values() if "resolved" in each]


@pytest.mark.parametrize(
    ("message", "kind"),
    [({"type": "error"}, "error"), ({"type": "info", "subType": "warning"}, "warning")],
)
def test_a_sentence_of_the_checker_names_its_page(message: dict[str, str], kind: str) -> None:
    path = Path("/tmp/a/001.html")  # noqa: S108 - only a name
    said = message | {"url": f"file:{path}", "message": "Bad value", "extract": "<a\n  b>"}
    found = nu.finding_of({path.as_uri(): "/help/"}, said)
    assert (found.page, found.kind, found.extract) == ("/help/", kind, "<a b>")


def test_performance_below_the_aim_is_said_and_is_no_error() -> None:
    audit = {"a": {"title": "Slow", "score": 0.5}, "b": {"title": "Fine", "score": 1}}
    refs = [{"id": "a", "weight": 1}, {"id": "b", "weight": 1}]
    scores = {"performance": 0.5, "accessibility": 1, "best-practices": 1, "seo": 0.99}
    categories = {name: {"score": score, "auditRefs": refs} for name, score in scores.items()}
    report = {"audits": audit, "categories": categories, "environment": {"benchmarkIndex": 71.5}}
    found = lighthouse.scores_of("home", report)
    assert found.of["performance"] == 50
    assert "performance: Slow" in found.costs
    assert found.errors == ["seo"]
    assert (found.processor, found.is_measured) == (72, False)
