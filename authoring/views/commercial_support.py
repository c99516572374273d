"""Step Credit, commercial support: who gave what, and the agreements."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.http import content_disposition_header

from accounts.cleaning import clean_prose
from accounts.errors import Refused
from accounts.requests import StaffRequest, refusals_as_messages, sent
from authoring.views.about import as_errors
from courses.access import course_or_404
from courses.forms.commercial_support import SupportForm
from courses.models import CommercialSupport, Course
from courses.step_layout import render_step
from providers.guard import staff_action, staff_form, staff_page
from providers.rights import Right
from publishing.services.commercial_support import (
    add_support,
    change_support,
    read_agreement,
    remove_support,
)
from publishing.services.course_changes import waits_or


@staff_form(Right.SEE_COURSES)
def edit_support(request: StaffRequest, slug: str) -> HttpResponse:
    """List what companies gave, and what was removed; a POST adds one."""
    right = Right.AUTHOR if request.method == "POST" else Right.SEE_COURSES
    course = course_or_404(request, slug, right)
    form = SupportForm(sent(request), request.FILES or None)
    if request.method == "POST" and _saved(request, form, course):
        return redirect("authoring:edit-support", slug)
    ended = CommercialSupport.kept.filter(course=course, ended_at__isnull=False)
    return _draw(request, course, form, {"support": course.support.all(), "ended": ended})


@staff_form(Right.AUTHOR)
def change(request: StaffRequest, slug: str, support_id: int) -> HttpResponse:
    """Show one company's support, and save it."""
    course = course_or_404(request, slug, Right.AUTHOR)
    support = get_object_or_404(course.support, pk=support_id)
    form = SupportForm(sent(request), request.FILES or None, instance=support)
    if request.method == "POST" and _saved(request, form, course):
        return redirect("authoring:edit-support", slug)
    shown = get_object_or_404(course.support, pk=support_id)  # the form changes its own
    return _draw(request, course, form, {"changed": shown})


@staff_action(Right.AUTHOR)
def remove(request: StaffRequest, slug: str, support_id: int) -> HttpResponse:
    """Remove one company's support, with the reason; what was recorded is kept."""
    course = course_or_404(request, slug, Right.AUTHOR)
    support = get_object_or_404(course.support, pk=support_id)
    reason, now = clean_prose(request.POST.get("reason", "")), timezone.now()
    with refusals_as_messages(request):
        change = remove_support(support=support, actor=request.user, now=now, reason=reason)
        messages.success(request, waits_or(change, f"The support of {support.source} was removed."))
    return redirect("authoring:edit-support", slug)


@staff_page(Right.SEE_COURSES)
def agreement(request: StaffRequest, slug: str, support_id: int) -> HttpResponse:
    """Hand out the agreement as a file to save; who read it is noted."""
    course = course_or_404(request, slug, Right.SEE_COURSES)
    kept = CommercialSupport.kept.filter(course=course).exclude(agreement="")
    support = get_object_or_404(kept, pk=support_id)
    try:
        content = read_agreement(support=support, actor=request.user)
    except FileNotFoundError as lost:
        raise Http404 from lost
    return HttpResponse(
        content,
        content_type="application/octet-stream",
        headers={"Content-Disposition": content_disposition_header(True, support.agreement_name)},
    )


def _saved(request: StaffRequest, form: SupportForm, course: Course) -> bool:
    """Save what was typed, or leave the errors on the form."""
    if not form.is_valid():
        return False
    values = {name: form.cleaned_data[name] for name in form.Meta.fields}
    given: dict[str, Any] = {
        "values": values,
        "agreement": form.cleaned_data["agreement"],
        "actor": request.user,
        "now": timezone.now(),
    }
    support: CommercialSupport = form.instance
    known = partial(change_support, support=support)
    save = known if support.pk else partial(add_support, course=course)
    try:
        change = save(**given)
    except Refused as refused:
        form.add_error(None, as_errors(refused, form))
        return False
    messages.success(request, waits_or(change, f"The support of {values['source']} is recorded."))
    return True


def _draw(
    request: StaffRequest, course: Course, form: SupportForm, context: dict[str, Any]
) -> HttpResponse:
    template = "authoring/commercial_support.html"
    status = 400 if form.errors else 200
    shown = context | {"form": form}
    return render_step(
        request, template, course=course, step="credit", context=shown, status=status
    )
