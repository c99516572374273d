"""Refusals that no step of the path removes, because of what the learner was told, and until when."""

from datetime import date, datetime
from typing import Any

from django.urls import reverse

from accounts.models import User
from accounts.sentences import long_date
from courses.models import Course, CreditType
from courses.services.statements import amount
from progress.errors import NotEligible
from progress.models import Enrolment


def ended(course: Course, last: date, enrolment: Enrolment | None) -> NotEligible:
    """Say until when credit could be claimed; to who had completed the course by then, also whom to ask."""
    provider = course.series.provider
    if course.is_sample:
        message = (
            f"This sample could be completed until {long_date(last)}. You can still learn from it."
        )
        return NotEligible("expired", message)
    until = f"Credit for this course could be claimed until {long_date(last)}."
    done_at = enrolment and enrolment.evaluated_at
    if done_at and provider.day_of(done_at) <= last:
        message = (
            f"You completed this course in time, but did not claim your credit. {until}"
            f" Write to {provider.contact_email} to ask what can still be done."
        )
    else:
        message = f"{until} You can still learn from it. For questions, write to {provider.contact_email}."
    return NotEligible("expired", message)


def profession_unknown(course: Course) -> NotEligible:
    message = f"Tell us your profession: it decides which credit {_comes(course)}."
    return NotEligible("profession_unknown", message, reverse("accounts:profile"))


def degree_unknown(course: Course) -> NotEligible:
    message = f"Tell us your degree in medicine: it decides which credit {_comes(course)}."
    return NotEligible("degree_unknown", message, reverse("accounts:profile"))


def _comes(course: Course) -> str:
    return "would be awarded" if course.is_sample else "you may earn"


def address_not_verified() -> NotEligible:
    message = "Confirm your e-mail address: open the code that we send to it."
    return NotEligible("address_not_verified", message, reverse("account_email"))


def not_offered(course: Course, user: User) -> NotEligible:
    """Say that the learner's profession earns nothing here, where it is corrected, and whom to ask."""
    message = (
        f"This course offers no credit for your profession ({user.profession}). If the"
        " profession is wrong, change it in your profile; otherwise write to"
        f" {course.series.provider.contact_email}."
    )
    return NotEligible("profession_not_eligible", message, reverse("accounts:profile"))


def test_passed() -> NotEligible:
    """Say that newer terms come too late."""
    message = (
        "You have passed the post-test: your credit follows the terms under which you took it."
    )
    return NotEligible("test_passed", message)


def closed_offers(course: Course, told: list[dict[str, Any]]) -> dict[str, NotEligible]:
    """Return for each offer that the learner was told of and staff have closed, by credit type, when and why.

    `told` is what `Enrolment.objects.with_content()` adds.
    """
    return {
        offer["code"]: NotEligible("offer_closed", _closing(course, offer))
        for offer in told
        if offer["closed_at"]
    }


def _closing(course: Course, offer: dict[str, Any]) -> str:
    provider, most = course.series.provider, offer["max_quarters"]
    names = CreditType(name_singular=offer["singular"], name_plural=offer["plural"])
    credit = f"{amount(most)} {names.name_for(most)}".replace("*", "")
    day = provider.day_of(datetime.fromisoformat(offer["closed_at"]))
    reason = offer["closed_reason"].rstrip(".")
    return (
        f"The credit that you were told of, up to {credit}, was closed on {long_date(day)}: {reason}."
        f" For questions, write to {provider.contact_email}."
    )
