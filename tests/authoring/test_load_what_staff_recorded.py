"""A folder owns what it wrote; what staff recorded on a page stays, and the report says so."""

from pathlib import Path

import pytest

from authoring.services.loading import SeriesErrors, load_series
from courses.models import CommercialSupport, Course, Relationship, Role
from courses.services.front_matter import NO_SUPPORT, support_lines
from tests.authoring.series_folder import edit
from tests.factories import NOW, make_faculty, make_support, make_user

pytestmark = pytest.mark.django_db
RELATIONSHIP = """
[[people.disclosure.relationships]]
company = "Acme"
kind = "consultant"
nature = "Advises them"

[people.disclosure.relationships.judged.listening]
relevant = false
"""


def load(folder: Path) -> list[str]:
    return load_series(folder, now=NOW).changes


def test_support_recorded_on_the_page_stays_whatever_the_folder_says_of_support(
    folder: Path,
) -> None:
    load(folder)
    course = Course.objects.get()
    make_support(course=course)
    Course.objects.update(no_commercial_support=False)
    [kept] = load(folder)
    assert "kept, for it is not on record that a folder wrote it" in kept
    assert support_lines(Course.objects.get()) != [NO_SUPPORT]
    assert not Course.objects.get().no_commercial_support
    assert not CommercialSupport.kept.exclude(ended_reason="").exists()


def test_a_role_a_credit_and_a_handout_added_on_the_page_stay(folder: Path) -> None:
    load(folder)
    course = Course.objects.get()
    make_faculty(course=course, name="Bob Roe")
    course.handouts.create(title="Added", file="a.pdf", position=99)
    kept = load(folder)
    assert len([each for each in kept if ": kept, for" in each]) == len(kept) == 2
    assert course.roles.filter(person__name="Bob Roe").exists()
    assert course.handouts.filter(title="Added").exists()


def test_what_the_folder_wrote_goes_with_its_lines(folder: Path) -> None:
    course = folder / "listening/course.toml"
    role = '\n[[roles]]\nperson = "ann-lee"\nrole = "author"\nassumed_on = 2025-01-07\n'
    with course.open("a") as file:
        file.write(role)
    load(folder)
    assert Role.objects.filter(kind="author").exists()
    edit(course, role, "")
    assert [each for each in load(folder) if each.endswith("Author”: removed")]
    assert not Role.objects.filter(kind="author").exists()


def test_a_kind_that_is_mended_in_the_folder_is_saved_and_reported(folder: Path) -> None:
    edit(folder / "listening/course.toml", 'role = "planner"', 'role = "reviewer"')  # A draft.
    with (folder / "series.toml").open("a") as file:
        file.write(RELATIONSHIP)
    load(folder)
    edit(folder / "series.toml", '"consultant"', '"employee"')
    assert "relationships of Ann Lee, M.D.: changed" in load(folder)
    assert Relationship.objects.get().kind == "employee"


def test_a_kind_that_nobody_had_asked_for_is_added_even_to_a_form_on_record(folder: Path) -> None:
    with (folder / "series.toml").open("a") as file:
        file.write(RELATIONSHIP)
    load(folder)
    row = Relationship.objects.get()
    row.judgements.update(judged_by=make_user())
    Relationship.objects.update(kind="")
    assert load(folder) == ["relationships of Ann Lee, M.D.: kind added"]
    assert (Relationship.objects.get(), Relationship.objects.get().kind) == (row, "consultant")
    assert load(folder) == []
    edit(folder / "series.toml", '"consultant"', '"owner"')
    with pytest.raises(SeriesErrors, match="was decided by staff"):
        load(folder)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('kind = "consultant"\n', "", "kind: Is missing"),
        ("nature =", "ended_on = 2099-01-01\nnature =", "ended_on: Is a day to come"),
        (
            "relevant = false",
            'relevant = true\nmitigation = "…"\nmitigated_on = 2025-01-07',
            "needs steps or mitigation",
        ),
    ],
)
def test_what_a_relationship_in_the_folder_lacks_is_named(
    folder: Path, old: str, new: str, message: str
) -> None:
    with (folder / "series.toml").open("a") as file:
        file.write(RELATIONSHIP.replace(old, new))
    with pytest.raises(SeriesErrors) as caught:
        load(folder)
    assert message in str([str(error) for error in caught.value.errors])
