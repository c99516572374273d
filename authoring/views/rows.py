"""One row (a question or an item) of the version being edited: add, edit, move, copy or remove it."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from accounts.errors import Refused
from accounts.models import User
from accounts.requests import StaffRequest, refusals_as_messages
from authoring.forms.questions import ItemForm, QuestionForm
from authoring.services.version_rows import AnyKind, Row, RowKind, video_of
from authoring.views.step_view import Step, edit_step
from courses.access import course_or_404, may_read_key
from courses.models import Course, Question, Video
from courses.step_layout import STEP_URLS
from providers.guard import staff_action, staff_form
from providers.rights import Right
from publishing.services.version_release import Version
from video.services import transcripts

type RowForm = QuestionForm | ItemForm


@staff_form(Right.SEE_COURSES)
def edit_row[V: Version, R: Row](
    request: StaffRequest, slug: str, rows: RowKind[V, R], row_id: int
) -> HttpResponse:
    """Show and save one row, complete or not; a question, with its right answer, if the key may be read."""

    def build(course: Course, data: QueryDict | None, files: Any) -> list[RowForm]:
        return [_form(get_object_or_404(rows.being_written(course), pk=row_id), course, data)]

    def context(course: Course, forms: Sequence[RowForm]) -> dict[str, Any]:
        return _shown(rows, course, row_id)

    course = course_or_404(request, slug, Right.SEE_COURSES)
    if rows.step == "test" and not may_read_key(request.user, course.series.provider_id):
        raise Http404
    build(course, None, None)
    step = Step(f"{rows.step}-{row_id}", f"authoring/{rows.noun}.html", build, _save, context)
    return edit_step(request, slug, step)


@staff_action(Right.AUTHOR)
def new_row(request: StaffRequest, slug: str, rows: AnyKind) -> HttpResponse:
    """Add an empty row, of the chosen kind if there are several, and open its page."""
    course = course_or_404(request, slug, Right.AUTHOR)
    sort = request.POST.get("kind", "")
    if sort not in rows.sorts:
        raise Http404
    try:
        row = rows.add(course=course, sort=sort)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect(STEP_URLS[rows.step], slug)
    return redirect("authoring:edit-row", slug, rows, row.pk)


@staff_action(Right.AUTHOR)
def act_on_row(request: StaffRequest, slug: str, rows: AnyKind, row_id: int) -> HttpResponse:
    """Move a row one place, copy it or remove it."""
    course = course_or_404(request, slug, Right.AUTHOR)
    place = row_id
    with refusals_as_messages(request):
        match request.POST.get("act"):
            case "up":
                rows.move(course=course, row_id=row_id, step=-1)
            case "down":
                rows.move(course=course, row_id=row_id, step=1)
            case "duplicate":
                place = rows.duplicate(course=course, row_id=row_id).pk
            case "remove":
                rows.remove(course=course, row_id=row_id)
            case _:
                raise Http404
    return redirect(f"{reverse(STEP_URLS[rows.step], args=[slug])}#{rows.noun}-{place}")


def _form(row: Row, course: Course, data: QueryDict | None) -> RowForm:
    if isinstance(row, Question):
        video = video_of(course)
        return QuestionForm(
            data,
            question=row,
            seconds=video.seconds if video else None,
            objectives=course.objectives,
            advice=course.series.provider.optional_checks,
        )
    return ItemForm(data, instance=row)


def _save(course: Course, forms: Sequence[RowForm], user: User) -> None:
    forms[0].save()


def _shown[V: Version, R: Row](kind: RowKind[V, R], course: Course, row_id: int) -> dict[str, Any]:
    version = get_object_or_404(kind.versions(course), released_at__isnull=True)
    rows = list(kind.of(version))
    place = next((at for at, each in enumerate(rows) if each.pk == row_id), None)
    if place is None:
        raise Http404
    return {
        "kind": kind,
        "row": rows[place],
        "errors": [error for error in kind.errors(version, rows) if error.row == row_id],
        "total": len(rows),
        "before": rows[place - 1] if place else None,
        "after": rows[place + 1] if place + 1 < len(rows) else None,
        "is_live": False,
        **_around(rows[place], rows, course),
    }


def _around(row: Row, rows: Sequence[Row], course: Course) -> dict[str, Any]:
    """Return the transcript around the moment of a question's answer, and the topics in use."""
    if not isinstance(row, Question):
        return {}
    video = video_of(course)
    topics = {each.topic for each in rows if isinstance(each, Question)}
    return {
        "video": video,
        "said": _said(video, row.video_second),
        "topics": sorted(topics - {""}),
    }


def _said(video: Video | None, second: int | None) -> dict[str, Any] | None:
    """Return the chapter and the captions around a second, so that staff can check it gives the answer."""
    if video is None or second is None:
        return None
    cues = [
        cue
        for cue in transcripts.transcript(video)
        if second - 5 <= cue.end and cue.start <= second + 25
    ]
    chapter = [each for each in transcripts.chapters(video) if each.start <= second]
    return {"cues": cues[:8], "chapter": chapter[-1] if chapter else None}
