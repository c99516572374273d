"""Child processes that do not outlive the process that started them."""

import ctypes
import os
import pwd
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

_STOP_SIGNALS = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
_PR_SET_PDEATHSIG = 1
# Loaded before any fork: between fork and exec nothing may be imported.
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def spawn(
    argv: Iterable[str | Path],
    *,
    stop_signal: signal.Signals = signal.SIGTERM,
    account: pwd.struct_passwd | None = None,
    env: Mapping[str, str] | None = None,
    output: IO[bytes] | None = None,
) -> subprocess.Popen[bytes]:
    """Start a child in a session of its own, as `account` if one is given.

    Ctrl-C in the terminal reaches only us, so that we decide the order in which things stop. On Linux
    the child gets `stop_signal` when we die, even by SIGKILL; elsewhere the next start stops it.
    """
    return subprocess.Popen(
        [os.fspath(part) for part in argv],
        env=env,
        cwd="/" if account else None,  # our own folder may be closed to that account
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output else None,
        start_new_session=True,
        preexec_fn=_die_with_parent(stop_signal, os.getpid()),  # noqa: PLW1509 (no threads here)
        **as_account(account),
    )


@contextmanager
def stops_held_back() -> Iterator[None]:
    """Delay stop signals until the block is done.

    One that arrives between starting a child and storing its process would leave the child running.
    """
    previous = signal.pthread_sigmask(signal.SIG_BLOCK, _STOP_SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, previous)


def as_account(account: pwd.struct_passwd | None) -> dict[str, Any]:
    """Return the subprocess options that run a child with the rights of `account` only; none for None."""
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def stop(process: subprocess.Popen[bytes], *stages: tuple[signal.Signals, float]) -> None:
    """Stop a child and wait for it: send each signal and wait so many seconds, then SIGKILL its session."""
    for number, seconds in stages:
        if process.poll() is not None:
            return
        process.send_signal(number)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            continue
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def die_with_parent(stop_signal: signal.Signals) -> None:
    """Ask Linux to send us `stop_signal` when the process that started us dies; elsewhere do nothing."""
    if _libc is not None:
        _libc.prctl(_PR_SET_PDEATHSIG, int(stop_signal))


def _die_with_parent(stop_signal: signal.Signals, parent: int) -> Callable[[], None]:
    def before_exec() -> None:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOP_SIGNALS)
        die_with_parent(stop_signal)
        if os.getppid() != parent:
            os._exit(1)

    return before_exec
