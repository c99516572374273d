"""The team of each provider: members and their roles, invitations, and changes of both."""

from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from accounts.errors import Refused
from accounts.mailboxes import shown_address
from accounts.models import User
from accounts.requests import StaffRequest, refusals_as_messages, refusals_at, sent
from providers.guard import render_staff, staff_action, staff_form, staff_page
from providers.models import Membership, Provider
from providers.rights import Right, may, providers_with
from staff.forms.team import InvitationForm, ProviderForm, RoleForm
from staff.models import FactorReset, Invitation
from staff.services.factor_resets import may_reset
from staff.services.invitations import invite, resend, withdraw
from staff.services.team import add_provider, change_role, last_owner_of, remove_member


@dataclass(frozen=True)
class Team:
    """One provider's members and open invitations, as the page shows them."""

    provider: Provider
    members: list[Membership]
    invitations: list[Invitation]


@staff_page(Right.TEAM)
def team(request: StaffRequest) -> HttpResponse:
    """List members and invitations of each of this owner's providers, and resets that need approval."""
    actor = request.user
    own = providers_with(actor, Right.TEAM)
    context = {
        "teams": [_team_of(provider) for provider in own],
        "resets": [row for row in open_resets() if may_reset(actor, row.person)],
        "administrators": _with_factor(User.objects.filter(is_superuser=True, is_active=True)),
        "may_add_provider": may(actor, Right.ADMINISTER),
        "now": timezone.now(),
    }
    return render_staff(request, "staff/team/list.html", context, title="Team")


def open_resets() -> "QuerySet[FactorReset]":
    """Return the factor resets that wait for a second person."""
    rows = FactorReset.objects.filter(approved_at=None, withdrawn_at=None)
    return rows.select_related("person", "asked_by")


@staff_form(Right.TEAM)
def invite_member(request: StaffRequest, provider_id: int) -> HttpResponse:
    """Ask whom to invite in which role, and send the mail."""
    provider = get_object_or_404(providers_with(request.user, Right.TEAM), pk=provider_id)
    form = InvitationForm(sent(request))
    if form.is_valid():
        who, now = form.cleaned_data, timezone.now()
        with refusals_at(form, "email"):
            invitation = invite(provider=provider, **who, actor=request.user, now=now)
            done = f"Invitation sent to {shown_address(invitation.email)}. Its link works for one week."
            messages.success(request, done)
            return redirect("staff:team")
    context = {"form": form, "provider": provider, "crumbs": _crumbs()}
    title = f"Invite someone to {provider}"
    return render_staff(request, "staff/team/invite.html", context, title=title)


@staff_action(Right.TEAM)
def resend_invitation(request: StaffRequest, invitation_id: int) -> HttpResponse:
    """Send an invitation again."""
    invitation = _invitation(request, invitation_id)
    with refusals_as_messages(request):
        resend(invitation_id=invitation.pk, actor=request.user, now=timezone.now())
        messages.success(
            request,
            f"Sent again to {shown_address(invitation.email)}. The earlier link no longer works.",
        )
    return redirect("staff:team")


@staff_action(Right.TEAM)
def withdraw_invitation(request: StaffRequest, invitation_id: int) -> HttpResponse:
    """Withdraw an invitation."""
    invitation = _invitation(request, invitation_id)
    with refusals_as_messages(request):
        withdraw(invitation_id=invitation.pk, actor=request.user, now=timezone.now())
        messages.success(
            request, f"The invitation for {shown_address(invitation.email)} was withdrawn."
        )
    return redirect("staff:team")


@staff_form(Right.TEAM)
def member(request: StaffRequest, membership_id: int) -> HttpResponse:
    """Show one member; a POST gives them another role."""
    row = _membership(request, membership_id)
    form = RoleForm(sent(request), initial={"role": row.role})
    if form.is_valid():
        with refusals_at(form, "role"):
            change_role(membership=row, role=form.cleaned_data["role"], actor=request.user)
            messages.success(request, f"{row.user.full_name} is now {row.get_role_display()}.")
            return redirect("staff:team")
    context = {
        "form": form,
        "member": row,
        "is_self": row.user_id == request.user.pk,
        "is_last_owner": last_owner_of(row),
        "may_reset": may_reset(request.user, row.user),
        "crumbs": _crumbs(),
    }
    title = f"{row.user.full_name} at {row.provider}"
    return render_staff(request, "staff/team/member.html", context, title=title)


@staff_action(Right.TEAM)
def remove(request: StaffRequest, membership_id: int) -> HttpResponse:
    """Remove a member from the team."""
    row = _membership(request, membership_id)
    actor = request.user
    try:
        remove_member(membership=row, actor=actor, now=timezone.now())
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("staff:member", membership_id)
    messages.success(request, f"{row.user.full_name} no longer works for {row.provider}.")
    # Members who left may no longer have the right to see the team page.
    return redirect("home" if row.user_id == actor.pk else "staff:team")


@staff_form(Right.ADMINISTER)
def provider_add(request: StaffRequest) -> HttpResponse:
    """Add a provider, whose first owner is the administrator who adds it."""
    form = ProviderForm(sent(request))
    if request.method == "POST" and form.is_valid():
        provider = add_provider(provider=form.save(), actor=request.user)
        messages.success(
            request, f"{provider} was added, and you are its owner. Now invite its team."
        )
        return redirect("staff:invite", provider.pk)
    context = {"form": form, "crumbs": _crumbs()}
    title = "Add a provider"
    return render_staff(request, "staff/team/provider.html", context, title=title)


def _team_of(provider: Provider) -> Team:
    members = _with_factor(provider.memberships.select_related("user"), "user").order_by(
        "user__full_name", "pk"
    )
    invitations = Invitation.objects.open().filter(provider=provider)
    return Team(provider, list(members), list(invitations.select_related("invited_by")))


def _with_factor(people: "QuerySet[Any]", path: str = "pk") -> "QuerySet[Any]":
    """Annotate each with `has_factor`: whether a second factor is set up."""
    factors = Authenticator.objects.filter(user=OuterRef(path), type__in=("webauthn", "totp"))
    known: QuerySet[Any] = people.annotate(has_factor=Exists(factors))
    return known


def _membership(request: StaffRequest, membership_id: int) -> Membership:
    own = Membership.objects.filter(provider__in=providers_with(request.user, Right.TEAM))
    return get_object_or_404(own.select_related("user", "provider"), pk=membership_id)


def _invitation(request: StaffRequest, invitation_id: int) -> Invitation:
    own = Invitation.objects.filter(provider__in=providers_with(request.user, Right.TEAM))
    return get_object_or_404(own, pk=invitation_id)


def _crumbs() -> list[tuple[str, str]]:
    return [("Team", reverse("staff:team"))]
