"""Rows for the pages of the reports: figures in each of them, a comment to judge, a mark that waits."""

import random

from analytics.services.coverage import count_coverage
from analytics.services.page_views import count_page_views
from analytics.services.releases import release_evaluations
from analytics.services.summaries import refresh_summaries
from courses.models import Course
from progress.models import EvaluationResponse
from progress.services.enrolments import start_course
from tests import crowd, factories


def make_report_rows(course: Course) -> None:
    """Fill every report of `course`."""
    now = factories.NOW
    crowd.gather(course, 14, random.Random(7))
    form = course.evaluations.get()
    answers = {item.key: 0 for item in form.items.exclude(kind="text")}
    text = {"comments": "The role-play in the middle was worth the hour."}
    EvaluationResponse.objects.bulk_create(
        EvaluationResponse(form=form, month=now.date().replace(day=1), answers=answers | text)
        for _ in range(6)
    )
    count_page_views({course.pk: 1})
    count_coverage(now=now)
    release_evaluations(now=now)
    refresh_summaries(now=now)
    start_course(user=factories.make_user(), course=course, now=now)
