"""Signed tokens that say when a page opened a video; each beat of that page carries its token."""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Self

from django.core import signing

from courses.models import Video
from progress.models import Enrolment

_SALT = "progress.page"
LIFETIME = timedelta(days=7)
GUEST_LIFETIME = timedelta(hours=24)
"""Nobody has said whose a guest's page is: a day later the next person at the computer could."""


class TokenRefused(Exception):
    """Not a token that we signed (`token_invalid`), or too old (`token_expired`)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class PageToken:
    """What the server vouches for: this video, opened at this moment, by this enrolment or a guest.

    Length and required seconds are included, so that a beat can be clipped and judged without a query.
    """

    video_id: int
    video_seconds: int
    required_seconds: int
    opened_at: datetime
    nonce: uuid.UUID
    enrolment_id: int | None

    @classmethod
    def open(cls, *, video: Video, required_share: int, now: datetime) -> Self:
        """Return the token for a page played without an account."""
        required = -(-video.seconds * required_share // 100)
        return cls(video.pk, video.seconds, required, now, uuid.uuid4(), None)

    @classmethod
    def open_for(cls, *, enrolment: Enrolment, now: datetime) -> Self:
        """Return the token for a learner's page, for the video they began with."""
        watch = enrolment.watch
        lengths = (watch.video_seconds, watch.required_seconds)
        return cls(watch.video_id, *lengths, now, uuid.uuid4(), enrolment.pk)

    def sign(self) -> str:
        """Return the token as text, safe in a URL, a form and local storage."""
        opened = int(self.opened_at.timestamp())
        ids = [self.video_id, self.video_seconds, self.required_seconds, opened]
        payload = [*ids, self.nonce.hex, self.enrolment_id or 0]
        return signing.dumps(payload, salt=_SALT)

    @classmethod
    def read(cls, text: str, *, now: datetime) -> Self:
        """Return the token in `text`: 7 days old at most, a guest's 24 hours. Raises `TokenRefused`.

        Keys in SECRET_KEY_FALLBACKS are accepted.
        """
        try:
            video, seconds, required, opened, nonce, enrolment = signing.loads(text, salt=_SALT)
        except (signing.BadSignature, ValueError, TypeError) as error:
            raise TokenRefused("token_invalid") from error
        opened_at = datetime.fromtimestamp(opened, tz=UTC)
        token = cls(video, seconds, required, opened_at, uuid.UUID(nonce), enrolment or None)
        if token.has_expired(now):
            raise TokenRefused("token_expired")
        return token

    def has_expired(self, now: datetime) -> bool:
        """Say whether the page is too old to count, by the server's clock alone: a guest's sooner."""
        return now - self.opened_at > (LIFETIME if self.enrolment_id else GUEST_LIFETIME)
