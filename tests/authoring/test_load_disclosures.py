"""What a folder says of disclosures never changes what a published course tells, without staff."""

from datetime import date
from pathlib import Path

import pytest

from authoring.services.loading import SeriesErrors, load_series
from courses.models import Course, Person, Relationship
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
    with pytest.raises(SeriesErrors, match="names no relationship, unlike an earlier one"):
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


def test_a_folder_says_since_when_and_what_began_in_the_role_is_mitigated_after_it(
    folder: Path,
) -> None:
    series = folder / "series.toml"
    late = RELEVANT.replace("2025-01-07", "2025-09-01")
    as_it_was = series.read_text() + CONSULTANT.replace("relevant = false", late)
    series.write_text(as_it_was)
    [reasons] = load_series(folder, now=NOW).drafts.values()
    assert [each.code for each in reasons] == ["not_mitigated"]
    edit(series, 'company = "Acme"', 'company = "Acme"\nbegan_on = 2025-08-01')
    load(folder)
    assert Relationship.objects.get().began_on == date(2025, 8, 1)
    assert MITIGATED in told(Course.objects.published().get())
    assert load(folder) == []


def test_a_beginning_that_cannot_be_is_an_error_of_the_folder(folder: Path) -> None:
    series = folder / "series.toml"
    as_it_was = series.read_text()
    for words, error in (
        ("began_on = 2999-01-01", "Enter a day that has come"),
        ("began_on = 2025-08-01\nended_on = 2025-07-01", "cannot have ended before it began"),
    ):
        series.write_text(as_it_was + CONSULTANT.replace("kind =", f"{words}\nkind ="))
        with pytest.raises(SeriesErrors, match=error):
            load(folder)
