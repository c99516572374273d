"""What operators copy from `deploy/` is made as they need it. Nothing here builds or runs an image."""

import re
from pathlib import Path

import pytest
from django.urls import resolve

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"


def test_the_image_runs_as_a_number_that_is_not_root() -> None:
    user = re.findall(r"^USER (.+)$", (DEPLOY / "Dockerfile").read_text(), re.MULTILINE)
    assert len(user) == 1
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", user[0])


@pytest.mark.parametrize("client", ["redis", "boto3"])
def test_the_image_has_the_client_of_each_service(client: str) -> None:
    requirements = DEPLOY / "requirements.txt"
    assert re.search(rf"^{client}==[\d.]+\s", requirements.read_text(), re.MULTILINE)
    assert "-r ../requirements.txt" in requirements.read_text()
    assert "--requirement deploy/requirements.txt" in (DEPLOY / "Dockerfile").read_text()


def test_a_container_that_waits_for_its_database_is_healthy() -> None:
    asked = re.findall(r"http://127\.0\.0\.1:8000(/\w+)", (DEPLOY / "compose.yaml").read_text())
    assert [resolve(path).view_name for path in asked] == ["healthz"]
