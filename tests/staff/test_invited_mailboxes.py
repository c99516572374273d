"""An invitation goes to a mailbox, however staff wrote its address, and its owner accepts it."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.errors import Refused
from accounts.models import AuditEntry, Mail, User
from providers.models import Provider
from staff.models import Invitation
from staff.services.invitations import accept, deliver_invitation, invite, token_of
from staff.services.trail import Line, every_line
from staff.services.trail_sources import Search
from tests import factories
from tests.factories import NOW
from tests.spellings import MAILBOX, NO_ADDRESSES, SHOWN, SPELLINGS
from tests.staff_members import sign_in

any_spelling = pytest.mark.parametrize("typed", SPELLINGS.values(), ids=SPELLINGS.keys())
no_address = pytest.mark.parametrize(("typed", "said"), NO_ADDRESSES.items())


@any_spelling
def test_the_owner_of_the_mailbox_accepts_once(provider: Provider, owner: User, typed: str) -> None:
    invitation = invite(provider=provider, email=typed, role="manager", actor=owner, now=NOW)
    assert invitation.email == MAILBOX
    with pytest.raises(Refused) as twice:
        invite(provider=provider, email=SHOWN, role="manager", actor=owner, now=NOW)
    assert twice.value.code == "already_invited"
    anna = factories.make_user(email=typed, full_name="Anna Bauer", verified=True)
    accept(invitation_id=invitation.pk, user=anna, now=NOW)
    with pytest.raises(Refused) as member:
        invite(provider=provider, email=typed, role="manager", actor=owner, now=NOW)
    assert member.value.code == "already_member"


def test_pages_show_the_address_in_unicode_and_the_mail_goes_to_its_punycode(
    provider: Provider, owner: User
) -> None:
    client = sign_in(owner)
    url = reverse("staff:invite", args=[provider.pk])
    told = client.post(url, {"email": SHOWN, "role": "manager"}, follow=True).content.decode()
    assert f"Invitation sent to {SHOWN}" in told
    assert MAILBOX not in told
    invitation = Invitation.objects.get()
    opened = Client().get(f"/invitation/{token_of(invitation)}/").content.decode()
    assert f"<strong>{SHOWN}</strong>" in opened
    row = Mail.objects.get(kind="invitation")
    deliver_invitation(invitation_id=invitation.pk, mail_id=row.pk)
    assert mail.outbox[-1].to == [MAILBOX]


@no_address
def test_what_is_no_address_is_explained_and_kept(
    provider: Provider, owner: User, typed: str, said: str
) -> None:
    url = reverse("staff:invite", args=[provider.pk])
    page = sign_in(owner).post(url, {"email": typed, "role": "manager"}).content.decode()
    assert said in page
    assert f'value="{typed}"' in page
    assert not Invitation.objects.exists()


def found_by(actor: str) -> list[Line]:
    return list(every_line(Search(providers=None, actor=actor), most=10))


@any_spelling
def test_the_audit_trail_finds_acts_by_the_actors_address(provider: Provider, typed: str) -> None:
    anna = factories.make_user(email=MAILBOX, full_name="Anna Bauer")
    AuditEntry.objects.create(actor=anna, action="course-read")
    assert [line.action for line in found_by(typed)] == ["course-read"]


def test_the_audit_trail_takes_nobody_for_who_looks_alike(provider: Provider) -> None:
    mike = factories.make_user(email="mike@example.org", full_name="Mike Stone")
    AuditEntry.objects.create(actor=mike, action="course-read")
    assert found_by("Mike@Example.org")
    assert not found_by("mıke@example.org")
