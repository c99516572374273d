"""No column of any table holds an address of a deleted account, or its name where the page does not say so."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import connection

from accounts.audit import record, record_reading
from accounts.mail import record_queued
from accounts.models import User
from accounts.services import delete_account
from certificates.models import Certificate, CreditMove, TranscriptFile
from courses.models import CreditType
from providers.models import Membership, Provider
from staff.services.invitations import invite
from support.models import JoinRequest
from support.services.past_people import correct_address
from tests import factories
from tests.reporting.people import earn, export, learner_of, make_reported_course
from tests.staff_members import make_staff
from tests.support.test_merging import merge

pytestmark = pytest.mark.django_db

NAME, FORMER_NAME = "Zora Quillfeather", "Zora Onceknown"
MAIN, SECOND, FORMER = "zora@clinic.example", "zora@home.example", "zora@former.example"
CORRECTED = "zora@mistyped.example"
FAMILY = [NAME.split()[1], FORMER_NAME.split()[1]]
NAMED = {
    "accounts_auditentry.reason": "without your name, unless they wrote it there",
    "certificates_certificate.name": "each certificate issued: your name",
    "certificates_creditmove.proof": "what proved your degree",
    "certificates_pastcredit.name": "earlier credit, from a provider’s former system: your name",
}
"""Where the name stays, and what the page about deleting says of it."""


def test_no_address_and_no_name_is_left_but_where_the_page_says() -> None:
    user, joined = someone_with_everything()
    before = columns_with(*FAMILY, MAIN, SECOND, FORMER)
    assert {"accounts_user.email", "staff_invitation.email", "accounts_mail.recipient"} <= before
    assert "accounts_auditentry.subject_label" in before
    delete_account(user_id=user.pk)
    assert not User.objects.filter(pk__in=[user.pk, joined.pk]).exists()
    assert columns_with(MAIN, SECOND, FORMER, CORRECTED) == set()
    assert columns_with(*FAMILY) == NAMED.keys()
    page = (settings.BASE_DIR / "templates/accounts/delete.html").read_text()
    assert [said for said in NAMED.values() if said not in page] == []


def someone_with_everything() -> tuple[User, User]:
    course = make_reported_course()
    provider = course.series.provider
    certificate = earn(course, full_name=NAME)
    user = learner_of(certificate)
    User.objects.filter(pk=user.pk).update(email=MAIN)
    user.refresh_from_db()
    EmailAddress.objects.filter(user=user).delete()
    EmailAddress.objects.create(user=user, email=MAIN, verified=True, primary=True)
    EmailAddress.objects.create(user=user, email=SECOND, verified=True)
    joined = factories.make_user(full_name=FORMER_NAME, email=FORMER, verified=True)
    owner, support = make_staff("owner", provider), make_staff("support", provider)
    export(course)
    learning(user, joined, course)
    Authenticator.objects.create(
        user=user, type=Authenticator.Type.WEBAUTHN, data={"name": f"{NAME}’s phone"}
    )
    TranscriptFile.objects.create(learner=user)
    JoinRequest.objects.create(asked_by=user, other=joined, address=FORMER)
    moves_of(certificate, owner, support)
    past_credit(provider, user, owner)
    written_by_staff(provider, user, joined, owner)
    merge(owner, user, joined)
    return user, joined


def learning(user: User, joined: User, course: Any) -> None:
    both = factories.make_course(series=course.series, position=8)
    for each in (user, joined):
        factories.watched(user=each, course=both)
    factories.evaluated(user=joined, course=factories.make_course(series=course.series, position=9))


def moves_of(certificate: Certificate, owner: User, support: User) -> None:
    """Make moves in each state; what proved them says whose it was, and of those not granted also where they are."""
    move: dict[str, Any] = {
        "certificate": certificate,
        "credit_type": CreditType.objects.get(code="participation"),
        "quarters": 1,
        "degree": "md",
        "asked_by": support,
        "asked_at": factories.NOW,
    }
    decided = {"decided_by": owner, "decided_at": factories.NOW}
    CreditMove.objects.create(**move, **decided, approved=True, proof=f"Diploma of {NAME}")
    move["proof"] = f"Diploma of {NAME}, {MAIN}"
    CreditMove.objects.create(**move, **decided, approved=False, answer=f"Not {NAME}’s.")
    CreditMove.objects.create(**move, withdrawn_at=factories.NOW)
    CreditMove.objects.create(**move)


def past_credit(provider: Provider, user: User, owner: User) -> None:
    factories.make_past_credit(provider=provider, name=NAME, learner=user)
    waits: dict[str, Any] = {"provider": provider, "name": NAME}
    factories.make_past_credit(**waits, address=SECOND, external_course_id="C-2")
    moved = factories.make_past_credit(**waits, address=CORRECTED, external_course_id="C-3")
    correct_address(staff=owner, row=moved, email=MAIN, reason="Told on the telephone.")


def written_by_staff(provider: Provider, user: User, joined: User, owner: User) -> None:
    for address in (MAIN, FORMER):
        invite(
            provider=provider,
            email=address,
            role=Membership.Role.SUPPORT,
            actor=owner,
            now=factories.NOW,
        )
    mail = record_queued(
        recipient=SECOND,
        kind="invitation",
        template="staff/email/invitation",
        context={"invited_by": "Ola", "provider": "Society", "role": "Support", "days": "7"},
    )
    record_reading(owner, mail, provider=None, learner=None)
    why = f"Dr {NAME} called."
    record(owner, "seen-as-learner", user, provider=provider, learner=user, reason=why)
    for each in (user, joined):
        record(owner, "timeline-read", each, provider=provider, learner=each)
        LogEntry.objects.log_actions(owner.pk, [each], CHANGE, f"Name of {each}")


def columns_with(*needles: str) -> set[str]:
    """Return each column of any table of the database that holds one of these words, in any case."""
    found = set()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.table_name, c.column_name FROM information_schema.columns c"
            " JOIN information_schema.tables t USING (table_schema, table_name)"
            " WHERE table_schema = 'public' AND t.table_type = 'BASE TABLE'"
            " AND data_type IN ('text', 'character varying', 'json', 'jsonb', 'ARRAY')"
        )
        for table, column in cursor.fetchall():
            cursor.execute(
                f'SELECT EXISTS (SELECT FROM "{table}" WHERE "{column}"::text ILIKE ANY (%s))',  # noqa: S608
                [[f"%{needle}%" for needle in needles]],
            )
            if cursor.fetchone()[0]:
                found.add(f"{table}.{column}")
    return found
