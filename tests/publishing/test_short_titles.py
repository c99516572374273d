"""A tab tells courses apart by their short titles; a renewal may keep its own, which it takes over."""

from datetime import timedelta

import pytest

from courses.models import Course
from publishing.services.checks import checklist
from tests.factories import NOW, make_course, make_new_course

pytestmark = pytest.mark.django_db


def sentences(course: Course) -> tuple[str, ...]:
    results = {each.check.code: each for each in checklist(course, now=NOW)}
    assert not results["short_title_shared"].required
    return results["short_title_shared"].errors


def test_the_other_course_is_named_however_its_title_is_written() -> None:
    before = make_course(short_title="Part 1", title="Hearing")
    draft = make_new_course(short_title="PART 1")
    [said] = sentences(draft)
    assert said.startswith(
        f"“Hearing”, of the series “{before.series}”, has the short title “Part 1”"
    )
    Course.objects.filter(pk=before.pk).update(retired_at=NOW)
    assert sentences(draft) == ()


@pytest.mark.parametrize("draft_renews", [True, False])
def test_a_renewal_and_what_it_renews_share_one(draft_renews: bool) -> None:
    before = make_course(short_title="Part 1")
    draft = make_new_course(short_title="Part 1")
    assert sentences(draft)
    new, old = (draft, before) if draft_renews else (before, draft)
    Course.objects.filter(pk=new.pk).update(renews=old)
    assert sentences(Course.objects.get(pk=draft.pk)) == ()


def test_a_course_to_be_published_later_is_not_yet_known() -> None:
    make_course(short_title="Part 1", published_at=NOW + timedelta(days=365))
    assert sentences(make_new_course(short_title="Part 1")) == ()
