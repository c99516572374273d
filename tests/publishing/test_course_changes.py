"""Two people for a live course: what waits, who decides, and that an approval covers only what was read."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.errors import Refused
from accounts.models import AuditEntry, Mail, User
from authoring.forms.about import AboutForm
from authoring.forms.credit import TermsForm
from authoring.services.course_roles import add_role
from courses.front_matter_texts import FRONT_MATTER_TEXTS
from courses.models import Course, FrontMatter
from providers.models import Provider
from publishing.models import CourseChange
from publishing.services.course_changes import approve_change, decline_change, withdraw_change
from publishing.services.publishing import Incomplete
from publishing.services.terms import TERMS
from tests import factories
from tests.publishing.live_course import NOW, ask, asked, end_offer, fresh, make_live_course
from tests.staff_members import make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def course() -> Course:
    return make_live_course(title="As published")


@pytest.fixture
def manager(course: Course) -> User:
    return make_staff("manager", course.series.provider)


@pytest.fixture
def reviewer(course: Course) -> User:
    return make_staff("reviewer", course.series.provider)


def refusal(act: Any) -> str:
    with pytest.raises(Refused) as caught:
        act()
    return caught.value.code


def agree(change: CourseChange, actor: User) -> CourseChange:
    return approve_change(change_id=change.pk, actor=actor, now=NOW)


def told(kind: str) -> set[str]:
    return {mail.user.email for mail in Mail.objects.filter(kind=kind) if mail.user}


def test_terms_wait_and_prose_is_saved_in_the_same_press(course: Course, manager: User) -> None:
    change = asked(course, manager, title="Another", summary="Mended.")
    now = fresh(course)
    assert (now.title, now.summary) == ("As published", "Mended.")
    assert change.difference == [{"label": "Title", "old": "As published", "new": "Another"}]


def test_prose_alone_asks_for_nobody(course: Course, manager: User) -> None:
    assert ask(course, manager, summary="Mended.", purpose="To hear.") is None
    assert not CourseChange.objects.exists()


@pytest.mark.parametrize("state", ["one person", "not published", "retired"])
def test_without_two_people_or_learners_it_is_changed_at_once(
    course: Course, manager: User, state: str
) -> None:
    if state == "one person":
        Provider.objects.update(second_approval=False)
    elif state == "retired":
        Course.objects.update(retired_at=NOW, retired_reason="Over.")
    else:
        Course.objects.update(published_at=None)
    assert ask(course, manager, title="Another") is None
    assert fresh(course).title == "Another"


def test_what_stands_already_is_no_change(course: Course, manager: User) -> None:
    assert ask(course, manager, title="As published") is None


def test_every_field_of_the_steps_is_either_a_term_or_prose() -> None:
    free = {"short_title", "slug", "series", "position", "summary", "description", "topics"}
    free |= {text.field for text in FRONT_MATTER_TEXTS}
    typed = {*AboutForm._meta.fields, *TermsForm._meta.fields}  # type: ignore[misc]
    assert typed - {*TERMS} <= free


def test_the_second_person_makes_the_change(course: Course, manager: User, reviewer: User) -> None:
    change = asked(course, manager, title="Another", expires_on=fresh(course).expires_on)
    assert told("change-asked") == {reviewer.email}
    before = FrontMatter.objects.count()
    assert agree(change, reviewer).state == "approved"
    assert fresh(course).title == "Another"
    assert FrontMatter.objects.count() > before
    assert told("change-approved") == {manager.email}
    trail = AuditEntry.objects.values_list("action", "actor")
    assert {("change-asked", manager.pk), ("change-approved", reviewer.pk)} <= {*trail}
    assert agree(change, reviewer).state == "approved"  # a double click


def test_credit_waits_with_its_amounts_shown(course: Course, manager: User, reviewer: User) -> None:
    change = end_offer(course, manager)
    assert change is not None
    [shown] = change.difference
    assert (shown["old"], shown["new"]) == ("0.25 hours of participation", "")
    assert course.offers.filter(credit_type__code="participation").exists()
    agree(change, reviewer)
    assert not course.offers.filter(credit_type__code="participation").exists()


def test_nobody_decides_what_they_asked_for(course: Course, reviewer: User) -> None:
    owner = make_staff("owner", course.series.provider)
    change = asked(course, owner, title="Another")
    assert refusal(lambda: agree(change, owner)) == "second_person"
    why: dict[str, Any] = {"reason": "No.", "now": NOW}
    assert refusal(lambda: decline_change(change_id=change.pk, actor=owner, **why))
    with (
        pytest.raises(IntegrityError, match="change_decided_by_somebody_else"),
        transaction.atomic(),
    ):
        CourseChange.objects.update(decided_by=owner, decided_at=NOW, approved=True)


def test_the_right_to_approve_is_needed(course: Course, manager: User) -> None:
    change = asked(course, manager, title="Another")
    stranger = make_staff("owner", factories.make_provider())
    for actor in (make_staff("manager", course.series.provider), stranger):
        assert refusal(lambda actor=actor: agree(change, actor)) == "no_right"


def test_an_administrator_decides_where_nobody_else_may(course: Course, manager: User) -> None:
    administrator = factories.make_user(is_staff=True, is_superuser=True)
    change = asked(course, manager, title="Another")
    assert told("change-asked") == {administrator.email}
    assert agree(change, administrator).approved
    assert not agree(change, administrator).alone


def test_a_society_of_one_approves_alone_and_the_record_says_so(course: Course) -> None:
    administrator = factories.make_user(is_staff=True, is_superuser=True)
    done = agree(asked(course, administrator, title="Another"), administrator)
    assert (done.state, done.alone, fresh(course).title) == ("approved", True, "Another")
    assert not told("change-approved")


def test_with_a_colleague_the_administrator_is_not_alone(course: Course, reviewer: User) -> None:
    administrator = factories.make_user(is_staff=True, is_superuser=True)
    change = asked(course, administrator, title="Another")
    assert refusal(lambda: agree(change, administrator)) == "second_person"


def test_a_change_is_declined_with_a_reason(course: Course, manager: User, reviewer: User) -> None:
    change = asked(course, manager, title="Another")
    say: dict[str, Any] = {"change_id": change.pk, "actor": reviewer, "now": NOW}
    assert refusal(lambda: decline_change(**say, reason=" ")) == "reason_missing"
    assert decline_change(**say, reason="Keep the name.").state == "declined"
    assert fresh(course).title == "As published"
    assert told("change-declined") == {manager.email}
    assert refusal(lambda: agree(change, reviewer)) == "closed"


def test_who_asked_withdraws_and_nobody_else(course: Course, manager: User, reviewer: User) -> None:
    change = asked(course, manager, title="Another")
    other: dict[str, Any] = {"change_id": change.pk, "actor": reviewer, "now": NOW}
    assert refusal(lambda: withdraw_change(**other)) == "not_yours"
    own = other | {"actor": manager}
    assert withdraw_change(**own).state == withdraw_change(**own).state == "withdrawn"
    assert refusal(lambda: agree(change, reviewer)) == "closed"


def test_the_same_is_asked_once_and_another_change_has_to_wait(
    course: Course, manager: User
) -> None:
    change = asked(course, manager, title="Another")
    assert ask(course, manager, title="Another") == change
    assert refusal(lambda: ask(course, manager, title="A third")) == "change_waits"
    assert end_offer(course, manager)  # another thing
    with pytest.raises(IntegrityError, match="one_open_change"), transaction.atomic():
        CourseChange.objects.create(
            course=course,
            kind="about",
            subject="",
            payload={},
            difference=[],
            digest="",
            asked_by=manager,
        )


def test_an_approval_against_a_changed_course_changes_nothing(
    course: Course, manager: User, reviewer: User
) -> None:
    change = asked(course, manager, title="Another")
    Course.objects.update(title="Changed by the operator")
    assert agree(change, reviewer).state == "void"
    assert fresh(course).title == "Changed by the operator"
    assert told("change-stopped") == {manager.email}
    assert CourseChange.objects.get().voided_at == NOW


def test_a_change_of_other_terms_of_the_step_voids_too(
    course: Course, manager: User, reviewer: User
) -> None:
    """The approver saw the new title beside the day on which credit ends."""
    change = asked(course, manager, title="Another")
    Course.objects.update(required_share=50)
    assert agree(change, reviewer).state == "void"


def test_what_is_out_of_date_makes_room_for_a_new_request(course: Course, manager: User) -> None:
    old = asked(course, manager, title="Another")
    Course.objects.update(title="Changed by the operator")
    assert asked(course, manager, title="A third").state == "waiting"
    old.refresh_from_db()
    assert old.state == "void"


def test_a_change_that_is_refused_now_is_never_asked_for(course: Course, manager: User) -> None:
    with pytest.raises(Incomplete):
        ask(course, manager, summary="Mended.", expires_on=None)
    assert not CourseChange.objects.exists()
    assert fresh(course).summary != "Mended."


def test_a_change_that_is_refused_at_its_approval_is_void(
    course: Course, manager: User, reviewer: User
) -> None:
    ben = factories.make_person(provider=course.series.provider, name="Ben Oak")
    factories.make_disclosure(person=ben, signed_on=NOW.date())
    add: Any = {"course": fresh(course), "person": ben, "kind": "planner", "now": NOW}
    change = add_role(**add, assumed_on=NOW.date(), actor=manager)
    assert change is not None
    later = NOW + timedelta(days=3 * 365)  # Too old by then.
    assert approve_change(change_id=change.pk, actor=reviewer, now=later).state == "void"
    assert not ben.roles.exists()
    assert "no disclosure" in CourseChange.objects.get().void_reason
