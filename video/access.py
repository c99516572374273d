"""The recordings that a member of staff may change."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from courses.access import course_or_404
from courses.models import Course, Video
from providers.rights import Right


def video_or_404(request: HttpRequest, slug: str, video_id: int) -> tuple[Course, Video]:
    """Return one recording, and its course, that this member of staff may edit; else 404."""
    course = course_or_404(request, slug, Right.AUTHOR)
    video = get_object_or_404(course.videos.select_related("preparation"), pk=video_id)
    video.course = course
    return course, video
