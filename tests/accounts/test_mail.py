"""Every mail goes through one place, which knows what became of it and never what it said."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob
from time_machine import TimeMachineFixture

from accounts.mail import queue_mail
from accounts.models import Mail, User
from accounts.tasks import deliver_mail
from tests import factories

TEMPLATE = "account/email/login_code"


class RefusingServer(BaseEmailBackend):
    """A mail server that is down, as Django sees one."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        raise ConnectionRefusedError("no answer from the mail server")


@pytest.fixture
def refusing(settings: Any) -> None:
    settings.MAILERS = {"default": {"BACKEND": f"{__name__}.RefusingServer"}}


@pytest.fixture
def queued(learner: User) -> Mail:
    return queue_mail(learner, "certificate", TEMPLATE, {"code": "1"})


def job_of(queued: Mail) -> dict[str, Any]:
    job = ProcrastinateJob.objects.get(task_name="accounts.deliver_mail")
    assert job.args["mail_id"] == queued.pk
    return dict(job.args)


def test_a_code_is_recorded_but_not_its_text(client: Client, learner: User) -> None:
    client.post("/accounts/login/", {"login": learner.email})
    kept = Mail.objects.get()
    assert (kept.user, kept.kind, kept.recipient) == (learner, "login-code", learner.email)
    assert kept.subject.startswith("Your sign-in code, ")
    assert kept.sent_at is not None
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(m)::text FROM accounts_mail m")
        row = cursor.fetchone()[0]
    assert str(mail.outbox[0].body).split("\n")[4] not in row


def test_a_mail_has_text_and_html_and_says_that_a_machine_wrote_it(
    client: Client, learner: User
) -> None:
    client.post("/accounts/login/", {"login": learner.email})
    message: Any = mail.outbox[0]
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"
    [(html, kind)] = message.alternatives
    assert kind == "text/html"
    assert "<p>Hello,</p>" in html
    assert "src=" not in html
    assert "&#x27;" not in message.body


def test_a_mail_that_cannot_be_sent_is_recorded_with_the_reason(
    client: Client, learner: User, refusing: None
) -> None:
    assert client.post("/accounts/login/", {"login": learner.email}).status_code == 503
    kept = Mail.objects.get()
    assert kept.sent_at is None
    assert kept.failed_at is not None
    assert kept.failure == "ConnectionRefusedError: no answer from the mail server"


def test_news_of_a_change_is_left_to_the_worker_and_names_the_browser_alone(
    client: Client,
    learner: User,
    deliver_queued: Callable[[], None],
    time_machine: TimeMachineFixture,
) -> None:
    factories.make_provider(time_zone="America/Chicago")
    time_machine.move_to(datetime(2026, 11, 24, 5, 30, tzinfo=UTC))
    client.force_login(learner)
    session = client.session
    session["accounts.signed_in_at"] = 2**40  # a proof that stays fresh
    session.save()
    words = "correct horse battery"
    client.post(
        "/accounts/password/set/",
        {"password1": words, "password2": words},
        headers={
            "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0"
        },
    )
    kept = Mail.objects.get(kind="password-set")
    assert not mail.outbox
    assert (kept.template, kept.context, kept.sent_at) == ("", {}, None)
    assert "127.0.0.1" not in str(ProcrastinateJob.objects.values_list("args", flat=True))
    deliver_queued()
    assert "With: Firefox on Linux" in str(mail.outbox[-1].body)
    assert "When: November 23, 2026, 11:30 PM CST\n" in str(mail.outbox[-1].body)


def test_a_later_mail_is_queued_with_the_fact_that_calls_for_it(learner: User) -> None:
    with transaction.atomic():
        queue_mail(learner, "certificate", TEMPLATE, {})
        assert ProcrastinateJob.objects.exists()
        transaction.set_rollback(True)
    assert not Mail.objects.exists()
    assert not ProcrastinateJob.objects.exists()


def test_a_queued_mail_is_sent_once_however_often_its_job_runs(queued: Mail) -> None:
    job = job_of(queued)
    assert not mail.outbox
    deliver_mail(**job)
    deliver_mail(**job)
    assert [message.to for message in mail.outbox] == [["nora@example.org"]]
    queued.refresh_from_db()
    assert queued.sent_at is not None


def test_a_queued_mail_that_failed_is_sent_by_the_next_try(
    queued: Mail, refusing: None, settings: Any
) -> None:
    job = job_of(queued)
    with pytest.raises(ConnectionRefusedError):
        deliver_mail(**job)
    queued.refresh_from_db()
    assert queued.failure
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    deliver_mail(**job)
    queued.refresh_from_db()
    assert (queued.failed_at, queued.failure) == (None, "")
    assert len(mail.outbox) == 1


def test_the_job_retries_over_a_night(queued: Mail) -> None:
    strategy: Any = deliver_mail.retry_strategy
    waits = [strategy.exponential_wait ** (tried + 1) for tried in range(strategy.max_attempts)]
    assert 60 * 60 * 8 < sum(waits) < 60 * 60 * 24


def test_a_mail_whose_account_is_gone_is_not_sent(queued: Mail) -> None:
    job = job_of(queued)
    queued.delete()
    deliver_mail(**job)
    assert not mail.outbox
