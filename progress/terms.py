"""Refusals that no step of the path removes, because of what the learner was told, and until when."""

from datetime import date, datetime
from typing import Any

from django.urls import reverse

from accounts.models import Degree, User
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
    if enrolment and _could_claim(enrolment, last):
        message = (
            f"You completed this course in time, but did not claim your credit. {until}"
            f" Write to {provider.contact_email} to ask what can still be done."
        )
    else:
        message = f"{until} You can still learn from it. For questions, write to {provider.contact_email}."
    return NotEligible("expired", message)


def _could_claim(enrolment: Enrolment, last: date) -> bool:
    """Say whether an offer was the learner's when they had done everything, in time."""
    if enrolment.evaluated_at is None:
        return False
    done = enrolment.course.series.provider.day_of(enrolment.evaluated_at)
    return done <= last and any(
        offer["last_day"] >= done.isoformat() and not offer["closed_at"] for offer in enrolment.told
    )


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


def nothing_to_claim(
    course: Course, user: User, enrolment: Enrolment | None, *, on: date
) -> NotEligible:
    """Say why none of the course's credit is this learner's on the day `on`, and what they can do."""
    contact = course.series.provider.contact_email
    if enrolment and enrolment.told:
        return _outside_its_days(enrolment, contact, on)
    if enrolment and enrolment.offered_since(on=on):
        return _offered_since(course, user, enrolment)
    if user.degree == Degree.NONE and user.profession and user.profession.asks_degree:
        message = (
            f"This course offers no credit for your profession ({user.profession}) without a degree in"
            " medicine. If you have one by now, change it in your profile; otherwise write to"
            f" {contact}."
        )
        return NotEligible("degree_not_eligible", message, reverse("accounts:profile"))
    message = (
        f"This course offers no credit for your profession ({user.profession}). If the"
        f" profession is wrong, change it in your profile; otherwise write to {contact}."
    )
    return NotEligible("profession_not_eligible", message, reverse("accounts:profile"))


def _outside_its_days(enrolment: Enrolment, contact: str, on: date) -> NotEligible:
    last = date.fromisoformat(max(offer["last_day"] for offer in enrolment.told))
    if last < on:
        said = f"The credit that you were told of could be claimed until {long_date(last)}."
        return NotEligible("offer_ended", f"{said} For questions, write to {contact}.")
    first = min(offer["valid_from"] for offer in enrolment.told if offer["valid_from"])
    said = f"The credit that you were told of can be claimed from {long_date(date.fromisoformat(first))}."
    return NotEligible("offer_not_yet", said)


def _offered_since(course: Course, user: User, enrolment: Enrolment) -> NotEligible:
    said = (
        f"This course offers credit for your profession ({user.profession}) only since you began."
    )
    if enrolment.test_passed_at:
        contact = course.series.provider.contact_email
        said += f" You took the post-test under the terms of before. Write to {contact}."
        return NotEligible("offered_since", said)
    said += " Read on the course's page what has changed, and accept its terms."
    return NotEligible("offered_since", said, course.get_absolute_url(), link="Go to the course")


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
