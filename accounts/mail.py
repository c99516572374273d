"""Outgoing mail: every mail is composed, sent and recorded here."""

import smtplib
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app as jobs

from accounts.errors import Refused
from accounts.mail_frame import paragraphs_of
from accounts.models import Mail, User

DELIVER_TASK = "accounts.deliver_mail"
"""The task is named, not imported, because tasks are in a layer above this module."""


class MailNotSent(Refused):
    """A mail that somebody waits for did not go out; its cause is what the mail server said, if anything."""

    def __init__(self, failure: OSError) -> None:
        message = _(
            "We cannot send email right now, so no code was sent. Wait a minute, then try again."
        )
        if _is_final(failure):
            message = _(
                "The mail server does not deliver to this address, so no code was sent. "
                "Check its spelling, then try again."
            )
        super().__init__("mail_not_sent", message, status=503)


def _is_final(failure: OSError) -> bool:
    """Say whether the server refused the address itself, for good (RFC 5321: 550, 551, 553)."""
    if not isinstance(failure, smtplib.SMTPRecipientsRefused):
        return False
    answers = dict(failure.recipients or {})
    return bool(answers) and all(answer[0] in {550, 551, 553} for answer in answers.values())


def compose(
    template: str, *, recipient: str, context: dict[str, Any], user: User | None = None
) -> EmailMultiAlternatives:
    """Render `<template>_subject.txt` and `<template>_message.txt`, with an HTML part of the latter.

    Templates see `context`, `user`, `recipient` and `site_url`.
    """
    known = {"user": user, "recipient": recipient, "site_url": settings.SITE_URL} | context
    text = render_to_string(f"{template}_message.txt", known).strip() + "\n"
    subject = _subject(template, known)
    message = EmailMultiAlternatives(
        subject=subject,
        body=text,
        to=[recipient],
        headers={"Auto-Submitted": "auto-generated"},
    )
    frame = render_to_string(
        "email/frame.html", {"subject": subject, "paragraphs": paragraphs_of(text)}
    )
    message.attach_alternative(frame, "text/html")
    return message


def send_now(kind: str, user: User | None, message: EmailMultiAlternatives) -> Mail:
    """Send within the request: for codes, which someone is waiting for and nothing may store.

    Raises `MailNotSent`, after recording what the mail server said. No longer than the mailer's limit.
    """
    mail = Mail.objects.create(
        user=user, kind=kind, recipient=message.to[0], subject=str(message.subject)
    )
    try:
        message.send()
    # smtplib's errors and all network errors are OSErrors.
    except OSError as failure:
        _mark_failed(mail.pk, failure)
        raise MailNotSent(failure) from failure
    _mark_sent(mail)
    return mail


def queue_mail(
    user: User,
    kind: str,
    template: str,
    context: dict[str, Any],
    *,
    provider: int | None = None,
    recipient: str = "",
    again: bool = True,
) -> Mail:
    """Record a mail to `user`, to be sent once this transaction has been committed.

    `template` is a prefix as for `compose`; `context` must be JSON-serializable and hold no secret: both
    are kept, so that `send_again` can compose the mail again, unless `again` is false. It goes to
    `recipient`, or else to the user's current primary address; `provider` is the id of the provider that
    the mail is about, if any.
    """
    recipient = recipient or user.email
    known = {"user": user, "recipient": recipient, "site_url": settings.SITE_URL} | context
    with transaction.atomic():
        mail = Mail.objects.create(
            user=user,
            kind=kind,
            recipient=recipient,
            subject=_subject(template, known),
            template=template if again else "",
            context=context if again else {},
            provider=provider,
        )
        jobs.configure_task(DELIVER_TASK, queue="mail").defer(
            mail_id=mail.pk, template=template, context=context
        )
    return mail


def record_queued(*, recipient: str, kind: str, template: str, context: dict[str, Any]) -> Mail:
    """Record a mail to somebody who may have no account, in the caller's transaction.

    The caller defers its own task, which passes the whole context to `deliver`; a link that must not be
    stored in the queue is made in that task.
    """
    known = {"user": None, "recipient": recipient, "site_url": settings.SITE_URL} | context
    return Mail.objects.create(kind=kind, recipient=recipient, subject=_subject(template, known))


def send_again(mail: Mail) -> Mail:
    """Compose a mail again, as a new mail, to the person's current address.

    Raises `Refused`: code_not_resent for codes and warnings, which were sent at once and never kept;
    nobody when the account is gone.
    """
    if not mail.template:
        message = (
            "This mail held a code or a warning of the moment and is not sent again; for a new code,"
            " the learner signs in once more."
        )
        raise Refused("code_not_resent", message)
    if mail.user is None or not mail.user.is_active:
        raise Refused("nobody", "This account no longer receives mail.")
    return queue_mail(mail.user, mail.kind, mail.template, mail.context, provider=mail.provider)


def deliver(*, mail_id: int, template: str, context: dict[str, Any]) -> None:
    """Send a queued mail, unless it was sent or erased already. A failure is recorded and raised."""
    mail = None
    try:
        # The lock makes a second worker wait and then find the mail sent.
        with transaction.atomic():
            mail = _unsent(mail_id)
            if mail is not None:
                message = compose(
                    template, recipient=mail.recipient, context=context, user=mail.user
                )
                message.send()
                _mark_sent(mail)
    except OSError as failure:
        _mark_failed(mail_id, failure)
        raise


def _unsent(mail_id: int) -> Mail | None:
    rows = Mail.objects.select_related("user").select_for_update(of=("self",))
    return rows.filter(pk=mail_id, sent_at__isnull=True).first()


def _subject(template: str, context: dict[str, Any]) -> str:
    return " ".join(render_to_string(f"{template}_subject.txt", context).split())


def _mark_sent(mail: Mail) -> None:
    Mail.objects.filter(pk=mail.pk).update(sent_at=timezone.now(), failed_at=None, failure="")


def _mark_failed(mail_id: int, failure: OSError) -> None:
    Mail.objects.filter(pk=mail_id, sent_at__isnull=True).update(
        failed_at=timezone.now(), failure=f"{type(failure).__name__}: {failure}"
    )
