"""An answer is taken back, to the very state before it, unless something was built on it."""

from datetime import datetime, timedelta

import pytest

from accounts.models import AuditEntry
from courses.models import Course
from imports.models import Import
from reporting.models import Consent, Export, ExportRow
from reporting.services.exporting import discard
from tests.reporting.answers import bring, lines, take, undo
from tests.reporting.people import (
    LATER,
    consent,
    earn,
    export,
    learner_of,
    make_reported_course,
    withdraw,
)


@pytest.fixture
def course(db: None) -> Course:
    return make_reported_course()


@pytest.fixture
def made(course: Course) -> Export:
    """An export of two lines."""
    earn(course)
    earn(course, full_name="Bea Ng", npi="1245319599", licence="125000001")
    return export(course)


def whole(made: Export) -> list[tuple[object, ...]]:
    return list(made.rows.values_list("line", "state", "reason", "state_at", "undone_at"))


def at(minutes: int) -> datetime:
    return LATER + timedelta(minutes=minutes)


ONE_OF_TWO = "Row,Status,Error\n3,error,Bad NPI\n"


@pytest.mark.parametrize("rest", [False, True])
def test_its_lines_wait_again_as_before(made: Export, rest: bool) -> None:
    before = whole(made)
    done = take(bring(made, ONE_OF_TWO, rest=rest))
    assert whole(made) != before
    assert undo(done).state == Import.State.UNDONE
    assert whole(made) == before
    assert AuditEntry.objects.filter(action="export-answered").count() == 1
    assert AuditEntry.objects.filter(action="export-answer-undone").count() == 1
    assert bring(made, ONE_OF_TWO).counts["good"] == 1


def test_a_line_that_was_accepted_before_is_accepted_again(made: Export) -> None:
    take(bring(made, "Row,Status\n2,ok\n3,ok\n"), at(0))
    before = whole(made)
    done = take(bring(made, ONE_OF_TWO), at(1))
    assert lines(made)[1] == ("rejected", "Bad NPI")
    undo(done)
    assert whole(made) == before


def test_what_a_later_answer_marked_otherwise_keeps_an_answer(made: Export) -> None:
    first = take(bring(made, "Row,Status\n2,ok\n3,ok\n"), at(0))
    second = take(bring(made, ONE_OF_TWO), at(1))
    before = whole(made)
    kept = undo(first)
    assert kept.state == Import.State.DONE
    assert kept.error == "Line 2 of the export was marked otherwise since, so this response stays."
    assert whole(made) == before
    undo(second)
    assert undo(first).state == Import.State.UNDONE
    assert lines(made) == [("exported", ""), ("exported", "")]


def test_an_answer_to_other_lines_keeps_none(made: Export) -> None:
    first = take(bring(made, "Row,Status\n2,ok\n"), at(0))
    take(bring(made, ONE_OF_TWO), at(1))
    assert undo(first).state == Import.State.UNDONE
    assert lines(made) == [("exported", ""), ("rejected", "Bad NPI")]


def test_a_line_that_a_later_export_sent_again_keeps_its_answer(
    made: Export, course: Course
) -> None:
    done = take(bring(made, ONE_OF_TWO, rest=True))
    again = export(course, now=at(1))
    assert again.adds == 1
    kept = undo(done)
    assert (
        kept.error
        == "Line 2 of the export was sent again by another export, so this response stays."
    )
    discard(export=again, by=made.made_by, now=at(2))
    assert undo(done).state == Import.State.DONE


def test_an_export_that_was_never_sent_keeps_its_answer(made: Export) -> None:
    done = take(bring(made, "Row,Error\n2,Odd\n3,Odd\n"))
    discard(export=made, by=made.made_by, now=at(1))
    assert "later marked as not sent" in undo(done).error


def taken_back(course: Course) -> tuple[Export, ExportRow]:
    """Return the export of a deletion, and the addition that it takes back."""
    certificate = earn(course)
    added = export(course).rows.get()
    withdraw(learner_of(certificate))
    return export(course), added


def test_the_rejection_of_a_deletion_is_undone_with_what_it_meant(course: Course) -> None:
    made, added = taken_back(course)
    done = take(bring(made, "Row,Error\n2,No such record\n"))
    added.refresh_from_db()
    assert added.undone_at is None  # the destination still has it
    undo(done)
    added.refresh_from_db()
    assert added.undone_at == made.finished_at
    assert lines(made) == [("exported", "")]


def test_a_deletion_that_was_sent_again_keeps_its_answer(course: Course) -> None:
    made, _ = taken_back(course)
    done = take(bring(made, "Row,Error\n2,No such record\n"))
    assert export(course, now=at(1)).deletes == 1
    assert "sent again" in undo(done).error


def test_credit_that_counts_as_reported_otherwise_keeps_the_answer_that_rejected_it(
    course: Course,
) -> None:
    made, added = taken_back(course)
    assert added.certificate is not None
    consent(learner_of(added.certificate))
    second = export(course, now=at(1))
    rejected = take(bring(second, "Row,Error\n2,Odd\n"), at(2))
    take(bring(made, "Row,Error\n2,No such record\n"), at(3))  # so the first report stands
    assert "sent again" in undo(rejected).error
    assert Consent.objects.standing().exists()


def test_what_another_answer_marked_at_the_same_moment_stays(made: Export) -> None:
    first = take(bring(made, "Row,Status\n2,ok\n"))
    take(bring(made, "Row,Status\n3,ok\n"))
    undo(first)
    assert [state for state, _ in lines(made)] == ["exported", "accepted"]
