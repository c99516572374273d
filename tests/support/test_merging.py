"""Two accounts of one person become one, and nothing that was in either is lost."""

import random
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.errors import Refused
from accounts.models import AccountMerge, AuditEntry, Mail, User
from accounts.services import delete_account
from certificates.models import Certificate
from certificates.services.revocation import revoke
from courses.models import Course
from progress.models import AdoptedPage, Attempt, Enrolment, Watch, WatchDay
from progress.status import CreditStatus
from providers.models import Provider
from reporting.models import Consent, ConsentText, Licence, ReportingDestination
from support.services.merging import merge_accounts, rehearse
from tests import factories
from tests.certificates.conftest import claim
from tests.staff_members import make_staff

NOW = factories.NOW
pytestmark = pytest.mark.django_db


def merge(staff: User, kept: User, merged: User, **given: Any) -> AccountMerge:
    known: dict[str, Any] = {"reason": "Called; both birthdays agree.", "now": NOW}
    return merge_accounts(staff=staff, kept=kept, merged=merged, **(known | given))


def code_of(refused: Any) -> str:
    return str(refused.value.code)


def facts(*people: User) -> Counter[tuple[Any, ...]]:
    """Count everything that is known of these people, without the ids that joining may change."""
    found: Counter[tuple[Any, ...]] = Counter()
    mine = {"enrolment__user__in": people}
    for attempt in Attempt.objects.filter(**mine):
        answers = tuple(attempt.answers.order_by("question").values_list("question", "choice"))
        found[("attempt", attempt.started_at, attempt.correct, attempt.passed, answers)] += 1
    for watch in Watch.objects.filter(**mine):
        found.update(
            {
                ("second", watch.video_id, second): 1
                for start, end in watch.watched
                for second in range(start, end)
            }.keys()
        )
    for day in WatchDay.objects.filter(**mine):
        found[("day", day.enrolment.course_id, day.day)] += day.seconds
    for certificate in Certificate.objects.filter(learner__in=people):
        found[("certificate", certificate.code, certificate.revoked_at)] += 1
    found.update(("page", key) for key in AdoptedPage.objects.filter(**mine).values_list("pk"))
    found.update(("mail", key) for key in Mail.objects.filter(user__in=people).values_list("pk"))
    for licence in Licence.objects.filter(user__in=people):
        found[("licence", licence.state, licence.number)] += 1
    verified = EmailAddress.objects.filter(user__in=people, verified=True)
    found.update(("address", email) for email in verified.values_list("email", flat=True))
    return found


def _something(user: User, course: Course, chance: random.Random) -> None:
    """Give a person a random past in a course."""
    reach = chance.choice([factories.enrol, factories.watched, factories.passed])
    enrolment = reach(user=user, course=course)
    if reach is factories.enrol:
        cuts = sorted(chance.sample(range(1, 89), 4))
        pieces = [(cuts[0], cuts[1]), (cuts[2], cuts[3])]
        Watch.objects.filter(enrolment=enrolment).update(watched=pieces)
    for day in chance.sample(range(5), 2):
        WatchDay.objects.create(
            enrolment=enrolment, day=NOW.date() - timedelta(days=day), seconds=chance.randint(1, 99)
        )
    AdoptedPage.objects.create(
        nonce=f"{chance.getrandbits(128):032x}", enrolment=enrolment, opened_at=NOW
    )


@pytest.mark.parametrize("seed", range(6))
def test_nothing_is_lost_whatever_both_accounts_held(
    support: User, provider: Provider, learner: User, other: User, seed: int
) -> None:
    chance = random.Random(seed)
    courses = [factories.make_course(provider=provider) for _ in "abc"]
    for person in (learner, other):
        for course in chance.sample(courses, 2):
            _something(person, course, chance)
        Licence.objects.create(user=person, state="IL", number=f"{person.pk}")
    before = facts(learner, other)
    merge(support, learner, other)
    lost = set(before) - set(facts(learner))
    assert not lost
    days = {key: count for key, count in before.items() if key[0] == "day"}
    assert {key: facts(learner)[key] for key in days} == days
    assert not Enrolment.objects.filter(user=other).exists()


def test_seconds_unite_and_may_complete_the_course(
    support: User, enrolment: Enrolment, other: User, course: Course
) -> None:
    kept = factories.enrol(user=other, course=factories.make_course(series=course.series))
    mine = factories.enrol(user=enrolment.user, course=kept.course)
    first, second = (
        (NOW - timedelta(seconds=n), NOW - timedelta(seconds=n - 20)) for n in (99, 40)
    )
    Watch.objects.filter(enrolment=mine).update(watched=[(0, 50)], pages_open=[first])
    Watch.objects.filter(enrolment=kept).update(watched=[(40, 95)], pages_open=[second])
    merge(support, enrolment.user, other)
    watch = Watch.objects.get(enrolment=mine)
    assert (watch.watched, watch.completed_at) == ([(0, 95)], NOW)


