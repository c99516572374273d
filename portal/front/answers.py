"""What leaves: bytes of at most 2 MiB, or a file, never a stream, which would not wait for its client."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Any

from portal import passing_files
from providers.downloads import PartOfFile

MOST_BYTES = 2 * 1024 * 1024


@dataclass(frozen=True)
class FilePart:
    """Bytes of a file, sent without a thread; a `passing` file was written for this answer alone."""

    path: str
    first: int
    length: int
    passing: bool = False


@dataclass(frozen=True)
class Answer:
    """A whole answer: the headers as Django gave them (Set-Cookie may repeat), and the body."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes | FilePart
    kept: Any = None


def sentence(status: int, text: str, headers: Iterable[tuple[str, str]] = ()) -> Answer:
    """Return an answer of the front's own: one sentence in plain text."""
    kind = ("Content-Type", "text/plain; charset=utf-8")
    return Answer(status, [kind, ("Cache-Control", "no-store"), *headers], f"{text}\n".encode())


def answer_of(response: Any, status: int, headers: list[tuple[str, str]]) -> Answer:
    """Return what a response of Django says; what is longer than 2 MiB is written to a file."""
    file = getattr(response, "file_to_stream", None)
    if isinstance(file, PartOfFile):
        return Answer(status, headers, FilePart(str(file.path), file.first, file.length))
    start, rest = bytearray(), iter(response)
    for chunk in rest:
        start += chunk
        if len(start) > MOST_BYTES:
            path, length = passing_files.write(chain([bytes(start)], rest))
            told = [pair for pair in headers if pair[0].lower() != "content-length"]
            told.append(("Content-Length", str(length)))
            return Answer(status, told, FilePart(path, 0, length, passing=True))
    return Answer(status, headers, bytes(start), getattr(response, "kept", None))


def send(proto: Any, answer: Answer) -> None:
    """Hand an answer over to the server, which sends it as fast as its client takes it."""
    part = answer.body
    if isinstance(part, bytes):
        proto.response_bytes(answer.status, answer.headers, part)
        return
    end = part.first + part.length
    proto.response_file_range(answer.status, answer.headers, part.path, part.first, end)
    if part.passing:
        passing_files.remove_later(part.path)
