"""One question of the test that is being written: its page, and what moves, copies and removes it."""

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
from authoring.forms.questions import QuestionForm
from authoring.services.questions import (
    add_question,
    duplicate_question,
    move_question,
    remove_question,
    save_question,
)
from authoring.services.versions import written_test
from authoring.views.step_view import Step, edit_step
from courses.access import course_or_404
from courses.models import Course, Question, Video
from providers.guard import staff_page
from providers.rights import Right
from publishing.services.version_checks import gaps_of_question
from video.services import transcripts


@staff_page(Right.SEE_COURSES)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_question(request: StaffRequest, slug: str, question_id: int) -> HttpResponse:
    """Show and save one question, finished or not."""
    course = course_or_404(request, slug, Right.SEE_COURSES)
    get_object_or_404(_written(course), pk=question_id)
    step = Step(
        f"test-{question_id}",
        "authoring/question.html",
        partial(_build, question_id),
        _save,
        partial(_context, question_id),
    )
    return edit_step(request, slug, step)


@staff_page(Right.AUTHOR)
@require_POST
def new_question(request: StaffRequest, slug: str) -> HttpResponse:
    """Add an empty question and open its page."""
    course = course_or_404(request, slug, Right.AUTHOR)
    try:
        question = add_question(course=course)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("authoring:edit-test", slug)
    return redirect("authoring:edit-question", slug, question.pk)


@staff_page(Right.AUTHOR)
@require_POST
def act_on_question(request: StaffRequest, slug: str, question_id: int) -> HttpResponse:
    """Move a question by one place, copy it or take it out."""
    course = course_or_404(request, slug, Right.AUTHOR)
    place = question_id
    try:
        match request.POST.get("act"):
            case "up":
                move_question(course=course, question_id=question_id, step=-1)
            case "down":
                move_question(course=course, question_id=question_id, step=1)
            case "duplicate":
                place = duplicate_question(course=course, question_id=question_id).pk
            case "remove":
                remove_question(course=course, question_id=question_id)
            case _:
                raise Http404
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(f"{reverse('authoring:edit-test', args=[slug])}#question-{place}")


def _written(course: Course) -> Any:
    test = written_test(course)
    return test.questions.all() if test else Question.objects.none()


def _build(
    question_id: int, course: Course, data: QueryDict | None, files: Any
) -> list[QuestionForm]:
    question = get_object_or_404(_written(course), pk=question_id)
    video = _video(course)
    return [QuestionForm(data, question=question, seconds=video.seconds if video else None)]


def _save(course: Course, forms: Sequence[QuestionForm], user: User) -> None:
    save_question(forms[0].question, forms[0].content)


def _context(question_id: int, course: Course, forms: Sequence[QuestionForm]) -> dict[str, Any]:
    question = get_object_or_404(_written(course), pk=question_id)
    video = _video(course)
    questions = list(_written(course))
    place = [each.pk for each in questions].index(question_id)
    return {
        "question": question,
        "gaps": gaps_of_question(question, video.seconds if video else None),
        "video": video,
        "said": _said(video, question.video_second),
        "topics": sorted({each.topic for each in questions if each.topic}),
        "total": len(questions),
        "before": questions[place - 1] if place else None,
        "after": questions[place + 1] if place + 1 < len(questions) else None,
        "is_live": False,
    }


def _video(course: Course) -> Video | None:
    return course.current_video or course.videos.first()


def _said(video: Video | None, second: int | None) -> dict[str, Any] | None:
    """Return the chapter and what is said around a second: is this where the answer is given?"""
    if video is None or second is None:
        return None
    cues = [
        cue
        for cue in transcripts.transcript(video)
        if second - 5 <= cue.end and cue.start <= second + 25
    ]
    chapter = [each for each in transcripts.chapters(video) if each.start <= second]
    return {"cues": cues[:8], "chapter": chapter[-1] if chapter else None}
