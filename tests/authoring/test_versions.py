"""One version is written at a time, a copy of the newest; its release reaches who starts from then on."""

from datetime import timedelta

import pgtrigger
import pytest

from accounts.errors import Refused
from accounts.models import AuditEntry, User
from authoring.services.version_rows import ITEMS, QUESTIONS, AnyKind, discard_version
from courses.models import Assessment, Course, EvaluationForm
from courses.services.question_content import content_of
from progress.services.enrolments import start_course
from publishing.services.version_release import release_version
from tests import factories
from tests.authoring.kinds import KINDS

pytestmark = pytest.mark.django_db
NOW = factories.NOW
each_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.step)


@pytest.fixture
def course() -> Course:
    return factories.make_course(seconds=400)


@pytest.fixture
def actor() -> User:
    return factories.make_user()


def code_of(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.code


def test_a_new_version_is_a_copy_of_the_newest(course: Course, actor: User) -> None:
    old = course.assessments.get()
    new = QUESTIONS.begin(course=course, actor=actor)
    assert (new.version, new.released_at, new.digest) == (2, None, "")
    assert list(map(content_of, new.questions.all())) == list(map(content_of, old.questions.all()))
    assert old.questions.count() == 3


def test_an_evaluation_is_copied_with_its_items(course: Course, actor: User) -> None:
    old = course.evaluations.get()
    new = ITEMS.begin(course=course, actor=actor)
    fields = ("key", "position", "kind", "prompt", "required", "options", "purpose")
    assert list(new.items.values_list(*fields)) == list(old.items.values_list(*fields))


@each_kind
def test_beginning_twice_is_one_version(kind: AnyKind, course: Course, actor: User) -> None:
    first = kind.begin(course=course, actor=actor)
    assert kind.begin(course=course, actor=actor) == first
    assert AuditEntry.objects.get().action == f"{kind.step}-version-begun"


def test_a_course_without_any_begins_with_empty_ones(course: Course, actor: User) -> None:
    with pgtrigger.ignore():
        course.assessments.all().delete()
        course.evaluations.all().delete()
    test = QUESTIONS.begin(course=course, actor=actor)
    assert (test.version, test.pass_percent, test.question_count) == (1, 80, 0)
    assert ITEMS.begin(course=course, actor=actor).version == 1


@each_kind
def test_the_newest_is_copied_into_another_course(kind: AnyKind, course: Course) -> None:
    other = factories.make_new_course()
    copy = kind.copy_newest(source=course, course=other)
    assert copy is not None
    assert (copy.course, copy.version, copy.released_at) == (other, 1, None)
    told = [str(row) for row in kind.being_written(other)]
    assert told
    assert told == [str(row) for row in kind.all_rows.filter(**{f"{kind.parent}__course": course})]
    assert kind.copy_newest(source=factories.make_new_course(), course=course) is None


@each_kind
def test_what_is_being_written_can_be_thrown_away(
    kind: AnyKind, course: Course, actor: User
) -> None:
    discard_version(version=kind.begin(course=course, actor=actor), actor=actor)
    assert kind.versions(course).get().version == 1


@each_kind
def test_what_was_released_cannot_be_thrown_away(
    kind: AnyKind, course: Course, actor: User
) -> None:
    with pytest.raises(Refused) as refused:
        discard_version(version=kind.versions(course).get(), actor=actor)
    assert code_of(refused) == "released"


def test_learners_in_progress_keep_their_version_and_new_ones_get_the_new(
    course: Course, actor: User
) -> None:
    begun = factories.enrol(course=course)
    test = QUESTIONS.begin(course=course, actor=actor)
    form = ITEMS.begin(course=course, actor=actor)
    release_version(version=test, actor=actor, now=NOW)
    release_version(version=form, actor=actor, now=NOW)
    fresh = start_course(user=factories.make_user(), course=Course.objects.get(), now=NOW)
    assert (fresh.assessment, fresh.evaluation_form) == (test, form)
    begun.refresh_from_db()
    assert (begun.assessment.version, begun.evaluation_form.version) == (1, 1)


def test_a_release_happens_once(course: Course, actor: User) -> None:
    test = QUESTIONS.begin(course=course, actor=actor)
    release_version(version=test, actor=actor, now=NOW)
    release_version(version=test, actor=actor, now=NOW + timedelta(days=1))
    assert Assessment.objects.get(version=2).released_at == NOW
    assert AuditEntry.objects.filter(action="version-released").count() == 1


def test_what_is_released_last_is_the_newest(course: Course, actor: User) -> None:
    test = QUESTIONS.begin(course=course, actor=actor)
    factories.make_test(course=course, version=3)
    release_version(version=test, actor=actor, now=NOW)
    test.refresh_from_db()
    assert course.current_assessment == test
    assert test.version == 4


def test_an_incomplete_version_is_not_released(course: Course, actor: User) -> None:
    test = QUESTIONS.begin(course=course, actor=actor)
    test.questions.filter(position=2).update(rationale="")
    Assessment.objects.filter(pk=test.pk).update(draw=9)
    with pytest.raises(Refused) as refused:
        release_version(version=test, actor=actor, now=NOW)
    assert code_of(refused) == "not_ready"
    assert "Question 2: explain the correct answer" in str(refused.value)
    assert "asks 9 questions, but there are only 3" in str(refused.value)


def test_an_empty_evaluation_is_not_released(course: Course, actor: User) -> None:
    form = ITEMS.begin(course=course, actor=actor)
    form.items.all().delete()
    with pytest.raises(Refused) as refused:
        release_version(version=form, actor=actor, now=NOW)
    assert code_of(refused) == "not_ready"


def test_before_the_course_is_published_there_is_nothing_to_release(actor: User) -> None:
    course = factories.make_course(published_at=None)
    test = QUESTIONS.begin(course=course, actor=actor)
    with pytest.raises(Refused) as refused:
        release_version(version=test, actor=actor, now=NOW)
    assert code_of(refused) == "not_published"
    assert EvaluationForm.objects.filter(released_at__isnull=True).count() == 0
