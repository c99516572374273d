"""The yardstick: a bare WSGI function that runs the very statement of a beat, and nothing else.

It believes everything it is sent: no token, no guard of its own, no framework. What the portal's own
answer takes on top of this is what the rest of the stack costs.
"""

import json
import os
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

import django
from psycopg_pool import ConnectionPool

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
django.setup()

from progress.fields import from_text  # noqa: E402
from progress.services.watching import RECORD, parameters  # noqa: E402
from tests.bench.rows import claim_in  # noqa: E402

_pool = ConnectionPool(
    os.environ["DATABASE_URL"], kwargs={"autocommit": True}, open=True, min_size=1, max_size=32
)


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer a POST of {enrolment, video, opened, segments, position} with the record."""
    fields = json.loads(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)) or "{}")
    if not fields:
        start_response("200 OK", [("Content-Length", "0")])
        return []
    arrays = parameters([claim_in(fields, datetime.now(UTC))])
    with _pool.connection() as connection:
        row = connection.execute(RECORD, arrays).fetchone()
    _, watched, seconds, completed = row or (0, "{}", 0, False)
    body = json.dumps(
        {"watched": from_text(watched), "seconds": seconds, "completed": completed}
    ).encode()
    headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
    start_response("200 OK", headers)
    return [body]
