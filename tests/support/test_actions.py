"""What staff do for a learner: with a reason, with a line in the trail, and at their provider only."""

from typing import Any

import pytest
from django.test import Client

from accounts.errors import Refused
from accounts.models import AuditEntry, Mail, User
from certificates.models import Certificate
from certificates.services.corrections import correct_certificate
from progress.models import Enrolment
from providers.models import Membership, Provider
from support.services import actions
from tests import factories
from tests.certificates.conftest import claim
from tests.second_factors import age_proofs
from tests.staff_members import make_staff, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate(enrolment: Enrolment) -> Certificate:
    return claim(enrolment)


def line(action: str) -> AuditEntry:
    return AuditEntry.objects.get(action=action)


def test_a_name_is_corrected_on_the_account_and_on_the_certificates_that_are_ticked(
    support_client: Client, certificate: Certificate
) -> None:
    learner = certificate.learner
    assert learner
    typed = {"full_name": "Ana Díaz", "credentials": "MD", "reason": "Passport shown."}
    address = f"/admin/learners/{learner.pk}/name/"
    answer = support_client.post(address, typed | {"certificates": [str(certificate.pk)]})
    assert answer.headers["Location"] == f"/admin/learners/{learner.pk}/"
    learner.refresh_from_db()
    newest = Certificate.objects.live().get()
    assert (learner.full_name, newest.printed_name) == ("Ana Díaz", "Ana Díaz, MD")
    assert newest.supersedes == certificate
    assert (
        line("name-corrected").reason == line("certificate-corrected").reason == "Passport shown."
    )


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"full_name": "Ana Díaz"}, "Say why"),
        ({"full_name": "", "reason": "x"}, "Enter your name"),
        ({"full_name": "Ana Díaz-O'Hara", "reason": "x"}, "Nothing was changed"),
    ],
)
def test_a_name_is_refused_with_a_sentence_and_kept(
    support_client: Client, enrolment: Enrolment, typed: dict[str, str], sentence: str
) -> None:
    answer = support_client.post(f"/admin/learners/{enrolment.user_id}/name/", typed)
    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert not AuditEntry.objects.exists()


def test_the_name_of_another_member_of_staff_is_the_administrators(
    support: User, course: Any
) -> None:
    colleague = make_staff("viewer", course.series.provider)
    with pytest.raises(Refused) as refused:
        actions.correct_name(
            staff=support,
            learner=colleague,
            name="Other Name",
            credentials="",
            certificates=[],
            provider=None,
            reason="x",
            now=factories.NOW,
        )
    assert refused.value.code == "staff_account"


def test_a_certificate_is_corrected_with_a_reason(
    support_client: Client, certificate: Certificate
) -> None:
    address = f"/admin/learners/{certificate.learner_id}/certificates/{certificate.pk}/correct/"
    assert certificate.printed_code in support_client.get(address).content.decode()
    typed = {"name": certificate.name, "credit_type": "ama-pra-1", "amount": "0.50"}
    assert support_client.post(address, typed).status_code == 400
    support_client.post(address, typed | {"reason": "Watched half."})
    assert Certificate.objects.live().get().credit_quarters == 2
    assert line("certificate-corrected").details == {"replaces": certificate.printed_code}
    assert support_client.post(address, typed | {"reason": "Again."}).status_code == 400


CORRECTED = {"name": "Ana Ruiz", "credit_type": "ama-pra-1", "amount": "1.00", "reason": "Seen."}


def test_a_correction_begins_with_what_was_issued(
    support_client: Client, certificate: Certificate
) -> None:
    address = f"/admin/learners/{certificate.learner_id}/certificates/{certificate.pk}/correct/"
    assert support_client.get(address).context["form"].initial == {
        "name": certificate.name,
        "credentials": certificate.credentials,
        "profession": "physician-md",
        "credit_type": "ama-pra-1",
        "amount": f"{certificate.credit_quarters / 4:.2f}",
    }


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"amount": "1.25"}, "You can claim up to"),
        ({"amount": "0.30"}, "in steps of 0.25"),
        ({"credit_type": "ancc"}, "Select a valid choice"),
        ({"name": "Ana 😀"}, "cannot print"),
        ({"reason": " "}, "This field is required"),
    ],
)
def test_a_correction_that_cannot_be_printed_or_claimed_is_refused(
    support_client: Client, certificate: Certificate, change: dict[str, str], words: str
) -> None:
    address = f"/admin/learners/{certificate.learner_id}/certificates/{certificate.pk}/correct/"
    assert words in support_client.post(address, CORRECTED | change).content.decode()
    assert Certificate.objects.get() == certificate


def test_who_revokes_a_replaced_certificate_is_told_which_one_stands(
    support_client: Client, certificate: Certificate
) -> None:
    newest = correct_certificate(certificate=certificate, name="Wu Li", now=factories.NOW)
    address = f"/admin/learners/{certificate.learner_id}/certificates/{certificate.pk}/revoke/"
    answer = support_client.post(address, {"reason": "Another person."})
    assert answer.status_code == 400
    assert newest.printed_code in answer.content.decode()
    assert not AuditEntry.objects.filter(action="certificate-revoked").exists()


