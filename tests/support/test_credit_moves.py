"""A certificate moves to a physician's credit by two people, with a note of the proof."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.errors import Refused
from accounts.models import AuditEntry, Mail, Profession, User
from certificates.models import Certificate, CreditMove
from certificates.services.corrections import correct_name
from certificates.services.credit_moves import ask_move, decide_move, withdraw_move
from certificates.services.revocation import revoke
from providers.models import Provider
from staff.services.approvals import approvals_for
from support.services.actions import correct
from support.services.merging import merge_accounts, rehearse
from tests import factories
from tests.certificates.conftest import claim
from tests.staff_members import make_staff, sign_in

pytestmark = pytest.mark.django_db
NOW = factories.NOW
DAY = timedelta(days=1)


@pytest.fixture
def certificate(provider: Provider, course: Any) -> Certificate:
    """A nurse's participation, of whom staff were shown a diploma since."""
    nurse = factories.make_user(profession="registered-nurse", full_name="Ana Díaz")
    return claim(factories.evaluated(user=nurse, course=course), "participation", 3)


@pytest.fixture
def support(provider: Provider) -> User:
    return make_staff("support", provider)


@pytest.fixture
def reviewer(provider: Provider) -> User:
    return make_staff("reviewer", provider)


def ask(certificate: Certificate, by: User, **changes: Any) -> CreditMove:
    typed: dict[str, Any] = {
        "credit_type_code": "ama-pra-1",
        "quarters": 3,
        "degree": "do",
        "proof": "Diploma of 2014, compared with the state board.",
    }
    return ask_move(certificate=certificate, by=by, now=NOW, **(typed | changes))


def decide(row: CreditMove, by: User, approve: bool = True, answer: str = "") -> CreditMove:
    return decide_move(move_id=row.pk, by=by, approve=approve, answer=answer, now=NOW)


def test_asking_changes_nothing_but_tells_who_may_approve(
    certificate: Certificate, support: User, reviewer: User
) -> None:
    row = ask(certificate, support)
    assert Certificate.objects.get().credit_type_code == "participation"
    mail = Mail.objects.get(kind="credit-move-waits")
    assert (mail.user, mail.subject) == (reviewer, "A request waits for you")
    (waiting,) = approvals_for(reviewer)
    assert (waiting.reason, waiting.own) == (row.proof, False)
    (waiting,) = approvals_for(reviewer)
    home = sign_in(reviewer).get("/admin/").content.decode()
    assert "certificate is waiting for your approval of a physician’s credit" in home
    line = AuditEntry.objects.get(action="credit-move-asked")
    assert (line.actor, line.reason) == (support, row.proof)


def test_the_second_person_approves_and_the_certificate_says_what_was_proven(
    certificate: Certificate, support: User, reviewer: User
) -> None:
    row = decide(ask(certificate, support), reviewer)
    assert (row.state, row.decided_by, row.alone) == ("approved", reviewer, False)
    new = Certificate.objects.live().get()
    assert (new.supersedes, new.origin) == (certificate, "staff")
    assert (new.credit_type_code, new.credit_quarters) == ("ama-pra-1", 3)
    assert (new.profession_code, new.pars_category) == ("physician-do", "physician")
    assert new.attestation.startswith("I am a physician (DO).")
    assert (new.claimed_at, new.completed_on) == (certificate.claimed_at, certificate.completed_on)
    assert Mail.objects.get(kind="credit-move-decided").user == support
    assert Mail.objects.filter(kind="certificate-ready", user=new.learner).count() == 2
    assert AuditEntry.objects.get(action="credit-move-approved").actor == reviewer
    assert decide(row, reviewer).pk == row.pk
    assert Certificate.objects.count() == 2


@pytest.mark.parametrize(("degree", "code"), [("md", "resident-fellow"), ("do", "resident-fellow")])
def test_a_resident_whose_degree_was_proven_stays_a_resident(
    course: Any, support: User, reviewer: User, degree: str, code: str
) -> None:
    user = factories.make_user(profession="resident-fellow", degree="none")
    paper = claim(factories.evaluated(user=user, course=course), "participation", 1)
    decide(ask(paper, support, quarters=1, degree=degree), reviewer)
    new = Certificate.objects.live().get()
    assert (new.profession_code, new.pars_category) == (code, "physician")


