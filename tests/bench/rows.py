"""A thousand learners in the middle of a lecture, and what their pages send, quarter minute by quarter minute."""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import connection
from django.utils import timezone

from accounts.models import User
from progress.models import Enrolment, Watch
from progress.services.watching import Claim
from progress.tokens import PageToken
from tests import factories

LEARNERS = 1000
VIDEO_SECONDS = 3000
EVERY_SECONDS = 15
STEPS = 60
_MOST_RANGES = 6


@dataclass(frozen=True)
class Bodies:
    """The same beats twice, one a line: for the portal with a token, for the others with bare ids."""

    signed: Path
    bare: Path


def make_learners() -> list[Enrolment]:
    """Return new enrolments in a course whose video lasts 50 minutes; they began yesterday."""
    began = timezone.now() - timedelta(days=1)
    first = factories.enrol(course=factories.make_course(seconds=VIDEO_SECONDS))
    first.delete()
    users = User.objects.bulk_create(
        User(email=f"bench-{number}@example.org", full_name=f"Learner {number}", password="!")
        for number in range(LEARNERS)
    )
    enrolments = Enrolment.objects.bulk_create(
        Enrolment(
            user=user,
            course=first.course,
            front_matter=first.front_matter,
            assessment=first.assessment,
            evaluation_form=first.evaluation_form,
            acknowledged_at=began,
        )
        for user in users
    )
    video = first.course.videos.get()
    Watch.objects.bulk_create(
        Watch(
            enrolment=enrolment,
            video=video,
            video_seconds=VIDEO_SECONDS,
            required_seconds=VIDEO_SECONDS * 9 // 10,
            started_at=began,
        )
        for enrolment in enrolments
    )
    return list(Enrolment.objects.select_related("watch").filter(course=first.course))


def write_bodies(enrolments: list[Enrolment], folder: Path) -> Bodies:
    """Write every learner's beats, shuffled among the learners: each has played 15 s more than before."""
    opened = timezone.now() - timedelta(hours=1)
    tokens = {e.pk: PageToken.open_for(enrolment=e, now=opened).sign() for e in enrolments}
    bodies = Bodies(folder / "signed.jsonl", folder / "bare.jsonl")
    with bodies.signed.open("w") as signed, bodies.bare.open("w") as bare:
        for enrolment, segments in _beats(enrolments):
            sent = {"segments": segments, "position": segments[-1][1]}
            ids = {"enrolment": enrolment.pk, "video": enrolment.watch.video_id}
            bare_token = {**ids, "opened": opened.isoformat(" ")}
            signed.write(json.dumps({"token": tokens[enrolment.pk], **sent}) + "\n")
            bare.write(json.dumps({**bare_token, **sent}) + "\n")
    return bodies


def claim_in(body: dict[str, Any], now: datetime) -> Claim:
    """Return what a bare body claims; everything in it is believed."""
    opened = datetime.fromisoformat(body["opened"])
    ids = (body["enrolment"], body["video"])
    return Claim(*ids, body["segments"], opened, body["position"], now)


def rewind() -> None:
    """Take everybody back to the beginning, so that every round does the same work."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE progress_watchday")
        cursor.execute(
            "UPDATE progress_watch SET watched = '{}', pages_open = '{}', gained = 0,"
            " position = 0, completed_at = NULL"
        )
        cursor.execute("VACUUM ANALYZE progress_watch, progress_watchday")


def _beats(enrolments: list[Enrolment]) -> Iterator[tuple[Enrolment, list[tuple[int, int]]]]:
    chance = random.Random(1)
    ranges = {enrolment.pk: chance.randint(1, _MOST_RANGES) for enrolment in enrolments}
    for step in range(1, STEPS + 1):
        chance.shuffle(enrolments)
        for enrolment in enrolments:
            yield enrolment, _played(step * EVERY_SECONDS, ranges[enrolment.pk])


def _played(seconds: int, ranges: int) -> list[tuple[int, int]]:
    """Return so many seconds in so many pieces, spread over the video: a page that skipped about."""
    each, rest = divmod(seconds, ranges)
    starts = range(0, VIDEO_SECONDS, VIDEO_SECONDS // ranges)
    return [(start, start + each + (rest if not start else 0)) for start in starts[:ranges]]
