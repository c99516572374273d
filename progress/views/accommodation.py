"""Asking for the transcript instead of the video and, once agreed, reading it and attesting to that."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.guard import learner_form, reopened
from accounts.requests import SignedInRequest, refusals_at, sent
from progress.forms.accommodation import AccommodationForm, ReadingForm
from progress.models import CreditException, Enrolment
from progress.services.exceptions import ask_exception, attest_reading, withdraw_exception
from progress.status import CreditStatus
from progress.views.access import standing_or_404
from video.services.transcripts import sections

_BEGIN_FIRST = _(
    "To ask for another format, first review the course details and select Start course. Then open"
    " “Need another format?” below the video."
)
_EXPIRED = _("This course has expired, so there is nothing to request. You can still read it here.")


@learner_form(untyped={"withdraw"})
def accommodation(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show the state: not requested, requested, agreed (with the transcript), read. A POST takes the next step."""
    status = standing_or_404(user=request.user, slug=slug, now=timezone.now())
    if status.enrolment is None:
        if status.expired:
            messages.info(request, _EXPIRED)
            return redirect("video:transcript", slug=slug)
        messages.info(request, _BEGIN_FIRST)
        return redirect(status.course)
    asked = _open_request(status.enrolment)
    if request.method == "POST" and "withdraw" in request.POST:
        return _withdraw(request, status, asked)
    form = _form(request, status, asked)
    if request.method == "POST" and form is not None and form.is_valid():
        with refusals_at(form):
            return _act(request, status, status.enrolment, form)
    return _page(request, status, asked, form)


def _form(
    request: HttpRequest, status: CreditStatus, asked: CreditException | None
) -> forms.Form | None:
    if status.watched or asked or status.closed or (status.claim_is_over and not status.may_read):
        return None
    kind = ReadingForm if status.may_read else AccommodationForm
    return reopened(request, kind(sent(request)))


def _act(
    request: HttpRequest, status: CreditStatus, enrolment: Enrolment, form: forms.Form
) -> HttpResponse:
    if isinstance(form, ReadingForm):
        attest_reading(enrolment=enrolment, attested=True, now=status.now)
        said = _("Thank you. You can take the post-test.")
        messages.success(request, _("Thank you.") if status.exhausted else said)
        return redirect("progress:test", slug=status.course.slug)
    ask_exception(
        enrolment=enrolment,
        kind=CreditException.Kind.TRANSCRIPT,
        reason=form.cleaned_data["reason"],
        by=status.user,
        now=status.now,
    )
    messages.success(request, _("Sent. The course team will answer by email and on this page."))
    return redirect("progress:accommodation", slug=status.course.slug)


def _withdraw(
    request: HttpRequest, status: CreditStatus, asked: CreditException | None
) -> HttpResponse:
    if asked is not None:
        withdraw_exception(exception_id=asked.pk, by=status.user, reason="", now=status.now)
        messages.success(request, _("Request withdrawn."))
    return redirect("progress:accommodation", slug=status.course.slug)


def _page(
    request: HttpRequest,
    status: CreditStatus,
    asked: CreditException | None,
    form: forms.Form | None,
) -> HttpResponse:
    reading = status.may_read and status.enrolment is not None
    context: dict[str, Any] = {"status": status, "course": status.course, "asked": asked}
    context |= {"form": form, "declined": _declined(status)}
    if reading and status.enrolment:
        context["sections"] = sections(status.enrolment.watch.video)
    code = 400 if form is not None and form.errors else 200
    if request.method == "POST" and code == 200:
        code = 409
    return render(request, "progress/accommodation.html", context, status=code)


def _open_request(enrolment: Enrolment) -> CreditException | None:
    mine = CreditException.objects.open().filter(enrolment=enrolment)
    return mine.filter(kind=CreditException.Kind.TRANSCRIPT).first()


def _declined(status: CreditStatus) -> CreditException | None:
    mine = CreditException.objects.filter(enrolment=status.enrolment, approved=False)
    return mine.filter(kind=CreditException.Kind.TRANSCRIPT, asked_by=status.user).first()
