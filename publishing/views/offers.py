"""Closing one credit of a published course, and opening it again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from accounts.requests import StaffRequest, refusals_as_messages, refusals_at, sent
from courses.access import course_or_404
from providers.guard import render_staff, staff_form
from providers.rights import Right
from publishing.forms.publishing import ReasonForm
from publishing.services.course_changes import waits_or
from publishing.services.offers import close_offer, reopen_offer


@staff_form(Right.AUTHOR)
def offer(request: StaffRequest, slug: str, credit: str) -> HttpResponse:
    """Close the offer with a reason, or with `back` open it again."""
    course = course_or_404(request, slug, Right.AUTHOR)
    found = get_object_or_404(course.offers.select_related("credit_type"), credit_type__code=credit)
    now = timezone.now()
    if "back" in request.POST:
        with refusals_as_messages(request):
            change = reopen_offer(offer=found, actor=request.user, now=now)
            messages.success(request, waits_or(change, "This credit can be claimed again."))
        return redirect("authoring:edit-credit", slug)
    form = ReasonForm(sent(request), prefix="close")
    form.fields["reason"].help_text = "Learners who were offered this credit see it."
    if form.is_valid():
        with refusals_at(form, "reason"):
            reason = form.cleaned_data["reason"]
            change = close_offer(offer=found, actor=request.user, reason=reason, now=now)
            done = "Closed. No one can claim this credit anymore."
            messages.success(request, waits_or(change, done))
            return redirect("authoring:edit-credit", slug)
    step = reverse("authoring:edit-credit", args=[slug])
    context = {"course": course, "offer": found, "form": form, "crumbs": [("Credit", step)]}
    return render_staff(request, "publishing/offer.html", context, title=f"Close: {found}")
