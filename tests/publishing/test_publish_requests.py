"""Asking, agreeing and appearing: a second person where the provider wants it, and only what was agreed to."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from time_machine import TimeMachineFixture

from accounts.errors import Refused
from accounts.models import AuditEntry, Mail, User
from courses.models import Course, CreditType
from publishing.models import PublishRequest
from publishing.services.publish_requests import (
    approve,
    ask_to_publish,
    decline,
    is_changed,
    publish_due,
    void_if_changed,
    withdraw,
)
from publishing.services.publishing import Incomplete
from tests.factories import EXPIRES_ON, make_course, make_provider, make_user, make_video
from tests.publishing.test_publishing import NOW
from tests.staff_members import make_staff

pytestmark = pytest.mark.django_db
TOMORROW = NOW + timedelta(days=1)
CODES = ("ama-pra-1", "participation")


@pytest.fixture
def course() -> Course:
    course = make_course(published_at=None, provider=make_provider(second_approval=True))
    course.videos.update(released_at=None)
    return course


@pytest.fixture
def manager(course: Course) -> User:
    return make_staff("manager", course.series.provider)


@pytest.fixture
def reviewer(course: Course) -> User:
    return make_staff("reviewer", course.series.provider)


def ask(course: Course, actor: User, **values: Any) -> PublishRequest:
    return ask_to_publish(course=course, actor=actor, **{"now": NOW} | values)


def agree(request: PublishRequest, actor: User, now: datetime = NOW) -> PublishRequest:
    return approve(request_id=request.pk, actor=actor, now=now)


def refusal(act: Any) -> str:
    with pytest.raises(Refused) as caught:
        act()
    return caught.value.code


def is_published() -> bool:
    return Course.objects.filter(published_at__isnull=False).exists()


def test_what_is_incomplete_cannot_be_asked_for(course: Course, manager: User) -> None:
    Course.objects.update(purpose="", copyright="")
    with pytest.raises(Incomplete) as caught:
        ask(course, manager)
    codes = [reason.code for reason in caught.value.missing]
    assert codes == ["purpose_missing", "copyright_missing"]


def test_without_a_second_person_it_appears_at_once(course: Course, manager: User) -> None:
    course.series.provider.second_approval = False
    course.series.provider.save()
    assert ask(course, manager).state == "published"
    assert Course.objects.get().published_at == NOW
    assert course.videos.get().released_at == NOW
    assert AuditEntry.objects.filter(action="course-published", actor=manager).exists()


def test_an_approver_is_told_and_their_word_publishes(
    course: Course, manager: User, reviewer: User
) -> None:
    request = ask(course, manager)
    assert request.state == "waiting"
    assert not is_published()
    assert [each.user for each in Mail.objects.filter(kind="publishing-asked")] == [reviewer]
    assert agree(request, reviewer).state == "published"
    assert is_published()


def test_nobody_approves_their_own_request(course: Course) -> None:
    owner = make_staff("owner", course.series.provider)
    request = ask(course, owner)
    assert refusal(lambda: agree(request, owner)) == "second_person"
    with pytest.raises(IntegrityError, match="approved_by_somebody_else"), transaction.atomic():
        PublishRequest.objects.update(approved_by=owner, approved_at=NOW)


def test_a_society_of_one_publishes_alone_and_the_row_says_so(course: Course) -> None:
    owner = make_user(is_staff=True, is_superuser=True)
    request = agree(ask(course, owner), owner)
    assert (request.state, request.alone) == ("published", True)
    assert AuditEntry.objects.get(action="publishing-approved").details["alone"] is True
    assert not Mail.objects.filter(kind="publishing-approved").exists()


def test_an_administrator_is_not_alone_where_somebody_else_may(
    course: Course, reviewer: User
) -> None:
    owner = make_user(is_staff=True, is_superuser=True)
    request = ask(course, owner)
    assert refusal(lambda: agree(request, owner)) == "second_person"
    assert not agree(request, reviewer).alone


def test_the_database_publishes_nothing_unapproved(course: Course, manager: User) -> None:
    ask(course, manager)
    with pytest.raises(IntegrityError, match="published_only_when_approved"), transaction.atomic():
        PublishRequest.objects.update(published_at=NOW)


@pytest.mark.parametrize("role", ["manager", "support", "viewer"])
def test_only_who_may_approve_approves(course: Course, manager: User, role: str) -> None:
    other = make_staff(role, course.series.provider)
    request = ask(course, manager)
    assert refusal(lambda: agree(request, other)) == "no_right"


def change_text(course: Course) -> None:
    Course.objects.update(purpose="To listen even better.")


def change_video(course: Course) -> None:
    make_video(course=course, released_at=None)


def change_offer(course: Course) -> None:
    course.offers.filter(credit_type__code="participation").update(max_quarters=2)


def change_wording(course: Course) -> None:
    CreditType.objects.filter(code="ama-pra-1").update(designation_template="Reworded: {title}.")


def switch_off_a_type(course: Course) -> None:
    CreditType.objects.filter(code="participation").update(enabled=False)


def change_days(course: Course) -> None:
    Course.objects.update(expires_on=NOW.date() + timedelta(days=90))


def change_captions(course: Course) -> None:
    course.videos.get().tracks.filter(kind="captions").update(vtt="WEBVTT\n\nother")


def change_role(course: Course) -> None:
    course.roles.update(assumed_on=NOW.date())


@pytest.mark.parametrize(
    "change",
    [
        *(change_text, change_offer, change_wording, switch_off_a_type, change_days),
        *(change_captions, change_role),
    ],
    ids=lambda act: act.__name__,
)
def test_a_change_makes_an_approval_void(
    course: Course, manager: User, reviewer: User, change: Any
) -> None:
    request = ask(course, manager, publish_at=TOMORROW)
    agree(request, reviewer)
    change(course)
    assert publish_due(now=TOMORROW) == 0
    request.refresh_from_db()
    assert request.state == "void"
    assert not is_published()
    assert Mail.objects.filter(kind="publishing-stopped", user=manager).exists()


def test_who_approves_learns_that_it_was_changed(
    course: Course, manager: User, reviewer: User
) -> None:
    request = ask(course, manager)
    change_text(course)
    assert refusal(lambda: agree(request, reviewer)) == "changed"
    assert void_if_changed(course=Course.objects.get(), now=NOW) == request
    assert void_if_changed(course=Course.objects.get(), now=NOW) is None
    assert ask(course, manager).state == "waiting"


def test_what_is_scheduled_appears_at_its_moment(
    course: Course, manager: User, reviewer: User
) -> None:
    agree(ask(course, manager, publish_at=TOMORROW), reviewer)
    assert publish_due(now=TOMORROW - timedelta(seconds=1)) == 0
    assert publish_due(now=TOMORROW) == 1
    assert publish_due(now=TOMORROW) == 0
    assert Course.objects.get().published_at == TOMORROW


def test_an_approval_outlives_midnights_and_days_on_which_offers_begin_and_end(
    course: Course, manager: User, reviewer: User, time_machine: TimeMachineFixture
) -> None:
    days = [NOW + timedelta(days=number) for number in range(5)]
    ama, participation = (course.offers.filter(credit_type__code=code) for code in CODES)
    ama.update(valid_from=days[2].date())
    participation.update(valid_to=days[1].date())
    time_machine.move_to(NOW, tick=False)
    request = ask(course, manager, publish_at=days[4])
    agree(request, reviewer)
    for now in days:
        time_machine.move_to(now, tick=False)
        assert not is_changed(PublishRequest.objects.get(), now=now)
    assert publish_due(now=days[4]) == 1


def test_after_the_last_day_the_reason_is_not_that_the_course_was_changed(
    course: Course, manager: User, reviewer: User, time_machine: TimeMachineFixture
) -> None:
    agree(ask(course, manager, publish_at=TOMORROW), reviewer)
    late = datetime.combine(EXPIRES_ON + timedelta(days=2), NOW.timetz())
    time_machine.move_to(late, tick=False)
    assert not is_changed(PublishRequest.objects.get(), now=late)
    assert publish_due(now=late) == 0
    assert "was changed" not in PublishRequest.objects.get().void_reason


def test_what_is_no_longer_complete_at_its_moment_does_not_appear(
    course: Course, manager: User, reviewer: User
) -> None:
    late = NOW + timedelta(days=700)
    course.roles.all()[0].person.disclosures.update(signed_on=late - timedelta(days=729))
    agree(ask(course, manager, publish_at=late), reviewer)
    assert publish_due(now=late + timedelta(days=3)) == 0
    request = PublishRequest.objects.get()
    assert "no disclosure signed within 24 months" in request.void_reason
    assert Mail.objects.filter(kind="publishing-stopped", user=manager).exists()


def test_a_refusal_tells_why_and_opens_the_way_to_ask_again(
    course: Course, manager: User, reviewer: User
) -> None:
    request = ask(course, manager)
    code = refusal(lambda: decline(request_id=request.pk, actor=reviewer, reason=" ", now=NOW))
    assert code == "reason_missing"
    decline(request_id=request.pk, actor=reviewer, reason="The second objective.", now=NOW)
    assert Mail.objects.filter(kind="publishing-declined", user=manager).exists()
    assert refusal(lambda: agree(request, reviewer)) == "closed"
    assert ask(course, manager).state == "waiting"


def test_one_request_at_a_time_and_it_can_be_withdrawn(course: Course, manager: User) -> None:
    request = ask(course, manager)
    assert refusal(lambda: ask(course, manager)) == "asked_already"
    withdraw(request_id=request.pk, actor=manager, now=NOW)
    withdraw(request_id=request.pk, actor=manager, now=NOW)
    assert ask(course, manager).state == "waiting"


def test_a_moment_that_has_passed_is_refused(course: Course, manager: User) -> None:
    assert refusal(lambda: ask(course, manager, publish_at=NOW)) == "moment_past"


def test_a_published_course_is_not_asked_for(manager: User, course: Course) -> None:
    Course.objects.update(published_at=NOW)
    assert refusal(lambda: ask(course, manager)) == "published_already"
