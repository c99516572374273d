"""An invitation opens the staff pages to one person, once, and for a week."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import IntegrityError, transaction

from accounts.errors import Refused
from accounts.models import AuditEntry, Mail, User
from providers.models import Membership, Provider
from staff.models import Invitation
from staff.services import invitations
from staff.services.invitations import accept, invite, resend, token_of, withdraw
from staff.services.retention import purge_invitations
from tests.factories import NOW

WEEK = timedelta(days=7)


@pytest.fixture
def invitation(provider: Provider, owner: User) -> Invitation:
    return invite(provider=provider, email="Kate@Example.org", role="manager", actor=owner, now=NOW)


def refusal(call: Any, **arguments: Any) -> str:
    with pytest.raises(Refused) as refused, transaction.atomic():
        call(**arguments)
    return refused.value.code


def test_accepting_gives_the_role_and_opens_the_staff_pages(
    invitation: Invitation, kate: User
) -> None:
    membership = accept(invitation_id=invitation.pk, user=kate, now=NOW)
    kate.refresh_from_db()
    assert (membership.role, membership.user, kate.is_staff) == ("manager", kate, True)
    actions = AuditEntry.objects.order_by("id").values_list("action", "actor__full_name")
    assert list(actions) == [("invited", "Olga Owner"), ("invitation-accepted", "Kate Novak")]


def test_a_secondary_verified_address_is_enough(invitation: Invitation, provider: Provider) -> None:
    other = User.objects.create_user("other@example.org", full_name="Kate")
    address = EmailAddress.objects.create(user=other, email="kate@example.org", verified=False)
    assert refusal(accept, invitation_id=invitation.pk, user=other, now=NOW) == "not_yours"
    EmailAddress.objects.filter(pk=address.pk).update(verified=True)
    accept(invitation_id=invitation.pk, user=other, now=NOW)
    assert Membership.objects.get(user=other).provider == provider


def test_it_works_once(invitation: Invitation, kate: User) -> None:
    accept(invitation_id=invitation.pk, user=kate, now=NOW)
    assert refusal(accept, invitation_id=invitation.pk, user=kate, now=NOW) == "accepted"


def test_it_ends_after_a_week(invitation: Invitation, kate: User) -> None:
    assert refusal(accept, invitation_id=invitation.pk, user=kate, now=NOW + WEEK) == "expired"
    assert not Membership.objects.filter(user=kate).exists()


def test_a_withdrawn_one_opens_nothing(invitation: Invitation, kate: User, owner: User) -> None:
    for _ in range(2):
        withdraw(invitation_id=invitation.pk, actor=owner, now=NOW)
    assert refusal(accept, invitation_id=invitation.pk, user=kate, now=NOW) == "withdrawn"
    assert AuditEntry.objects.filter(action="invitation-withdrawn").count() == 1


def test_what_was_accepted_is_neither_withdrawn_nor_sent_again(
    invitation: Invitation, kate: User, owner: User
) -> None:
    accept(invitation_id=invitation.pk, user=kate, now=NOW)
    assert refusal(withdraw, invitation_id=invitation.pk, actor=owner, now=NOW) == "accepted"
    assert refusal(resend, invitation_id=invitation.pk, actor=owner, now=NOW) == "accepted"


def test_sending_again_makes_a_new_link_for_another_week(
    invitation: Invitation, owner: User
) -> None:
    former = token_of(invitation)
    newer = resend(invitation_id=invitation.pk, actor=owner, now=NOW + WEEK)
    assert newer.expires_at == NOW + 2 * WEEK
    assert invitations.invitation_of(former) is None
    assert invitations.invitation_of(token_of(newer)) == invitation


@pytest.mark.parametrize("token", ["", "nonsense", "WzEsMV0:forged"])
def test_a_forged_link_leads_nowhere(invitation: Invitation, token: str) -> None:
    assert invitations.invitation_of(token) is None


def test_nobody_is_invited_twice_or_where_they_work(
    invitation: Invitation, provider: Provider, owner: User, manager: User
) -> None:
    again: dict[str, Any] = {"provider": provider, "role": "viewer", "actor": owner, "now": NOW}
    assert refusal(invite, email="kate@example.ORG", **again) == "already_invited"
    assert refusal(invite, email=manager.email, **again) == "already_member"


def test_a_member_by_another_address_is_not_made_twice(
    invitation: Invitation, provider: Provider, kate: User
) -> None:
    Membership.objects.create(user=kate, provider=provider, role="viewer")
    assert refusal(accept, invitation_id=invitation.pk, user=kate, now=NOW) == "already_member"
    assert Membership.objects.get(user=kate).role == "viewer"


def test_the_mail_is_neutral_and_its_link_opens(invitation: Invitation) -> None:
    row = Mail.objects.get(kind="invitation")
    invitations.deliver_invitation(invitation_id=invitation.pk, mail_id=row.pk)
    invitations.deliver_invitation(invitation_id=invitation.pk, mail_id=row.pk)
    [sent] = mail.outbox
    assert (sent.subject, sent.to) == ("Your invitation", ["kate@example.org"])
    assert f"/invitation/{token_of(invitation)}/" in str(sent.body)


def test_a_mail_still_waiting_is_not_sent_once_the_invitation_ended(
    invitation: Invitation, owner: User
) -> None:
    withdraw(invitation_id=invitation.pk, actor=owner, now=NOW)
    row = Mail.objects.get(kind="invitation")
    invitations.deliver_invitation(invitation_id=invitation.pk, mail_id=row.pk)
    assert mail.outbox == []


def test_the_database_allows_one_open_invitation_for_an_address(invitation: Invitation) -> None:
    fields: dict[str, Any] = {"provider": invitation.provider, "invited_by": invitation.invited_by}
    with pytest.raises(IntegrityError, match="one_open_invitation"), transaction.atomic():
        Invitation.objects.create(
            **fields, email="kate@example.org", role="viewer", expires_at=NOW + WEEK, sent_at=NOW
        )


def test_who_never_joined_is_forgotten_after_a_month(invitation: Invitation) -> None:
    assert purge_invitations(now=NOW + WEEK + timedelta(days=29)) == 0
    assert purge_invitations(now=NOW + WEEK + timedelta(days=31)) == 1
    assert AuditEntry.objects.get(action="invited").subject_label == ""
