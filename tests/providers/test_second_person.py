"""Who decides what somebody on the staff asked for."""

import pytest

from accounts.errors import Refused
from providers.rights import Right
from providers.services.second_person import decides_alone, refuse_own_request
from tests.factories import make_provider, make_user
from tests.staff_members import make_staff

pytestmark = pytest.mark.django_db


def test_what_one_asked_for_another_decides_who_is_named() -> None:
    provider = make_provider()
    asker, other = make_staff("owner", provider), make_staff("owner", provider)
    with pytest.raises(Refused) as refused:
        refuse_own_request(asker, asker, right=Right.APPROVE, provider=provider.pk)
    assert refused.value.code == "second_person"
    assert other.full_name in refused.value.message
    refuse_own_request(other, asker, right=Right.APPROVE, provider=provider.pk)


def test_alone_without_an_administrator_it_waits_and_says_to_invite_someone() -> None:
    provider = make_provider()
    asker = make_staff("owner", provider)
    assert not decides_alone(asker, right=Right.APPROVE, provider=provider.pk)
    with pytest.raises(Refused, match="Invite someone"):
        refuse_own_request(asker, asker, right=Right.APPROVE, provider=provider.pk)


def test_an_administrator_whom_nobody_could_replace_decides_alone() -> None:
    provider = make_provider()
    asker = make_user(is_staff=True, is_superuser=True)
    assert decides_alone(asker, right=Right.APPROVE, provider=provider.pk)
    refuse_own_request(asker, asker, right=Right.APPROVE, provider=provider.pk)
    make_staff("reviewer", provider)
    with pytest.raises(Refused, match="a second person has to decide"):
        refuse_own_request(asker, asker, right=Right.APPROVE, provider=provider.pk)
