"""Run a program with limited memory and time; the file it reads may be hostile.

    python limits.py MEGABYTES CPU_SECONDS FILE_MEGABYTES PROGRAM ARGUMENT…

A separate script, without Django: it sets the limits in the child process, because a fork of a process
with threads must not run Python code before it executes another program.
"""

import ctypes
import os
import resource
import signal
import sys

_MEGABYTE = 1024 * 1024
_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS = 1, 38


def confine(megabytes: int, cpu_seconds: int, file_megabytes: int) -> None:
    """Limit this process, and every program it executes, for good."""
    # No core dump: it is of no use to us, and might contain a recording.
    limits = {
        resource.RLIMIT_CPU: cpu_seconds,
        resource.RLIMIT_FSIZE: file_megabytes * _MEGABYTE,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: 256,
    }
    if sys.platform == "linux":  # elsewhere the limit is not enforced, or breaks the loader
        limits[resource.RLIMIT_AS] = megabytes * _MEGABYTE
    for limit, value in limits.items():
        _, hard = resource.getrlimit(limit)
        most = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(limit, (most, most))
    os.nice(10)  # pages and mails come first
    if sys.platform == "linux":
        libc = ctypes.CDLL(None)
        libc.prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL))
        libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


if __name__ == "__main__":
    confine(*map(int, sys.argv[1:4]))
    os.execv(sys.argv[4], sys.argv[4:])  # noqa: S606 - our own arguments
