"""A lost second factor takes two: neither of them its owner, nor both the same."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, transaction

from accounts.errors import Refused
from accounts.models import AuditEntry, Mail, User
from providers.models import Membership
from staff.models import FactorReset
from staff.services.factor_resets import approve_reset, ask_reset, withdraw_reset
from tests import factories
from tests.factories import NOW
from tests.staff_members import make_staff, sign_in

WHY = "Telephoned; knew the number of the staff badge."


@pytest.fixture
def locked_out(manager: User) -> User:
    sign_in(manager)
    Authenticator.objects.create(user=manager, type="totp", data={})
    return manager


@pytest.fixture
def reset(locked_out: User, owner: User) -> FactorReset:
    return ask_reset(person=locked_out, actor=owner, reason=WHY, now=NOW)


def refusal(call: Any, **arguments: Any) -> str:
    with pytest.raises(Refused) as refused:
        call(**arguments)
    return refused.value.code


def is_signed_in(user: User) -> bool:
    return any(
        session.get_decoded().get(SESSION_KEY) == str(user.pk) for session in Session.objects.all()
    )


def test_two_owners_remove_factors_codes_and_sessions(
    reset: FactorReset, locked_out: User, second_owner: User
) -> None:
    for _ in range(2):
        approve_reset(reset_id=reset.pk, actor=second_owner, now=NOW)
    assert not Authenticator.objects.filter(user=locked_out).exists()
    assert not is_signed_in(locked_out)
    lines = AuditEntry.objects.order_by("id").values_list("action", "reason")
    assert list(lines) == [("factor-reset-asked", WHY), ("factor-reset", WHY)]
    kinds = Mail.objects.filter(user=locked_out).order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["factor-reset-asked", "factor-reset"]


def test_asking_alone_removes_nothing(reset: FactorReset, locked_out: User) -> None:
    assert Authenticator.objects.filter(user=locked_out).exists()


def test_who_asked_cannot_agree(reset: FactorReset, owner: User) -> None:
    assert refusal(approve_reset, reset_id=reset.pk, actor=owner, now=NOW) == "same_person"


def test_the_administrator_is_the_second_where_there_is_one_owner(
    reset: FactorReset, locked_out: User, administrator: User
) -> None:
    approve_reset(reset_id=reset.pk, actor=administrator, now=NOW)
    assert not Authenticator.objects.filter(user=locked_out).exists()


def test_nobody_takes_part_in_their_own(owner: User, second_owner: User) -> None:
    sign_in(owner)
    Authenticator.objects.create(user=owner, type="totp", data={})
    own: dict[str, Any] = {"person": owner, "reason": WHY, "now": NOW}
    assert refusal(ask_reset, actor=owner, **own) == "not_allowed"
    reset = ask_reset(actor=second_owner, **own)
    assert refusal(approve_reset, reset_id=reset.pk, actor=owner, now=NOW) == "not_allowed"


@pytest.mark.parametrize("role", [role for role in Membership.Role.values if role != "owner"])
def test_only_owners_take_part(reset: FactorReset, role: str) -> None:
    colleague = make_staff(role, *[row.provider for row in Membership.objects.all()[:1]])
    assert refusal(approve_reset, reset_id=reset.pk, actor=colleague, now=NOW) == "not_allowed"


def test_owners_of_another_provider_take_no_part(reset: FactorReset) -> None:
    stranger = make_staff("owner", factories.make_provider())
    assert refusal(approve_reset, reset_id=reset.pk, actor=stranger, now=NOW) == "not_allowed"


def test_an_administrators_factor_is_not_an_owners_to_reset(
    administrator: User, owner: User
) -> None:
    Membership.objects.create(
        user=administrator, provider=owner.memberships.get().provider, role="viewer"
    )
    sent: dict[str, Any] = {"person": administrator, "actor": owner, "reason": WHY, "now": NOW}
    assert refusal(ask_reset, **sent) == "not_allowed"


def test_nothing_is_reset_without_reason_or_factor(owner: User, manager: User) -> None:
    sent: dict[str, Any] = {"person": manager, "actor": owner, "now": NOW}
    assert refusal(ask_reset, reason=WHY, **sent) == "no_factor"
    Authenticator.objects.create(user=manager, type="webauthn", data={})
    assert refusal(ask_reset, reason="  ", **sent) == "reason_missing"


def test_one_request_at_a_time_and_an_old_one_makes_room(
    reset: FactorReset, locked_out: User, owner: User, second_owner: User
) -> None:
    sent: dict[str, Any] = {"person": locked_out, "actor": owner, "reason": WHY}
    assert refusal(ask_reset, now=NOW, **sent) == "already_asked"
    later = NOW + timedelta(days=7)
    again: dict[str, Any] = {"reset_id": reset.pk, "actor": second_owner, "now": later}
    assert refusal(approve_reset, **again) == "expired"
    assert ask_reset(now=later, **sent).pk != reset.pk


def test_a_withdrawn_request_is_not_approved(reset: FactorReset, second_owner: User) -> None:
    for _ in range(2):
        withdraw_reset(reset_id=reset.pk, actor=second_owner, now=NOW)
    assert refusal(approve_reset, reset_id=reset.pk, actor=second_owner, now=NOW) == "withdrawn"
    assert AuditEntry.objects.filter(action="factor-reset-withdrawn").count() == 1


@pytest.mark.parametrize("field", ["asked_by", "approved_by"])
def test_the_database_wants_two_others(reset: FactorReset, field: str, locked_out: User) -> None:
    wrong: dict[str, Any] = {"approved_by": reset.asked_by, "approved_at": NOW}
    if field == "asked_by":
        wrong = {"asked_by": locked_out}
    with pytest.raises(IntegrityError, match="factor_reset"), transaction.atomic():
        FactorReset.objects.filter(pk=reset.pk).update(**wrong)


def test_a_sole_administrator_gets_back_in_from_the_server(locked_out: User) -> None:
    call_command("reset_factor", locked_out.email.upper(), reason=WHY)
    assert not Authenticator.objects.filter(user=locked_out).exists()
    assert not is_signed_in(locked_out)
    line = AuditEntry.objects.get()
    assert (line.actor, line.action, line.reason) == (None, "factor-reset-from-the-server", WHY)
    assert line.provider == locked_out.memberships.get().provider_id
    assert Mail.objects.get(user=locked_out).kind == "factor-reset"


@pytest.mark.parametrize(
    ("email", "reason", "sentence"),
    [
        ("nobody@example.org", WHY, "No one has"),
        ("learner@example.org", WHY, "This is for staff"),
        ("", WHY, "no second factor"),
        ("", "  ", "Say what happened"),
    ],
)
def test_from_the_server_nothing_is_removed_without_need_and_reason(
    manager: User, email: str, reason: str, sentence: str
) -> None:
    factories.make_user(email="learner@example.org")
    with pytest.raises(CommandError, match=sentence):
        call_command("reset_factor", email or manager.email, reason=reason)
    assert not AuditEntry.objects.exists()
