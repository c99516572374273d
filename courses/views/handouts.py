"""The handouts of a course: files for learners to keep."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from accounts.requests import StaffRequest, sent
from courses.access import course_or_404
from courses.forms.handouts import HandoutForm
from courses.services.handouts import add_handout, remove_handout
from courses.step_layout import render_step
from providers.guard import staff_action, staff_form
from providers.rights import Right


@staff_form(Right.SEE_COURSES)
def handouts(request: StaffRequest, slug: str) -> HttpResponse:
    """List the handouts; a POST adds one."""
    right = Right.AUTHOR if request.method == "POST" else Right.SEE_COURSES
    course = course_or_404(request, slug, right)
    form = HandoutForm(sent(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("title", "file")}
        add_handout(course=course, actor=request.user, **values)
        messages.success(request, f"“{values['title']}” is handed out.")
        return redirect("courses:edit-handouts", slug=slug)
    return render_step(
        request,
        "courses/handouts.html",
        course=course,
        step="about",
        context={"form": form, "handouts": course.handouts.all()},
    )


@staff_action(Right.AUTHOR)
def remove(request: StaffRequest, slug: str, handout_id: int) -> HttpResponse:
    """Remove a handout."""
    course = course_or_404(request, slug, Right.AUTHOR)
    handout = get_object_or_404(course.handouts, pk=handout_id)
    remove_handout(handout=handout, actor=request.user)
    messages.success(request, f"“{handout.title}” was removed.")
    return redirect("courses:edit-handouts", slug=slug)
