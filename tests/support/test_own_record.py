"""Staff who are learners too: what they did is corrected, granted and judged by somebody else."""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.errors import Refused
from accounts.mail import queue_mail
from accounts.models import AuditEntry, User
from certificates.models import Certificate
from courses.models import Course
from progress.models import CreditException, Enrolment
from progress.services import exceptions
from progress.services.enrolments import enrolment_of
from providers.models import Membership, Provider
from support.services import actions
from support.services.exceptions import ask_for_learner, wishes_for
from support.services.impersonation import start_impersonation
from support.services.merging import merge_accounts
from tests import factories
from tests.certificates.conftest import claim
from tests.staff_members import make_staff, sign_in

NOW = factories.NOW
pytestmark = pytest.mark.django_db
OWN = "This is your own record: another person has to do this. "


@pytest.fixture
def member(provider: Provider) -> User:
    """A member of the staff who is on the way to credit in a course of this provider."""
    return make_staff("support", provider, full_name="Sam Support", email="sam@clinic.example")


@pytest.fixture
def own(member: User, course: Course) -> Certificate:
    member.profession = factories.make_user().profession
    member.save()
    return claim(factories.evaluated(user=member, course=course))


def begun(user: User, course: Course) -> Enrolment:
    found = enrolment_of(user=user, course=course)
    assert found
    return found


def acts(staff: User, certificate: Certificate) -> dict[str, Callable[[], Any]]:
    """Return every act of support on the record of the certificate's learner, by name."""
    learner = certificate.learner
    assert learner
    enrolment = begun(learner, certificate.course)
    given: dict[str, Any] = {"staff": staff, "reason": "Seen.", "now": NOW}
    renamed = given | {"name": "Another Name", "credentials": ""}
    letter = queue_mail(learner, "accounts-joined", "accounts/email/joined", {})
    return {
        "rename": lambda: actions.correct_name(
            learner=learner, certificates=[certificate], provider=None, **renamed
        ),
        "reissue": lambda: actions.correct(certificate=certificate, **renamed),
        "credit": lambda: actions.correct(certificate=certificate, quarters=1, **given),
        "revoke": lambda: actions.take_back(certificate=certificate, **given),
        "close": lambda: actions.close(enrolment=enrolment, **given),
        "reopen": lambda: actions.reopen(staff=staff, enrolment=enrolment, reason="Seen."),
        "send again": lambda: actions.resend(staff=staff, letter=letter),
        "exception": lambda: ask_for_learner(enrolment=enrolment, kind="attempt", **given),
    }


def refusal_of(act: Callable[[], Any]) -> Refused:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value


@pytest.mark.parametrize("role", ["support", "manager", "owner"])
def test_no_role_acts_on_its_own_record(
    provider: Provider, member: User, own: Certificate, role: str
) -> None:
    Membership.objects.filter(user=member).update(role=role)
    make_staff("owner", provider, full_name="Olga Owner")
    make_staff("viewer", provider, full_name="Vera Viewer")
    factories.make_user(full_name="Ada Admin", is_staff=True, is_superuser=True)
    for name, act in acts(member, own).items():
        refused = refusal_of(act)
        whom = "Ada Admin, who administers this site" if name == "rename" else "Olga Owner"
        assert (refused.code, refused.message) == ("own_record", f"{OWN}Ask {whom}."), name
    own.refresh_from_db()
    member.refresh_from_db()
    assert (own.status, member.full_name) == ("valid", "Sam Support")
    assert not AuditEntry.objects.exists()


def test_a_colleague_does_what_the_person_may_not(
    provider: Provider, member: User, own: Certificate
) -> None:
    colleague = make_staff("support", provider)
    for name in ("reissue", "close", "reopen", "send again"):
        acts(colleague, own)[name]()
    actions.take_back(
        staff=colleague, certificate=Certificate.objects.live().get(), reason="x", now=NOW
    )


def test_where_no_colleague_may_the_administrator_does(
    provider: Provider, member: User, own: Certificate
) -> None:
    make_staff("reviewer", provider, full_name="Rita Reviewer")
    admin = factories.make_user(full_name="Ada Admin", is_staff=True, is_superuser=True)
    refused = refusal_of(acts(member, own)["revoke"])
    assert refused.message == f"{OWN}Ask Ada Admin, who administers this site."
    acts(admin, own)["rename"]()
    member.refresh_from_db()
    assert member.full_name == "Another Name"


def test_where_nobody_may_it_says_to_invite_someone(member: User, own: Certificate) -> None:
    Membership.objects.filter(user=member).update(role="owner")
    make_staff("support", factories.make_provider())  # elsewhere
    refused = refusal_of(acts(member, own)["revoke"])
    assert "Invite someone" in refused.message
    assert refused.url == "/admin/team/"


def test_an_administrator_who_is_alone_is_not_locked_out(
    provider: Provider, member: User, own: Certificate
) -> None:
    User.objects.filter(pk=member.pk).update(is_superuser=True)
    alone = User.objects.get(pk=member.pk)
    acts(alone, own)["reissue"]()
    assert AuditEntry.objects.get(action="certificate-corrected").actor == alone
    make_staff("support", provider, full_name="Second Person")
    refused = refusal_of(acts(alone, Certificate.objects.live().get())["revoke"])
    assert refused.message == f"{OWN}Ask Second Person."


