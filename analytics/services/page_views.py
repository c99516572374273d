"""Views of a course's page: one number a day, and nothing of who looked."""

from django.db import connection
from django.utils import timezone

from courses.models import Course

_COUNT = """
INSERT INTO analytics_pageview (course_id, day, views) VALUES (%s, %s, 1)
ON CONFLICT (course_id, day) DO UPDATE SET views = analytics_pageview.views + 1
"""


def count_page_view(course: Course) -> None:
    """Add one to the views of today, where the provider is; one statement, no cookie, no address.

    A view is not a visitor: reloads count again, and robots that do not say so.
    """
    today = course.series.provider.day_of(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [course.pk, today])
