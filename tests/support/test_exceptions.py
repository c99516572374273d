"""Exceptions: one person asks, another approves, the learner still does the rest themselves."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.errors import Refused
from accounts.mail import compose
from accounts.models import AuditEntry, Mail, User
from certificates.models import Certificate
from courses.models import Course
from progress.models import CreditException, Enrolment, Watch
from progress.services import exceptions as service
from progress.services.attempts import history_of, open_attempt
from progress.services.enrolments import enrolment_of
from progress.status import CreditStatus
from providers.models import Provider
from tests import factories
from tests.certificates.conftest import filled_in
from tests.staff_members import make_staff, sign_in

NOW = factories.NOW
Kind = CreditException.Kind
pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer(provider: Provider) -> User:
    return make_staff("reviewer", provider, full_name="Rita Reviewer")


@pytest.fixture
def started(learner: User, course: Course) -> Enrolment:
    """Nothing watched yet; the video has captions."""
    return fresh(factories.enrol(user=learner, course=course))


def fresh(enrolment: Enrolment) -> Enrolment:
    found = enrolment_of(user=enrolment.user, course=enrolment.course)
    assert found
    return found


def status(enrolment: Enrolment, now: Any = NOW) -> CreditStatus:
    row = fresh(enrolment)
    return CreditStatus(row.course, row.user, row, now)


def ask(
    enrolment: Enrolment, by: User, kind: str = Kind.TRANSCRIPT, **given: Any
) -> CreditException:
    known: dict[str, Any] = {"reason": "The hospital blocks video.", "now": NOW}
    given = known | given
    return service.ask_exception(enrolment=fresh(enrolment), kind=kind, by=by, **given)


def approve(row: CreditException, by: User, **given: Any) -> CreditException:
    known: dict[str, Any] = {"approve": True, "answer": "", "now": NOW}
    given = known | given
    return service.decide_exception(exception_id=row.pk, by=by, **given)


def code_of(refused: Any) -> str:
    return str(refused.value.code)


def test_the_transcript_stands_for_watching_once_it_is_agreed_and_read(
    support: User, reviewer: User, started: Enrolment
) -> None:
    row = ask(started, support)
    assert not status(started).may_read
    approve(row, reviewer)
    agreed = status(started)
    assert (agreed.may_read, agreed.watched) == (True, False)
    assert agreed.next_step
    assert agreed.next_step.action == "Read the transcript"
    service.attest_reading(enrolment=fresh(started), attested=True, now=NOW)
    done = status(started)
    assert (done.watched, done.watched_whole) == (True, False)
    assert done.steps[0].detail == "Transcript read, as agreed with the course team"
    assert open_attempt(enrolment=started, now=NOW).number == 1
    assert Watch.objects.get().seconds == 0


def test_watching_is_not_required_when_it_was_agreed(
    support: User, reviewer: User, started: Enrolment
) -> None:
    approve(ask(started, support, Kind.WATCHING), reviewer)
    assert status(started).watched
    assert status(started).next_step.key == "test"  # type: ignore[union-attr]


def test_an_exception_runs_out_after_its_last_day(
    support: User, reviewer: User, started: Enrolment
) -> None:
    row = ask(started, support, Kind.WATCHING, expires_on=NOW.date())
    approve(row, reviewer)
    assert status(started).watched
    assert not status(started, NOW + timedelta(days=1)).watched


def test_one_more_attempt_can_be_granted(
    support: User, reviewer: User, learner: User, course: Course
) -> None:
    enrolment = factories.watched(user=learner, course=course)
    for number in (1, 2):
        enrolment.attempts.create(
            assessment=enrolment.assessment,
            number=number,
            seed=1,
            submitted_at=NOW,
            correct=0,
            questions=3,
            passed=False,
        )
    assert history_of(fresh(enrolment)).left == 0
    approve(ask(enrolment, support, Kind.ATTEMPT), reviewer)
    assert history_of(fresh(enrolment)).left == 1
    assert open_attempt(enrolment=enrolment, now=NOW).number == 3


def test_nobody_approves_what_they_asked_for(provider: Provider, started: Enrolment) -> None:
    owner = make_staff("owner", provider)
    row = ask(started, owner)
    with pytest.raises(Refused) as refused:
        approve(row, owner)
    assert code_of(refused) == "second_person"
    with pytest.raises(IntegrityError, match="two_people"), transaction.atomic():
        CreditException.objects.update(decided_by=owner, decided_at=NOW, approved=True)


def test_whoever_puts_a_wish_forward_does_not_approve_it(
    provider: Provider, reviewer: User, started: Enrolment
) -> None:
    owner = make_staff("owner", provider)
    row = ask(started, started.user)
    with pytest.raises(Refused) as refused:
        approve(row, reviewer)
    assert code_of(refused) == "not_open"
    service.put_forward(exception_id=row.pk, by=owner, now=NOW)
    with pytest.raises(Refused) as refused:
        approve(row, owner)
    assert code_of(refused) == "second_person"
    assert approve(row, reviewer).approved


def test_an_administrator_who_is_alone_decides_what_they_put_forward(started: Enrolment) -> None:
    alone = User.objects.create_superuser("root@example.org", None, full_name="Root")
    client, row = sign_in(alone), ask(started, started.user)
    service.put_forward(exception_id=row.pk, by=alone, now=NOW)
    assert "<strong>1</strong> exception is waiting for your approval" in client.get("/admin/").text
    url = f"/admin/approvals/{row.pk}/"
    assert "Requested by you" not in client.get("/admin/approvals/").text
    assert client.post(url, {"decision": "approve"}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.decided_by, row.alone) == ("approved", alone, True)
    assert ", alone: no one else could." in client.get(url).text
    assert AuditEntry.objects.get(action="exception-approved").details["alone"]


def test_the_only_other_approver_is_nobody_to_ask_about_themselves(
    provider: Provider, course: Course
) -> None:
    owner = make_staff("owner", provider)
    admin = User.objects.create_superuser("root@example.org", None, full_name="Root")
    row = ask(fresh(factories.enrol(user=owner, course=course)), owner)
    service.put_forward(exception_id=row.pk, by=admin, now=NOW)
    with pytest.raises(Refused) as refused:
        approve(row, owner)
    assert (code_of(refused), "Ask Root" in str(refused.value)) == ("own_record", True)
    client, url = sign_in(admin), f"/admin/approvals/{row.pk}/"
    assert "<strong>1</strong> exception is waiting for your approval" in client.get("/admin/").text
    assert "you can approve it alone" in client.get(url).text
    assert approve(row, admin).alone


def test_an_administrator_who_has_a_colleague_does_not_decide_alone(
    reviewer: User, started: Enrolment
) -> None:
    admin = User.objects.create_superuser("root@example.org", None, full_name="Root")
    row = ask(started, admin)
    with pytest.raises(Refused) as refused:
        approve(row, admin)
    assert (code_of(refused), "Ask Rita Reviewer" in str(refused.value)) == ("second_person", True)
    assert "exception is waiting" not in sign_in(admin).get("/admin/").text
    assert "1</strong> exception is waiting" in sign_in(reviewer).get("/admin/").text
    assert not approve(row, reviewer).alone


def test_what_nobody_can_decide_stays_in_sight_until_somebody_is_invited(
    provider: Provider, started: Enrolment
) -> None:
    owner = make_staff("owner", provider)
    client, row = sign_in(owner), ask(started, owner)
    line = '<a href="/admin/team/"><strong>1</strong> request waits for a second person'
    assert line in client.get("/admin/").text
    make_staff("reviewer", provider)
    assert "for a second person" not in client.get("/admin/").text
    assert not service.may_decide(row, owner)


def test_only_the_rights_of_the_provider_count(
    support: User, started: Enrolment, elsewhere: Client
) -> None:
    foreign = User.objects.get(
        memberships__role="support", memberships__provider__gt=0, pk__gt=support.pk
    )
    with pytest.raises(Refused) as refused:
        ask(started, foreign)
    assert code_of(refused) == "not_allowed"
    row = ask(started, support)
    with pytest.raises(Refused) as refused:
        approve(row, make_staff("support", started.course.series.provider))
    assert code_of(refused) == "not_allowed"


@pytest.mark.parametrize(
    ("change", "given", "code"),
    [
        ({}, {"reason": "  "}, "reason_missing"),
        ({"closed_at": NOW}, {}, "enrolment_closed"),
        ({}, {"now": NOW.replace(year=2030)}, "expired"),
        ({}, {"expires_on": NOW.date() - timedelta(days=1)}, "expires_too_early"),
        ({}, {"kind": Kind.ATTEMPT}, "not_needed"),
    ],
)
def test_what_cannot_be_asked_for_is_refused(
    support: User, started: Enrolment, change: dict[str, Any], given: dict[str, Any], code: str
) -> None:
    Enrolment.objects.filter(pk=started.pk).update(**change)
    with pytest.raises(Refused) as refused:
        ask(started, support, **given)
    assert code_of(refused) == code


def test_it_is_asked_for_once_and_not_without_a_transcript(
    support: User, started: Enrolment
) -> None:
    ask(started, support)
    with pytest.raises(Refused) as refused:
        ask(started, started.user)
    assert code_of(refused) == "already_asked"
    bare = factories.enrol(course=factories.make_course(series=started.course.series))
    bare.watch.video.tracks.all().delete()
    with pytest.raises(Refused) as refused:
        ask(bare, support)
    assert code_of(refused) == "no_transcript"


def test_no_exception_is_granted_after_the_course_has_expired(
    support: User, reviewer: User, started: Enrolment
) -> None:
    row = ask(started, support)
    with pytest.raises(Refused) as refused:
        approve(row, reviewer, now=NOW.replace(year=2030))
    assert code_of(refused) == "expired"


def test_a_withdrawn_exception_holds_no_more(
    support: User, reviewer: User, started: Enrolment
) -> None:
    row = approve(ask(started, support, Kind.WATCHING), reviewer)
    for _ in range(2):
        service.withdraw_exception(exception_id=row.pk, by=support, reason="Mistake.", now=NOW)
    assert not status(started).watched
    assert AuditEntry.objects.get(action="exception-withdrawn").reason == "Mistake."


def test_after_the_claim_it_is_too_late_to_withdraw(
    support: User, reviewer: User, started: Enrolment
) -> None:
    row = approve(ask(started, support, Kind.WATCHING), reviewer)
    moments = {"test_passed_at": NOW, "evaluated_at": NOW, "claimed_at": NOW}
    Enrolment.objects.filter(pk=started.pk).update(**moments)
    with pytest.raises(Refused) as refused:
        service.withdraw_exception(exception_id=row.pk, by=support, reason="x", now=NOW)
    assert code_of(refused) == "already_claimed"
    assert all(step.state == "done" for step in status(started).steps)


def test_the_learner_asks_reads_attests_and_claims_the_same_certificate(
    client: Client, support: User, reviewer: User, started: Enrolment
) -> None:
    client.force_login(started.user)
    page = f"/courses/{started.course.slug}/accommodation/"
    assert "Send request" in client.get(page).content.decode()
    assert client.post(page, {}).status_code == 400
    client.post(page, {"reason": "I cannot hear the video."})
    assert "Request sent" in client.get(page).content.decode()
    row = CreditException.objects.get()
    support_client = sign_in(support)
    assert "I cannot hear" in support_client.get("/admin/learners/").content.decode()
    support_client.post(f"/admin/exceptions/{row.pk}/forward/")
    decide = f"/admin/approvals/{row.pk}/"
    board = sign_in(reviewer)
    assert "I cannot hear" in board.get("/admin/approvals/").content.decode()
    board.post(decide, {"decision": "approve"})
    assert "Welcome to the course." in client.get(page).content.decode()
    assert client.post(page, {}).status_code == 400
    assert client.post(page, {"attested": "on"}).status_code == 302
    _pass(started)
    claim = {"credit_type": "ama-pra-1", "amount": "0.25", "attested": "on", "credentials": ""}
    url = f"/courses/{started.course.slug}/claim/"
    client.post(url, filled_in(client, url, claim))
    assert Certificate.objects.get().status == "valid"
    mail = Mail.objects.get(kind="exception-approved")
    assert started.course.title not in mail.subject


def test_a_request_that_waits_is_told_to_who_can_take_the_next_step(
    support: User, reviewer: User, learner: User, started: Enrolment, provider: Provider
) -> None:
    owner = make_staff("owner", provider)
    row = ask(started, learner)
    mails = Mail.objects.filter(kind="exception-waits")
    assert {mail.user for mail in mails} == {support, owner}
    service.put_forward(exception_id=row.pk, by=owner, now=NOW)
    service.put_forward(exception_id=row.pk, by=owner, now=NOW)
    [mail] = mails.exclude(context__decide=False)
    assert mail.user == reviewer
    message = compose(mail.template, recipient="a@example.org", context=mail.context)
    assert f"/admin/approvals/{row.pk}/" in message.body
    for private in (learner.full_name, "The hospital blocks video."):
        assert private not in f"{mail.subject} {message.body}"


def _pass(enrolment: Enrolment) -> None:
    moments = {"test_passed_at": NOW, "evaluated_at": NOW}
    Enrolment.objects.filter(pk=enrolment.pk).update(**moments)


def test_the_learner_sees_what_was_agreed_and_who_declined(
    client: Client, support: User, reviewer: User, started: Enrolment
) -> None:
    client.force_login(started.user)
    row = ask(started, started.user)
    service.put_forward(exception_id=row.pk, by=support, now=NOW)
    board = sign_in(reviewer)
    assert board.post(f"/admin/approvals/{row.pk}/", {"decision": "decline"}).status_code == 400
    assert board.post(f"/admin/approvals/{row.pk}/", {}).status_code == 400
    board.post(f"/admin/approvals/{row.pk}/", {"decision": "decline", "answer": "Captions help."})
    page = client.get(f"/courses/{started.course.slug}/accommodation/").content.decode()
    assert "Captions help." in page
    approve(ask(started, support, Kind.WATCHING), reviewer)
    for address in ("/dashboard/", f"/courses/{started.course.slug}/learn/"):
        assert "need not watch the whole video" in client.get(address).content.decode()


def test_a_learner_withdraws_their_own_request(client: Client, started: Enrolment) -> None:
    client.force_login(started.user)
    row = ask(started, started.user)
    client.post(f"/courses/{started.course.slug}/accommodation/", {"withdraw": "1"})
    row.refresh_from_db()
    assert row.state == "withdrawn"


def test_the_pages_are_for_those_who_may(
    client: Client, elsewhere: Client, support_client: Client, reviewer: User, started: Enrolment
) -> None:
    row = ask(started, started.user)
    asking = f"/admin/learners/{started.user_id}/courses/{started.course.slug}/exception/"
    for address in (
        asking,
        f"/admin/exceptions/{row.pk}/withdraw/",
        f"/admin/exceptions/{row.pk}/forward/",
        f"/admin/approvals/{row.pk}/",
    ):
        assert elsewhere.post(address).status_code == 404, address
        assert client.post(address).status_code == 302, address
    assert support_client.get("/admin/approvals/").status_code == 404
    assert support_client.get(asking).status_code == 200
    assert support_client.post(asking, {"kind": "watching"}).status_code == 400
    assert sign_in(reviewer).get(f"/admin/exceptions/{row.pk}/withdraw/").status_code == 404
    page = f"/courses/{started.course.slug}/accommodation/"
    assert client.get(page).status_code == 302
    assert support_client.put(page).status_code == 405
