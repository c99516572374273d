"""Reviews, closed credit and commercial support of a live course: two people, one, or a society of one."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.errors import Refused
from accounts.models import User
from courses.models import CommercialSupport, Course
from courses.services.front_matter import support_lines
from courses.services.statements import templated_statement
from providers.models import Provider, StatementTemplate
from publishing.models import CourseChange, CourseReview
from publishing.services.commercial_support import add_support, change_support, remove_support
from publishing.services.course_changes import (
    KINDS,
    approve_change,
    decline_change,
    withdraw_change,
)
from publishing.services.offers import close_offer, reopen_offer
from publishing.services.reviews import record_review
from publishing.services.waiting_changes import shown_change
from tests import factories
from tests.factories.support import PDF
from tests.publishing.live_course import NOW, asked, fresh, make_live_course
from tests.staff_members import make_staff

pytestmark = pytest.mark.django_db
NEXT_YEAR = date(NOW.year + 1, 6, 1)
VALUES = {"source": "Acme Devices", "nature": "grant", "in_kind": "", "amount": "2500.00"}
VALUES |= {"signed_on": "2024-11-04"}


@pytest.fixture
def course() -> Course:
    return make_live_course()


@pytest.fixture
def manager(course: Course) -> User:
    return make_staff("manager", course.series.provider)


@pytest.fixture
def reviewer(course: Course) -> User:
    return make_staff("reviewer", course.series.provider)


def agree(change: CourseChange | None, actor: User) -> CourseChange:
    assert change is not None
    return approve_change(change_id=change.pk, actor=actor, now=NOW)


def review(course: Course, actor: User, expires_on: date = NEXT_YEAR) -> CourseReview:
    return record_review(
        course=fresh(course),
        actor=actor,
        reviewed_on=NOW.date(),
        reviewer="Ann Lee, MD",
        outcome="current",
        evidence="The recording with the guideline.",
        looked_at=["content"],
        expires_on=expires_on,
        now=NOW,
    )


def close(course: Course, actor: User) -> CourseChange | None:
    offer = course.offers.get(credit_type__code="participation")
    return close_offer(offer=offer, actor=actor, reason="Withdrawn.", now=NOW)


def pdf() -> SimpleUploadedFile:
    return SimpleUploadedFile("agreement.pdf", PDF)


def add(course: Course, actor: User) -> CourseChange | None:
    return add_support(course=fresh(course), values=VALUES, agreement=pdf(), actor=actor, now=NOW)


def last_day(course: Course, actor: User) -> CourseChange | None:
    review(course, actor)
    return CourseChange.objects.open().filter(kind="last-day").first()


DOORS: dict[str, tuple[Callable[[Course, User], CourseChange | None], Callable[[Course], Any]]] = {
    "last day": (last_day, lambda course: fresh(course).expires_on == NEXT_YEAR),
    "closing": (close, lambda course: course.offers.filter(closed_at__isnull=False).exists()),
    "support": (add, lambda course: fresh(course).support.exists()),
}


@pytest.mark.parametrize("name", DOORS)
def test_with_two_people_it_waits(course: Course, manager: User, reviewer: User, name: str) -> None:
    act, is_done = DOORS[name]
    change = act(course, manager)
    assert not is_done(course)
    assert agree(change, reviewer).approved
    assert is_done(course)


@pytest.mark.parametrize("name", DOORS)
def test_with_one_person_it_is_done_at_once(course: Course, manager: User, name: str) -> None:
    Provider.objects.update(second_approval=False)
    act, is_done = DOORS[name]
    assert act(course, manager) is None
    assert is_done(course)


@pytest.mark.parametrize("name", DOORS)
def test_a_society_of_one_decides_alone_and_the_row_says_so(course: Course, name: str) -> None:
    owner = factories.make_user(is_staff=True, is_superuser=True)
    act, is_done = DOORS[name]
    done = agree(act(course, owner), owner)
    assert (done.approved, done.alone) == (True, True)
    assert is_done(course)


def test_a_review_is_on_record_before_its_last_day_is_approved(
    course: Course, manager: User, reviewer: User
) -> None:
    before = course.expires_on
    made = review(course, manager)
    assert made.expires_on is None
    assert (fresh(course).reviewed_on, fresh(course).expires_on) == (NOW.date(), before)
    change = CourseChange.objects.get()
    assert [each["label"] for each in change.difference] == ["Credit until"]
    agree(change, reviewer)
    made.refresh_from_db()
    assert made.expires_on == NEXT_YEAR


def test_a_review_that_moves_no_day_asks_for_nobody(course: Course, manager: User) -> None:
    last = course.expires_on
    assert last is not None
    assert review(course, manager, last).expires_on == last
    assert not CourseChange.objects.exists()


def test_a_declined_last_day_leaves_the_review(
    course: Course, manager: User, reviewer: User
) -> None:
    change = last_day(course, manager)
    assert change is not None
    decline_change(change_id=change.pk, actor=reviewer, reason="Too long.", now=NOW)
    assert CourseReview.objects.get(course=course, reviewer="Ann Lee, MD").expires_on is None
    assert fresh(course).expires_on == course.expires_on


def test_a_closed_credit_is_opened_again_by_two_people(
    course: Course, manager: User, reviewer: User
) -> None:
    agree(close(course, manager), reviewer)
    offer = course.offers.get(closed_at__isnull=False)
    assert (offer.closed_by, offer.closed_reason) == (manager, "Withdrawn.")
    change = reopen_offer(offer=offer, actor=manager, now=NOW)
    assert change is not None
    [shown] = change.difference
    assert (shown["old"], shown["new"]) == ("Closed: Withdrawn.", "")
    agree(change, reviewer)
    offer.refresh_from_db()
    assert offer.closed_at is None


def test_closing_without_a_reason_asks_for_nobody(course: Course, manager: User) -> None:
    offer = course.offers.all()[0]
    with pytest.raises(Refused) as refused:
        close_offer(offer=offer, actor=manager, reason=" ", now=NOW)
    assert refused.value.code == "reason_missing"
    assert not CourseChange.objects.exists()


def test_learners_read_the_old_support_until_the_new_is_approved(
    course: Course, manager: User, reviewer: User
) -> None:
    agree(add(course, manager), reviewer)
    told = support_lines(fresh(course))
    support = course.support.get()
    typed = VALUES | {"source": "Acme Imaging", "amount": "100.00", "use": "Travel."}
    change = change_support(support=support, values=typed, agreement=None, actor=manager, now=NOW)
    assert support_lines(fresh(course)) == told
    support.refresh_from_db()
    assert (support.source, support.use, str(support.amount)) == (
        "Acme Devices",
        "Travel.",
        "100.00",
    )
    agree(change, reviewer)
    assert support_lines(fresh(course)) == [
        "Acme Imaging supported this activity with an educational grant."
    ]
    Course.objects.filter(pk=course.pk).update(no_commercial_support=True)
    gone = remove_support(support=support, actor=manager, now=NOW, reason="Not ours.")
    assert fresh(course).support.exists()
    agree(gone, reviewer)
    assert not fresh(course).support.exists()


def test_amount_use_and_agreement_are_free(course: Course, manager: User) -> None:
    support = CommercialSupport.objects.create(course=course, source="Acme Devices", nature="grant")
    typed = VALUES | {"use": "Travel."}
    assert not change_support(
        support=support, values=typed, agreement=pdf(), actor=manager, now=NOW
    )
    support.refresh_from_db()
    assert (support.use, support.agreement_name) == ("Travel.", "agreement.pdf")


@pytest.mark.parametrize("end", ["approved", "declined", "withdrawn"])
def test_an_agreement_waits_with_its_support_and_goes_if_that_is_not_made(
    course: Course,
    manager: User,
    reviewer: User,
    django_capture_on_commit_callbacks: Any,
    end: str,
) -> None:
    change = add(course, manager)
    assert change is not None
    file = change.payload["values"]["agreement"]
    assert storages["private"].exists(file)
    with django_capture_on_commit_callbacks(execute=True):
        if end == "approved":
            agree(change, reviewer)
        elif end == "declined":
            decline_change(change_id=change.pk, actor=reviewer, reason="No.", now=NOW)
        else:
            withdraw_change(change_id=change.pk, actor=manager, now=NOW)
    assert storages["private"].exists(file) == (end == "approved")
    assert course.support.filter(agreement=file).exists() == (end == "approved")


def test_another_template_waits_and_reads_well(
    course: Course, manager: User, reviewer: User
) -> None:
    joint = StatementTemplate.objects.get(code="state-joint")
    change = asked(course, manager, accreditation_template=joint, joint_provider="Lake Society")
    shown = {each["label"]: (each["old"], each["new"]) for each in change.difference}
    assert shown["Joint provider"] == ("", "Lake Society")
    old, new = shown["Accreditation statement"]
    assert old == f"As the provider usually does: {templated_statement(fresh(course))}"
    assert new.startswith(f"{joint}: ")
    assert "joint providership of Hill Society and Lake Society" in new
    assert fresh(course).accreditation_template is None
    done = agree(change, reviewer)
    assert (done.state, done.void_reason) == ("approved", "")
    assert fresh(course).accreditation_template == joint


def test_own_wording_stands_as_a_difference_against_its_template(
    course: Course, manager: User
) -> None:
    template = templated_statement(fresh(course))
    own = f"{template} It is proud of it."
    change = asked(course, manager, accreditation_override=own)
    [shown] = change.difference
    assert (shown["old"], shown["new"]) == (template, own)
    parts = shown_change(change, manager).parts
    assert "<ins>" in parts[0][1]
    assert "<del>" not in parts[0][1]


def test_every_kind_has_a_step_and_words_on_the_rules_page() -> None:
    doors = {"last-day", "offer-closing", "support-added", "support-changed", "support-removed"}
    assert doors <= {*KINDS}
    assert all(kind.words and kind.step for kind in KINDS.values())
