"""A WSGI application that tells what arrived, for tests of what stands before it."""

import json
from collections.abc import Callable
from typing import Any


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    """Answer with the environment's texts, and how many bytes the body has."""
    size = sum(map(len, iter(lambda: environ["wsgi.input"].read(65536), b"")))
    told = {name: value for name, value in environ.items() if isinstance(value, str)}
    body = json.dumps(told | {"size": size}).encode()
    start_response("200 OK", [("Content-Type", "application/json")])
    return [body]