def test_a_certificate_is_revoked_after_a_fresh_proof(
    support_client: Client, certificate: Certificate
) -> None:
    address = f"/admin/learners/{certificate.learner_id}/certificates/{certificate.pk}/revoke/"
    age_proofs(support_client)
    assert (
        support_client.post(address, {"reason": "x"})
        .headers["Location"]
        .startswith("/accounts/second")
    )
    support_client = sign_in(User.objects.get(full_name="Sam Support"))
    assert support_client.post(address, {"reason": ""}).status_code == 400
    for _ in range(2):
        support_client.post(address, {"reason": "Issued by mistake."})
    certificate.refresh_from_db()
    assert certificate.status == "revoked"
    assert line("certificate-revoked").reason == "Issued by mistake."


@pytest.mark.parametrize("account", ["there", "gone"])
def test_the_right_to_revoke_elsewhere_revokes_nothing_here(
    certificate: Certificate, provider: Provider, account: str
) -> None:
    address = f"/admin/learners/{certificate.learner_id}/certificates/{certificate.pk}/revoke/"
    if account == "gone":
        address = f"/admin/learners/certificates/{certificate.pk}/revoke/"
        User.objects.filter(certificates=certificate.pk).delete()
    viewer = make_staff("viewer", provider)
    Membership.objects.create(user=viewer, provider=factories.make_provider(), role="support")
    assert sign_in(viewer).post(address, {"reason": "x"}).status_code == 404
    certificate.refresh_from_db()
    assert certificate.revoked_at is None


def test_a_certificate_whose_owner_deleted_the_account_is_revoked_all_the_same(
    support_client: Client, elsewhere: Client, certificate: Certificate
) -> None:
    address = f"/admin/learners/certificates/{certificate.pk}/revoke/"
    assert support_client.get(address).status_code == 404  # There is an account: on its page, then.
    User.objects.filter(certificates=certificate.pk).delete()
    assert elsewhere.get(address).status_code == 404
    found = support_client.post("/admin/learners/", {"text": certificate.code})
    assert address in found.content.decode()
    assert "who deleted their account" in support_client.get(address).content.decode()
    answer = support_client.post(address, {"reason": "Issued by mistake."})
    assert answer.headers["Location"] == "/admin/learners/"
    certificate.refresh_from_db()
    assert certificate.status == "revoked"
    assert line("certificate-revoked").reason == "Issued by mistake."
    assert (
        address
        not in support_client.post("/admin/learners/", {"text": certificate.code}).content.decode()
    )


def test_an_enrolment_is_closed_and_reopened(support_client: Client, enrolment: Enrolment) -> None:
    address = f"/admin/learners/{enrolment.user_id}/courses/{enrolment.course.slug}/close/"
    assert "Close the enrollment" in support_client.get(address).content.decode()
    support_client.post(address, {"reason": "Asked by telephone."})
    assert Enrolment.objects.get().closed_at
    assert "Reopen the enrollment" in support_client.get(address).content.decode()
    support_client.post(address, {"reason": "Changed their mind."})
    enrolment.refresh_from_db()
    assert enrolment.closed_at is None
    assert line("enrolment-reopened").learner == enrolment.user


def test_closing_twice_is_refused_and_written_once(support: User, enrolment: Enrolment) -> None:
    given: dict[str, Any] = {"staff": support, "enrolment": enrolment, "reason": "x"}
    actions.close(**given, now=factories.NOW)
    with pytest.raises(Refused) as refused:
        actions.close(**given, now=factories.NOW)
    assert refused.value.code == "already_closed"
    assert line("enrolment-closed")


def test_a_mail_is_composed_anew_and_a_code_never(
    support_client: Client, certificate: Certificate
) -> None:
    learner = certificate.learner
    assert learner
    ready = Mail.objects.get(kind="certificate-ready")
    User.objects.filter(pk=learner.pk).update(email="new@clinic.example")
    support_client.post(f"/admin/learners/{learner.pk}/mails/{ready.pk}/")
    again = Mail.objects.filter(kind="certificate-ready").latest("pk")
    assert (again.recipient, again.subject) == ("new@clinic.example", ready.subject)
    assert line("mail-sent-again").learner == learner
    provider = certificate.course.series.provider_id
    code = Mail.objects.create(
        user=learner, kind="login-code", recipient="a@example.org", provider=provider
    )
    support_client.post(f"/admin/learners/{learner.pk}/mails/{code.pk}/")
    assert Mail.objects.filter(kind="login-code").count() == 1


def test_acts_are_posted_about_what_is_this_learners(
    support_client: Client, certificate: Certificate
) -> None:
    person = f"/admin/learners/{certificate.learner_id}"
    mail = Mail.objects.get(kind="certificate-ready")
    for address in (
        f"{person}/name/",
        f"{person}/certificates/{certificate.pk}/correct/",
        f"{person}/certificates/{certificate.pk}/revoke/",
        f"{person}/courses/{certificate.course.slug}/close/",
        f"{person}/mails/{mail.pk}/",
    ):
        assert support_client.put(address).status_code == 405, address
    stranger = factories.enrol(course=factories.make_course(series=certificate.course.series)).user
    swapped = f"/admin/learners/{stranger.pk}/certificates/{certificate.pk}/revoke/"
    assert support_client.get(swapped).status_code == 404
