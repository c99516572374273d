"""Captions, chapters and descriptions, edited beside their recording."""

from operator import attrgetter
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from procrastinate.contrib.django import app as jobs

from accounts.audit import record
from accounts.requests import StaffRequest, refusals_as_messages, refusals_at, sent
from courses.access import course_or_404
from courses.models import Course, TextTrack, Video
from courses.step_layout import render_step
from providers.guard import staff_action, staff_form
from providers.rights import Right, may
from video.forms.tracks import NewTrackForm, TrackForm, may_begin
from video.services.tracks import (
    check_saved,
    check_track,
    copied_from,
    coverage_percent,
    delete_track,
    edited,
    length_of,
    save_track,
    speech_of,
)
from video.services.transcripts import cues_of

LISTEN_TASK = "video.listen"
_MOST_SHOWN = 200
"""Findings on one page, those that block first: a large file can have a hundred thousand."""


@staff_form(Right.SEE_COURSES)
def tracks(request: StaffRequest, slug: str, video_id: int) -> HttpResponse:
    """List the tracks of one recording; a POST opens a new one, empty or from a file."""
    course, video = _video_or_404(request, slug, video_id)
    form = NewTrackForm(sent(request), request.FILES or None, video=video)
    if request.method == "POST" and _author_or_404(request, course) and form.is_valid():
        place = reverse(
            "video:edit-track",
            args=[slug, video_id, form.cleaned_data["kind"], form.cleaned_data["language"]],
        )
        begun = form.edited()
        shown = form.as_track_form().with_text(begun.text)
        return _editor(request, course, video, shown, place=place, told=begun.told)
    context = {"video": video, "form": form, "tracks": _rows(video)}
    return render_step(
        request,
        "video/tracks.html",
        course=course,
        step="video",
        context=context,
    )


@staff_form(Right.SEE_COURSES)
def edit_track(
    request: StaffRequest, slug: str, video_id: int, kind: str, language: str
) -> HttpResponse:
    """Show a track beside its video with all findings; a POST saves its text, or shows what else it asks for."""
    course, video = _video_or_404(request, slug, video_id)
    track = video.tracks.filter(kind=kind, language=language).first()
    is_sent = request.method == "POST"
    if track is None and not (is_sent and may_begin(video, kind, language)):
        raise Http404
    if track and not is_sent:
        if "file" in request.GET:
            return _file(track)
        stored = edited(track.vtt)
        form = TrackForm(initial={"label": track.label}, kind=kind, language=language)
        return _editor(request, course, video, form.with_text(stored.text), told=stored.told)
    _author_or_404(request, course)
    form = TrackForm(request.POST, request.FILES, kind=kind, language=language)
    if not form.is_valid():
        form.keep_file()
        return _editor(request, course, video, form, status=400)
    answer = _show if form.is_to_be_shown else _save
    return answer(request, course, video, form)


@staff_action(Right.AUTHOR)
def remove_track(
    request: StaffRequest, slug: str, video_id: int, kind: str, language: str
) -> HttpResponse:
    """Delete a track."""
    course, video = _video_or_404(request, slug, video_id, Right.AUTHOR)
    track = get_object_or_404(video.tracks, kind=kind, language=language)
    with refusals_as_messages(request):
        delete_track(track=track)
        record(
            request.user,
            "track-deleted",
            video,
            provider=course.series.provider_id,
            kind=kind,
            language=language,
        )
        messages.success(request, f"{track}: deleted.")
    return redirect("video:edit-tracks", slug, video_id)


@staff_action(Right.AUTHOR)
def listen(request: StaffRequest, slug: str, video_id: int) -> HttpResponse:
    """Queue the speech detection, so that captions can be checked against it."""
    _, video = _video_or_404(request, slug, video_id, Right.AUTHOR)
    lock = f"{LISTEN_TASK}-{video.pk}"
    jobs.configure_task(LISTEN_TASK, queueing_lock=lock).defer(video_id=video.pk)
    messages.success(
        request, "The recording is being checked for speech. Reload this page in a minute."
    )
    return redirect("video:edit-tracks", slug, video_id)


def _video_or_404(
    request: StaffRequest, slug: str, video_id: int, right: Right = Right.SEE_COURSES
) -> tuple[Course, Video]:
    course = course_or_404(request, slug, right)
    return course, get_object_or_404(course.videos.prefetch_related("tracks"), pk=video_id)


def _author_or_404(request: StaffRequest, course: Course) -> Course:
    return course_or_404(request, course.slug, Right.AUTHOR)


def _file(track: TextTrack) -> HttpResponse:
    name = f"{track.kind}.{track.language}.vtt"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(track.vtt, content_type="text/vtt; charset=utf-8", headers=headers)


def _show(request: StaffRequest, course: Course, video: Video, form: TrackForm) -> HttpResponse:
    with refusals_at(form, "move"):
        changed = form.edited(duration=length_of(video))
        shown = form.with_text(changed.text)
        return _editor(request, course, video, shown, told=changed.told)
    form.keep_file()
    return _editor(request, course, video, form, status=400)


def _save(request: StaffRequest, course: Course, video: Video, form: TrackForm) -> HttpResponse:
    changed = form.edited(duration=length_of(video))
    with refusals_at(form):
        save_track(
            video=video,
            kind=form.kind,
            language=form.language,
            label=form.cleaned_data["label"],
            text=changed.text,
        )
        said = f"Saved. Learners see it within half a minute. {changed.told}"
        messages.success(request, said.rstrip())
        return redirect("video:edit-track", course.slug, video.pk, form.kind, form.language)
    return _editor(request, course, video, form, status=400)


def _editor(
    request: StaffRequest,
    course: Course,
    video: Video,
    form: TrackForm,
    *,
    place: str = "",
    told: str = "",
    status: int = 200,
) -> HttpResponse:
    track = video.tracks.filter(kind=form.kind, language=form.language).first()
    speech = speech_of(video)
    found = check_track(form.text, kind=form.kind, duration=length_of(video), speech=speech)
    captions = form.kind == TextTrack.Kind.CAPTIONS
    context: dict[str, Any] = {
        "video": video,
        "form": form,
        "told": told,
        "copied": copied_from(track) if track else "",
        "findings": len(found),
        "shown": sorted(found, key=attrgetter("blocks"), reverse=True)[:_MOST_SHOWN],
        "misfits": [each for each in found if each.is_misfit],
        "more": max(0, len(found) - _MOST_SHOWN),
        "blocking": sum(each.blocks for each in found),
        "overlaps": sum(each.code in {"overlap", "out_of_order"} for each in found),
        "coverage": coverage_percent(form.text, speech) if captions and speech else None,
        "place": place or request.path,
        "saved": track is not None,
        "is_changed": request.method == "POST",
        "may_write": may(request.user, Right.AUTHOR, course.series.provider_id),
    }
    return render_step(
        request,
        "video/track.html",
        course=course,
        step="video",
        context=context,
        status=status,
    )


def _rows(video: Video) -> list[dict[str, Any]]:
    rows = []
    speech = speech_of(video)
    for track in video.tracks.all():
        found = check_saved(track)
        copied = copied_from(track)
        spoken = speech if track.kind == TextTrack.Kind.CAPTIONS else None
        rows.append(
            {
                "track": track,
                "cues": len(cues_of(track.vtt)),
                "advice": len(found) + bool(copied),
                "warnings": [each.message for each in found if each.is_misfit],
                "copied": copied,
                "coverage": coverage_percent(track.vtt, spoken) if spoken else None,
            }
        )
    return rows
