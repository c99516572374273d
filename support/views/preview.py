"""A course exactly as a learner sees it, at any point of the path; nothing is recorded, sent or issued."""

from datetime import datetime
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts.models import Profession
from accounts.requests import StaffRequest
from certificates.models import Certificate
from certificates.pages import certificate_page, claim_page
from certificates.pdf import render_pdf
from courses.access import course_or_404, may_read_key
from courses.models import Course, TextTrack
from courses.step_layout import STEP_URLS
from progress.pages import (
    Page,
    course_page,
    evaluation_page,
    learn_page,
    post_test_page,
    visitor_learn_page,
)
from progress.services.attempts import AttemptHistory
from providers.guard import render_staff, staff_page
from providers.rights import Right
from support.forms.preview import VISITOR, PreviewForm
from support.services.previewing import (
    NothingToPreview,
    PreviewLearner,
    PreviewState,
    certificate_of,
    preview_learner,
    reading_only,
    with_unreleased,
)
from support.services.readonly_html import readonly_html
from video.services.transcripts import served_text, tracks


@staff_page(Right.SEE_COURSES)
def preview(request: StaffRequest, slug: str) -> HttpResponse:
    """Show one page of the path; `?state=` and `?profession=` say which, and for whom."""
    now = timezone.now()
    course = with_unreleased(course_or_404(request, slug, Right.SEE_COURSES), now=now)
    form = PreviewForm(request.GET, professions=list(Profession.objects.all()))
    if not form.is_valid():
        raise BadRequest
    state, code = form.chosen
    with reading_only():
        try:
            if state is PreviewState.PASSED:
                _refuse_key(request, course)
            template, context = _page(course, state, code, form.professions.get(code), now)
        except NothingToPreview as nothing:
            return _nothing(request, course, nothing)
        page = render_to_string(template, context, request)
        bar = render_to_string("support/preview/bar.html", _bar(course, state, code, form), request)
    addresses = _addresses(course, code) | _of_certificate(course, code, context.get("certificate"))
    return HttpResponse(_framed(readonly_html(page, addresses=addresses), bar, request))


@staff_page(Right.SEE_COURSES)
def preview_pdf(request: StaffRequest, slug: str) -> HttpResponse:
    """Show the certificate of `?profession=` as it will be printed, marked as a sample."""
    now, state = timezone.now(), PreviewState.CERTIFICATE
    course = with_unreleased(course_or_404(request, slug, Right.SEE_COURSES), now=now)
    profession = get_object_or_404(Profession, code=request.GET.get("profession", ""))
    with reading_only():
        try:
            reached = preview_learner(course=course, state=state, profession=profession, now=now)
        except NothingToPreview as nothing:
            raise Http404 from nothing
        certificate = certificate_of(reached.status)
    if certificate is None:
        raise Http404
    response = HttpResponse(render_pdf(certificate), content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="certificate-preview.pdf"'
    return response


@staff_page(Right.SEE_COURSES)
def preview_track(
    request: StaffRequest, slug: str, video_id: int, kind: str, language: str
) -> HttpResponse:
    """Return captions or descriptions of a recording that learners may not see yet."""
    course = course_or_404(request, slug, Right.SEE_COURSES)
    own = TextTrack.objects.filter(video=video_id, video__course=course)
    track = get_object_or_404(own, kind=kind, language=language)
    return HttpResponse(served_text(track), content_type="text/vtt; charset=utf-8")


def _refuse_key(request: StaffRequest, course: Course) -> None:
    """Keep back the page that shows every right answer. Raises `NothingToPreview`."""
    if not may_read_key(request.user, course.series.provider_id):
        message = (
            "This page shows the correct answers: only those who write or approve courses see it."
        )
        raise NothingToPreview(message, "test")


def _page(
    course: Course, state: PreviewState, code: str, profession: Profession | None, now: datetime
) -> Page:
    if code == VISITOR:
        template, context = _of_visitor(course, state, now)
        return template, context | {"user": AnonymousUser()}
    reached = preview_learner(course=course, state=state, profession=profession, now=now)
    template, context = _of_learner(reached, state)
    return template, context | {"user": reached.status.user}


def _of_visitor(course: Course, state: PreviewState, now: datetime) -> Page:
    """Return what a visitor sees: they can read and watch; for all else they are asked to sign in."""
    if state is PreviewState.START or course.current_video is None:
        return course_page(course, None, now=now)
    return visitor_learn_page(course, course.current_video, read="", now=now)


def _of_learner(reached: PreviewLearner, state: PreviewState) -> Page:
    status, enrolment = reached.status, reached.status.enrolment
    if enrolment is None or state is PreviewState.EXPIRED:
        return course_page(status.course, status, now=status.now)
    if state is PreviewState.WATCHING:
        return learn_page(status, enrolment)
    if state is PreviewState.EVALUATION:
        return evaluation_page(status)
    certificate = certificate_of(status) if state is PreviewState.CERTIFICATE else None
    if certificate:
        return certificate_page(certificate, own=True, now=status.now)
    if state in (PreviewState.CLAIM, PreviewState.CERTIFICATE):
        return claim_page(status)
    history = AttemptHistory(enrolment, reached.attempts)
    return post_test_page(status, history, answers=reached.answers)


def _bar(course: Course, state: PreviewState, code: str, form: PreviewForm) -> dict[str, object]:
    chosen = PreviewForm(
        {"state": state.value, "profession": code}, professions=list(form.professions.values())
    )
    return {"course": course, "form": chosen}


def _addresses(course: Course, code: str) -> dict[str, str]:
    """Map links of the path to pages of the preview, and to "" if they lead to what does not exist yet."""
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
    if video := course.current_video:
        for track in tracks(video):
            arguments = [course.slug, track.kind, video.pk, track.language]
            found[track.url] = reverse("support:preview-track", args=arguments)
    return found


def _of_certificate(course: Course, code: str, certificate: object) -> dict[str, str]:
    """Map its PDF to the preview's, and the links to verify or correct it to ""."""
    if not isinstance(certificate, Certificate):
        return {}
    own = reverse("support:preview-pdf", args=[course.slug])
    return {
        reverse("certificates:pdf", args=[certificate.pk]): f"{own}?profession={code}",
        reverse("certificates:verification", args=[certificate.printed_code]): "",
        reverse("certificates:correct-name", args=[certificate.pk]): "",
        reverse("certificates:change-credit", args=[certificate.pk]): "",
    }


def _framed(page: str, bar: str, request: StaffRequest) -> str:
    """Insert the bar at the top of the page, and its style into the head."""
    head = render_to_string("support/preview/head.html", {}, request)
    page = page.replace("</head>", f"{head}</head>", 1)
    before, tag, rest = page.partition("<body")
    attributes, end, body = rest.partition(">")
    return f"{before}{tag}{attributes}{end}{bar}{body}"


def _nothing(request: StaffRequest, course: Course, nothing: NothingToPreview) -> HttpResponse:
    context = {
        "course": course,
        "message": nothing.message,
        "step": reverse(STEP_URLS[nothing.step], args=[course.slug]),
        "crumbs": [
            ("Courses", reverse("authoring:courses")),
            (course.title, reverse("authoring:edit-about", args=[course.slug])),
        ],
    }
    return render_staff(request, "support/preview/nothing.html", context, title="Preview")
