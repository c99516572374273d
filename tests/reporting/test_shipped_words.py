"""What was shipped about a destination is reworded once, and what staff wrote is not."""

from importlib import import_module

import pytest
from django.apps import apps

from reporting.models import ReportingDestination

pytestmark = pytest.mark.django_db
reword = import_module("reporting.migrations.0005_look_it_up").reword


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "State medical boards can look into it, and you",
            "State medical boards can look it up, and you",
        ),
        ("Our own words: look into it.", "Our own words: look into it."),
    ],
)
def test_the_shipped_sentence_is_mended_and_no_other(before: str, after: str) -> None:
    pars = ReportingDestination.objects.filter(code="pars")
    pars.update(description=before)
    reword(apps, None)
    assert pars.get().description == after
