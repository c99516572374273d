"""Invitations to a provider's staff: by mail, valid for a week, for one person, usable once."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.core import signing
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse
from procrastinate.contrib.django import app as jobs

from accounts import mail
from accounts.audit import record
from accounts.errors import Refused
from accounts.mailboxes import clean_address, shown_address
from accounts.models import User
from accounts.services import set_staff
from providers.models import Membership, Provider
from providers.services.memberships import grant_role
from staff.models import INVITATION_LASTS, Invitation

SEND_TASK = "staff.send_invitation"
_TEMPLATE = "staff/email/invitation"
_signer = signing.Signer(salt="staff.invitation")


@transaction.atomic
def invite(*, provider: Provider, email: str, role: str, actor: User, now: datetime) -> Invitation:
    """Invite the owner of `email` to `role`.

    Raises `Refused`: already_member, already_invited; `ValidationError` for what is no address.
    """
    email = clean_address(email)
    if _member_with(email, provider):
        message = "This person already works here. Change the role on the team page."
        raise Refused("already_member", message)
    try:
        with transaction.atomic():
            invitation = Invitation.objects.create(
                provider=provider,
                email=email,
                role=role,
                invited_by=actor,
                sent_at=now,
                expires_at=now + INVITATION_LASTS,
            )
    except IntegrityError as taken:
        message = "This person was already invited. Send the email again below, or withdraw the invitation first."
        raise Refused("already_invited", message) from taken
    _queue(invitation)
    record(actor, "invited", invitation, provider=provider, role=role)
    return invitation


@transaction.atomic
def resend(*, invitation_id: int, actor: User, now: datetime) -> Invitation:
    """Send a new link for another week; the old one stops working. Raises `Refused`: accepted, withdrawn."""
    invitation = _locked(invitation_id)
    _refuse_closed(invitation)
    invitation.link_version += 1
    invitation.sent_at, invitation.expires_at = now, now + INVITATION_LASTS
    invitation.save(update_fields=["link_version", "sent_at", "expires_at"])
    _queue(invitation)
    provider = invitation.provider_id
    record(actor, "invitation-resent", invitation, provider=provider)
    return invitation


@transaction.atomic
def withdraw(*, invitation_id: int, actor: User, now: datetime) -> Invitation:
    """Withdraw an invitation. Idempotent. Raises `Refused`: accepted."""
    invitation = _locked(invitation_id)
    if invitation.withdrawn_at is None:
        _refuse_closed(invitation)
        invitation.withdrawn_at = now
        invitation.save(update_fields=["withdrawn_at"])
        provider = invitation.provider_id
        record(actor, "invitation-withdrawn", invitation, provider=provider)
    return invitation


@transaction.atomic
def accept(*, invitation_id: int, user: User, now: datetime) -> Membership:
    """Make `user` a staff member with the role. They must own the address that was invited.

    Raises `Refused`: accepted, withdrawn, expired, not_yours, already_member.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    invitation = _locked(invitation_id)
    refuse_unless_open(invitation, now=now)
    if not is_for(invitation, user):
        message = (
            f"This invitation is for {shown_address(invitation.email)}. Sign in with that address."
        )
        raise Refused("not_yours", message)
    membership = grant_role(user=user, provider=invitation.provider, role=invitation.role)
    set_staff(user=user, is_staff=True)
    invitation.accepted_at, invitation.accepted_by = now, user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    provider = invitation.provider_id
    record(user, "invitation-accepted", membership, provider=provider, role=invitation.role)
    return membership


def refuse_unless_open(invitation: Invitation, *, now: datetime) -> None:
    """Raise `Refused` (accepted, withdrawn, expired), which says what the invited person can do."""
    _refuse_closed(invitation)
    if invitation.is_over(now):
        message = (
            f"This invitation expired after {INVITATION_LASTS.days} days. Ask"
            f" {invitation.invited_by.full_name} to send it again."
        )
        raise Refused("expired", message)


def is_for(invitation: Invitation, user: User) -> bool:
    """Say whether it was sent to a verified address of `user`."""
    own = EmailAddress.objects.filter(user=user, verified=True)
    return bool(own.filter(email=invitation.email).exists())


def token_of(invitation: Invitation) -> str:
    """Return the signed token of the link, valid for the newest mail only."""
    return _signer.sign_object([invitation.pk, invitation.link_version])


def invitation_of(token: str) -> Invitation | None:
    """Return the invitation that a token belongs to; None if it is invalid or not the newest."""
    try:
        key, version = _signer.unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    rows = Invitation.objects.select_related("provider", "invited_by")
    return rows.filter(pk=key, link_version=version).first()


def deliver_invitation(*, invitation_id: int, mail_id: int) -> None:
    """Send an invitation's mail, unless it was sent, or the invitation was closed in the meantime."""
    rows = Invitation.objects.open().select_related("provider", "invited_by")
    invitation = rows.filter(pk=invitation_id).first()
    if invitation is None:
        return
    link = reverse("staff:invitation", args=[token_of(invitation)])
    context = _context(invitation) | {"link": link}
    mail.deliver(mail_id=mail_id, template=_TEMPLATE, context=context)


def _queue(invitation: Invitation) -> None:
    row = mail.record_queued(
        recipient=invitation.email,
        kind="invitation",
        template=_TEMPLATE,
        context=_context(invitation),
    )
    task = jobs.configure_task(SEND_TASK, queue="mail")
    task.defer(invitation_id=invitation.pk, mail_id=row.pk)


def _context(invitation: Invitation) -> dict[str, str]:
    return {
        "invited_by": invitation.invited_by.full_name,
        "provider": invitation.provider.name,
        "role": invitation.get_role_display(),
        "days": str(INVITATION_LASTS.days),
    }


def _locked(invitation_id: int) -> Invitation:
    rows = Invitation.objects.select_related("provider", "invited_by")
    return rows.select_for_update(of=("self",)).get(pk=invitation_id)


def _refuse_closed(invitation: Invitation) -> None:
    if invitation.accepted_at is not None:
        raise Refused("accepted", "This invitation was already accepted. It works only once.")
    if invitation.withdrawn_at is not None:
        raise Refused("withdrawn", "This invitation was withdrawn. Ask for a new one.")


def _member_with(email: str, provider: Provider) -> bool:
    theirs = Q(user__email=email) | Q(
        user__emailaddress__email=email, user__emailaddress__verified=True
    )
    return Membership.objects.filter(theirs, provider=provider).exists()
