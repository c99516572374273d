"""The administrator of the installation, who has no role at any provider, sees and does what an owner can."""

import pytest

from accounts.mail import queue_mail
from accounts.models import AuditEntry, Mail, User
from certificates.models import Certificate
from progress.models import Enrolment
from providers.models import Provider
from providers.rights import Right
from providers.timeline import LearnerScope, audit_of, mails_of
from support.access import scope_of
from support.services.timeline import timeline_of
from tests import factories
from tests.certificates.conftest import claim
from tests.staff_members import make_staff, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(db: None) -> User:
    return factories.make_user(full_name="Ada Admin", is_staff=True, is_superuser=True)


@pytest.fixture
def certificate(enrolment: Enrolment) -> Certificate:
    """Claimed, with a mail about this provider; another mail is about none."""
    queue_mail(enrolment.user, "accounts-joined", "accounts/email/joined", {})
    return claim(enrolment)


def told(staff: User, learner: User) -> list[str]:
    scope = scope_of(staff, learner, Right.SEE_LEARNERS)
    return [f"{event.at} {event.title}" for event in timeline_of(scope)]


def test_the_timeline_is_the_owners(
    administrator: User, provider: Provider, support: User, certificate: Certificate
) -> None:
    owner = make_staff("owner", provider)
    learner = certificate.learner
    assert learner
    sign_in(support).get(f"/admin/learners/{learner.pk}/")
    events = told(administrator, learner)
    assert events == told(owner, learner)
    for words in ("Mail: Your course certificate is ready", "Learner opened", "Claimed credit"):
        assert any(words in event for event in events), words


def test_every_mail_on_the_page_is_sent_again(
    administrator: User, provider: Provider, certificate: Certificate
) -> None:
    learner = certificate.learner
    assert learner
    for staff in (administrator, make_staff("owner", provider)):
        client, mails = sign_in(staff), list(Mail.objects.filter(user=learner))
        page = client.get(f"/admin/learners/{learner.pk}/").text
        for mail in mails:
            address = f"/admin/learners/{learner.pk}/mails/{mail.pk}/"
            assert address in page
            assert client.post(address).status_code == 302
            assert AuditEntry.objects.filter(action="mail-sent-again", actor=staff).exists()
        assert Mail.objects.filter(user=learner).count() == 2 * len(mails)


@pytest.mark.parametrize("providers", [(), (0,)])
def test_a_filter_that_keeps_everything_keeps_it_beside_any_other(
    certificate: Certificate, providers: tuple[int, ...]
) -> None:
    learner = certificate.learner
    assert learner
    AuditEntry.objects.create(action="a-read", learner=learner, provider=None)
    AuditEntry.objects.create(action="a-read", learner=learner, provider=12345)
    whole = LearnerScope(learner, (learner.pk,), providers, everything=True)
    assert set(mails_of(whole)) == set(Mail.objects.filter(user=learner))
    assert set(audit_of(whole)) == set(AuditEntry.objects.filter(learner=learner))
    rows = User.objects.all()
    for joined in (whole.visible("pk") | whole.visible("pk"), whole.visible("pk")):
        assert set(rows.filter(joined)) == set(rows)
        assert not rows.filter(~joined).exists()
