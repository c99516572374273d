"""Everything the portal holds about one person, for them to download (DOMAIN §10.3).

A new model with a path to a learner gets its place here, or a reason in tests/portal/test_my_data_is_whole.py.
"""

from datetime import datetime
from typing import Any

from accounts.models import User
from accounts.services import mails_of
from portal.my_data.account import account_of, signed_in
from portal.my_data.courses import courses_of
from portal.my_data.credit import certificates_of, credit_record_files, earlier_credit
from portal.my_data.reporting import reporting_of
from portal.my_data.staff import as_staff, done_by_staff
from support.models import JoinRequest


def data_of(user: User, *, now: datetime) -> dict[str, Any]:
    """Return this person's data for DjangoJSONEncoder: what they told us and did, and what was done about it.

    It covers accounts that were joined to this one. Left out is what they must not be told (right answers, the
    names and notes of staff), secrets, and evaluation answers, which nothing links to a person.
    """
    accounts = [user.pk, *User.objects.filter(merged_into__kept=user).values_list("pk", flat=True)]
    return {
        "made_at": now,
        "account": account_of(user, accounts),
        "signed_in": signed_in(user),
        "reporting": reporting_of(user, accounts),
        "courses": courses_of(accounts),
        "certificates": certificates_of(accounts),
        "earlier_credit": earlier_credit(accounts),
        "credit_record_files": credit_record_files(accounts),
        "requests_to_join_accounts": list(
            JoinRequest.objects.filter(asked_by__in=accounts).values(
                "address", "asked_at", "closed_at", "answer"
            )
        ),
        "mails": list(
            mails_of(accounts).values(
                "kind", "recipient", "subject", "queued_at", "sent_at", "failed_at"
            )
        ),
        "done_by_staff": done_by_staff(accounts),
        "as_staff": as_staff(user),
    }
