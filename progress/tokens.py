"""Signed tokens: that a guest has read the front matter, and when a page opened a video, which each beat carries."""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Self

from django.conf import settings
from django.core import signing

from courses.models import Video
from progress.models import Enrolment

_SALT = "progress.page"
_READER = signing.Signer(salt="progress.reader")
_READ = signing.Signer(salt="progress.read", sep=".")
READ_LIFETIME = timedelta(hours=12)
"""An address that was kept, forwarded or found by a search leads to the front matter again."""
LIFETIME = timedelta(days=7)
GUEST_LIFETIME = timedelta(hours=24)
"""Nobody has said whose a guest's page is: a day later the next person at the computer could."""


class TokenRefused(Exception):
    """Not a token that we signed (`token_invalid`), too old (`token_expired`), or `before_disclosure`."""

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
    after_disclosure: bool = True
    """False for a guest's token from before guests, too, read the front matter first."""

    @classmethod
    def open(cls, *, video: Video, required_share: int, now: datetime) -> Self:
        """Return the token for a page played without an account, by someone who has read the front matter."""
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
        if self.enrolment_id is None and self.after_disclosure:
            payload.append(1)
        return signing.dumps(payload, salt=_SALT)

    @classmethod
    def read(cls, text: str, *, now: datetime) -> "PageToken":
        """Return the token in `text`: 7 days old at most, a guest's 24 hours. Raises `TokenRefused`.

        Keys in SECRET_KEY_FALLBACKS are accepted.
        """
        token = _verified(text, (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))
        if token.has_expired(now):
            raise TokenRefused("token_expired")
        return token

    def has_expired(self, now: datetime) -> bool:
        """Say whether the page is too old to count, by the server's clock alone: a guest's sooner."""
        return now - self.opened_at > (LIFETIME if self.enrolment_id else GUEST_LIFETIME)

    def require_disclosure(self) -> None:
        """Raise `TokenRefused("before_disclosure")` for a page that opened before the front matter was read."""
        if not self.after_disclosure:
            raise TokenRefused("before_disclosure")


@lru_cache(maxsize=10_000)
def _verified(text: str, keys: tuple[str, ...]) -> PageToken:
    """Return the token in `text` if one of `keys` signed it, however old it is.

    A page sends the same token with every beat: its signature is verified once, and again when the keys
    change. What nobody signed is not remembered.
    """
    try:
        video, seconds, required, opened, nonce, enrolment, *told = signing.loads(
            text, key=keys[0], salt=_SALT, fallback_keys=[*keys[1:]]
        )
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise TokenRefused("token_invalid") from error
    opened_at = datetime.fromtimestamp(opened, tz=UTC)
    page = (video, seconds, required, opened_at, uuid.UUID(nonce), enrolment or None)
    return PageToken(*page, after_disclosure=bool(enrolment or told))


def proof_of_reading(enrolment: Enrolment) -> str:
    """Return what a learner's page carries, safe in a URL: its learner acknowledged the front matter."""
    return _READER.sign(str(enrolment.pk))


def proven_reader(proof: str) -> int | None:
    """Return the id of the enrolment that `proof` is of; None if we did not sign it."""
    try:
        return int(_READER.unsign(proof))
    except (signing.BadSignature, ValueError):  # A preview's enrolment has no id.
        return None


def proof_of_words(digest: str, *, now: datetime) -> str:
    """Return what a guest's *Start* carries, safe in a URL: at `now` they read the front matter of this digest.

    It is the same for a whole hour, so that the page can be answered with 304.
    """
    return _READ.sign(f"{digest}-{int(now.timestamp()) // 3600}")


def words_read(proof: str, *, now: datetime) -> str | None:
    """Return the digest that `proof` is of; None if we did not sign it, or too long ago."""
    try:
        digest, hour = _READ.unsign(proof).split("-")
    except (signing.BadSignature, ValueError):
        return None
    given = datetime.fromtimestamp(int(hour) * 3600, tz=UTC)
    return digest if now - given < READ_LIFETIME else None
