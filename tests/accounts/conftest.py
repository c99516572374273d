"""Fixed people, and the codes that are mailed to them."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.models import User
from accounts.tasks import deliver_mail
from tests import factories

Code = Callable[[], str]


@pytest.fixture(autouse=True)
def passwords_are_hashed_fast(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def code_of_last_mail() -> Code:
    """Return what reads the code out of the newest mail."""

    def read() -> str:
        found = re.search(r"^[A-Z]{4}-[A-Z]{4}$", str(mail.outbox[-1].body), re.MULTILINE)
        if found is None:
            raise AssertionError(f"no code in “{mail.outbox[-1].body}”")
        return found[0]

    return read


@pytest.fixture
def deliver_queued() -> Callable[[], None]:
    """Return what sends the queued mails, as the worker does."""

    def send() -> None:
        for job in ProcrastinateJob.objects.filter(task_name="accounts.deliver_mail"):
            deliver_mail(**job.args)

    return send


@pytest.fixture
def learner(db: None) -> User:
    return factories.make_user(
        email="nora@example.org",
        full_name="Nora Lindqvist",
        profession="registered-nurse",
        verified=True,
    )


@pytest.fixture
def sign_in(client: Client, code_of_last_mail: Code) -> Callable[[User], Client]:
    """Return what signs a user in by the real code, as a visitor does."""

    def by_code(user: User) -> Client:
        client.post("/accounts/login/", {"login": user.email})
        client.post("/accounts/login/code/confirm/", {"code": code_of_last_mail()})
        return client

    return by_code
