"""Runs the programs that read an uploaded file: limited, timed, and stopped with all their children."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from select import select

_LIMITS = Path(__file__).with_name("limits.py")
_LAST_WORDS = 4000
# Of our own environment only the path to our modules: no database address, no keys.
_ENVIRONMENT = {
    "PATH": os.defpath,
    "LC_ALL": "C.UTF-8",
    "PYTHONPATH": os.fspath(Path(__file__).resolve().parents[2]),
}


@dataclass(frozen=True, slots=True)
class Limits:
    """What a program may use. `seconds` is elapsed time; `cpu_seconds` is processor time."""

    seconds: float
    cpu_seconds: int
    megabytes: int = 4096
    file_megabytes: int = 0


class TookTooLong(Exception):
    """The program was stopped because its time was up."""


class Stopped(Exception):
    """The program was stopped because the worker was asked to stop."""


class ProgramFailed(Exception):
    """The program ended with an error; `words` is the end of its error output, for the log."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(f"status {status}: {words[-300:]}")
        self.status = status
        self.words = words


def run(
    argv: Sequence[str | Path],
    limits: Limits,
    *,
    on_line: Callable[[str], None] = lambda line: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> None:
    """Run a program until it ends; pass each line it prints to `on_line`.

    Raises `TookTooLong`, `Stopped` or `ProgramFailed`. Whatever happens, it does not keep running.
    """
    deadline = time.monotonic() + limits.seconds
    with tempfile.TemporaryFile() as words, _started(argv, limits, words.fileno()) as process:
        for line in _lines(process, deadline, should_stop):
            on_line(line)
        try:
            status = process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired as late:
            raise TookTooLong from late
        if status:
            words.seek(max(0, words.seek(0, os.SEEK_END) - _LAST_WORDS))
            said = words.read().decode(errors="replace")
            # The limit on processor time ended it.
            if status in {-signal.SIGXCPU, -signal.SIGKILL}:
                raise TookTooLong(said)
            raise ProgramFailed(status, said)


@contextmanager
def _started(
    argv: Sequence[str | Path], limits: Limits, words: int
) -> Iterator[subprocess.Popen[bytes]]:
    confined = [
        *(sys.executable, "-I", os.fspath(_LIMITS), str(limits.megabytes)),
        *(str(limits.cpu_seconds), str(limits.file_megabytes)),
        *(str(part) for part in argv),
    ]
    process = subprocess.Popen(
        confined,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=words,
        env=_ENVIRONMENT,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if process.stdout:
            process.stdout.close()


def _lines(
    process: subprocess.Popen[bytes], deadline: float, should_stop: Callable[[], bool]
) -> Iterator[str]:
    """Yield lines as they come, and check the time at least twice a second."""
    if process.stdout is None:
        raise ValueError("The program was started without a pipe.")
    descriptor = process.stdout.fileno()
    os.set_blocking(descriptor, False)
    rest = b""
    while True:
        if time.monotonic() > deadline:
            raise TookTooLong
        if should_stop():
            raise Stopped
        if not select([descriptor], [], [], 0.5)[0]:
            continue
        piece = os.read(descriptor, 65536)
        if not piece:
            return
        *whole, rest = (rest + piece).split(b"\n")
        # An endless line is cut: our programs print none.
        rest = rest[-65536:]
        for line in whole:
            yield line.decode(errors="replace")
