"""While a disclosure waits to be judged for a course, nothing new is released in it; what is told stays."""

import pytest

from accounts.errors import Refused
from courses.models import Course
from courses.services.front_matter import front_matter_document
from publishing.services.publishing import Incomplete
from publishing.services.releasing import use
from publishing.services.version_release import release_version
from tests.factories import NOW, make_course, make_disclosure, make_test, make_user, make_video

pytestmark = pytest.mark.django_db
WAITS = "Ann Lee, M.D., Acme: is it relevant to this course?"


@pytest.fixture
def course() -> Course:
    """A published course, one of whose people signed a newer form since."""
    course = make_course()
    newer = make_disclosure(person=course.roles.all()[0].person, signed_on=NOW.date())
    newer.relationships.create(company="Acme", nature="speaker")
    return course


def judge_it(course: Course) -> None:
    newer = course.roles.all()[0].person.disclosures.all()[0]
    newer.relationships.get().judgements.create(course=course, relevant=False)


def test_a_new_test_waits_for_the_judgement(course: Course) -> None:
    version = make_test(course=course, version=2, released_at=None)
    with pytest.raises(Refused, match="is it relevant to this course") as caught:
        release_version(version=version, actor=make_user(), now=NOW)
    assert caught.value.code == "not_ready"
    judge_it(course)
    release_version(version=version, actor=make_user(), now=NOW)


def test_a_new_recording_waits_for_the_judgement(course: Course) -> None:
    video = make_video(course=course, released_at=None)
    with pytest.raises(Incomplete) as caught:
        use(video=video, actor=make_user(), now=NOW)
    assert [(each.code, each.message) for each in caught.value.missing] == [
        ("relevance_undecided", WAITS)
    ]
    judge_it(course)
    use(video=video, actor=make_user(), now=NOW)
    video.refresh_from_db()
    assert video.released_at == NOW


def test_what_learners_read_does_not_wait(course: Course) -> None:
    [disclosure] = [
        each for each in front_matter_document(course)["elements"] if each["key"] == "disclosure"
    ]
    assert "Acme" not in str(disclosure)
    assert "Ann Lee" in str(disclosure)
