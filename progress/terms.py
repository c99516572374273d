"""Until when credit can be claimed, and refusals that no step of the path removes: of what the learner was told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.days import shown_date
from accounts.models import Degree, User
from courses.models import Course
from courses.services.offered import ended_offers, last_day_of
from progress.errors import NotEligible
from progress.models import CreditException, Enrolment

LAST_DAYS = timedelta(days=30)
"""How long before credit ends learners are warned."""


@dataclass(frozen=True, slots=True)
class Ending:
    """A last day of credit; `credit` names its type, and is empty where all ends that day."""

    credit: str
    day: date


def endings(offers: Iterable[tuple[str, date | None]], *, on: date) -> list[Ending]:
    """Return which offers, given as name and last day, end on the day `on` or soon after it."""
    rows = [*offers]
    if len({day for _, day in rows}) == 1:
        rows = [("", rows[0][1])]
    return [Ending(name, day) for name, day in rows if day and timedelta() <= day - on < LAST_DAYS]


def told_endings(course: Course, told: Iterable[dict[str, Any]], *, on: date) -> list[Ending]:
    """Return what ends soon of `told`, rows that `Enrolment.claimable` returns."""
    return endings(((offer["credit"], _last_day(course, offer)) for offer in told), on=on)


def present_endings(course: Course, offers: Iterable[Any], *, on: date) -> list[Ending]:
    """Return what ends soon of `offers`, present ones of the course."""
    named = ((each.credit_type.name_plural, last_day_of(each, course)) for each in offers)
    return endings(named, on=on)


def _last_day(course: Course, offer: dict[str, Any]) -> date:
    """Return the last day on which this learner can claim: the one told, or the course's if that is earlier."""
    return min(date.fromisoformat(offer["last_day"]), course.expires_on or date.max)


def ended(course: Course, last: date, enrolment: Enrolment | None) -> NotEligible:
    """Say until when credit could be claimed; to who had completed the course by then, also whom to ask."""
    provider = course.series.provider
    if course.is_sample:
        message = _("This sample could be completed until %(day)s. You can still learn from it.")
        return NotEligible("expired", message % {"day": shown_date(last)})
    own = _own_last_day(course, last, enrolment)
    until = _("At its end, this course offered you no credit.")
    if own:
        until = _("Credit for this course could be claimed until %(day)s.") % {
            "day": shown_date(own)
        }
    message = _("%(until)s You can still learn from it. For questions, email %(contact)s.")
    if enrolment and _could_claim(enrolment, last):
        message = _(
            "You completed this course in time, but did not claim your credit. %(until)s"
            " Email %(contact)s to ask what can still be done."
        )
    return NotEligible("expired", message % {"until": until, "contact": provider.contact_email})


def _own_last_day(course: Course, last: date, enrolment: Enrolment | None) -> date | None:
    """Return the last day of what was this learner's, or was offered to who has not begun; None if all was closed."""
    if enrolment is None:
        return max((day for _, day in ended_offers(course)), default=None)
    told = (_last_day(course, offer) for offer in enrolment.told if not offer["closed_at"])
    return max(told, default=None if enrolment.told else last)


def _could_claim(enrolment: Enrolment, last: date) -> bool:
    """Say whether an offer was the learner's when they had done everything, in time."""
    if enrolment.evaluated_at is None:
        return False
    done = enrolment.course.series.provider.day_of(enrolment.evaluated_at)
    return done <= last and any(
        offer["last_day"] >= done.isoformat() and not offer["closed_at"] for offer in enrolment.told
    )


def agreements(enrolment: Enrolment, *, excused: bool, may_read: bool) -> list[str]:
    """Return the exceptions granted to this learner which still matter, as sentences for their pages."""
    said = []
    whole = enrolment.watch.completed_at is not None
    if excused and not whole:
        said.append(_("The course team has agreed that you need not watch the whole video."))
    if may_read and not whole:
        said.append(_("The course team has agreed that you can read the transcript instead."))
    more = len(enrolment.granted(CreditException.Kind.ATTEMPT))
    if more and not (enrolment.test_passed_at or enrolment.attempts_exhausted):
        granted = ngettext(
            "The course team has granted you one more attempt at the post-test.",
            "The course team has granted you %(number)s more attempts at the post-test.",
            more,
        )
        said.append(granted % {"number": more})
    return said


def not_started(course: Course) -> NotEligible:
    message = _(
        "Review the course details, then select Start course. We’ll offer to add what you watched."
    )
    return NotEligible("not_started", message, course.get_absolute_url())


def enrolment_closed(course: Course) -> NotEligible:
    message = _(
        "The course team has closed this course for you. Email %(contact)s to have it reopened."
    )
    contact = {"contact": course.series.provider.contact_email}
    return NotEligible("enrolment_closed", message % contact)


def attempts_exhausted(enrolment: Enrolment, *, expired: bool) -> NotEligible:
    """Say that no attempt at the post-test is left and, where another can still be granted, whom to ask."""
    limit, course = enrolment.attempt_limit or 0, enrolment.course
    said = {"limit": limit, "contact": course.series.provider.contact_email}
    message = ngettext(
        "You’ve used your only attempt at the post-test.",
        "You’ve used all %(limit)s attempts at the post-test.",
        limit,
    )
    if not expired:
        message = ngettext(
            "You’ve used your only attempt at the post-test. To ask for another, email %(contact)s.",
            "You’ve used all %(limit)s attempts at the post-test. To ask for another, email"
            " %(contact)s.",
            limit,
        )
    return NotEligible(
        "attempts_exhausted", message % said, reverse("progress:test", args=[course.slug])
    )


