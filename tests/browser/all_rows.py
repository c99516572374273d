"""Rows for every page that the portal can show, with the sample series in the middle."""

from pathlib import Path

from accounts.models import User
from authoring.services.loading import load_series
from certificates.models import Certificate
from courses.models import Course
from tests import factories
from tests.browser.account_rows import make_account_rows
from tests.browser.everything import Everything
from tests.browser.export_rows import make_export_rows
from tests.browser.learner_rows import make_learner_rows
from tests.browser.report_rows import make_report_rows
from tests.browser.staff_rows import make_staff_rows
from tests.progress.pages import proof_now

SAMPLE = Path(__file__).resolve().parents[2] / "sample" / "human-trafficking-in-healthcare"


def build() -> Everything:
    """Fill the database. What it makes stays until the whole database is emptied."""
    load_series(SAMPLE, now=factories.NOW)
    everything = Everything()
    part_one, part_two = Course.objects.order_by("position")
    everything.places |= {"one": part_one.slug, "two": part_two.slug}
    everything.places["one_video"] = part_one.videos.get().pk
    make_learner_rows(everything, part_one, part_two)
    make_account_rows(everything)
    make_staff_rows(everything)
    make_report_rows(part_one)
    _exports(everything)
    everything.places["one_read"] = proof_now(part_one)
    return everything


def _exports(everything: Everything) -> None:
    """Exports of a real provider of the owner's, and a learner who is asked whether credit shall be reported."""
    everything.places |= make_export_rows(User.objects.get(full_name="Olga Owner"))
    asked = Certificate.objects.get(pk=everything.places["reportable"]).learner
    if asked is not None:
        everything.sign_in("reportable", asked)
