"""Rows of the version being written: added, copied, moved, removed; positions without errors, keys of their own."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.errors import Refused
from authoring.services.version_rows import QUESTIONS, AnyKind
from courses.models import Course
from courses.services.question_content import content_of
from tests import factories
from tests.authoring.kinds import KINDS, being_written, keys, positions

SORT = {"test": "", "evaluation": "text"}
each_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.step)


@pytest.fixture
def course() -> Course:
    return factories.make_course(seconds=400)


@pytest.mark.django_db
@each_kind
def test_a_row_is_added_at_the_end_under_a_key_of_its_own(kind: AnyKind, course: Course) -> None:
    being_written(kind, course)
    before = keys(kind, course)
    added = kind.add(course=course, sort=SORT[kind.step])
    assert keys(kind, course) == [*before, added.key]
    assert added.key not in before
    assert positions(kind, course) == [*range(1, len(before) + 2)]


@pytest.mark.django_db
@each_kind
def test_a_copy_stands_behind_its_original(kind: AnyKind, course: Course) -> None:
    being_written(kind, course)
    first, *others = keys(kind, course)
    copy = kind.duplicate(course=course, row_id=kind.being_written(course)[0].pk)
    assert keys(kind, course) == [first, copy.key, *others]
    assert copy.key not in {first, *others}
    assert str(copy) == str(kind.being_written(course)[0])
    assert positions(kind, course) == [*range(1, len(others) + 3)]


@pytest.mark.django_db
def test_a_copied_question_has_choices_of_its_own(course: Course) -> None:
    test = being_written(QUESTIONS, course)
    original = test.questions.all()[0]
    copy = QUESTIONS.duplicate(course=course, row_id=original.pk)
    assert content_of(copy).asks == content_of(original).asks
    assert content_of(copy).right == content_of(original).right
    assert not set(copy.choices.all()) & set(original.choices.all())


@pytest.mark.django_db
@each_kind
def test_a_key_of_a_released_version_is_not_given_again(kind: AnyKind, course: Course) -> None:
    version = being_written(kind, course)
    taken = kind.add(course=course, sort=SORT[kind.step])
    type(version).objects.filter(pk=version.pk).update(released_at=factories.NOW)
    kind.begin(course=course, actor=factories.make_user())
    kind.remove(course=course, row_id=kind.being_written(course).get(key=taken.key).pk)
    assert kind.add(course=course, sort=SORT[kind.step]).key != taken.key


@pytest.mark.django_db
@each_kind
def test_a_row_moves_by_one_and_stays_at_the_end(kind: AnyKind, course: Course) -> None:
    being_written(kind, course)
    first, second, *others = keys(kind, course)
    row = kind.being_written(course)[0].pk
    kind.move(course=course, row_id=row, step=-1)
    assert keys(kind, course) == [first, second, *others]
    kind.move(course=course, row_id=row, step=1)
    assert keys(kind, course) == [second, first, *others]


@pytest.mark.django_db
@each_kind
def test_removing_twice_removes_one(kind: AnyKind, course: Course) -> None:
    being_written(kind, course)
    first, _, *others = keys(kind, course)
    row = kind.being_written(course)[1].pk
    for _ in range(2):
        kind.remove(course=course, row_id=row)
    assert keys(kind, course) == [first, *others]
    assert positions(kind, course) == [*range(1, len(others) + 2)]


@pytest.mark.django_db
@each_kind
def test_a_version_holds_so_many_rows_and_no_more(kind: AnyKind, course: Course) -> None:
    being_written(kind, course)
    full, row = replace(kind, most=len(keys(kind, course))), kind.being_written(course)[0].pk
    with pytest.raises(Refused, match=rf"up to {full.most} {kind.noun}s\.") as refused:
        full.add(course=course, sort=SORT[kind.step])
    assert refused.value.code == "too_many"
    with pytest.raises(Refused, match="holds up to"):
        full.duplicate(course=course, row_id=row)
    assert len(keys(kind, course)) == full.most


WRITES: list[Callable[[AnyKind, Course, int], object]] = [
    lambda kind, course, row: kind.duplicate(course=course, row_id=row),
    lambda kind, course, row: kind.move(course=course, row_id=row, step=1),
    lambda kind, course, row: kind.remove(course=course, row_id=row),
    lambda kind, course, row: kind.add(course=course, sort=SORT[kind.step]),
]


@pytest.mark.django_db
@each_kind
@pytest.mark.parametrize("write", WRITES)
def test_without_a_version_being_written_nothing_is(
    kind: AnyKind, course: Course, write: Callable[[AnyKind, Course, int], object]
) -> None:
    with pytest.raises(Refused) as refused:
        write(kind, course, 1)
    assert refused.value.code == "not_being_written"


@pytest.mark.django_db
@each_kind
@pytest.mark.parametrize("write", WRITES[:2])
def test_a_row_of_another_course_is_not_there(
    kind: AnyKind, course: Course, write: Callable[[AnyKind, Course, int], object]
) -> None:
    other = factories.make_course()
    for each in (course, other):
        being_written(kind, each)
    with pytest.raises(Refused, match=f"That {kind.noun} is no longer there") as refused:
        write(kind, course, kind.being_written(other)[0].pk)
    assert refused.value.code == "gone"


class Positions(TestCase):
    """Whatever is done in whatever order, positions run from 1 without a error."""

    @settings(max_examples=15)
    @given(
        st.sampled_from(KINDS),
        st.lists(st.tuples(st.sampled_from(["copy", "up", "down", "drop"]), st.integers(0, 9))),
    )
    def test_positions_stay_whole(self, kind: AnyKind, steps: list[tuple[str, int]]) -> None:
        course = factories.make_course()
        being_written(kind, course)
        for act, place in steps:
            rows = list(kind.being_written(course))
            if not rows:
                break
            chosen = rows[place % len(rows)].pk
            match act:
                case "copy":
                    kind.duplicate(course=course, row_id=chosen)
                case "drop":
                    kind.remove(course=course, row_id=chosen)
                case _:
                    step = -1 if act == "up" else 1
                    kind.move(course=course, row_id=chosen, step=step)
        assert positions(kind, course) == [*range(1, kind.being_written(course).count() + 1)]
