"""Which beats are stored together with others, and what each is answered (docs/how-it-works/progress.md)."""

import json
from datetime import datetime

from progress.forms.beat import BadBeat, Beat
from progress.segments import count, normalise
from progress.services.watching import Claim, Stored, within_clock
from progress.tokens import PageToken, TokenRefused

MOST_RANGES = 100
"""A beat of more goes alone: its work would hold up all that are stored with it."""
_LARGEST_BODY = 8 * 1024  # A token and as many ranges need half of it.


def prepare(body: bytes, *, now: datetime) -> Claim | None:
    """Return what a learner's beat claims, if nothing but the record can refuse it.

    None for every other: bad, forged, expired, a guest's, too fast for its page, or of many ranges. The view
    says what is wrong with it, or answers it alone.
    """
    if len(body) > _LARGEST_BODY:
        return None
    try:
        sent = Beat.of(json.loads(body))
        token = PageToken.read(sent.token, now=now)
    except (BadBeat, TokenRefused, ValueError, RecursionError):
        return None
    if token.enrolment_id is None or len(sent.segments) > MOST_RANGES:
        return None
    played = normalise(sent.segments, length=token.video_seconds)
    if not within_clock(count(played), since=token.opened_at, now=now):
        return None
    return Claim.of(token, played, position=sent.position, now=now)


def answer_of(stored: Stored) -> bytes:
    """Return the body with which the view would answer: the same bytes, without decoding and encoding."""
    watched = stored.watched[1:-1].replace(")", "]").replace(",", ", ")
    completed = "true" if stored.completed else "false"
    return f'{{"watched": [{watched}], "seconds": {stored.seconds}, "completed": {completed}}}'.encode()