def test_the_times_at_which_their_pages_were_open_unite(
    support: User, learner: User, other: User, course: Course
) -> None:
    mine = factories.enrol(user=learner, course=course)
    theirs = factories.enrol(user=other, course=course)
    ten, eleven, twelve = (NOW - timedelta(hours=hours) for hours in (3, 2, 1))
    Watch.objects.filter(enrolment=mine).update(pages_open=[(ten, eleven)])
    quarter = timedelta(minutes=15)
    Watch.objects.filter(enrolment=theirs).update(
        pages_open=[(eleven - quarter, eleven + quarter), (twelve, NOW)]
    )
    made = merge(support, learner, other)
    assert Watch.objects.get(enrolment=mine).pages_open == [(ten, eleven + quarter), (twelve, NOW)]
    assert str(ten.isoformat()) in str(made.record)


def test_united_times_are_as_bounded_as_a_records_own(
    support: User, learner: User, other: User, course: Course
) -> None:
    minute = timedelta(minutes=1)
    for person, first in ((learner, 0), (other, 64 * 2)):
        enrolment = factories.enrol(user=person, course=course)
        starts = [NOW - (first + n * 2) * minute for n in range(64)]
        times = [(start, start + minute) for start in starts]
        Watch.objects.filter(enrolment=enrolment).update(pages_open=times)
    merge(support, learner, other)
    assert len(Watch.objects.get().pages_open) == 64


def test_moments_are_the_earlier_and_attempts_are_numbered_anew(
    support: User, learner: User, other: User, course: Course
) -> None:
    mine = factories.passed(user=learner, course=course)
    theirs = factories.evaluated(user=other, course=course)
    early = factories.STARTED_AT - timedelta(days=9)
    Enrolment.objects.filter(pk=theirs.pk).update(acknowledged_at=early)
    Attempt.objects.filter(enrolment=theirs).update(started_at=early)
    made = merge(support, learner, other)
    mine.refresh_from_db()
    assert (mine.acknowledged_at, mine.evaluated_at) == (early, factories.EVALUATED_AT)
    numbers = mine.attempts.order_by("started_at").values_list("number", flat=True)
    assert list(numbers) == [1, 2]
    assert made.record["absorbed"][0]["merged"]["acknowledged_at"] == early.isoformat()


def test_of_two_claims_the_earlier_stands_and_the_other_still_answers(
    support: User, learner: User, other: User, course: Course, client: Client
) -> None:
    late = claim(factories.evaluated(user=learner, course=course), now=NOW)
    early = claim(factories.evaluated(user=other, course=course), now=NOW - timedelta(hours=1))
    merge(support, learner, other)
    late.refresh_from_db()
    early.refresh_from_db()
    assert (early.status, early.learner, late.status) == ("valid", learner, "superseded")
    assert early.enrolment == Enrolment.objects.get(user=learner)
    assert late.newest() == early
    assert "was replaced" in client.get(f"/verify/{late.printed_code}/").content.decode()
    client.force_login(learner)
    assert client.get(f"/courses/{course.slug}/claim/").headers["Location"].endswith(f"{early.pk}/")


def test_a_certificate_of_the_closed_account_moves_with_its_chain(
    support: User, learner: User, other: User, course: Course
) -> None:
    mine = factories.enrol(user=learner, course=course)
    certificate = claim(factories.evaluated(user=other, course=course))
    merge(support, learner, other)
    certificate.refresh_from_db()
    assert (certificate.learner, certificate.enrolment) == (learner, mine)
    assert CreditStatus(course, learner, Enrolment.objects.with_content().get(), NOW).claimed


def test_a_revoked_certificate_is_not_hidden_by_another(
    support: User, learner: User, other: User, course: Course
) -> None:
    certificate = claim(factories.evaluated(user=learner, course=course))
    claim(factories.evaluated(user=other, course=course))
    revoke(certificate=certificate, reason="Fraud.", now=NOW)
    with pytest.raises(Refused) as refused:
        merge(support, learner, other)
    assert code_of(refused) == "certificate_revoked"
    assert not AccountMerge.objects.exists()


def test_the_other_address_signs_in_to_the_account_that_stays(
    support: User, enrolment: Enrolment, other: User
) -> None:
    address = other.email
    EmailAddress.objects.create(user=other, email="typo@clinic.example", verified=False)
    merge(support, enrolment.user, other)
    mails = Mail.objects.filter(kind="accounts-joined")
    moved = EmailAddress.objects.get(email=address)
    assert (moved.user, moved.verified, moved.primary) == (enrolment.user, True, False)
    other.refresh_from_db()
    assert (other.is_active, other.has_usable_password()) == (False, False)
    assert not EmailAddress.objects.filter(email="typo@clinic.example").exists()
    assert {mail.recipient for mail in mails} == {enrolment.user.email, address}
    assert {mail.user for mail in mails} == {enrolment.user}


def test_the_latest_word_on_consent_holds(support: User, enrolment: Enrolment, other: User) -> None:
    for days, code in ((3, "alpha"), (1, "beta")):
        place = ReportingDestination.objects.create(code=code, name=code)
        text = ConsentText.objects.create(destination=place, version=1, text="Yes.")
        given = {"destination": place, "text": text}
        row = Consent.objects.create(user=enrolment.user, given_at=NOW - timedelta(days=2), **given)
        Consent.objects.filter(pk=row.pk).update(withdrawn_at=NOW - timedelta(days=2))
        Consent.objects.create(user=other, given_at=NOW - timedelta(days=days), **given)
    merge(support, enrolment.user, other)
    standing = Consent.objects.standing().filter(user=enrolment.user)
    assert [row.destination.code for row in standing] == ["beta"]
    assert Consent.objects.filter(user=other).count() == 2


