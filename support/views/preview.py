"""A course exactly as a learner sees it, at any point of the path; nothing is recorded, sent or issued."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Profession
from accounts.requests import StaffRequest
from certificates.forms import ClaimForm
from certificates.models import Certificate
from certificates.pdf import render_pdf
from courses.access import course_or_404
from courses.models import Course, TextTrack
from courses.richtext import render_markdown
from courses.services.front_matter import digest_of, front_matter_document
from courses.services.statements import designation_statement
from courses.step_layout import STEP_URLS
from progress.forms.attempt import AttemptForm
from progress.forms.evaluation import EvaluationForm
from progress.segments import gaps
from providers.guard import render_staff, staff_page
from providers.rights import Right
from support.forms.preview import VISITOR, PreviewForm
from support.services.inert import inert
from support.services.previewing import (
    NothingToPreview,
    PreviewState,
    Standing,
    certificate_of,
    reading_only,
    results,
    sheet,
    standing,
    with_unreleased,
)
from video.services.transcripts import sections, tracks

type Drawn = tuple[str, dict[str, Any]]
"""A template and what it gets."""


@require_safe
@staff_page(Right.SEE_COURSES)
def preview(request: StaffRequest, slug: str) -> HttpResponse:
    """Show one page of the path; `?state=` and `?profession=` say which, and to whom."""
    course = course_or_404(request, slug, Right.SEE_COURSES)
    form = PreviewForm(request.GET, professions=list(Profession.objects.all()))
    if not form.is_valid():
        raise BadRequest
    state, code = form.chosen
    with reading_only():
        try:
            template, context = _page(course, state, code, form.professions.get(code))
        except NothingToPreview as nothing:
            return _nothing(request, course, nothing)
        page = render_to_string(template, context, request)
        bar = render_to_string("support/preview/bar.html", _bar(course, state, code, form), request)
    addresses = _addresses(course, code) | _of_certificate(course, code, context.get("certificate"))
    return HttpResponse(_framed(inert(page, addresses=addresses), bar, request))


@require_safe
@staff_page(Right.SEE_COURSES)
def preview_pdf(request: StaffRequest, slug: str) -> HttpResponse:
    """Show the certificate of `?profession=` as it will be printed, marked as a sample."""
    course = course_or_404(request, slug, Right.SEE_COURSES)
    profession = get_object_or_404(Profession, code=request.GET.get("profession", ""))
    now = timezone.now()
    with reading_only():
        try:
            reached = standing(
                course=with_unreleased(course, now=now),
                state=PreviewState.CERTIFICATE,
                profession=profession,
                now=now,
            )
        except NothingToPreview as nothing:
            raise Http404 from nothing
        certificate = certificate_of(reached, now=now)
    if certificate is None:
        raise Http404
    response = HttpResponse(render_pdf(certificate), content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="certificate-preview.pdf"'
    return response


@require_safe
@staff_page(Right.SEE_COURSES)
def preview_track(
    request: StaffRequest, slug: str, video_id: int, kind: str, language: str
) -> HttpResponse:
    """Answer captions or descriptions of a recording that learners may not see yet."""
    course = course_or_404(request, slug, Right.SEE_COURSES)
    own = TextTrack.objects.filter(video=video_id, video__course=course)
    track = get_object_or_404(own, kind=kind, language=language)
    return HttpResponse(track.vtt, content_type="text/vtt; charset=utf-8")


def _page(course: Course, state: PreviewState, code: str, profession: Profession | None) -> Drawn:
    now = timezone.now()
    course = with_unreleased(course, now=now)
    if code == VISITOR:
        return _of_visitor(course, state)
    reached = standing(course=course, state=state, profession=profession, now=now)
    template, context = _DRAWN[state](reached)
    shared = {"course": course, "status": reached.status, "user": reached.status.user}
    return template, shared | context


def _of_visitor(course: Course, state: PreviewState) -> Drawn:
    """A visitor reads and watches; for all else they are asked to sign in."""
    context = {"course": course, "user": AnonymousUser()}
    if state is PreviewState.START or course.current_video is None:
        return "courses/detail.html", context | _front_matter(course, None)
    video = course.current_video
    handouts = [{"title": each.title, "url": each.file.url} for each in course.handouts.all()]
    watched = {"handouts": handouts, "watched": [], "unwatched": [(0, video.seconds)]}
    return "progress/learn.html", context | _player(course) | watched


def _front_matter(course: Course, reached: Standing | None) -> dict[str, Any]:
    document = front_matter_document(course)
    today = course.series.provider.day_of(reached.status.now if reached else timezone.now())
    return {
        "front_matter": document,
        "front_matter_digest": digest_of(document),
        "enrolment": reached.status.enrolment if reached else None,
        "expired": course.expired(on=today),
        "ends_soon": course.ends_soon(on=today),
    }


def _course_page(reached: Standing) -> Drawn:
    return "courses/detail.html", _front_matter(reached.status.course, reached)


def _learn(reached: Standing) -> Drawn:
    enrolment = reached.enrolment
    watch = enrolment.watch
    return "progress/learn.html", _player(reached.status.course) | {
        "enrolment": enrolment,
        "watch": watch,
        "handouts": enrolment.handouts,
        "watched": watch.watched,
        "unwatched": gaps(watch.watched, length=watch.video_seconds),
    }


def _player(course: Course) -> dict[str, Any]:
    video = course.current_video
    if video is None:
        raise NothingToPreview("There is no recording yet.", "video")
    parts = {"course": course, "video": video, "sections": sections(video)}
    return {
        "video": video,
        "tracks": tracks(video),
        "transcript": render_to_string("progress/_transcript.html", parts),
        "content_note": render_markdown(course.content_note),
        "accommodation": render_markdown(course.accommodation),
        "speeds": ["0.5", "0.75", "1", "1.25", "1.5", "1.75", "2"],
    }


def _test_start(reached: Standing) -> Drawn:
    return "progress/test_start.html", {"history": reached.history}


def _testing(reached: Standing) -> Drawn:
    [attempt] = reached.attempts
    form = AttemptForm(items=sheet(attempt))
    return "progress/test.html", {"history": reached.history, "attempt": attempt, "form": form}


def _result(reached: Standing) -> Drawn:
    [attempt] = reached.attempts
    history = reached.history
    shown = {"attempt": attempt, "results": results(attempt, explained=history.explained)}
    return "progress/test_result.html", {"history": history} | shown


def _evaluation(reached: Standing) -> Drawn:
    form = EvaluationForm(version=reached.enrolment.evaluation_form)
    return "progress/evaluation.html", {"form": form}


def _claim(reached: Standing) -> Drawn:
    status = reached.status
    if status.missing:
        return "certificates/claim.html", {"missing": status.missing}
    form = ClaimForm(offers=status.offers, percent_watched=status.percent_watched)
    designations = [*filter(None, map(designation_statement, status.offers))]
    return "certificates/claim.html", {"form": form, "designations": designations}


def _certificate(reached: Standing) -> Drawn:
    certificate = certificate_of(reached, now=reached.status.now)
    if certificate is None:
        return "certificates/claim.html", {
            "missing": reached.status.missing or reached.status._terms
        }
    contact = reached.status.course.series.provider.contact_email
    return "certificates/detail.html", {"certificate": certificate, "contact": contact}


_DRAWN: dict[PreviewState, Callable[[Standing], Drawn]] = {
    PreviewState.START: _course_page,
    PreviewState.WATCHING: _learn,
    PreviewState.WATCHED: _test_start,
    PreviewState.TESTING: _testing,
    PreviewState.FAILED: _result,
    PreviewState.PASSED: _result,
    PreviewState.EVALUATION: _evaluation,
    PreviewState.CLAIM: _claim,
    PreviewState.CERTIFICATE: _certificate,
    PreviewState.EXPIRED: _course_page,
}


def _bar(course: Course, state: PreviewState, code: str, form: PreviewForm) -> dict[str, Any]:
    chosen = PreviewForm(
        {"state": state.value, "profession": code}, professions=list(form.professions.values())
    )
    return {"course": course, "form": chosen}


def _addresses(course: Course, code: str) -> dict[str, str]:
    """Lead the links of the path to the preview's pages, and those to what is not there to nowhere."""
    own = reverse("support:preview", args=[course.slug])
    states = {
        reverse("course", args=[course.slug]): PreviewState.START,
        reverse("progress:learn", args=[course.slug]): PreviewState.WATCHING,
        reverse("progress:test", args=[course.slug]): PreviewState.WATCHED,
        reverse("progress:evaluation", args=[course.slug]): PreviewState.EVALUATION,
        reverse("certificates:claim", args=[course.slug]): PreviewState.CLAIM,
    }
    found = {
        address: f"{own}?{urlencode({'state': state.value, 'profession': code})}".replace(
            "&", "&amp;"
        )
        for address, state in states.items()
    }
    return found | _of_files(course, code)


