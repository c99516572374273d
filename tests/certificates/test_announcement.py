"""The mail that a certificate is ready: neutral, with a link, in the transaction of the claim."""

from typing import Any

from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.mail import compose
from accounts.models import Mail, User
from certificates.models import Certificate
from certificates.services.revocation import revoke
from progress.models import Enrolment
from tests import factories
from tests.certificates.conftest import claim


def text_of_the_mail() -> str:
    job = ProcrastinateJob.objects.get(task_name="accounts.deliver_mail")
    args: dict[str, Any] = job.args
    return str(compose(args["template"], recipient="a@example.org", context=args["context"]).body)


def test_the_mail_leads_to_the_certificate_and_names_no_course(certificate: Certificate) -> None:
    text = text_of_the_mail()
    assert certificate.get_absolute_url() in text
    assert certificate.title not in text
    assert certificate.name not in text


def test_the_title_stands_in_it_for_who_asked_for_that(enrolment: Enrolment) -> None:
    User.objects.update(mail_names_course=True)
    enrolment.user.refresh_from_db()
    certificate = claim(enrolment)
    assert f"“{certificate.title}”" in text_of_the_mail()


def test_a_claim_that_is_not_committed_leaves_no_mail(enrolment: Enrolment) -> None:
    with transaction.atomic():
        claim(enrolment)
        transaction.set_rollback(True)
    assert not Certificate.objects.exists()
    assert not Mail.objects.exists()
    assert not ProcrastinateJob.objects.exists()


def test_a_revocation_is_told_to_its_owner_once_and_without_its_reason(
    certificate: Certificate,
) -> None:
    for _ in range(2):
        revoke(certificate=certificate, reason="Fraud, a private matter.", now=factories.NOW)
    mail = Mail.objects.get(kind="certificate-revoked")
    assert (mail.user, mail.provider) == (
        certificate.learner,
        certificate.course.series.provider_id,
    )
    text = str(compose(mail.template, recipient="a@example.org", context=mail.context).body)
    assert certificate.get_absolute_url() in text
    for private in (certificate.title, certificate.name, "Fraud"):
        assert private not in f"{mail.subject} {text}"


def test_of_a_deleted_account_nobody_is_told(certificate: Certificate) -> None:
    Certificate.objects.filter(pk=certificate.pk).update(learner=None)
    certificate.refresh_from_db()
    revoke(certificate=certificate, reason="Fraud.", now=factories.NOW)
    assert not Mail.objects.filter(kind="certificate-revoked").exists()
