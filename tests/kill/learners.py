"""Learners for a portal that is already running: made in its own database, described as JSON.

    PORTAL_DATA=… python -m tests.kill.learners

A process of its own, because settings are read once: this one's database is the running portal's.
"""

import json
import os
from datetime import datetime, timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
django.setup()

from django.contrib.auth import login  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.http import HttpRequest  # noqa: E402
from django.utils import timezone  # noqa: E402

from courses.models import Course  # noqa: E402
from progress.models import Enrolment  # noqa: E402
from progress.tokens import PageToken  # noqa: E402
from tests import factories  # noqa: E402

_VIDEO_SECONDS = 40_000
_WATCHING, _ANSWERING, _CLAIMING, _CROWD = 2, 40, 60, 24


def main() -> None:
    """Make them, and say what a client of each needs to know."""
    now = timezone.now()
    sample = Course.objects.get(slug="identification-and-response")
    # Long, so that every beat can bring a second that no other brings; seen by nobody else.
    long = factories.make_course(series=sample.series, seconds=_VIDEO_SECONDS, published_at=None)
    answering = [factories.watched(course=sample) for _ in range(_ANSWERING)]
    claiming = [factories.evaluated(course=sample) for _ in range(_CLAIMING)]
    found = {
        "course": sample.get_absolute_url(),
        "seconds": _VIDEO_SECONDS,
        "watching": [_watching(long, now) for _ in range(_WATCHING)],
        "crowd": [_watching(long, now) for _ in range(_CROWD)],
        "answering": [[enrolment.pk, _session(enrolment)] for enrolment in answering],
        "claiming": [[enrolment.pk, _session(enrolment)] for enrolment in claiming],
    }
    print(json.dumps(found))  # noqa: T201


def _watching(course: Course, now: datetime) -> list[int | str]:
    enrolment = factories.enrol(course=course)
    token = PageToken.open_for(enrolment=enrolment, now=now - timedelta(hours=1))
    return [enrolment.pk, token.sign()]


def _session(enrolment: Enrolment) -> str:
    request = HttpRequest()
    request.session = SessionStore()
    login(request, enrolment.user)
    request.session.save()
    return str(request.session.session_key)


if __name__ == "__main__":
    main()
