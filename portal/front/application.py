"""The order of things: health, pages for strangers, the body, beats, Django in a thread, and sending."""

import asyncio
import logging
from typing import Any

# First of all: it sets Django up, and what comes next imports models.
from portal.wsgi import application as django

# isort: split
from django.conf import settings

from portal.early import early_headers, health
from portal.front.answers import Answer, send, sentence, sweep
from portal.front.bodies import Bodies, Body, BodyRefused, ClientGone
from portal.front.environ import environ_of
from portal.front.pool import Pool

_log = logging.getLogger("portal.front")
_DOWNLOADS = settings.DATA_DIR / "downloads"
_FAILED = "Something went wrong here. Please try again in a moment."


class Application:
    """What granian calls, by RSGI, for each request of this process."""

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        sweep(_DOWNLOADS)
        self.pool = Pool(django, settings.WEB_THREADS, _DOWNLOADS)
        self.bodies = Bodies(settings.DATA_DIR)

    def __rsgi_del__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.pool.close()

    async def __rsgi__(self, scope: Any, proto: Any) -> None:
        try:
            send(proto, await self._answer(scope, proto))
        except ClientGone:
            return
        except Exception:  # noqa: BLE001 - logged; the client is told, whatever it was
            _log.exception("A request failed in the front")
            send(proto, sentence(500, _FAILED))

    async def _answer(self, scope: Any, proto: Any) -> Answer:
        if scope.path == "/healthz" and (answer := health(django, environ_of(scope))):
            return Answer(*answer)
        # Pages for strangers come in here.
        with Body(self.bodies) as body:
            try:
                await body.read(scope, proto)
            except BodyRefused as refused:
                close = [("Connection", "close"), *(early_headers(environ_of(scope)) or [])]
                return sentence(refused.status, refused.text, close)
            # Beats in common come in here.
            return await self.pool.run(scope, body)


application = Application()
