"""Disclosure forms: sent as a link, answered once, without an account, and kept as signed.

A link contains a signed token, so that nobody who reads the database or the job queue can answer for
somebody else. Triggers refuse any later change to an answer (`courses.models.disclosure`).
"""

import json
import uuid
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core import signing
from django.db import IntegrityError, transaction
from django.urls import reverse
from procrastinate.contrib.django import app as jobs

from accounts import mail
from accounts.audit import record
from accounts.days import instant
from accounts.errors import Refused
from accounts.models import User
from accounts.sentences import long_date
from courses.models import (
    DisclosureForm,
    DisclosureRequest,
    DisclosureWording,
    Nature,
    Person,
    Relationship,
)
from courses.models.dates import add_years
from courses.models.disclosure import DISCLOSURE_YEARS

SEND_TASK = "courses.send_disclosure"
ASKED, REMINDED = "courses/email/disclosure", "courses/email/disclosure_reminder"
"""Jobs that are queued, and links that are sent, know the task, the mails and the salt by these names."""
DUE_AFTER = timedelta(days=14)
LINK_LASTS = timedelta(days=60)
"""How long a link works after the form is due: late answers are welcome, but not forever."""
_signer = signing.Signer(salt="courses.disclosure", sep=".")


@dataclass(frozen=True, slots=True)
class Disclosed:
    """One relationship as disclosed; `nature` is in the person's own words when the kind is other."""

    company: str
    kind: str
    nature: str = ""
    began_on: date | None = None
    ended_on: date | None = None

    @property
    def words(self) -> str:
        return self.nature if self.kind == Nature.OTHER else str(Nature(self.kind).label)


@transaction.atomic
def ask_for_disclosure(
    *, person: Person, actor: User, due_on: date, by_mail: bool, now: datetime
) -> DisclosureRequest:
    """Open a form for `person`, and send its link by mail or let staff hand it over.

    Raises `Refused`: no_address, due_past, already_asked.
    """
    if by_mail and not person.email:
        raise Refused("no_address", f"Enter an email address for {person} first.")
    today = person.provider.day_of(now)
    if due_on < today:
        raise Refused("due_past", "Choose a date in the future.")
    request = _opened(person, actor, due_on, person.email if by_mail else "", now)
    if by_mail:
        _queue(request, ASKED)
    record(actor, "disclosure-asked", request, provider=person.provider_id, by_mail=by_mail)
    return request


def _opened(
    person: Person, actor: User, due_on: date, sent_to: str, now: datetime
) -> DisclosureRequest:
    ends = instant(due_on + LINK_LASTS, time.max, person.provider.zone)
    try:
        with transaction.atomic():
            return DisclosureRequest.objects.create(
                person=person,
                sent_by=actor,
                sent_to=sent_to,
                sent_at=now,
                due_on=due_on,
                expires_at=ends,
            )
    except IntegrityError as taken:
        message = f"{person} already has an open form. Send its link again, or withdraw it first."
        raise Refused("already_asked", message) from taken


@transaction.atomic
def withdraw_request(*, request_id: int, actor: User, now: datetime) -> DisclosureRequest:
    """Close a form that need not be answered any more; repeating it changes nothing. Raises `Refused`: answered."""
    request = _locked(request_id)
    if request.answered_at:
        raise Refused("answered", "This form was already signed. It stays on record.")
    if request.withdrawn_at is None:
        request.withdrawn_at, request.draft = now, ""
        request.save(update_fields=["withdrawn_at", "draft"])
        record(actor, "disclosure-withdrawn", request, provider=request.person.provider_id)
    return request


@transaction.atomic
def send_again(*, request_id: int, actor: User, now: datetime) -> DisclosureRequest:
    """Mail the same link once more. Raises `Refused`: closed, no_address."""
    request = _locked(request_id)
    _refuse_closed(request, now=now)
    address = request.sent_to or request.person.email
    if not address:
        raise Refused("no_address", f"Enter an email address for {request.person} first.")
    if request.sent_to != address:
        request.sent_to = address
        request.save(update_fields=["sent_to"])
    _queue(request, REMINDED)
    record(actor, "disclosure-sent-again", request, provider=request.person.provider_id)
    return request


def path_of(request: DisclosureRequest) -> str:
    """Return the URL at which the form is answered; anyone who has it can answer."""
    return reverse("disclosure:disclose", args=[_signer.sign(request.key.hex)])


def request_of(token: str) -> DisclosureRequest | None:
    """Return the request that a link's token names, or None when the token is not valid."""
    try:
        key = uuid.UUID(_signer.unsign(token))
    except (signing.BadSignature, ValueError):
        return None
    rows = DisclosureRequest.objects.select_related("person__provider")
    return rows.filter(key=key).first()


def draft_of(request: DisclosureRequest) -> dict[str, Any]:
    """Return what was saved but not signed yet: the form's fields as they were typed."""
    saved: dict[str, Any] = json.loads(request.draft) if request.draft else {}
    return saved


