"""Recordings of two seconds, honest and hostile, made with the ffmpeg that the portal itself uses."""

import io
import struct
import subprocess
import zipfile
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from accounts.models import User
from courses.models import Course
from tests import factories
from video.models import Preparation
from video.services import uploads
from video.services.programs import ffmpeg

SOUND = ("-f", "lavfi", "-i", "sine=d={seconds}:r=48000")
H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")


@cache
def clip(
    *,
    size: str = "640x360",
    seconds: float = 2,
    sound: bool = True,
    kind: str = "mp4",
    more: str = "",
) -> bytes:
    """Return a recording: a test picture and, unless told otherwise, a tone."""
    with TemporaryDirectory() as folder:
        target = Path(folder, f"clip.{kind}")
        argv = [str(ffmpeg()), "-v", "error", "-f", "lavfi"]
        argv += ["-i", f"testsrc2=s={size}:r=10:d={seconds}"]
        if sound:
            argv += [part.format(seconds=seconds) for part in SOUND] + ["-c:a", "aac"]
        subprocess.run([*argv, *H264, *more.split(), target], check=True)
        return target.read_bytes()


def claiming(seconds: float, recording: bytes | None = None) -> bytes:
    """Return a recording whose every header says that it lasts so long."""
    data = bytearray(recording or clip())
    for box, scale_at, duration_at in ((b"mvhd", 12, 16), (b"mdhd", 12, 16), (b"tkhd", None, 20)):
        at = data.find(box)
        while at > 0:
            [scale] = struct.unpack_from(">I", data, at + 4 + scale_at) if scale_at else (1000,)
            struct.pack_into(">I", data, at + 4 + duration_at, int(seconds * scale))
            at = data.find(box, at + 4)
    # An edit list would say otherwise.
    return bytes(data).replace(b"elst", b"free")


def zip_of(content: bytes) -> bytes:
    """Return a ZIP archive of one file."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("recording.mp4", content)
    return packed.getvalue()


def sound_alone() -> bytes:
    """Return an MP4 with a tone and no picture."""
    with TemporaryDirectory() as folder:
        target = Path(folder, "sound.m4a")
        tone = [part.format(seconds=2) for part in SOUND]
        argv = [str(ffmpeg()), "-v", "error", *tone, "-c:a", "aac", "-f", "mp4", str(target)]
        subprocess.run(argv, check=True)
        return target.read_bytes()


def uploaded(content: bytes, *, course: Course, user: User | None = None) -> Preparation:
    """Return the preparation that a whole upload of `content` leads to."""
    user = user or factories.make_user()
    upload = uploads.begin(
        course=course,
        user=user,
        name="recording.mp4",
        size=len(content),
        fingerprint="",
        now=factories.NOW,
    )
    uploads.append(
        upload=upload, offset=0, body=io.BytesIO(content), length=len(content), now=factories.NOW
    )
    return Preparation.objects.get(upload=upload)
