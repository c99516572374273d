"""Views of a course page: one number a day, and nothing about who looked."""

from django.db import connection
from django.utils import timezone

from courses.models import Course

_COUNT = """
INSERT INTO analytics_pageview (course_id, day, views) VALUES (%s, %s, 1)
ON CONFLICT (course_id, day) DO UPDATE SET views = analytics_pageview.views + 1
"""


def count_page_view(course: Course) -> None:
    """Add one to today's views, in the provider's time zone; one statement, no cookie, no IP address.

    A view is not a visitor: reloads count again, and robots count too.
    """
    today = course.series.provider.day_of(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [course.pk, today])
