"""Confidential with limits: a hotline is never called confidential without them."""

import re
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.template.loader import render_to_string
from django.test import Client
from pypdf import PdfReader

from portal.models import Hotline
from tests import factories

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "sample"
LIMITS = "except that it tells the authorities of suspected child abuse and of imminent harm"
MIGRATION = import_module("portal.migrations.0003_limits_of_confidence")


@pytest.mark.django_db
def test_every_page_names_the_limits_of_confidence(client: Client) -> None:
    factories.make_course()
    assert LIMITS in client.get("/").text


def test_so_does_a_page_that_has_no_database() -> None:
    assert LIMITS in render_to_string("components/hotline.html")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("before", "after"), [(MIGRATION.SHIPPED, MIGRATION.NOTE), ("Ours.", "Ours.")]
)
def test_only_the_note_that_was_shipped_is_replaced(before: str, after: str) -> None:
    Hotline.objects.update(note=before)
    MIGRATION.name_the_limits(apps, None)
    assert Hotline.objects.get().note == after


@pytest.mark.parametrize(
    "path",
    [*SAMPLE.rglob("lectures/*.toml"), *SAMPLE.rglob("captions.*.vtt"), *SAMPLE.rglob("*.pdf")],
    ids=lambda path: "/".join(path.parts[-3:]),
)
def test_no_lecture_or_card_calls_it_confidential(path: Path) -> None:
    if path.suffix == ".pdf":
        words = " ".join(page.extract_text() for page in PdfReader(path).pages)
    else:
        words = path.read_text()
    assert "hotline" in words.lower() or path.suffix == ".vtt"
    assert "confidential" not in words.lower().replace("limits of confidentiality", "")


def test_the_page_of_the_web_server_names_the_ways_that_all_others_do() -> None:
    away = (ROOT / "deploy/away.html").read_text(encoding="utf-8")
    every_page = render_to_string("components/hotline.html")
    ways = re.findall(r'href="((?:tel|sms):[^"]+)"', away)
    assert ways == ["tel:+18883737888", "sms:233733", "tel:911"]
    assert all(f'href="{way}"' in every_page for way in ways)
    assert "English, Spanish, and more than 200 other languages" in " ".join(away.split())
    assert "text HELP to 233733" in away


@pytest.mark.parametrize("path", [*SAMPLE.rglob("course.toml")], ids=lambda path: path.parent.name)
def test_the_note_before_a_sample_names_the_word_to_text(path: Path) -> None:
    assert "text **HELP** to **233733**" in path.read_text(encoding="utf-8")
