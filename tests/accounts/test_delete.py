"""Leaving: what is erased, who may not, and that a stranger at an open computer cannot."""

from collections.abc import Callable

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client

from accounts.audit import record
from accounts.errors import Refused
from accounts.models import AccountMerge, AuditEntry, Mail, User
from accounts.services import delete_account
from reporting.models import Licence

Code = Callable[[], str]
SignIn = Callable[[User], Client]
PAGE = "/accounts/delete/"
CONFIRM = "/accounts/confirm/"


def test_the_page_says_what_goes_and_what_stays(learner: User, sign_in: SignIn) -> None:
    page = sign_in(learner).get(PAGE).text
    assert "Erased immediately" in page
    assert "six years and 30 days" in page
    assert User.objects.filter(pk=learner.pk).exists()


def test_deleting_erases_the_person_and_signs_out(learner: User, sign_in: SignIn) -> None:
    Licence.objects.create(user=learner, state="IL", number="036123456")
    client = sign_in(learner)
    response = client.post(PAGE)
    assert response["Location"] == "/"
    assert "_auth_user_id" not in client.session
    assert not User.objects.exists()
    assert not EmailAddress.objects.exists()
    assert not Licence.objects.exists()
    assert not Mail.objects.exists()


def test_staffs_log_keeps_the_act_and_forgets_the_person(learner: User) -> None:
    clerk = User.objects.create_user("clerk@example.org", full_name="Clerk", is_staff=True)
    told = {"added": {"name": "email address", "object": "nora@home.example"}}
    LogEntry.objects.log_actions(clerk.pk, [learner, clerk], CHANGE, [told])
    delete_account(user_id=learner.pk)
    lines = LogEntry.objects.order_by("object_repr").values_list("object_repr", "change_message")
    assert [line[0] for line in lines] == ["Clerk <clerk@example.org>", "Deleted"]
    assert "nora" not in lines[1][1]


def test_every_device_of_theirs_is_signed_out_and_no_one_elses(
    learner: User, sign_in: SignIn
) -> None:
    other = User.objects.create_user("kate@example.org", full_name="Kate")
    Client().force_login(other)
    sign_in(learner)
    delete_account(user_id=learner.pk)
    # The test's client saves an empty session first, which is nobody's.
    owners = [row.get_decoded().get("_auth_user_id") for row in Session.objects.all()]
    assert [owner for owner in owners if owner] == [str(other.pk)]


def test_someone_who_signed_in_long_ago_proves_themselves_again(
    learner: User, sign_in: SignIn, code_of_last_mail: Code
) -> None:
    with time_machine.travel("2026-11-23 08:00Z", tick=False) as clock:
        client = sign_in(learner)
        clock.shift(16 * 60)
        refused = client.post(PAGE)
        assert refused["Location"] == f"{CONFIRM}?next=%2Faccounts%2Fdelete%2F"
        assert User.objects.exists()
        client.post(f"{CONFIRM}?next={PAGE}", {"send": "1"})
        client.post(f"{CONFIRM}?next={PAGE}", {"code": code_of_last_mail()})
    assert not User.objects.exists()


def test_the_second_proof_takes_three_tries_of_one_code(
    learner: User, sign_in: SignIn, code_of_last_mail: Code
) -> None:
    client = sign_in(learner)
    client.post(CONFIRM, {"send": "1"})
    code = code_of_last_mail()
    for _ in range(2):
        assert "That code doesn’t match" in client.post(CONFIRM, {"code": "BBBB-BBBB"}).text
    end = client.post(f"{CONFIRM}?next={PAGE}", {"code": "BBBB-BBBB"}, follow=True)
    assert "Get a new one" in end.text
    assert end.redirect_chain == [(f"{CONFIRM}?next=%2Faccounts%2Fdelete%2F", 302)]
    assert client.post(CONFIRM, {"code": code})["Location"] == CONFIRM


def test_no_code_is_right_before_one_was_sent(learner: User, sign_in: SignIn) -> None:
    client = sign_in(learner)
    sent = len(mail.outbox)
    for code in ("", "-", "BBBB-BBBB"):
        assert client.post(CONFIRM, {"code": code})["Location"] == CONFIRM
    assert "Email me a code" in client.get(CONFIRM).text
    assert len(mail.outbox) == sent


