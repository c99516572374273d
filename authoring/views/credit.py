"""Step Credit: the credit offers, next to the statements exactly as they will be printed."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse, QueryDict
from django.utils import timezone

from accounts.errors import Refused
from accounts.input import row_number
from accounts.models import User
from accounts.requests import StaffRequest
from authoring.forms.credit import OfferForm, TermsForm, offer_forms
from authoring.services.courses import change_credit
from authoring.views.about import as_errors
from authoring.views.step_view import Step, edit_step
from courses.models import Course, CreditOffer
from courses.services.front_matter import support_lines
from courses.services.statements import accreditation_statement, amount, designation_statement
from providers.guard import staff_form
from providers.rights import Right
from publishing.models import CourseChange
from publishing.services.differences import own_wording_difference


@staff_form(Right.SEE_COURSES)
def edit_credit(request: StaffRequest, slug: str) -> HttpResponse:
    """Show and save what may be claimed, and the statements that go with it."""
    return edit_step(request, slug, CREDIT)


def _build(course: Course, data: QueryDict | None, files: Any) -> list[Any]:
    return [TermsForm(data, instance=course), *offer_forms(course, data)]


def _save(course: Course, forms: Sequence[Any], user: User) -> CourseChange | None:
    terms, *offers = forms
    try:
        return change_credit(
            course=course,
            values={name: terms.cleaned_data[name] for name in terms.changed_data},
            offers={form.credit_type.code: form.values for form in offers if form.has_changed()},
            actor=user,
            now=timezone.now(),
        )
    except Refused as refused:
        raise as_errors(refused, terms) from refused


def _context(course: Course, forms: Sequence[Any]) -> dict[str, Any]:
    """Fill in the statements from what is in the forms now, saved or not."""
    terms, *offers = forms
    typed = terms.typed()
    offered = [_offer(typed, form) for form in offers if form.quarters_typed]
    return {
        "offers": offers,
        "support_lines": support_lines(course),
        "accreditation": accreditation_statement(typed),
        "accreditation_difference": own_wording_difference(typed),
        "designations": [*filter(None, map(designation_statement, offered))],
        "credit_lines": [
            f"{amount(offer.max_quarters)} {offer.credit_type.name_for(offer.max_quarters)}"
            for offer in offered
        ],
        "time_warning": _time_warning(terms["estimated_minutes"].value(), offered),
    }


def _offer(course: Course, form: OfferForm) -> CreditOffer:
    return CreditOffer(
        course=course, credit_type=form.credit_type, max_quarters=form.quarters_typed
    )


def _time_warning(minutes: Any, offered: list[CreditOffer]) -> str:
    """Return a warning if the estimated time is not the time the credit is designated for (ACCME)."""
    designated = [each for each in offered if each.credit_type.designation_template]
    typed = row_number(str(minutes or ""))
    if not designated or typed is None:
        return ""
    wrong = [each for each in designated if abs(typed - 15 * each.max_quarters) > 7]
    if not wrong:
        return ""
    needed = 15 * wrong[0].max_quarters
    return (
        f"The estimated time is {typed} minutes, but {amount(wrong[0].max_quarters)}"
        f" {wrong[0].credit_type.name_for(wrong[0].max_quarters)} is designated for {needed}."
        " Make them the same."
    )


CREDIT = Step("credit", "authoring/credit.html", _build, _save, _context)
