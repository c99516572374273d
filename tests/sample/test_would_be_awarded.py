"""A sample awards nothing: it says what would be awarded, and tells nobody that credit can be earned with it."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.mail import compose
from accounts.models import Mail
from certificates.models import Certificate
from certificates.pdf import render_pdf
from certificates.services.transcript_file import transcript_pdf
from courses.models import Course, CreditOffer
from progress.errors import NotEligible
from progress.models import Enrolment
from progress.services.enrolments import enrolment_of
from progress.status import CreditStatus
from tests import factories
from tests.certificates.conftest import filled_in
from tests.certificates.test_pdf import certificate as row_of
from tests.certificates.test_pdf import text_of as pdf_text
from tests.progress.pages import text_of, url_of

pytestmark = pytest.mark.django_db

# What would tell somebody that credit can be earned here; the words on privacy do not.
TELLS = re.compile(
    r"claim credit|earn credit|may earn|credit you earn|(?<!your test and )your credit|can be claimed|was awarded"
    r"|credit for this course",
    re.IGNORECASE,
)
PATH = [
    *("course", "progress:learn", "progress:test", "progress:evaluation", "certificates:claim"),
    "progress:accommodation",
]


@pytest.fixture
def enrolment(client: Client) -> Enrolment:
    soon = factories.NOW.date() + timedelta(days=10)
    done = factories.evaluated(course=factories.make_course(is_sample=True, expires_on=soon))
    client.force_login(done.user)
    return done


@pytest.fixture
def claimed(client: Client, enrolment: Enrolment) -> Certificate:
    typed = {"credit_type": "ama-pra-1", "amount": "0.25", "attested": "on"}
    url = url_of(enrolment, "certificates:claim")
    page = client.post(url, filled_in(client, url, typed), follow=True)
    assert "Here’s your sample certificate. No credit is awarded." in text_of(page)
    return Certificate.objects.get()


def _told(text: str) -> list[str]:
    return TELLS.findall(text)


@pytest.mark.parametrize("stage", [factories.enrol, factories.watched, factories.passed])
def test_no_page_of_its_path_tells_of_credit_to_earn(client: Client, stage: object) -> None:
    done = stage(course=factories.make_course(is_sample=True))  # type: ignore[operator]
    client.force_login(done.user)
    for page in [*(url_of(done, name) for name in PATH), reverse("dashboard"), "/", "/courses/"]:
        assert not _told(_main(client, page)), page


def test_the_claim_is_for_a_sample_certificate(client: Client, enrolment: Enrolment) -> None:
    for page in [url_of(enrolment, name) for name in ("course", "certificates:claim")]:
        shown = _main(client, page)
        assert "Get your sample certificate" in shown
        assert not _told(shown)
    assert "next: get your sample certificate" in _main(client, reverse("dashboard")).lower()


def test_nor_does_a_learner_without_profession_or_a_guest_read_of_credit_to_earn(
    client: Client, enrolment: Enrolment
) -> None:
    enrolment.user.profession = None
    enrolment.user.save()
    shown = _main(client, url_of(enrolment, "certificates:claim"))
    assert "it decides which credit would be awarded" in shown
    assert not _told(shown)
    guest = Client()
    course = _main(guest, url_of(enrolment, "course"))
    assert not _told(course)
    read = re.search(r"\?read=[\w.-]+", guest.get(url_of(enrolment, "course")).content.decode())
    assert read
    watching = _main(guest, url_of(enrolment, "progress:learn") + read.group())
    assert "For a sample certificate" in watching
    assert not _told(watching)


def test_certificate_and_credit_record_say_what_a_real_course_awards(
    client: Client, claimed: Certificate
) -> None:
    pages = [claimed.get_absolute_url(), reverse("certificates:list")]
    pages += [reverse("certificates:credit-record"), reverse("certificates:credit-record-csv")]
    pages += [reverse("certificates:verification", args=[claimed.printed_code])]
    for page in pages:
        shown = _main(client, page)
        assert re.search("would be awarded|In a real course:", shown, re.IGNORECASE), page
        assert not _told(shown), page
    learner = claimed.learner
    assert learner is not None
    text = pdf_text(transcript_pdf(learner, now=claimed.issued_at))
    assert "would be awarded" in text
    assert "sample certificate" in _main(client, reverse("dashboard"))


def test_its_pdf_says_it_too(claimed: Certificate) -> None:
    text = pdf_text(render_pdf(claimed))
    assert "Would be awarded" in text
    assert "would be awarded 0.25" in text
    assert "Claimed" not in text
    assert not _told(text)


def test_a_sample_certificate_of_before_keeps_its_bytes() -> None:
    issued = row_of(is_sample=True, template_version="certificate-1")
    assert "Claimed" in pdf_text(render_pdf(issued))


def test_the_mail_says_that_it_is_a_sample(claimed: Certificate) -> None:
    [sent] = Mail.objects.filter(kind="certificate-ready")
    assert sent.subject == "Your course certificate is ready"
    body = str(compose(sent.template, recipient="a@example.org", context=sent.context).body)
    assert "Your sample certificate is ready." in body
    assert "A sample awards no credit: it says what would be awarded." in " ".join(body.split())


def test_what_hinders_in_a_sample_tells_of_no_credit_either() -> None:
    course = factories.make_course(is_sample=True, offers={"ama-pra-1": 2})
    CreditOffer.objects.update(valid_to=factories.NOW.date())
    done = factories.passed(course=Course.objects.get(pk=course.pk))
    [over] = _status(done, days=1).obstacles
    assert "would be awarded could be claimed until November 23, 2026" in over.message
    CreditOffer.objects.update(closed_at=factories.NOW, closed_reason="Withdrawn.")
    [closed] = _status(done).obstacles
    assert closed.message.startswith("What you were told would be awarded, AMA PRA")
    with pytest.raises(NotEligible) as late:
        _status(done).require_open_terms()
    for refusal in (over, closed, late.value):
        assert not _told(refusal.message)


def _status(enrolment: Enrolment, *, days: int = 0) -> CreditStatus:
    fresh = enrolment_of(user=enrolment.user, course=enrolment.course)
    assert fresh
    return CreditStatus(fresh.course, fresh.user, fresh, factories.NOW + timedelta(days=days))


def test_a_real_course_still_says_claim_credit(client: Client) -> None:
    done = factories.evaluated()
    client.force_login(done.user)
    shown = _main(client, url_of(done, "certificates:claim"))
    assert "Claim credit" in shown
    assert "sample" not in shown.lower()


def _main(client: Client, page: str) -> str:
    answer = client.get(page)
    return answer.getvalue().decode() if answer.streaming else text_of(answer)
