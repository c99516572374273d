"""Shows templates in a real browser without a server or a database: this process answers every request.

What is shown this way also proves that it needs no context processor, and it meets the portal's own CSP.
"""

import io
import mimetypes
import wave
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.utils.csp import build_policy
from playwright.sync_api import Page, Route

ORIGIN = "http://portal.test"
ELSEWHERE = "https://www.weather.gov/"


def show(page: Page, pages: dict[str, str]) -> None:
    """Answer `ORIGIN` + path with the HTML given for the path, static files from the source tree."""

    def answer(route: Route) -> None:
        path = urlsplit(route.request.url).path
        if path in pages:
            headers = {"Content-Security-Policy": _policy()}
            route.fulfill(body=pages[path], content_type="text/html", headers=headers)
        elif path == "/tone.wav":
            route.fulfill(body=_tone(), content_type="audio/wav")
        else:
            _static(route, path)

    page.route(f"{ORIGIN}/**", answer)
    page.route(
        f"{ELSEWHERE}**", lambda route: route.fulfill(body="Sunny", content_type="text/html")
    )


def _policy() -> str:
    policy: Any = settings.SECURE_CSP  # its type differs with the order in which mypy reads
    return str(build_policy(policy))


def _static(route: Route, path: str) -> None:
    found = finders.find(path.removeprefix("/static/"))
    if not isinstance(found, str):
        route.fulfill(status=404, body="")
        return
    kind = "font/woff2" if found.endswith(".woff2") else mimetypes.guess_type(found)[0]
    route.fulfill(body=Path(found).read_bytes(), content_type=kind or "application/octet-stream")


def _tone() -> bytes:
    held = io.BytesIO()
    with wave.open(held, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(b"\0\0" * 8000 * 30)
    return held.getvalue()
