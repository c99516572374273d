"""What an uploaded file really contains: opens it, reads it to the end, and decodes some frames.

    python -m video.services.probe FILE

Prints one line of JSON: the facts, or `{"refused": code, …}`. A separate program that does not import
Django: it runs inside the sandbox (`sandbox.py`), because the file may be hostile.
"""

import json
import sys
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from av.container import InputContainer
from av.video import VideoStream

from video.mp4 import NotPlayable, read_mp4
from video.services.known_codecs import AUDIO_CODECS, VIDEO_CODECS
from video.services.sniff import NoRecording, container_of, cut_off

LARGEST = 8192 * 4608
SMALLEST = 96
LONGEST = 12 * 3600
# Seconds. One packet may be a slide that is shown for a while, but not for hours.
_MOST_OF_A_PACKET = 60.0


@dataclass
class Spell:
    """When a stream begins and ends, and how much of that its packets cover, in seconds."""

    begins: float = 0.0
    ends: float = 0.0
    filled: float = 0.0
    packets: int = 0

    def add(self, at: float, lasts: float) -> None:
        if not self.packets:
            self.begins, self.ends = at, at
        step = at - self.ends
        # The previous packet lasted until this one, whatever duration it gave.
        self.filled += min(max(step, 0.0), _MOST_OF_A_PACKET) + min(lasts, _MOST_OF_A_PACKET)
        self.ends = max(self.ends, at + lasts)
        self.packets += 1

    @property
    def seconds(self) -> float:
        return self.ends - self.begins


def probe(path: Path) -> dict[str, Any]:
    """Return the facts about a recording. Raises `NoRecording`."""
    container_name = container_of(path)
    try:
        with _opened(path, container_name) as container:
            return _facts(container, _header_claims(path))
    except av.error.FFmpegError as error:
        if container_name == "mov" and cut_off(path):
            raise NoRecording("truncated") from error
        raise NoRecording("damaged") from error


def _opened(path: Path, container_name: str) -> InputContainer:
    options = {"protocol_whitelist": "file", "codec_whitelist": f"{VIDEO_CODECS},{AUDIO_CODECS}"}
    return av.open(str(path), format=container_name, options=options)


def _header_claims(path: Path) -> float:
    """Return the seconds an MP4's header claims, or 0. FFmpeg uses the index instead, so misses a false claim."""
    try:
        return read_mp4(path).duration
    except NotPlayable:
        return 0.0


def _facts(container: InputContainer, claimed: float) -> dict[str, Any]:
    video = _video_stream(container)
    audio = container.streams.audio[0] if container.streams.audio else None
    if audio is not None and audio.codec_context.name not in AUDIO_CODECS.split(","):
        audio = None
    spells = _spells(container, [video, audio] if audio else [video])
    seen, heard = spells[video.index], spells[audio.index] if audio else Spell()
    seconds = max(seen.seconds, heard.seconds)
    _refuse_length(container, claimed, seen, heard)
    width, height = _decoded_size(container, video, seconds)
    rate = video.average_rate or video.guessed_rate or Fraction(25)
    return {
        "container": container.format.name.split(",")[0],
        "seconds": round(seconds, 3),
        "width": width,
        "height": height,
        "rate": round(float(rate), 3),
        "video_codec": video.codec_context.name,
        "video_index": video.index,
        "audio_codec": audio.codec_context.name if audio else "",
        "audio_index": audio.index if audio and heard.packets else None,
        "audio_seconds": round(heard.seconds, 3),
    }


def _video_stream(container: InputContainer) -> VideoStream:
    pictures = av.stream.Disposition.attached_pic
    streams = [each for each in container.streams.video if not each.disposition & pictures]
    if not streams:
        raise NoRecording("is_sound" if container.streams.audio else "no_video")
    stream = streams[0]
    context = stream.codec_context
    if context is None or context.name not in VIDEO_CODECS.split(","):
        raise NoRecording("codec", codec=context.name if context else "an unknown format")
    if context.width * context.height > LARGEST or max(context.width, context.height) > 16384:
        raise NoRecording("picture_large", width=context.width, height=context.height)
    if min(context.width, context.height) < SMALLEST:
        raise NoRecording("picture_small", width=context.width, height=context.height)
    return stream


def _spells(container: InputContainer, streams: list[Any]) -> dict[int, Spell]:
    """Read every packet to the end of the file, whatever its headers claim."""
    spells = {stream.index: Spell() for stream in streams}
    try:
        for packet in container.demux(streams):
            moment = packet.dts if packet.dts is not None else packet.pts
            if moment is None or packet.time_base is None:
                continue  # the empty packet that ends a stream
            lasts = float((packet.duration or 0) * packet.time_base)
            spells[packet.stream.index].add(float(moment * packet.time_base), max(lasts, 0.0))
    except av.error.FFmpegError:
        pass  # the end is cut off: judge what came before
    return spells


def _refuse_length(container: InputContainer, claimed: float, seen: Spell, heard: Spell) -> None:
    seconds = max(seen.seconds, heard.seconds)
    claims = [claimed, (container.duration or 0) / av.time_base]
    claims += [float((each.duration or 0) * (each.time_base or 0)) for each in container.streams]
    if not seen.packets:
        raise NoRecording("damaged")
    if max(claims) > seconds * 1.05 + 5:
        raise NoRecording("incomplete", claimed=max(claims), seconds=seconds)
    if max(seen.filled, heard.filled) < seconds * 0.9 - 5:
        raise NoRecording("gaps", claimed=seconds, seconds=max(seen.filled, heard.filled))
    if seen.seconds < 1:
        raise NoRecording("too_short")
    if seconds > LONGEST:
        raise NoRecording("too_long", hours=LONGEST // 3600)


def _decoded_size(container: InputContainer, video: VideoStream, seconds: float) -> tuple[int, int]:
    """Decode a frame at the beginning and in three other places; return the size as displayed."""
    video.thread_type = "NONE"
    first = None
    start = (container.start_time or 0) / av.time_base
    for share in (0, 0.25, 0.5, 0.75):
        container.seek(int((start + seconds * share) * av.time_base))
        frame = next(container.decode(video), None)
        first = first or frame
    if first is None:
        raise NoRecording("damaged")
    if first.width * first.height > LARGEST:
        raise NoRecording("picture_large", width=first.width, height=first.height)
    shape = video.sample_aspect_ratio or Fraction(1)
    shape = shape if Fraction(1, 4) < shape < 4 else Fraction(1)
    width, height = round(first.width * shape), first.height
    return (height, width) if first.rotation % 180 else (width, height)


if __name__ == "__main__":
    try:
        answer = probe(Path(sys.argv[1]))
    except NoRecording as refusal:
        answer = {"refused": refusal.code, **refusal.values}
    except MemoryError:
        answer = {"refused": "damaged"}
    sys.stdout.write(f"{json.dumps(answer)}\n")
