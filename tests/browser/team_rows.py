"""A team for the browser: colleagues, an invitation, a lost factor, and staff on their way in."""

from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from accounts.models import User
from providers.models import Provider
from providers.services.owner_answers import answer_questions
from staff.services.factor_resets import ask_reset
from staff.services.invitations import invite, token_of
from tests.browser.everything import Everything
from tests.staff_members import make_staff, prove


def make_team_rows(everything: Everything, owner: User) -> None:
    """Fill the first provider's team; say what addresses speak of."""
    provider, now = Provider.objects.order_by("pk")[0], timezone.now()
    colleague = make_staff("viewer", provider, full_name="Vic Viewer")
    lost = make_staff("support", provider, full_name="Lou Lost")
    for person in (colleague, lost):
        Authenticator.objects.create(user=person, type="totp", data={})
    other = make_staff("owner", provider, full_name="Otto Owner")
    answers = {"video-rights": "Ours; the contract is kept with the recordings."}
    answer_questions(provider=provider, answers=answers, actor=owner, now=now)
    reset = ask_reset(person=lost, actor=other, reason="New phone; I called back.", now=now)
    invitation = invite(
        provider=provider, email="kate@example.org", role="manager", actor=owner, now=now
    )
    everything.places |= {
        "team_provider": provider.pk,
        "team_member": colleague.memberships.get().pk,
        "team_person": colleague.pk,
        "team_reset": reset.pk,
        "team_token": token_of(invitation),
    }
    newcomer = make_staff("viewer", provider, full_name="Nell New")
    everything.admit("factorless", _signed_in(newcomer))
    codeless = make_staff("viewer", provider, full_name="Cora Codeless")
    client = prove(_signed_in(codeless))
    Authenticator.objects.filter(user=codeless).delete()
    Authenticator.objects.create(user=codeless, type="totp", data={})
    everything.admit("codeless", client)


def _signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client
