"""A course's reviews and last day, retiring, restoring, renewing; and a provider's rules."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from accounts.errors import Refused
from accounts.requests import StaffRequest, refusals_at, sent
from courses.access import course_or_404
from courses.models import Course
from providers.guard import render_staff, staff_action, staff_form, staff_page
from providers.rights import Right, may, providers_with
from providers.services.provider_rules import set_publishing_rules
from publishing.forms.publishing import ReasonForm, ReviewForm, RulesForm
from publishing.models import CourseReview
from publishing.services.course_changes import KINDS
from publishing.services.life_cycle import bring_back, retire
from publishing.services.reviews import ReviewScope, record_review, waiting_last_day

_FIELDS_OF_REFUSALS = {
    "review_in_future": "reviewed_on",
    "changes_missing": "note",
    "expires_missing": "expires_on",
    "expires_late": "expires_on",
    "expires_past": "expires_on",
}


@staff_page(Right.SEE_COURSES)
def life_cycle(request: StaffRequest, slug: str) -> HttpResponse:
    """Show reviews, the last day, and the actions on the course."""
    return _page(request, course_or_404(request, slug, Right.SEE_COURSES))


@staff_action(Right.AUTHOR)
def reviewed(request: StaffRequest, slug: str) -> HttpResponse:
    """Put a review on record, with the last day of credit that follows from it."""
    course = course_or_404(request, slug, Right.AUTHOR)
    form = _review_form(request, course, request.POST)
    if form.is_valid():
        try:
            made = record_review(
                course=course, actor=request.user, now=timezone.now(), **form.cleaned_data
            )
        except Refused as refusal:
            form.add_error(_FIELDS_OF_REFUSALS.get(refusal.code), refusal.message)
        else:
            messages.success(request, _done(course, made))
            return redirect("publishing:life-cycle", slug)
    return _page(request, course, review=form, status=400)


def _done(course: Course, review: CourseReview) -> str:
    course.refresh_from_db(fields=["reviewed_on"])
    if review.reviewed_on != course.reviewed_on:
        return "The review is on record, and a newer one sets the dates."
    if waiting_last_day(course):
        return "The review is on record. A second person has to approve the new last day."
    return "The review is on record, and the last day of credit is set."


@staff_action(Right.AUTHOR)
def retired(request: StaffRequest, slug: str) -> HttpResponse:
    """Retire the course with a reason, or with `back` restore it."""
    course = course_or_404(request, slug, Right.AUTHOR)
    if "back" in request.POST:
        bring_back(course=course, actor=request.user)
        messages.success(request, "The course is in the catalog again.")
        return redirect("publishing:life-cycle", slug)
    form = ReasonForm(request.POST, prefix="retire")
    if form.is_valid():
        with refusals_at(form, "reason"):
            reason = form.cleaned_data["reason"]
            retire(course=course, actor=request.user, reason=reason, now=timezone.now())
            messages.success(request, "Retired. Learners keep their records and certificates.")
            return redirect("publishing:life-cycle", slug)
    return _page(request, course, reason=form, status=400)


@staff_form(Right.TEAM)
def rules(request: StaffRequest, provider_id: int) -> HttpResponse:
    """Edit what a provider requires before its courses are published."""
    own = providers_with(request.user, Right.TEAM)
    provider = get_object_or_404(own, pk=provider_id)
    form = RulesForm(sent(request), provider=provider)
    if form.is_valid():
        changed = set_publishing_rules(
            provider=provider,
            second_approval=form.cleaned_data["second_approval"],
            optional_checks=form.optional_checks(),
            actor=request.user,
        )
        messages.success(request, "Saved." if changed else "Nothing was changed.")
        return redirect("publishing:publishing-rules", provider.pk)
    context = {
        "form": form,
        "provider": provider,
        "kinds": KINDS.values(),
        "crumbs": [("Courses", reverse("authoring:courses"))],
    }
    title = f"{provider}: before a course appears"
    return render_staff(request, "publishing/rules.html", context, title=title)


def _reason_form(course: Course) -> ReasonForm:
    """If a published course renews this one, suggest that as the reason for retiring it."""
    renewal = course.renewals.filter(published_at__isnull=False).first()
    initial = {"reason": f"Renewed by {renewal.title}."[:500]} if renewal else None
    return ReasonForm(prefix="retire", initial=initial)


def _review_form(request: StaffRequest, course: Course, data: Any = None) -> ReviewForm:
    today = course.series.provider.day_of(timezone.now())
    return ReviewForm(data, reviewer=request.user.full_name, today=today)


def _page(
    request: StaffRequest,
    course: Course,
    *,
    review: ReviewForm | None = None,
    reason: ReasonForm | None = None,
    status: int = 200,
) -> HttpResponse:
    today = course.series.provider.day_of(timezone.now())
    labels = dict(ReviewScope.choices)
    context: dict[str, Any] = {
        "course": course,
        "expired": course.expired(on=today),
        "days_left": (course.expires_on - today).days if course.expires_on else None,
        "reviews": [
            (row, [labels.get(code, code) for code in row.looked_at])
            for row in course.reviews.select_related("reviewed_by")
        ],
        "notices": course.expiry_notices.all(),
        "renewals": course.renewals.all(),
        "form": review or _review_form(request, course),
        "reason_form": reason or _reason_form(course),
        "may_author": may(request.user, Right.AUTHOR, course.series.provider_id),
        "crumbs": [
            ("Courses", reverse("authoring:courses")),
            (course.title, reverse("publishing:edit-review", args=[course.slug])),
        ],
    }
    return render_staff(
        request,
        "publishing/life_cycle.html",
        context,
        title="Reviews and expiration" if course.published_at else "Reviews",
        status=status,
    )
