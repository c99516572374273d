"""The public parts of a recording: its transcript, its text tracks, and the stored files."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.input import row_number
from accounts.strangers import kept_for_strangers
from courses.models import Course, TextTrack, Video
from courses.services.front_matter import front_matter_document, told_with_the_words
from video.media import media_response
from video.services.transcripts import sections, served_text, transcript_text


@kept_for_strangers
@require_safe
def transcript_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what is said in the video, by chapter; `?video=` names a version other than the newest.

    Whoever reads engages with the content: faculty, disclosure and credit stand above it.
    """
    video = _video_or_404(slug, request.GET.get("video", ""))
    document = front_matter_document(video.course)
    context = {"course": video.course, "video": video, "sections": sections(video)}
    context |= {"front_matter": document, "told": told_with_the_words(document)}
    return render(request, "video/transcript.html", context)


@kept_for_strangers
@require_safe
def transcript_file(request: HttpRequest, slug: str) -> HttpResponse:
    """Download the transcript as a text file with a neutral name."""
    video = _video_or_404(slug, request.GET.get("video", ""))
    return HttpResponse(
        transcript_text(
            video.course,
            video,
            address=settings.SITE_URL + video.course.get_absolute_url(),
        ),
        content_type="text/plain; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="transcript.txt"'},
    )


@require_safe
def text_track(
    request: HttpRequest, slug: str, video_id: int, language: str, kind: str
) -> HttpResponse:
    """Serve captions, chapters or descriptions of one version of a recording, as WebVTT."""
    track = get_object_or_404(
        TextTrack,
        kind=kind,
        language=language,
        video=video_id,
        video__course__in=Course.objects.ever_published().filter(slug=slug),
    )
    return HttpResponse(served_text(track), content_type="text/vtt; charset=utf-8")


@require_safe
def media(request: HttpRequest, name: str) -> HttpResponseBase:
    """Serve a stored file, with byte ranges."""
    return media_response(request, name)


def _video_or_404(slug: str, version: str) -> Video:
    """Return the newest recording, or the version a learner began with, even if its course is retired."""
    courses = Course.objects.ever_published() if version else Course.objects.published()
    course = get_object_or_404(courses.with_front_matter(), slug=slug)
    videos = course.videos.prefetch_related("tracks")
    if version:
        video = videos.filter(released_at__isnull=False, pk=row_number(version) or 0).first()
    else:
        video = videos.filter(released_at__isnull=False).first()
    if video is None:
        raise Http404
    video.course = course
    return video
