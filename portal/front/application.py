"""The order of things: health, pages for strangers, the body, beats, Django in a thread, and sending."""

import asyncio
import logging
from contextlib import suppress
from typing import Any

# First of all: it sets Django up, and what comes next imports models.
from portal.wsgi import application as django

# isort: split
from django.conf import settings
from granian._granian import RSGIProtocolClosed

from portal import passing_files
from portal.body_limits import BodyRefused, ClientGone, is_signed_in
from portal.early import early_headers, health
from portal.front.answers import Answer, send, sentence
from portal.front.beats import Beats
from portal.front.bodies import Bodies, Body
from portal.front.environ import environ_of
from portal.front.pages import Pages
from portal.front.pool import Pool
from portal.plain_sentences import FAILED
from portal.view_counter import write_views


class Application:
    """What granian calls, by RSGI, for each request of this process; `limits` are those of `Bodies`."""

    def __init__(self, wsgi: Any, **limits: Any) -> None:
        self.wsgi, self.limits = wsgi, limits

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        passing_files.sweep_each_minute(loop)
        self.pool = Pool(self.wsgi, settings.WEB_THREADS)
        self.bodies = Bodies(lambda key: self.pool.call(is_signed_in, key), **self.limits)
        self.beats = Beats(loop)
        self.pages = Pages(self._rendered, lambda views: self.pool.call(write_views, views))

    def __rsgi_del__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.beats.drain()
        self.pages.views.drain(loop)
        self.pool.close()
        passing_files.clear()

    async def __rsgi__(self, scope: Any, proto: Any) -> None:
        try:
            answer = await self._answer(scope, proto)
        except BodyRefused as refused:
            answer = sentence(scope, refused.status, refused.text, refused.headers)
        except ClientGone:
            return
        except Exception:
            logging.getLogger("portal.front").exception("A request failed in the front")
            answer = sentence(scope, 500, FAILED)
        with suppress(RSGIProtocolClosed):
            send(proto, answer)

    async def _answer(self, scope: Any, proto: Any) -> Answer:
        if scope.path == "/healthz" and (answer := health(self.wsgi, environ_of(scope))):
            return Answer(*answer)
        if page := await self.pages.answer(scope):
            return page
        with Body(self.bodies) as body:
            await body.read(scope, proto)
            return await self._beat(scope, body) or await self.pool.run(scope, body)

    async def _beat(self, scope: Any, body: Body) -> Answer | None:
        if (scope.method, scope.path) != ("POST", self.beats.path):
            return None
        kind = (scope.headers.get("content-type") or "").partition(";")[0].strip().lower()
        headers = early_headers(environ_of(scope)) if kind in self.beats.kinds else None
        if headers is None or not (stored := await self.beats.answer(body.file.read())):
            body.file.seek(0)
            return None
        return Answer(200, [*self.beats.headers, *headers], stored)

    async def _rendered(self, scope: Any) -> Answer:
        with Body(self.bodies) as body:
            return await self.pool.run(scope, body)


application = Application(django)
