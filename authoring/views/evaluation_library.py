"""The library of evaluation items: shows what each would ask in this course, and adds copies."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from accounts.requests import StaffRequest, refusals_as_messages, sent
from accounts.sentences import counted
from authoring.forms.questions import LibraryForm
from authoring.services.evaluation_items import add_from_library, library_for, prompts_of
from authoring.services.version_rows import ITEMS
from courses.access import course_or_404
from courses.models import Course
from courses.step_layout import render_step
from providers.guard import staff_form
from providers.rights import Right


@staff_form(Right.AUTHOR)
def evaluation_library(request: StaffRequest, slug: str) -> HttpResponse:
    """Show the library; a POST adds copies of the chosen items to the version being edited."""
    course = course_or_404(request, slug, Right.AUTHOR)
    if ITEMS.written(course) is None:
        messages.info(request, "Choose “Edit as a new version” first; then items can be added.")
        return redirect("authoring:edit-evaluation", slug)
    library = list(library_for(course))
    form = LibraryForm(sent(request), ids=[item.pk for item in library])
    if request.method == "POST" and form.is_valid():
        return _take(request, course, [int(pk) for pk in form.cleaned_data["items"]])
    context = {
        "form": form,
        "library": [(item, prompts_of(item, course)) for item in library],
        "asked": ITEMS.being_written(course).values_list("prompt", flat=True),
        "chosen": request.POST.getlist("items"),
    }
    return render_step(
        request,
        "authoring/evaluation_library.html",
        course=course,
        step="evaluation",
        context=context,
    )


def _take(request: StaffRequest, course: Course, ids: list[int]) -> HttpResponse:
    with refusals_as_messages(request):
        made = add_from_library(course=course, item_ids=ids)
        added = f"{counted(len(made), 'item')} added."
        messages.success(request, added if made else "The evaluation already asks all of that.")
    return redirect("authoring:edit-evaluation", course.slug)