def test_a_declined_move_needs_a_reason_and_changes_nothing(
    certificate: Certificate, support: User, reviewer: User
) -> None:
    row = ask(certificate, support)
    with pytest.raises(Refused, match="answer_missing"):
        decide(row, reviewer, approve=False)
    decide(row, reviewer, approve=False, answer="The diploma is of nursing.")
    assert Certificate.objects.get().status == "valid"
    with pytest.raises(Refused, match="already_decided"):
        decide(row, reviewer)


def test_who_asked_does_not_decide(
    certificate: Certificate, provider: Provider, reviewer: User
) -> None:
    owner = make_staff("owner", provider)
    row = ask(certificate, owner)
    with pytest.raises(Refused, match="second_person"):
        decide(row, owner)
    with pytest.raises(IntegrityError), transaction.atomic():
        CreditMove.objects.update(decided_by=owner, decided_at=NOW, approved=True)
    assert Certificate.objects.count() == 1


def test_an_administrator_who_is_alone_decides_on_the_same_page(certificate: Certificate) -> None:
    alone = User.objects.create_superuser("root@example.org", None, full_name="Root")
    row = ask(certificate, alone)
    client = sign_in(alone)
    url = reverse("support:decide-move", args=[row.pk])
    assert "Approve" in client.get(url).content.decode()
    assert client.post(url, {"decision": "approve"}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.alone) == ("approved", True)


def test_nobody_asks_or_decides_about_their_own_certificate(
    course: Any, provider: Provider, support: User
) -> None:
    member = make_staff("owner", provider)
    make_staff("owner", provider)
    User.objects.filter(pk=member.pk).update(
        profession=Profession.objects.get(code="registered-nurse")
    )
    own = claim(
        factories.evaluated(user=User.objects.get(pk=member.pk), course=course), "participation", 1
    )
    with pytest.raises(Refused, match="own_record"):
        ask(own, member, quarters=1)
    row = ask(own, support, quarters=1)
    with pytest.raises(Refused, match="own_record"):
        decide(row, member)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ({"proof": " "}, "proof_missing"),
        ({"degree": "none"}, "degree_missing"),
        ({"degree": ""}, "degree_missing"),
        ({"credit_type_code": "ancc"}, "credit_type_not_offered"),
        ({"credit_type_code": "participation"}, "credit_type_not_offered"),
        ({"quarters": 5}, "amount_too_large"),
    ],
)
def test_what_cannot_be_asked(
    certificate: Certificate, support: User, typed: dict[str, Any], code: str
) -> None:
    with pytest.raises(Refused) as refused:
        ask(certificate, support, **typed)
    assert refused.value.code == code


def test_one_request_is_open_at_a_time(certificate: Certificate, support: User) -> None:
    row = ask(certificate, support)
    with pytest.raises(Refused, match="already_asked"):
        ask(certificate, support)
    withdraw_move(move_id=row.pk, by=support, reason="Wrong person.", now=NOW)
    withdraw_move(move_id=row.pk, by=support, reason="Wrong person.", now=NOW)
    assert ask(certificate, support).state == "asked"
    assert AuditEntry.objects.filter(action="credit-move-withdrawn").count() == 1


def test_a_withdrawn_request_is_not_decided(
    certificate: Certificate, support: User, reviewer: User
) -> None:
    row = ask(certificate, support)
    withdraw_move(move_id=row.pk, by=support, reason="Wrong person.", now=NOW)
    with pytest.raises(Refused, match="not_open"):
        decide(row, reviewer)


def test_a_name_that_was_mended_meanwhile_is_kept(
    certificate: Certificate, support: User, reviewer: User
) -> None:
    row = ask(certificate, support)
    correct_name(certificate=certificate, name="Anna Díaz", now=NOW)
    decide(row, reviewer)
    new = Certificate.objects.live().get()
    assert (new.name, new.credit_type_code) == ("Anna Díaz", "ama-pra-1")


def test_a_move_that_waits_for_the_claim_that_yields_ends_when_accounts_are_joined(
    certificate: Certificate, support: User, reviewer: User
) -> None:
    assert certificate.enrolment
    course = certificate.enrolment.course
    earlier = claim(factories.evaluated(course=course), "participation", 1, NOW - DAY)
    row, standing = ask(certificate, support), ask(earlier, support, quarters=1)
    kept, merged = certificate.learner, earlier.learner
    assert kept
    assert merged
    lines = rehearse(staff=support, kept=kept, merged=merged, now=NOW)
    assert any("move to another credit" in line and "is withdrawn" in line for line in lines)
    merge_accounts(staff=support, kept=kept, merged=merged, reason="One person.", now=NOW)
    with pytest.raises(Refused, match="not_open"):
        decide(row, reviewer)
    earlier.refresh_from_db()
    assert earlier.status == "valid"
    assert decide(standing, reviewer).state == "approved"


