"""Whom publishing is told to by mail: who can approve, who asked, and the owners once learners see it."""

from datetime import timedelta

import pytest

from accounts.mail import compose
from accounts.models import Mail, User
from courses.models import Course
from providers.models import Membership, Provider
from publishing.services.publish_requests import approve, ask_to_publish, publish_due
from tests.factories import make_course, make_provider, make_user
from tests.publishing.test_publishing import NOW
from tests.staff_members import make_staff

pytestmark = pytest.mark.django_db
TOMORROW = NOW + timedelta(days=1)


@pytest.fixture
def provider() -> Provider:
    return make_provider(second_approval=True, name="Hill Society")


@pytest.fixture
def course(provider: Provider) -> Course:
    course = make_course(published_at=None, provider=provider, short_title="Part 7")
    course.videos.update(released_at=None)
    return course


@pytest.fixture
def manager(provider: Provider) -> User:
    return make_staff("manager", provider, full_name="Mia Manager")


@pytest.fixture
def owner(provider: Provider) -> User:
    return make_staff("owner", provider, full_name="Olga Owner")


@pytest.fixture
def reviewer(provider: Provider) -> User:
    return make_staff("reviewer", provider, full_name="Rita Reviewer")


def told(kind: str) -> set[User | None]:
    return {mail.user for mail in Mail.objects.filter(kind=kind)}


def text_of(kind: str) -> str:
    mail = Mail.objects.filter(kind=kind).latest("pk")
    message = compose(mail.template, recipient=mail.recipient, context=mail.context, user=mail.user)
    return " ".join(str(message.body).split())


def test_the_mail_to_who_can_approve_names_course_asker_and_note(
    course: Course, manager: User, owner: User, reviewer: User
) -> None:
    make_staff("support", course.series.provider)
    make_staff("reviewer", make_provider())
    ask_to_publish(course=course, actor=manager, now=NOW, note="For the June meeting.")
    assert told("publishing-asked") == {owner, reviewer}
    text = text_of("publishing-asked")
    for words in ("Part 7 (Hill Society)", "Mia Manager asks", "For the June meeting."):
        assert words in text


def test_where_no_member_can_approve_the_administrator_is_asked(
    course: Course, manager: User
) -> None:
    admin = make_user(is_staff=True, is_superuser=True)
    ask_to_publish(course=course, actor=manager, now=NOW)
    assert told("publishing-asked") == {admin}


def test_who_asked_is_told_that_it_was_approved_and_owners_that_it_appeared(
    course: Course, manager: User, owner: User, reviewer: User
) -> None:
    request = ask_to_publish(course=course, actor=manager, now=NOW, note="For June.")
    approve(request_id=request.pk, actor=reviewer, now=NOW)
    text = text_of("publishing-approved")
    for words in ("Part 7", "Mia Manager asked", "by Rita Reviewer", "see it now", "For June."):
        assert words in text
    assert [
        *Mail.objects.values_list("kind", "user").exclude(kind="publishing-asked").order_by("pk")
    ] == [
        ("course-live", owner.pk),
        ("publishing-approved", manager.pk),
    ]
    assert "Learners can see it and start it now" in text_of("course-live")


def test_of_a_later_day_both_are_told_when_it_comes(
    course: Course, manager: User, owner: User, reviewer: User
) -> None:
    request = ask_to_publish(course=course, actor=manager, now=NOW, publish_at=TOMORROW)
    approve(request_id=request.pk, actor=reviewer, now=NOW)
    assert "It will be published on" in text_of("publishing-approved")
    assert told("course-live") == set()
    publish_due(now=TOMORROW)
    publish_due(now=TOMORROW)
    assert told("course-live") == {owner, manager}
    assert Mail.objects.filter(kind="course-live").count() == 2


def test_who_publishes_alone_is_not_told_what_they_just_did(
    course: Course, owner: User, manager: User
) -> None:
    Provider.objects.update(second_approval=False)
    ask_to_publish(course=course, actor=owner, now=NOW)
    assert Mail.objects.count() == 0
    Membership.objects.filter(user=manager).update(role="owner")
    other = make_course(published_at=None, provider=course.series.provider)
    ask_to_publish(course=other, actor=owner, now=NOW)
    assert told("course-live") == {manager}
