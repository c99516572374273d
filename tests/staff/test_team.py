"""Roles are changed by others, and a provider always keeps an owner."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.errors import Refused
from accounts.models import AuditEntry, User
from providers.models import Membership, Provider
from staff.services.invitations import invite
from staff.services.team import add_provider, change_role, remove_member
from tests import factories
from tests.factories import NOW
from tests.staff_members import make_staff


def membership_of(user: User) -> Membership:
    return Membership.objects.get(user=user)


def refusal(call: Any, **arguments: Any) -> str:
    with pytest.raises(Refused) as refused:
        call(**arguments)
    return refused.value.code


def test_a_changed_role_is_audited_with_what_it_was(owner: User, manager: User) -> None:
    assert change_role(membership=membership_of(manager), role="viewer", actor=owner)
    assert not change_role(membership=membership_of(manager), role="viewer", actor=owner)
    line = AuditEntry.objects.get(action="role-changed")
    assert line.details == {"before": "manager", "after": "viewer"}


def test_nobody_raises_themselves(manager: User, owner: User) -> None:
    own: dict[str, Any] = {"membership": membership_of(manager), "role": "owner", "actor": manager}
    assert refusal(change_role, **own) == "own_role"
    assert membership_of(manager).role == "manager"


def test_the_last_owner_is_neither_demoted_nor_removed(owner: User, administrator: User) -> None:
    last = membership_of(owner)
    assert refusal(change_role, membership=last, role="viewer", actor=administrator) == "last_owner"
    assert refusal(remove_member, membership=last, actor=owner, now=NOW) == "last_owner"
    assert membership_of(owner).role == "owner"


def test_an_owner_may_leave_while_another_stays(owner: User, second_owner: User) -> None:
    remove_member(membership=membership_of(owner), actor=owner, now=NOW)
    assert Membership.objects.get().user == second_owner


@pytest.mark.parametrize("change", ["demote", "delete", "move"])
def test_the_database_keeps_the_last_owner(owner: User, change: str) -> None:
    last, elsewhere = Membership.objects.filter(user=owner), factories.make_provider()
    changes: dict[str, Callable[[], Any]] = {
        "demote": lambda: last.update(role="viewer"),
        "delete": last.delete,
        "move": lambda: last.update(provider=elsewhere),
    }
    with pytest.raises(IntegrityError, match="the last owner"), transaction.atomic():
        changes[change]()


def test_who_has_no_role_left_is_no_longer_staff(owner: User, provider: Provider) -> None:
    other = factories.make_provider()
    person = make_staff("viewer", provider, other)
    for place, is_staff in ((provider, True), (other, False)):
        remove_member(membership=person.memberships.get(provider=place), actor=owner, now=NOW)
        person.refresh_from_db()
        assert person.is_staff is is_staff


def test_an_administrator_stays_staff_without_a_role(
    administrator: User, owner: User, provider: Provider
) -> None:
    membership = Membership.objects.create(user=administrator, provider=provider, role="viewer")
    remove_member(membership=membership, actor=owner, now=NOW)
    administrator.refresh_from_db()
    assert administrator.is_staff


def test_what_a_removed_member_invited_others_to_ends(
    owner: User, second_owner: User, provider: Provider
) -> None:
    invitation = invite(
        provider=provider, email="k@example.org", role="owner", actor=second_owner, now=NOW
    )
    remove_member(membership=membership_of(second_owner), actor=owner, now=NOW)
    invitation.refresh_from_db()
    assert invitation.withdrawn_at == NOW


def test_a_new_provider_has_its_owner_from_the_start(administrator: User) -> None:
    blank = factories.make_provider()
    blank.pk, blank.slug = None, "another"
    add_provider(provider=blank, actor=administrator)
    assert Membership.objects.get(provider=blank).user == administrator


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("guard", ["service", "trigger"])
def test_of_two_owners_who_leave_at_once_one_stays(guard: str) -> None:
    provider = factories.make_provider()
    owners = [make_staff("owner", provider), make_staff("owner", provider)]
    assert sorted(_leave_together(owners, guard)) == ["left", "refused"]
    assert Membership.objects.get().role == "owner"


def _leave_together(owners: list[User], guard: str) -> list[str]:
    """Both delete before either commits; the second one waits for the first."""
    outcomes: list[str] = []
    ready = threading.Barrier(2)

    def leave(user: User) -> None:
        membership = membership_of(user)
        ready.wait()
        try:
            if guard == "service":
                remove_member(membership=membership, actor=user, now=NOW)
            else:
                Membership.objects.filter(pk=membership.pk).delete()
            outcomes.append("left")
        except (Refused, IntegrityError):
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=leave, args=[user]) for user in owners]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
