"""Adopting what was watched before signing in, once the learner has confirmed "that was me"."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Greatest, Least

from progress.fields import Segments
from progress.models import AdoptedPage, Enrolment, Watch
from progress.segments import count, normalise
from progress.services.watching import BeatRefused, Watched, store, within_clock
from progress.tokens import PageToken


def adopt_pages(
    *,
    enrolment: Enrolment,
    pages: Sequence[tuple[PageToken, Segments]],
    position: int = 0,
    now: datetime,
) -> Watched:
    """Add the seconds of pages that a guest opened to `enrolment`, and return the whole record.

    The learner resumes at `position`, if they have not come further themselves.
    A page counts only for the first learner to adopt it, ever; sending it again adds no second. Its time
    is that from its opening until now, the first moment at which the server hears that it was this learner's.
    Pages of another video, of an account, opened before the front matter was read, or older than 24 hours
    are skipped. All or nothing: raises
    `BeatRefused("too_fast")` or `("enrolment_closed")` and then changes nothing.
    """
    watch = enrolment.watch
    with transaction.atomic():
        Watch.objects.select_for_update().get(pk=watch.pk)
        # The earliest first: its time spans that of the others, so that their order refuses none.
        for token, segments in sorted(pages, key=lambda page: page[0].opened_at):
            played = normalise(segments, length=watch.video_seconds)
            if _may_adopt(token, watch, now=now) and _adopt(token, enrolment, now=now):
                _add(enrolment, token, played, now=now)
                at = Greatest(F("position"), Least(position, F("video_seconds")))
                Watch.objects.filter(pk=watch.pk).update(position=at)
    watch.refresh_from_db(fields=["watched", "seconds", "completed_at", "started_at"])
    return Watched(watch.watched, watch.seconds, watch.completed_at is not None)


def _may_adopt(token: PageToken, watch: Watch, *, now: datetime) -> bool:
    return (
        token.enrolment_id is None
        and token.after_disclosure
        and token.video_id == watch.video_id
        and not token.has_expired(now)
    )


def _adopt(token: PageToken, enrolment: Enrolment, *, now: datetime) -> bool:
    """Claim the page's nonce for this enrolment; False if another enrolment has it."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO progress_adoptedpage (nonce, enrolment_id, opened_at, adopted_at)
            VALUES (%s, %s, %s, %s) ON CONFLICT (nonce) DO NOTHING
            """,
            [token.nonce, enrolment.pk, token.opened_at, now],
        )
    return AdoptedPage.objects.filter(pk=token.nonce, enrolment=enrolment).exists()


def _add(enrolment: Enrolment, token: PageToken, played: Segments, *, now: datetime) -> None:
    if not within_clock(count(played), since=token.opened_at, now=now):
        raise BeatRefused("too_fast")
    Watch.objects.filter(enrolment=enrolment).update(
        started_at=Least(F("started_at"), token.opened_at)
    )
    adopted = replace(token, enrolment_id=enrolment.pk)
    if store(token=adopted, played=played, position=None, now=now) is None:
        raise BeatRefused("enrolment_closed" if enrolment.closed_at else "too_fast")
