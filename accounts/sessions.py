"""Django's sessions in the database, with an idle limit, and the list of where an account is signed in.

This is the SESSION_ENGINE. A session's `expire_date` is the moment at which it has been idle for too
long; requests move it on by that column alone, so that they never overwrite each other's data.
"""

import re
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from accounts.allauth_internals import PROOFS_SESSION_KEY

SIGNED_IN_SESSION_KEY = "accounts.signed_in_at"
IDLE = timedelta(days=3)
"""From a Friday's part 1 to a Monday's part 2 on one's own phone. Beats of a video need no session."""
IDLE_SHARED = timedelta(hours=4)
"""On a shared computer: longer than any recording, shorter than a shift."""
IDLE_PROOF = timedelta(hours=1)
"""After which the staff pages ask for the second factor again. What is sent then is kept."""
_STEP = timedelta(minutes=5)  # at most so often does using a session write to it
_NO_NETWORK_ADDRESS = "::"  # the table wants one; we promise to keep none
_BROWSERS = {
    "Edge": "Edg",
    "Opera": "OPR/",
    "Samsung Internet": "SamsungBrowser",
    "Firefox": "Firefox/|FxiOS",
    "Chrome": "Chrome/|CriOS",
    "Safari": "Safari/",
}
_SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac": "Macintosh",
    "ChromeOS": "CrOS",
    "Linux": "Linux|X11",
}


class SessionStore(db.SessionStore):
    """A session that ends when it was idle too long, and two weeks after signing in at the latest."""

    def load(self) -> dict[str, Any]:
        row: Session | None = self._get_session_from_db()  # type: ignore[attr-defined]
        if row is None:
            return {}
        data: dict[str, Any] = self.decode(row.session_data)
        if data.get(SIGNED_IN_SESSION_KEY, time.time()) + settings.SESSION_COOKIE_AGE < time.time():
            self._session_key = None
            return {}
        self._use(row, data)
        return data

    def is_empty(self) -> bool:
        """Also of a session whose last message was shown: its cookie goes, and with it the hint that
        somebody had an account here. What is left in the table is purged with the rest.
        """
        return super().is_empty() or self.__dict__.get("_session_cache") == {}

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row = cast(Session, super().create_model_instance(data))
        row.expire_date = min(row.expire_date, timezone.now() + _limit(data))
        return row

    def _use(self, row: Session, data: dict[str, Any]) -> None:
        now = timezone.now()
        idle = now - _last_used(row, data)
        if idle > IDLE_PROOF and (proofs := data.get(PROOFS_SESSION_KEY)):
            data[PROOFS_SESSION_KEY] = [each for each in proofs if each["method"] != "mfa"]
            self.modified = True
        if idle > _STEP:
            rows = self.model.objects.filter(pk=row.pk)
            rows.update(expire_date=now + _limit(data))


@dataclass(frozen=True)
class Place:
    """Where an account is signed in: the browser in words, since when, and when it was last used."""

    device: str
    since: datetime
    last_used: datetime
    is_here: bool

    @property
    def since_words(self) -> str:
        """How long ago it began."""
        return _ago(self.since)

    @property
    def last_used_words(self) -> str:
        """How long ago it was last used; known to five minutes."""
        return _ago(self.last_used)


def note_session(request: HttpRequest) -> None:
    """Put this session on the list of its user, without a network address; safe to repeat."""
    if not request.session.session_key:
        request.session.save()
    UserSession.objects.get_or_create(
        session_key=request.session.session_key,
        defaults={
            "user": request.user,
            "ip": _NO_NETWORK_ADDRESS,
            "user_agent": device_of(request.headers.get("User-Agent", "")),
        },
    )


def places_of(user_id: int, *, here: str | None = None) -> list[Place]:
    """Return where this account is signed in, last used first; `here` is the key of our own session."""
    listed = {each.session_key: each for each in UserSession.objects.filter(user_id=user_id)}
    rows = Session.objects.filter(pk__in=listed, expire_date__gt=timezone.now())
    places = [
        Place(
            device=device_words(listed[row.pk].user_agent),
            since=listed[row.pk].created_at,
            last_used=max(_last_used(row, row.get_decoded()), listed[row.pk].created_at),
            is_here=row.pk == here,
        )
        for row in rows
    ]
    return sorted(places, key=lambda place: (place.is_here, place.last_used), reverse=True)


def purge_list() -> int:
    """Take sessions that have ended off the lists; return how many."""
    ended = UserSession.objects.exclude(session_key__in=Session.objects.values("pk"))
    return int(ended.delete()[0])


def device_of(user_agent: str) -> str:
    """Return what a browser calls itself, as it is stored: “Firefox on Windows”, in English."""
    browser = next((word for word, sign in _BROWSERS.items() if re.search(sign, user_agent)), "")
    system = next((word for word, sign in _SYSTEMS.items() if re.search(sign, user_agent)), "")
    return f"{browser or 'A browser'} on {system or 'an unknown device'}"


def device_words(stored: str) -> str:
    """Return what `device_of` gave in the language of the request."""
    browser, _on, system = stored.partition(" on ")
    names = {"A browser": _("A browser"), "an unknown device": _("an unknown device")}
    shown = {"browser": names.get(browser, browser), "system": names.get(system, system)}
    return _("%(browser)s on %(system)s") % shown


def _ago(moment: datetime) -> str:
    recent = timezone.now() - moment < timedelta(minutes=1)
    return _("just now") if recent else _("%(time)s ago") % {"time": timesince(moment)}


def _limit(data: dict[str, Any]) -> timedelta:
    # Zero is what “This is a shared computer” sets (accounts.forms.remember_until).
    return IDLE_SHARED if data.get("_session_expiry") == 0 else IDLE


def _last_used(row: Session, data: dict[str, Any]) -> datetime:
    return row.expire_date - _limit(data)
