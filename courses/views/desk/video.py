"""Step Video: the recording and what accompanies it."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from courses.access import Right, course_or_404, staff_page
from courses.views.desk.shell import render_step


@require_safe
@staff_page(Right.SEE_COURSES)
def edit_video(request: HttpRequest, slug: str) -> HttpResponse:
    """Show each version of the recording with its length and tracks, newest first."""
    course = course_or_404(request, slug, Right.SEE_COURSES)
    context = {"videos": course.videos.prefetch_related("tracks")}
    return render_step(
        request, "staff/course/video.html", course=course, step="video", context=context
    )
