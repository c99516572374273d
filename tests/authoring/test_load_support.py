"""Commercial support in a folder: one table a company; the agreement is added on the page and stays."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from authoring.services.loading import SeriesErrors, load_series
from courses.models import CommercialSupport, Course
from courses.services.front_matter import NO_SUPPORT, support_lines
from tests.authoring.series_folder import edit
from tests.factories import NOW

pytestmark = pytest.mark.django_db
ACME = (
    '[[support]]\nsource = "Acme"\nnature = "grant"\namount = "2500.00"\nsigned_on = 2024-11-04\n\n'
)
ROOM = '[[support]]\nsource = "Acme"\nnature = "in-kind"\nin_kind = "A room"\n\n'
BEFORE = "[[credits]]"


def with_support(folder: Path, text: str) -> Path:
    edit(folder / "listening/course.toml", 'support = "none"\n', "")
    edit(folder / "listening/course.toml", BEFORE, f"{text}{BEFORE}")
    return folder


def test_a_table_is_a_company(folder: Path) -> None:
    load_series(with_support(folder, ACME + ROOM), now=NOW)
    grant, room = CommercialSupport.objects.all()
    assert (grant.source, grant.amount, grant.signed_on) == (
        "Acme",
        Decimal(2500),
        date(2024, 11, 4),
    )
    assert (room.nature, room.in_kind, room.amount) == ("in-kind", "A room", None)


def test_the_agreement_added_on_the_page_stays_and_loading_again_changes_nothing(
    folder: Path,
) -> None:
    load_series(with_support(folder, ACME), now=NOW)
    CommercialSupport.objects.update(agreement="agreement-x", agreement_name="a.pdf")
    changes = load_series(folder, now=NOW).changes
    assert not [each for each in changes if "support" in each]
    assert CommercialSupport.objects.get().agreement_name == "a.pdf"


def test_a_company_that_left_the_folder_or_was_renamed_is_kept_as_ended(folder: Path) -> None:
    load_series(with_support(folder, ACME), now=NOW)
    CommercialSupport.objects.update(agreement="agreement-x")
    edit(folder / "listening/course.toml", '"Acme"', '"Acme, Inc."')
    load_series(folder, now=NOW)
    assert Course.objects.get().support.get().source == "Acme, Inc."
    former = CommercialSupport.kept.get(source="Acme")
    assert (former.agreement, former.ended_at) == ("agreement-x", NOW)
    assert "is no longer in the folder" in former.ended_reason


def test_a_folder_says_that_there_was_none_and_one_that_says_nothing_leaves_it_open(
    folder: Path,
) -> None:
    load_series(folder, now=NOW)
    assert support_lines(Course.objects.get()) == [NO_SUPPORT]
    course = folder / "listening/course.toml"
    edit(course, 'support = "none"\n', "")
    load_series(folder, now=NOW)
    assert support_lines(Course.objects.get()) == [NO_SUPPORT], "as staff left it"
    Course.objects.update(no_commercial_support=False)
    load_series(folder, now=NOW)
    assert support_lines(Course.objects.get()) == [], "a live course that never said is not locked"
    edit(course, "required_share", 'support = "some"\nrequired_share')
    with pytest.raises(SeriesErrors, match="is not one of none"):
        load_series(folder, now=NOW)


def test_a_course_whose_agreement_is_missing_stays_a_draft_that_says_so(folder: Path) -> None:
    [reasons] = load_series(with_support(folder, ACME), now=NOW).drafts.values()
    assert any("add the written agreement" in str(reason) for reason in reasons)


@pytest.mark.parametrize(
    ("old", "new", "key", "message"),
    [
        ('"grant"', '"gift"', "support[1].nature", "is not one of grant, in-kind"),
        ('"2500.00"', '"about 2500"', "support[1].amount", "is not an amount in dollars"),
        ('"2500.00"', '"0.00"', "support[1].amount", "is not an amount in dollars"),
        ('"2500.00"', '"2500"\nin_kind = "A room"', "support[1].in_kind", "A grant is not in kind"),
        ('source = "Acme"\n', "", "support[1].source", "Is missing"),
        ("signed_on", "signed", "support[1].signed", "Is not a key"),
        ("[[support]]", f"{ACME}[[support]]", "support[2].source", "Appears twice"),
        ("summary", 'commercial_support = "Acme"\nsummary', "commercial_support", "[[support]]"),
    ],
)
def test_what_is_wrong_is_named(folder: Path, old: str, new: str, key: str, message: str) -> None:
    with_support(folder, ACME)
    edit(folder / "listening/course.toml", old, new)
    with pytest.raises(SeriesErrors) as caught:
        load_series(folder, now=NOW)
    found = [str(error) for error in caught.value.errors]
    assert any(key in error and message in error for error in found), found
