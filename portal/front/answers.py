"""What leaves: bytes of at most 2 MiB, or a file, never a stream, which would not wait for its client."""

import asyncio
import os
import tempfile
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from providers.downloads import PartOfFile

MOST_BYTES = 2 * 1024 * 1024
_KEPT_SECONDS = 60.0  # The server opens a file at once, and reads on when its name is gone.


@dataclass(frozen=True)
class FilePart:
    """Bytes of a file, sent without a thread; a `passing` one was written for this answer alone."""

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


def answer_of(response: Any, status: int, headers: list[tuple[str, str]], folder: Path) -> Answer:
    """Return what a response of Django says; what is longer than 2 MiB becomes a file in `folder`."""
    file = getattr(response, "file_to_stream", None)
    if isinstance(file, PartOfFile):
        return Answer(status, headers, FilePart(str(file.path), file.first, file.length))
    start, rest = bytearray(), iter(response)
    for chunk in rest:
        start += chunk
        if len(start) > MOST_BYTES:
            part = _written(start, rest, folder)
            length = [("Content-Length", str(part.length))]
            told = [pair for pair in headers if pair[0].lower() != "content-length"]
            return Answer(status, told + length, part)
    return Answer(status, headers, bytes(start), getattr(response, "kept", None))


def _written(start: bytes | bytearray, rest: Iterable[bytes], folder: Path) -> FilePart:
    folder.mkdir(mode=0o700, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:  # for its owner alone
        try:
            file.write(start)
            file.writelines(rest)
        except BaseException:
            os.unlink(file.name)
            raise
        return FilePart(file.name, 0, file.tell(), passing=True)


def send(proto: Any, answer: Answer) -> None:
    """Hand an answer over to the server, which sends it as fast as its client takes it."""
    part = answer.body
    if isinstance(part, bytes):
        proto.response_bytes(answer.status, answer.headers, part)
        return
    end = part.first + part.length
    proto.response_file_range(answer.status, answer.headers, part.path, part.first, end)
    if part.passing:
        asyncio.get_running_loop().call_later(_KEPT_SECONDS, _remove, Path(part.path))


def sweep(folder: Path) -> None:
    """Remove the files that a process ended before it could: nobody is told their names any more."""
    for path in folder.glob("*"):
        with suppress(FileNotFoundError):
            if time.time() - path.stat().st_mtime > 2 * _KEPT_SECONDS:
                path.unlink()


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)
