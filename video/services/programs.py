"""The programs that do the work: the probe, and the machine's ffmpeg if suitable, else the bundled one."""

import json
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import imageio_ffmpeg

from video.services import sandbox
from video.services.refusals import CannotPrepare

_NEEDED = ("libx264", "aac", "libwebp")
# Reading a file of 10 GB from a slow disk takes minutes; everything else is quick.
_LOOK = sandbox.Limits(seconds=900, cpu_seconds=300, megabytes=2048, file_megabytes=1)


@cache
def ffmpeg() -> Path:
    """Return an ffmpeg that can encode H.264, AAC and WebP. Raises `CannotPrepare`."""
    for found in (shutil.which("ffmpeg"), _ours()):
        if found and _makes_what_we_need(found):
            return Path(found)
    raise CannotPrepare("no_ffmpeg")


def look_into(path: Path) -> dict[str, Any]:
    """Return what the probe finds in a file. Raises `CannotPrepare`, `sandbox.TookTooLong`."""
    lines: list[str] = []
    argv = [sys.executable, "-P", "-s", "-B", "-m", "video.services.probe", str(path)]
    try:
        sandbox.run(argv, _LOOK, on_line=lines.append)
    except sandbox.ProgramFailed as error:
        if error.status > 0:
            raise  # an error in our own program, which says why
        raise CannotPrepare("damaged") from error  # the file crashed a library that reads it
    found: dict[str, Any] = json.loads(lines[-1])
    if code := found.pop("refused", None):
        raise CannotPrepare(code, **found)
    return found


def _ours() -> str | None:
    try:
        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError:
        return None


def _makes_what_we_need(program: str) -> bool:
    listed = subprocess.run(
        [program, "-hide_banner", "-encoders"], capture_output=True, text=True, check=False
    )
    names = {line.split()[1] for line in listed.stdout.splitlines() if len(line.split()) > 1}
    return names.issuperset(_NEEDED)