def _of_files(course: Course, code: str) -> dict[str, str]:
    names = ("video:transcript", "video:transcript-file")
    found = {} if course.published_at else {reverse(n, args=[course.slug]): "" for n in names}
    video = course.current_video
    for track in tracks(video) if video else ():
        kind, language = track.kind, track.language
        here = reverse("support:preview-track", args=[course.slug, kind, video.pk, language])  # type: ignore[union-attr]
        found[track.url] = here
    return found


def _of_certificate(course: Course, code: str, certificate: Certificate | None) -> dict[str, str]:
    """Its document is drawn anew; nobody can verify it."""
    if certificate is None:
        return {}
    own = reverse("support:preview-pdf", args=[course.slug])
    return {
        reverse("certificates:pdf", args=[certificate.pk]): f"{own}?profession={code}",
        reverse("certificates:verification", args=[certificate.printed_code]): "",
    }


def _framed(page: str, bar: str, request: StaffRequest) -> str:
    """Put the bar at the top of the page, and its style into the head."""
    head = render_to_string("support/preview/head.html", {}, request)
    page = page.replace("</head>", f"{head}</head>", 1)
    before, tag, rest = page.partition("<body")
    attributes, end, body = rest.partition(">")
    return f"{before}{tag}{attributes}{end}{bar}{body}"


def _nothing(request: StaffRequest, course: Course, nothing: NothingToPreview) -> HttpResponse:
    context = {
        "course": course,
        "message": str(nothing),
        "step": reverse(STEP_URLS[nothing.step], args=[course.slug]),
        "crumbs": [
            ("Courses", reverse("authoring:courses")),
            (course.title, reverse("authoring:edit-about", args=[course.slug])),
        ],
    }
    return render_staff(request, "support/preview/nothing.html", context, title="Preview")