def test_a_passkey_out_of_reach_leaves_the_code(learner: User, sign_in: SignIn) -> None:
    Authenticator.objects.create(user=learner, type=Authenticator.Type.RECOVERY_CODES, data={})
    learner.set_password("correct horse battery")
    learner.save()
    client = sign_in(learner)
    page = client.get("/accounts/reauthenticate/?next=/accounts/2fa/")
    assert f'href="{CONFIRM}?next=%2Faccounts%2F2fa%2F"' in page.text


def test_staff_cannot_delete_themselves(learner: User, sign_in: SignIn) -> None:
    User.objects.update(is_staff=True)
    client = sign_in(learner)
    page = client.post(PAGE)
    assert page.status_code == 409
    assert "another administrator" in page.text
    with pytest.raises(Refused) as refusal:
        delete_account(user_id=learner.pk)
    assert refusal.value.code == "staff"
    assert User.objects.exists()


def test_the_log_of_former_staff_is_not_erased_with_them(learner: User, sign_in: SignIn) -> None:
    other = User.objects.create_user("kate@example.org", full_name="Kate")
    LogEntry.objects.log_actions(learner.pk, [other], CHANGE, "Name corrected")
    assert "must keep your name" in sign_in(learner).post(PAGE).text
    assert LogEntry.objects.get().user == learner


def test_who_acted_as_staff_keeps_their_name_in_the_audit_trail(learner: User) -> None:
    record(learner, "certificate-revoked")
    with pytest.raises(Refused) as refusal:
        delete_account(user_id=learner.pk)
    assert refusal.value.code == "was_staff"


@pytest.mark.parametrize("where", ["audit trail", "log of the admin"])
def test_who_worked_here_with_an_account_that_was_joined_is_refused_too(
    learner: User, where: str
) -> None:
    former = User.objects.create_user("former@example.org", full_name="Nora Once")
    if where == "audit trail":
        record(former, "certificate-revoked")
    else:
        LogEntry.objects.log_actions(former.pk, [learner], CHANGE, "Name corrected")
    by = User.objects.create_user("clerk@example.org", full_name="Clerk", is_staff=True)
    AccountMerge.objects.create(kept=learner, merged=former, by=by, reason="Called.")
    with pytest.raises(Refused) as refusal:
        delete_account(user_id=learner.pk)
    assert refusal.value.code == "was_staff"
    assert User.objects.filter(pk__in=[learner.pk, former.pk]).count() == 2


def test_a_code_to_an_address_that_was_never_confirmed_goes_too(
    learner: User, sign_in: SignIn
) -> None:
    client = sign_in(learner)
    client.post("/accounts/email/", {"action_add": "", "email": "new@home.example"})
    assert Mail.objects.get(recipient="new@home.example").user == learner
    client.post(PAGE)
    assert not Mail.objects.exists()


def test_the_audit_trail_keeps_the_act_and_forgets_the_learner(learner: User) -> None:
    clerk = User.objects.create_user("clerk@example.org", full_name="Clerk", is_staff=True)
    lines = [
        record(clerk, "timeline-read", learner),
        record(clerk, "name-corrected", clerk, learner=learner),
        record(clerk, "timeline-read", clerk),
    ]
    delete_account(user_id=learner.pk)
    kept = [AuditEntry.objects.get(pk=line.pk) for line in lines]
    assert [line.subject_label for line in kept] == ["", "", str(clerk)]
    assert kept[1].learner is None


def test_a_stranger_is_asked_to_sign_in(client: Client, db: None) -> None:
    assert client.post(PAGE)["Location"].startswith("/accounts/login/")
    assert client.post(CONFIRM, {"send": "1"})["Location"].startswith("/accounts/login/")


def test_who_has_just_signed_up_is_not_asked_again(
    client: Client, learner: User, code_of_last_mail: Code
) -> None:
    answers = {"full_name": "Kate", "email": "k@example.org", "profession": learner.profession_id}
    client.post("/accounts/signup/", answers)
    client.post("/accounts/confirm-email/", {"code": code_of_last_mail()})
    assert client.get(PAGE).status_code == 200
