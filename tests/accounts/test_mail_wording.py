"""Someone else may read the mailbox: subjects and senders say nothing about what is learned here."""

from pathlib import Path

import pytest
from django.conf import settings

from accounts.mail import compose

PREFIXES = sorted(
    str(path.relative_to(settings.BASE_DIR / "templates")).removesuffix("_subject.txt")
    for path in Path(settings.BASE_DIR, "templates").glob("*/email/*_subject.txt")
)
CONTEXT = {"code": "BCDF-GHJK", "from_email": "a@example.org", "to_email": "b@example.org"}


def test_there_are_mails_to_look_at() -> None:
    assert "account/email/login_code" in PREFIXES
    assert "mfa/email/webauthn_added" in PREFIXES


@pytest.mark.parametrize("prefix", PREFIXES)
def test_no_mail_names_the_subject_of_the_courses(prefix: str) -> None:
    message = compose(prefix, recipient="a@example.org", context=CONTEXT)
    words = f"{message.subject} {message.from_email} {message.body}".lower()
    assert "traffick" not in words
    assert "survivor" not in words
    assert "\n" not in message.subject
    assert message.subject.strip() == message.subject != ""


@pytest.mark.parametrize("prefix", PREFIXES)
def test_every_mail_says_why_it_came_and_where_from(prefix: str) -> None:
    body = str(compose(prefix, recipient="a@example.org", context=CONTEXT).body)
    assert "receiving this email because" in body
    assert body.endswith(f"{settings.SITE_URL}/\n")


@pytest.mark.parametrize(
    "prefix", ["email_confirmation", "email_confirmation_signup", "unknown_account"]
)
def test_a_mail_to_someone_without_an_account_does_not_claim_that_there_is_one(prefix: str) -> None:
    body = str(compose(f"account/email/{prefix}", recipient="a@b.org", context=CONTEXT).body)
    assert "because you have an account" not in body
