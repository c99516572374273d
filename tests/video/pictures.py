"""Pictures for tests, drawn by the program that also reads them."""

import subprocess

from video.services.programs import ffmpeg


def drawn(size: str = "64x64", source: str = "testsrc2", *, through: str = "null") -> bytes:
    """Return a PNG picture from a source of ffmpeg's, through a filter of its."""
    what = f"{source}{':' if '=' in source else '='}s={size}"
    argv = [str(ffmpeg()), *("-v", "error", "-f", "lavfi", "-i", what, "-vf", through)]
    argv += ["-frames:v", "1", "-c:v", "png", "-f", "image2pipe", "-"]
    return subprocess.run(argv, check=True, capture_output=True).stdout
