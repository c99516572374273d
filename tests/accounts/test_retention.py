"""What accounts leave behind goes when its time is over, and nothing else does."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress

from accounts.models import Mail, User
from accounts.services import MAIL_KEPT, SIGN_UP_KEPT, purge_mail, purge_unfinished_sign_ups
from accounts.tasks import purge

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def signed_up(email: str, *, at: datetime, verified: bool = False) -> User:
    user = User.objects.create_user(email, full_name="Nora Lindqvist", date_joined=at)
    EmailAddress.objects.create(user=user, email=email, verified=verified, primary=True)
    return user


def mailed(user: User | None, *, at: datetime) -> Mail:
    return Mail.objects.create(user=user, kind="login-code", recipient="n@x.org", queued_at=at)


def test_a_sign_up_that_nobody_confirmed_goes_after_a_week_and_not_before() -> None:
    signed_up("old@example.org", at=NOW - SIGN_UP_KEPT - SECOND)
    young = signed_up("young@example.org", at=NOW - SIGN_UP_KEPT)
    assert purge_unfinished_sign_ups(now=NOW) == 1
    assert User.objects.get() == young


def test_accounts_that_were_confirmed_used_or_made_by_staff_stay() -> None:
    long_ago = NOW - timedelta(days=400)
    signed_up("confirmed@example.org", at=long_ago, verified=True)
    User.objects.filter(pk=signed_up("used@example.org", at=long_ago).pk).update(last_login=NOW)
    User.objects.filter(pk=signed_up("staff@example.org", at=long_ago).pk).update(is_staff=True)
    User.objects.create_user("by-hand@example.org", full_name="By Hand", date_joined=long_ago)
    assert purge_unfinished_sign_ups(now=NOW) == 0
    assert User.objects.count() == 4


def test_the_record_of_a_mail_goes_within_thirteen_months() -> None:
    learner = signed_up("learner@example.org", at=NOW, verified=True)
    mailed(learner, at=NOW - MAIL_KEPT - SECOND)
    young = mailed(learner, at=NOW - MAIL_KEPT)
    assert purge_mail(now=NOW) == 1
    assert Mail.objects.get() == young


def test_the_record_of_a_mail_to_nobodys_account_goes_within_a_week() -> None:
    mailed(None, at=NOW - SIGN_UP_KEPT - SECOND)
    young = mailed(None, at=NOW - SIGN_UP_KEPT)
    assert purge_mail(now=NOW) == 1
    assert Mail.objects.get() == young


@time_machine.travel(NOW, tick=False)
def test_the_nightly_task_forgets_both() -> None:
    mailed(signed_up("old@example.org", at=NOW - timedelta(days=8)), at=NOW - timedelta(days=8))
    assert purge(timestamp=0) == (1, 1)
    assert purge(timestamp=0) == (0, 0)
