"""One item of the evaluation that is being written: its page, and what moves, copies and removes it."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.errors import Refused
from accounts.models import User
from accounts.requests import StaffRequest
from authoring.forms.questions import ItemForm
from authoring.services.evaluation_items import add_item, duplicate_item, move_item, remove_item
from authoring.services.versions import written_evaluation
from authoring.views.step_view import Step, edit_step
from courses.access import course_or_404
from courses.models import Course, EvaluationItem, ItemKind
from providers.guard import staff_page
from providers.rights import Right
from publishing.services.version_checks import gaps_of_item


@staff_page(Right.SEE_COURSES)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_item(request: StaffRequest, slug: str, item_id: int) -> HttpResponse:
    """Show and save one item, finished or not."""
    course = course_or_404(request, slug, Right.SEE_COURSES)
    get_object_or_404(_written(course), pk=item_id)
    step = Step(
        f"evaluation-{item_id}",
        "authoring/item.html",
        partial(_build, item_id),
        _save,
        partial(_context, item_id),
    )
    return edit_step(request, slug, step)


@staff_page(Right.AUTHOR)
@require_POST
def new_item(request: StaffRequest, slug: str) -> HttpResponse:
    """Add an empty item of the chosen kind and open its page."""
    course = course_or_404(request, slug, Right.AUTHOR)
    kind = request.POST.get("kind", "")
    if kind not in ItemKind.values:
        raise Http404
    try:
        item = add_item(course=course, kind=kind)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("authoring:edit-evaluation", slug)
    return redirect("authoring:edit-item", slug, item.pk)


@staff_page(Right.AUTHOR)
@require_POST
def act_on_item(request: StaffRequest, slug: str, item_id: int) -> HttpResponse:
    """Move an item by one place, copy it or take it out."""
    course = course_or_404(request, slug, Right.AUTHOR)
    place = item_id
    try:
        match request.POST.get("act"):
            case "up":
                move_item(course=course, item_id=item_id, step=-1)
            case "down":
                move_item(course=course, item_id=item_id, step=1)
            case "duplicate":
                place = duplicate_item(course=course, item_id=item_id).pk
            case "remove":
                remove_item(course=course, item_id=item_id)
            case _:
                raise Http404
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(f"{reverse('authoring:edit-evaluation', args=[slug])}#item-{place}")


def _written(course: Course) -> Any:
    form = written_evaluation(course)
    return form.items.all() if form else EvaluationItem.objects.none()


def _build(item_id: int, course: Course, data: QueryDict | None, files: Any) -> list[ItemForm]:
    return [ItemForm(data, instance=get_object_or_404(_written(course), pk=item_id))]


def _save(course: Course, forms: Sequence[ItemForm], user: User) -> None:
    forms[0].instance.save(update_fields=list(forms[0].fields))


def _context(item_id: int, course: Course, forms: Sequence[ItemForm]) -> dict[str, Any]:
    item = get_object_or_404(_written(course), pk=item_id)
    return {
        "item": item,
        "gaps": gaps_of_item(item),
        "total": _written(course).count(),
        "is_live": False,
    }