@transaction.atomic
def save_draft(*, request_id: int, typed: dict[str, Any], now: datetime) -> DisclosureRequest:
    """Save what was typed, encrypted, until it is signed. Raises `Refused`: answered, withdrawn, expired."""
    request = _locked(request_id)
    _refuse_closed(request, now=now)
    request.draft = json.dumps(typed)
    request.save(update_fields=["draft"])
    return request


@transaction.atomic
def sign_disclosure(
    *,
    request_id: int,
    wording: DisclosureWording,
    name: str,
    relationships: list[Disclosed],
    now: datetime,
) -> DisclosureForm:
    """Save the signed answer for good. A second answer is refused, even one sent at the same time.

    Raises `Refused`: answered, withdrawn, expired.
    """
    request = _locked(request_id)
    _refuse_closed(request, now=now)
    today = request.person.provider.day_of(now)
    form = DisclosureForm.objects.create(
        person=request.person,
        request=request,
        wording=wording,
        signed_on=today,
        covers_from=add_years(today, -DISCLOSURE_YEARS),
        covers_to=today,
        signed_name=name,
    )
    Relationship.objects.bulk_create(
        Relationship(
            form=form,
            company=one.company,
            kind=one.kind,
            nature=one.words,
            began_on=one.began_on,
            ended_on=one.ended_on,
        )
        for one in relationships
    )
    form.signed_at = now  # From here on the database refuses to change it.
    form.save(update_fields=["signed_at"])
    request.answered_at, request.draft = now, ""
    request.save(update_fields=["answered_at", "draft"])
    record(None, "disclosure-signed", form, provider=request.person.provider_id)
    return form


def refusal_of(request: DisclosureRequest, *, now: datetime) -> Refused | None:
    """Return why a form can no longer be answered, and what to do about it; None if it can be."""
    provider = request.person.provider
    if request.answered_at:
        day = provider.day_of(request.answered_at)
        return Refused("answered", f"This form was signed on {long_date(day)}.")
    contact = f"Write to {provider.contact_email} if you still want to answer."
    if request.withdrawn_at:
        return Refused("withdrawn", f"This form is no longer needed. {contact}")
    if request.expires_at <= now:
        return Refused("expired", f"This link has expired. {contact}")
    return None


def remind(*, now: datetime) -> int:
    """Mail reminders of unanswered forms, once in the week before they are due and once when due; return how many."""
    reminded = 0
    rows = DisclosureRequest.objects.select_related("person__provider").filter(
        answered_at=None, withdrawn_at=None, expires_at__gt=now
    )
    for request in rows.exclude(sent_to=""):
        if not request.person.provider.is_day(now):
            continue
        left = (request.due_on - request.person.provider.day_of(now)).days
        # Not within a day of the form itself: a reminder that comes with it says nothing.
        early = left <= 7 and now - request.sent_at >= timedelta(days=1)
        moment = "reminded_due_at" if left <= 0 else "reminded_before_at" if early else ""
        if moment and _remember_reminder(request, moment, now):
            reminded += 1
    return reminded


@transaction.atomic
def _remember_reminder(request: DisclosureRequest, moment: str, now: datetime) -> bool:
    unsent = DisclosureRequest.objects.filter(pk=request.pk, answered_at=None, **{moment: None})
    if not unsent.update(**{moment: now}):
        return False
    _queue(request, REMINDED)
    return True


def deliver_disclosure(*, request_id: int, mail_id: int, template: str) -> None:
    """Send one mail with a form's link, unless it was sent already or the form has been closed."""
    rows = DisclosureRequest.objects.select_related("person__provider")
    request = rows.filter(pk=request_id, answered_at=None, withdrawn_at=None).first()
    if request is not None:
        context = _facts(request) | {"link": path_of(request)}
        mail.deliver(mail_id=mail_id, template=template, context=context)


def _queue(request: DisclosureRequest, template: str) -> None:
    """Record the mail; its link is made when it is sent, so that none is stored in the queue."""
    row = mail.record_queued(
        recipient=request.sent_to, kind="disclosure", template=template, context=_facts(request)
    )
    jobs.configure_task(SEND_TASK, queue="mail").defer(
        request_id=request.pk, mail_id=row.pk, template=template
    )


def _facts(request: DisclosureRequest) -> dict[str, Any]:
    day = request.due_on
    return {
        "name": request.person.name,
        "provider": request.person.provider.name,
        "due": long_date(day),
        "contact": request.person.provider.contact_email,
    }


def _refuse_closed(request: DisclosureRequest, *, now: datetime) -> None:
    if refusal := refusal_of(request, now=now):
        raise refusal


def _locked(request_id: int) -> DisclosureRequest:
    rows = DisclosureRequest.objects.select_for_update(of=("self",))
    return rows.select_related("person__provider").get(pk=request_id)
