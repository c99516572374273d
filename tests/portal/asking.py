"""Requests as the server hands them to the front, for tests without a server."""

from dataclasses import dataclass, field

_FRAME = {"host": "localhost"}


class SentHeaders(dict[str, list[str]]):
    """Headers by name, each with every value that was sent."""

    def get_all(self, name: str) -> list[str]:
        return self.get(name, [])


@dataclass
class SentScope:
    """A GET of a page, over HTTP/1.1 from this machine."""

    path: str = "/help/"
    method: str = "GET"
    query_string: str = ""
    scheme: str = "http"
    http_version: str = "1.1"
    server: str = "127.0.0.1:8000"
    client: str = "127.0.0.1:50000"
    headers: SentHeaders = field(default_factory=SentHeaders)


def asking(
    path: str = "/help/", *, headers: dict[str, str] | None = None, **fields: str
) -> SentScope:
    """Return such a request; `headers` in lower case, besides Host."""
    sent = SentHeaders(
        {name: [value] for name, value in (_FRAME | (headers or {})).items() if value}
    )
    return SentScope(path, headers=sent, **fields)
