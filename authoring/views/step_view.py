"""The view of an editor step that is made of forms: drafts, preview, clashes, saving.

A step passes `edit_step` a `Step`: how its forms are built, saved and shown. The rest is done here.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms.utils import ErrorDict
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone

from accounts.models import User
from accounts.requests import StaffRequest
from authoring.models import CourseDraft
from authoring.services import drafts
from authoring.services.drafts import Clash
from authoring.services.history import ChangeSet, changes_of_course
from courses.access import course_or_404
from courses.models import Course
from courses.step_layout import render_step
from providers.rights import Right, may
from publishing.models import CourseChange
from publishing.services.course_changes import takes_two, waits_or


def _no_more(course: Course, forms: Sequence[Any]) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Step:
    """A step made of forms.

    `build(course, data, files)` returns its forms: bound to `data`, or showing what is saved if `data` is
    None. `save(course, forms, user)` saves them; it is called only if all are valid and nothing clashes,
    in a transaction that locks the course's row, and may raise `ValidationError`, which is shown on the
    first form. It returns a change that waits for a second person, if one is left.
    `context(course, forms)` returns additional template context.
    """

    key: str
    template: str
    build: Callable[[Course, QueryDict | None, Any], Sequence[Any]]
    save: Callable[[Course, Sequence[Any], User], CourseChange | None]
    context: Callable[[Course, Sequence[Any]], dict[str, Any]] = field(default=_no_more)

    @property
    def tab(self) -> str:
        """The step shown as current in the navigation: for `test-12`, a row, it is `test`."""
        return self.key.partition("-")[0]


def edit_step(request: StaffRequest, slug: str, step: Step) -> HttpResponse:
    """Show a step with its draft; a POST saves it, or with `look` previews what was typed.

    The template gets `forms` (and the first as `form`), `draft`, `others` (colleagues' drafts),
    `clashes` and `based_on`, and must include `authoring/_draft.html` inside its form.
    """
    if request.method != "POST":
        return _show(request, course_or_404(request, slug, Right.SEE_COURSES), step)
    course = course_or_404(request, slug, Right.AUTHOR)
    if "look" in request.POST:
        forms = step.build(course, request.POST, request.FILES)
        for each in forms:
            _judge_not(each)
        return _draw(request, course, step, forms, based_on=request.POST.get("based_on", ""))
    return _save(request, course, step)


def _save(request: StaffRequest, course: Course, step: Step) -> HttpResponse:
    user = request.user
    with transaction.atomic():
        locked = drafts.locked_course(course)
        forms = step.build(locked, request.POST, request.FILES)
        saved = step.build(locked, None, None)
        based_on = drafts.read_fingerprint(request.POST.get("based_on", ""))
        if found := drafts.clashes(saved=saved, sent=forms, based_on=based_on):
            return _told(request, locked, step, found, saved)
        valid = [each.is_valid() for each in forms]  # a list: every form must show its errors
        if all(valid) and (told := _written(step, locked, forms, user)):
            drafts.discard_draft(course=course, step=step.key, user=user)
            messages.success(request, told)
            return redirect(request.path.replace(f"/{course.slug}/", f"/{locked.slug}/"))
    # Reload, or refused values would look saved: model forms have set them on the instance.
    fresh = course_or_404(request, course.slug, Right.AUTHOR)
    return _draw(request, fresh, step, forms, based_on=request.POST.get("based_on", ""), status=400)


def _written(step: Step, course: Course, forms: Sequence[Any], user: User) -> str:
    """Save and say so, or roll back, add the error to the first form and return ""."""
    try:
        with transaction.atomic():
            return waits_or(step.save(course, forms, user), "Saved.")
    except ValidationError as refused:
        forms[0].add_error(None, refused)
        return ""


def _told(
    request: StaffRequest, course: Course, step: Step, found: list[Clash], saved: Sequence[Any]
) -> HttpResponse:
    """Report that somebody else saved meanwhile, and show both texts; nothing is written."""
    data = drafts.merged(data=request.POST, saved=saved, found=found)
    forms = step.build(course, data, None)
    for each in forms:
        _judge_not(each)
    return _draw(
        request,
        course,
        step,
        forms,
        based_on=json.dumps(drafts.fingerprint(saved)),
        clashes=found,
        status=409,
    )


def _show(request: StaffRequest, course: Course, step: Step) -> HttpResponse:
    saved = step.build(course, None, None)
    if not may(request.user, Right.AUTHOR, course.series.provider_id):
        return _draw(request, course, step, saved, based_on="")
    based_on = json.dumps(drafts.fingerprint(saved))
    draft = _asked_for(request, course, step)
    if draft is None:
        return _draw(request, course, step, saved, based_on=based_on)
    data = drafts.query_of(draft)
    typed = step.build(course, data, None)
    if drafts.says_nothing_new(saved=saved, sent=typed):
        return _draw(request, course, step, saved, based_on=based_on)
    found = drafts.clashes(saved=saved, sent=typed, based_on=draft.based_on)
    forms = step.build(course, drafts.merged(data=data, saved=saved, found=found), None)
    for each in forms:
        _judge_not(each)
    return _draw(request, course, step, forms, based_on=based_on, draft=draft, clashes=found)


def _asked_for(request: StaffRequest, course: Course, step: Step) -> CourseDraft | None:
    """Return the user's own draft, or with `?draft=` a colleague's."""
    user = request.user
    wanted = request.GET.get("draft", "")
    if not wanted:
        return drafts.draft_of(course=course, step=step.key, user=user)
    others = drafts.drafts_of_others(course=course, step=step.key, user=user)
    found = next((each for each in others if str(each.pk) == wanted), None)
    if found is None:
        raise Http404
    return found


def _draw(
    request: StaffRequest,
    course: Course,
    step: Step,
    forms: Sequence[Any],
    *,
    based_on: str,
    draft: CourseDraft | None = None,
    clashes: list[Clash] | None = None,
    status: int = 200,
) -> HttpResponse:
    user = request.user
    own = drafts.draft_of(course=course, step=step.key, user=user)
    context = {
        "forms": forms,
        "form": forms[0],
        "based_on": based_on,
        "draft": draft,
        # With a draft of one's own, a colleague's is read-only: typing would overwrite one's own.
        "own_draft_waits": draft is not None and own is not None and draft != own,
        "others": drafts.drafts_of_others(course=course, step=step.key, user=user),
        "clashes": clashes or [],
        "taken_over": [clash for clash in clashes or [] if not clash.both],
        "last_change": _last_change(course) if clashes else None,
        "step_key": step.key,
        "zone": course.series.provider.zone,
        "is_live": course.published_at is not None and course.published_at <= timezone.now(),
        "takes_two": takes_two(course),
    }
    shown = context | step.context(course, forms)
    return render_step(
        request, step.template, course=course, step=step.tab, context=shown, status=status
    )


def _last_change(course: Course) -> ChangeSet | None:
    sets, _ = changes_of_course(course, limit=1)
    return next(iter(sets), None)


def _judge_not(form: Any) -> None:
    """Show what was typed without validating it: a draft may be unfinished."""
    form._errors, form.cleaned_data = ErrorDict(), {}
