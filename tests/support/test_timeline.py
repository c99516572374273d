"""A learner's page: everything that happened, from every app, for the providers that may know it."""

from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import AuditEntry, Mail, User
from certificates.services.revocation import revoke
from progress.models import Enrolment, WatchDay
from providers.rights import Right
from support.access import scope_of
from support.services.timeline import timeline_of
from tests import factories
from tests.certificates.conftest import claim

pytestmark = pytest.mark.django_db


def titles(staff: User, learner: User, **asked: object) -> list[str]:
    told = scope_of(staff, learner, Right.SEE_LEARNERS)
    return [event.title for event in timeline_of(told, **asked)]  # type: ignore[arg-type]


def test_everything_that_happened_is_told_newest_first(support: User, enrolment: Enrolment) -> None:
    certificate = claim(enrolment)
    revoke(certificate=certificate, reason="Duplicate.", now=factories.NOW + timedelta(hours=1))
    WatchDay.objects.create(enrolment=enrolment, day=factories.NOW.date(), seconds=95)
    User.objects.filter(pk=enrolment.user_id).update(
        date_joined=factories.STARTED_AT - timedelta(1)
    )
    Mail.objects.update(queued_at=factories.NOW + timedelta(seconds=1))
    assert titles(support, enrolment.user) == [
        "Watched 1 min 35 s for the first time",
        f"Certificate {certificate.printed_code} was revoked",
        "Mail: Your course certificate is ready",
        "Mail: One of your course certificates was revoked",
        "Claimed credit; certificate issued",
        "Sent the evaluation",
        "Attempt 1 at the post-test",
        "Watched enough of the video",
        "Acknowledged the front matter, version 1",
        "Signed up",
    ]


def test_one_kind_and_one_course_can_be_asked_for(support: User, enrolment: Enrolment) -> None:
    second = factories.make_course(series=enrolment.course.series)
    factories.passed(user=enrolment.user, course=second)
    tests = titles(support, enrolment.user, kind="test")
    assert tests == ["Attempt 1 at the post-test"] * 2
    assert len(titles(support, enrolment.user, kind="test", course_id=second.pk)) == 1


def test_the_page_shows_answers_and_never_the_evaluation(
    support_client: Client, enrolment: Enrolment
) -> None:
    page = support_client.get(f"/admin/learners/{enrolment.user_id}/").content.decode()
    assert "Right 1" in page
    assert "3 of 3 right, passed" in page
    assert "Strongly" not in page
    assert "Next: claim credit." in page


def test_what_other_providers_know_is_not_told(support: User, enrolment: Enrolment) -> None:
    other = factories.evaluated(user=enrolment.user)
    claim(other, quarters=1)
    told = scope_of(support, enrolment.user, Right.SEE_LEARNERS)
    events = timeline_of(told)
    assert {event.course for event in events} - {""} == {enrolment.course.title}
    assert not any(event.kind == "mail" for event in events)


def test_what_staff_did_is_told_and_an_opening_once_a_day(
    support_client: Client, support: User, enrolment: Enrolment
) -> None:
    for _ in range(3):
        support_client.get(f"/admin/learners/{enrolment.user_id}/")
    line = AuditEntry.objects.get(action="learner-opened")
    assert (line.actor, line.learner) == (support, enrolment.user)
    assert line.provider == enrolment.course.series.provider_id
    assert "Learner opened" in titles(support, enrolment.user)


def test_the_page_is_404_to_everyone_else(
    client: Client, elsewhere: Client, support_client: Client, enrolment: Enrolment
) -> None:
    address = f"/admin/learners/{enrolment.user_id}/"
    assert client.get(address).status_code == 302
    client.force_login(enrolment.user)
    assert client.get(address).status_code == 404
    assert elsewhere.get(address).status_code == 404
    assert support_client.post(address).status_code == 405
    assert support_client.get("/admin/learners/0/").status_code == 404
    assert not AuditEntry.objects.exists()


def test_a_filter_that_is_not_known_shows_everything(
    support_client: Client, enrolment: Enrolment
) -> None:
    address = f"/admin/learners/{enrolment.user_id}/"
    page = support_client.get(address, {"kind": "nonsense", "course": "x", "page": "999"})
    assert "Acknowledged the front matter" in page.content.decode()


def test_the_front_matter_reads_as_it_was_acknowledged(
    support_client: Client, elsewhere: Client, enrolment: Enrolment
) -> None:
    version = enrolment.front_matter
    element = {"key": "purpose", "heading": "Purpose", "html": "<p>As it was.</p>"}
    type(version).objects.filter(pk=version.pk).update(document={"elements": [element]})
    address = f"/admin/learners/{enrolment.user_id}/front-matter/{version.pk}/"
    assert "As it was." in support_client.get(address).content.decode()
    assert elsewhere.get(address).status_code == 404
    assert support_client.get(address.replace(f"/{version.pk}/", "/0/")).status_code == 404


def test_the_number_of_statements_does_not_grow_with_the_record(
    support_client: Client, enrolment: Enrolment, django_assert_max_num_queries: object
) -> None:
    for _ in range(3):
        factories.passed(
            user=enrolment.user, course=factories.make_course(series=enrolment.course.series)
        )
    address = f"/admin/learners/{enrolment.user_id}/"
    support_client.get(address)
    with django_assert_max_num_queries(43):  # type: ignore[operator]
        support_client.get(address)