def test_a_second_call_changes_nothing(support: User, enrolment: Enrolment, other: User) -> None:
    factories.watched(user=other, course=enrolment.course)
    first = merge(support, enrolment.user, other)
    before = facts(enrolment.user)
    assert merge(support, enrolment.user, other, now=NOW + timedelta(days=1)) == first
    assert facts(enrolment.user) == before
    assert AuditEntry.objects.get(action="accounts-merged").learner == enrolment.user


def test_a_rehearsal_says_what_would_happen_and_does_nothing(
    support: User, enrolment: Enrolment, other: User
) -> None:
    factories.watched(user=other, course=enrolment.course)
    before = facts(enrolment.user, other)
    lines = rehearse(staff=support, kept=enrolment.user, merged=other, now=NOW)
    assert f"{enrolment.course}: started in both accounts; progress in either counts." in lines
    assert facts(enrolment.user, other) == before
    assert not AccountMerge.objects.exists()
    assert not Mail.objects.exists()


def test_only_ones_own_learners_and_no_staff_are_joined(
    support: User, enrolment: Enrolment, other: User, provider: Provider
) -> None:
    colleague = make_staff("viewer", provider)
    foreign = factories.enrol().user
    for merged, reason, code in (
        (enrolment.user, "x", "same_account"),
        (other, " ", "reason_missing"),
        (colleague, "x", "staff_account"),
        (foreign, "x", "another_provider"),
    ):
        with pytest.raises(Refused) as refused:
            merge(support, enrolment.user, merged, reason=reason)
        assert code_of(refused) == code
    assert not AccountMerge.objects.exists()


def test_without_a_recorded_merge_the_database_moves_no_certificate(
    learner: User, other: User, course: Course
) -> None:
    certificate = claim(factories.evaluated(user=learner, course=course))
    row = Certificate.objects.filter(pk=certificate.pk)
    with pytest.raises(IntegrityError, match="cannot be changed"), transaction.atomic():
        row.update(learner=other)
    AccountMerge.objects.create(kept=learner, merged=other, by=learner, reason="x")
    with pytest.raises(IntegrityError, match="cannot be changed"), transaction.atomic():
        row.update(learner=other)
    with pytest.raises(IntegrityError, match="cannot be changed"), transaction.atomic():
        row.update(name="Somebody Else")


def test_deleting_the_account_erases_the_joined_one_too(
    support: User, enrolment: Enrolment, other: User
) -> None:
    claim(factories.evaluated(user=other, course=enrolment.course))
    merge(support, enrolment.user, other)
    delete_account(user_id=enrolment.user_id)
    assert not User.objects.filter(pk__in=[enrolment.user_id, other.pk]).exists()
    assert Certificate.objects.get().learner is None


# Each relation to a person, and what joining does with it. A new one has to be decided here.
MOVED = {
    "accounts.Mail.user",
    "reporting.Licence.user",
    "reporting.ReportingIdentity.user",
    "reporting.BoardId.user",
    "reporting.Consent.user",
    "account.EmailAddress.user",
    "progress.Enrolment.user",
    "progress.CreditException.asked_by",
    "progress.CreditException.withdrawn_by",
    "certificates.Certificate.learner",
    "certificates.PastCredit.learner",
}
READ_WITH_IT = {"accounts.AuditEntry.learner", "accounts.AccountMerge.kept"}
ENDS = {
    "mfa.Authenticator.user",
    "accounts.AccountMerge.merged",
    "certificates.TranscriptFile.learner",
    "support.JoinRequest.other",
    "usersessions.UserSession.user",
}


def test_every_relation_to_a_person_is_decided() -> None:
    found = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if not hasattr(model, "pgh_tracked_model")
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model is User
    }
    of_learners = {name for name in found if not _is_of_staff(name)}
    assert of_learners == MOVED | READ_WITH_IT | ENDS


STAFF_ROOMS = {"staff", "authoring", "publishing", "video", "courses", "providers"}


def _is_of_staff(name: str) -> bool:
    """Accounts of staff are never joined."""
    app, _, field = name.split(".")
    if app in {*STAFF_ROOMS, "admin", "pghistory"} or field.endswith("_by") or field == "by":
        return name not in MOVED
    return field in {"actor", "by"}


def test_past_credit_of_another_provider_is_not_moved(
    support: User, support_client: Client, enrolment: Enrolment, other: User
) -> None:
    foreign = factories.make_provider()
    factories.make_past_credit(provider=foreign, learner=other)
    page = f"/admin/learners/{enrolment.user_id}/merge/"
    assert support_client.post(page, {"email": other.email}).status_code == 400
    with pytest.raises(Refused) as refused:
        merge(support, enrolment.user, other)
    assert code_of(refused) == "another_provider"
