"""What leaves: bytes of at most 2 MiB, or a file, never a stream, which would not wait for its client."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from portal import passing_files
from portal.early import early_headers
from portal.front.environ import environ_of
from portal.plain_sentences import in_language_of
from providers.downloads import PartOfFile

MOST_BYTES = 2 * 1024 * 1024


@dataclass(frozen=True)
class FilePart:
    """Bytes of a file, sent without a thread."""

    path: str
    first: int
    length: int


@dataclass(frozen=True)
class Answer:
    """A whole answer: the headers as Django gave them (Set-Cookie may repeat), and the body."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes | FilePart
    kept: Any = None


def sentence(scope: Any, status: int, text: Any, headers: Sequence[tuple[str, str]] = ()) -> Answer:
    """Return an answer of the front's own to this request: one sentence in plain text, in its language."""
    kind = [("Content-Type", "text/plain; charset=utf-8"), ("Cache-Control", "no-store")]
    told = early_headers(environ_of(scope)) or []
    return Answer(status, [*kind, *told, *headers], in_language_of(scope, text))


def answer_of(response: Any, status: int, headers: list[tuple[str, str]]) -> Answer:
    """Return what a response of Django says; what is longer than 2 MiB is written to a file."""
    file = getattr(response, "file_to_stream", None)
    if isinstance(file, PartOfFile):
        part = FilePart(str(file.path), file.first, file.length)
        # The server has no empty range.
        return Answer(status, headers, part if part.length else b"")
    body = passing_files.gather(response, MOST_BYTES)
    if isinstance(body, bytes):
        return Answer(status, headers, body, getattr(response, "kept", None))
    told = [pair for pair in headers if pair[0].lower() != "content-length"]
    told.append(("Content-Length", str(body[1])))
    return Answer(status, told, FilePart(body[0], 0, body[1]))


def send(proto: Any, answer: Answer) -> None:
    """Hand an answer over to the server, which sends it as fast as its client takes it."""
    part = answer.body
    if isinstance(part, bytes):
        proto.response_bytes(answer.status, answer.headers, part)
        return
    end = part.first + part.length
    proto.response_file_range(answer.status, answer.headers, part.path, part.first, end)