def profession_unknown(course: Course) -> NotEligible:
    message = _("Tell us your profession: it decides which credit you may earn.")
    if course.is_sample:
        message = _("Tell us your profession: it decides which credit would be awarded.")
    return NotEligible("profession_unknown", message, reverse("accounts:profile"))


def degree_unknown(course: Course) -> NotEligible:
    message = _("Tell us your degree in medicine: it decides which credit you may earn.")
    if course.is_sample:
        message = _("Tell us your degree in medicine: it decides which credit would be awarded.")
    return NotEligible("degree_unknown", message, reverse("accounts:profile"))


def address_not_verified() -> NotEligible:
    message = _("Confirm your email address: we’ll email you a code.")
    return NotEligible("address_not_verified", message, reverse("account_email"))


def nothing_to_claim(
    course: Course, user: User, enrolment: Enrolment | None, *, on: date
) -> NotEligible:
    """Say why none of the course's credit is this learner's on the day `on`, and what they can do."""
    said = {"profession": user.profession, "contact": course.series.provider.contact_email}
    if enrolment and enrolment.offered_since(on=on) and _is_newer(enrolment, on):
        return _offered_since(course, user, enrolment)
    if enrolment and enrolment.told:
        return _outside_its_days(course, enrolment, on)
    if user.degree == Degree.NONE and user.profession and user.profession.asks_degree:
        message = _(
            "This course offers no credit for your profession (%(profession)s) without a degree in"
            " medicine. If you have one now, change it in your profile; otherwise email"
            " %(contact)s."
        )
        return NotEligible("degree_not_eligible", message % said, reverse("accounts:profile"))
    message = _(
        "This course offers no credit for your profession (%(profession)s). If the"
        " profession is wrong, change it in your profile; otherwise email %(contact)s."
    )
    return NotEligible("profession_not_eligible", message % said, reverse("accounts:profile"))


def _is_newer(enrolment: Enrolment, on: date) -> bool:
    """Say whether what is on offer is no answer to what was told: nothing was, or it ended and newer terms are open."""
    ended = enrolment.told_ended(on=on) and enrolment.test_passed_at is None
    return not enrolment.told or ended


def _outside_its_days(course: Course, enrolment: Enrolment, on: date) -> NotEligible:
    last = date.fromisoformat(max(offer["last_day"] for offer in enrolment.told))
    if last < on:
        message = _(
            "The credit you were told about could be claimed until %(day)s. For questions, email"
            " %(contact)s."
        )
        if course.is_sample:
            message = _(
                "What you were told would be awarded could be claimed until %(day)s. For questions,"
                " email %(contact)s."
            )
        said = {"day": shown_date(last), "contact": course.series.provider.contact_email}
        return NotEligible("offer_ended", message % said)
    first = date.fromisoformat(
        min(offer["valid_from"] for offer in enrolment.told if offer["valid_from"])
    )
    message = _("The credit you were told about can be claimed from %(day)s.")
    if course.is_sample:
        message = _("What you were told would be awarded could be claimed from %(day)s.")
    return NotEligible("offer_not_yet", message % {"day": shown_date(first)})


def _offered_since(course: Course, user: User, enrolment: Enrolment) -> NotEligible:
    message = _(
        "When you began, this course offered no credit for your profession (%(profession)s); now it"
        " does."
    )
    if course.is_sample:
        message = _(
            "When you began, this course offered no credit for your profession (%(profession)s);"
            " now it would."
        )
    said = message % {"profession": user.profession}
    if enrolment.told:
        said = _(
            "The credit you were told about has ended, and the course now offers other credit."
        )
        if course.is_sample:
            said = _(
                "What you were told would be awarded has ended, and now something else would be."
            )
    if enrolment.test_passed_at:
        more = _("You took the post-test under the earlier terms. Email %(contact)s.")
        contact = course.series.provider.contact_email
        return NotEligible("offered_since", f"{said} {more % {'contact': contact}}")
    more = _(
        "Review what has changed on the course page, and accept its terms before you take the post-test."
    )
    url, link = f"{course.get_absolute_url()}#terms-changed", _("Go to the course")
    return NotEligible("offered_since", f"{said} {more}", url, link=link)


def test_passed(course: Course) -> NotEligible:
    """Say that newer terms come too late."""
    message = _(
        "You have passed the post-test: your credit follows the terms under which you took it."
    )
    if course.is_sample:
        message = _(
            "You have passed the post-test: what would be awarded follows the terms under which you"
            " took it."
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
    provider = course.series.provider
    day = provider.day_of(datetime.fromisoformat(offer["closed_at"]))
    reason = offer["closed_reason"].rstrip(".")
    message = _(
        "The credit you were told about, %(credit)s, was closed on %(day)s: %(reason)s. For"
        " questions, email %(contact)s."
    )
    if course.is_sample:
        message = _(
            "What you were told would be awarded, %(credit)s, was closed on %(day)s: %(reason)s. For"
            " questions, email %(contact)s."
        )
    said = {"credit": offer["credit"], "day": shown_date(day), "reason": reason}
    return message % (said | {"contact": provider.contact_email})