def test_own_accounts_are_neither_joined_nor_looked_through(member: User, own: Certificate) -> None:
    other = factories.make_user()
    for kept, merged in ((member, other), (other, member)):
        act = {"staff": member, "kept": kept, "merged": merged, "reason": "x", "now": NOW}
        assert refusal_of(lambda act=act: merge_accounts(**act)).code == "staff_account"  # type: ignore[misc]
    seen = {"staff": member, "learner": member, "reason": "x", "now": NOW}
    assert refusal_of(lambda: start_impersonation(**seen)).code == "staff_account"  # type: ignore[arg-type]


def test_an_own_request_is_put_forward_and_decided_by_others(
    provider: Provider, course: Course, member: User
) -> None:
    Membership.objects.filter(user=member).update(role="owner")
    colleague = make_staff("support", provider, full_name="Carl Colleague")
    reviewer = make_staff("reviewer", provider, full_name="Rita Reviewer")
    factories.enrol(user=member, course=course)
    row = exceptions.ask_exception(
        enrolment=begun(member, course), kind="transcript", reason="Deaf.", by=member, now=NOW
    )
    assert wishes_for(member) == []
    assert wishes_for(colleague) == [row]
    given: dict[str, Any] = {"exception_id": row.pk, "now": NOW}
    refused = refusal_of(lambda: exceptions.put_forward(by=member, **given))
    assert (refused.code, refused.message) == ("own_record", f"{OWN}Ask Carl Colleague.")
    exceptions.put_forward(by=colleague, **given)
    answer: dict[str, Any] = given | {"approve": True, "answer": ""}
    refused = refusal_of(lambda: exceptions.decide_exception(by=member, **answer))
    assert (refused.code, refused.message) == ("own_record", f"{OWN}Ask Rita Reviewer.")
    client = sign_in(member)
    page = client.get(f"/admin/approvals/{row.pk}/").text
    assert "This is about your own record, so someone else has to decide. Ask Rita" in page
    assert 'value="approve"' not in page
    assert "exception is waiting" not in client.get("/admin/").text
    exceptions.decide_exception(by=reviewer, **answer)
    assert CreditException.objects.get().approved


def test_an_administrator_who_is_alone_grants_themselves_no_exception(
    course: Course, member: User
) -> None:
    factories.enrol(user=member, course=course)
    row = exceptions.ask_exception(
        enrolment=begun(member, course), kind="transcript", reason="Deaf.", by=member, now=NOW
    )
    CreditException.objects.update(
        put_forward_by=make_staff("support", course.series.provider), put_forward_at=NOW
    )
    User.objects.filter(pk=member.pk).update(is_superuser=True)
    alone = User.objects.get(pk=member.pk)
    given: dict[str, Any] = {"by": alone, "approve": True, "answer": "", "now": NOW}
    refused = refusal_of(lambda: exceptions.decide_exception(exception_id=row.pk, **given))
    assert refused.code == "own_record"
    page = sign_in(alone).get(f"/admin/approvals/{row.pk}/").text
    assert "This is about your own record, so someone else has to decide. No one else" in page
    assert "1</strong> request waits for a second person" in sign_in(alone).get("/admin/").text


def test_the_page_about_oneself_offers_nothing(
    provider: Provider, member: User, own: Certificate
) -> None:
    colleague = make_staff("owner", provider, full_name="Olga Owner")
    queue_mail(member, "accounts-joined", "accounts/email/joined", {})
    address = f"/admin/learners/{member.pk}/"
    offered = ("Correct", "Revoke", "Close the enrollment", "Send again")
    page = sign_in(member).get(address).text
    assert f"{OWN}Ask Olga Owner." in page
    assert not [words for words in offered if words in page]
    page = sign_in(colleague).get(address).text
    assert OWN not in page
    assert [words for words in offered if words in page] == [*offered]


@pytest.mark.parametrize(
    ("path", "typed"),
    [
        ("name/", {"full_name": "Other Name"}),
        ("certificates/{}/correct/", {"name": "Other", "credit_type": "ama-pra-1", "amount": "1"}),
        ("certificates/{}/revoke/", {}),
        ("courses/{}/close/", {}),
        ("courses/{}/exception/", {"kind": "transcript"}),
    ],
)
def test_a_page_that_is_asked_for_by_hand_refuses_and_keeps_what_was_typed(
    member: User, own: Certificate, path: str, typed: dict[str, str]
) -> None:
    which = own.course.slug if path.startswith("courses") else own.pk
    address = f"/admin/learners/{member.pk}/{path.format(which)}"
    answer = sign_in(member).post(address, typed | {"reason": "Because I say so."})
    assert answer.status_code == 400
    assert OWN in answer.text
    assert "Because I say so." in answer.text
    assert not CreditException.objects.exists()
