"""What a folder says of disclosures never changes what a published course tells, without staff."""

from pathlib import Path

import pytest

from authoring.services.loading import SeriesErrors, load_series
from courses.models import Course, Person
from tests.authoring.series_folder import edit
from tests.authoring.test_load_series import NOW, RELATIONSHIP, load
from tests.courses.test_disclosure_statement import MITIGATED, told

pytestmark = pytest.mark.django_db
RELEVANT = 'relevant = true\nsteps = ["recused"]\nmitigated_on = 2025-01-07'
CONSULTANT = RELATIONSHIP.replace('"employee"', '"consultant"').partition("exception")[0]


def test_a_newer_form_without_relationships_changes_nothing_of_a_published_course(
    folder: Path,
) -> None:
    series = folder / "series.toml"
    as_it_was = series.read_text()
    series.write_text(as_it_was + CONSULTANT.replace("relevant = false", RELEVANT))
    load(folder)
    course = Course.objects.get()
    before = told(course)
    assert MITIGATED in before
    series.write_text(as_it_was)
    edit(series, "signed_on = 2025-01-07", "signed_on = 2025-06-01")
    with pytest.raises(SeriesErrors, match="names no relationship, unlike one before"):
        load(folder)
    assert told(course) == before
    assert Person.objects.get().disclosures.count() == 1
    Course.objects.update(published_at=None)
    [reasons] = load_series(folder, now=NOW).drafts.values()
    assert [each.code for each in reasons] == ["relevance_undecided"]
    assert told(course) == before
    Person.objects.get().disclosures.all()[0].acceptances.create(course=course)
    load(folder)
    assert MITIGATED not in told(course)
    assert Course.objects.published().exists()