def test_a_certificate_that_was_revoked_meanwhile_is_not_moved(
    certificate: Certificate, support: User, reviewer: User
) -> None:
    row = ask(certificate, support)
    revoke(certificate=certificate, reason="Not theirs", now=NOW)
    with pytest.raises(Refused, match="not_current"):
        decide(row, reviewer)
    assert CreditMove.objects.get().state == "asked"


def test_the_way_through_the_pages(certificate: Certificate, support: User, reviewer: User) -> None:
    staff, second = sign_in(support), sign_in(reviewer)
    correct = reverse("support:correct-certificate", args=[certificate.learner_id, certificate.pk])
    url = reverse("support:ask-move", args=[certificate.learner_id, certificate.pk])
    assert url in staff.get(correct).content.decode()
    typed = {"credit_type": "ama-pra-1", "amount": "0.75", "degree": "md"}
    page = staff.post(url, typed)
    assert "Say what proof of the degree you were shown" in page.content.decode()
    assert staff.post(url, typed | {"proof": "Diploma."}).status_code == 302
    decide_url = reverse("support:decide-move", args=[CreditMove.objects.get().pk])
    shown = second.get(decide_url).content.decode()
    assert "Proof: Diploma." in shown
    assert "0.75 <i>AMA PRA Category 1 Credits</i>™" in shown
    assert second.post(decide_url, {"decision": "approve"}).status_code == 302
    assert Certificate.objects.live().get().profession_code == "physician-md"


def test_one_person_alone_brings_no_revoked_physicians_credit_back(
    course: Any, support: User, reviewer: User
) -> None:
    certificate = claim(factories.evaluated(course=course), "ama-pra-1", 3)
    revoke(certificate=certificate, reason="A nurse", now=NOW - DAY)
    certificate = Certificate.objects.get()
    with pytest.raises(Refused) as refused:
        correct(staff=support, certificate=certificate, reason="A mistake", now=NOW)
    assert refused.value.code == "needs_second_person"
    assert refused.value.url == page_of(certificate)
    client = sign_in(support)
    assert "AMA PRA Category 1 Credits" in client.get(page_of(certificate)).content.decode()
    row = ask(certificate, support)
    assert "It was revoked: A nurse" in decision_page(row, reviewer)
    decide(row, reviewer)
    new = Certificate.objects.live().get()
    assert (new.supersedes, new.credit_type_code) == (certificate, "ama-pra-1")


def test_what_was_revoked_after_it_was_asked_for_does_not_come_back(
    certificate: Certificate, support: User, reviewer: User
) -> None:
    row = ask(certificate, support)
    revoke(certificate=certificate, reason="Never took part", now=NOW + DAY)
    with pytest.raises(Refused) as refused:
        decide(row, reviewer)
    assert refused.value.code == "not_current"
    assert not Certificate.objects.live().exists()


def test_a_mended_name_makes_no_room_for_a_second_request(
    certificate: Certificate, support: User
) -> None:
    ask(certificate, support)
    new = correct_name(certificate=certificate, name="Anna Díaz", now=NOW)
    with pytest.raises(Refused) as refused:
        ask(new, support)
    assert refused.value.code == "already_asked"
    assert CreditMove.objects.open().count() == 1


@pytest.mark.parametrize("nothing", ["\u200b", "\u2060", "...", "\xa0"])
def test_a_proof_that_says_nothing_is_none(
    certificate: Certificate, support: User, nothing: str
) -> None:
    typed = {"credit_type": "ama-pra-1", "amount": "0.25", "degree": "md", "proof": nothing}
    answer = sign_in(support).post(page_of(certificate), typed)
    assert "Say what proof of the degree you were shown." in answer.content.decode()
    assert not CreditMove.objects.exists()


def page_of(certificate: Certificate) -> str:
    return reverse("support:ask-move", args=[certificate.learner_id, certificate.pk])


def decision_page(row: CreditMove, by: User) -> str:
    page = sign_in(by).get(reverse("support:decide-move", args=[row.pk]))
    return " ".join(page.content.decode().split())
