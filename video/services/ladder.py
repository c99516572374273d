"""The sizes a recording is made in, and the one command that makes them (docs/how-it-works/video.md, decision 0024).

Every size is a folder with `index.m3u8`, `init.mp4` and four-second pieces that begin with a key frame,
at the same moments in every size, so that a player can switch at any piece. Each piece is a file of its
own and, at the rates below, smaller than one response may be (`video.byte_ranges.PIECE`).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from video.services import sandbox
from video.services.known_codecs import AUDIO_CODECS, VIDEO_CODECS

PIECE_SECONDS = 4
MOST_FRAMES = 30
# Lines, most kilobits per second, and CRF (constant quality): slides need far less than the most.
_RUNGS = ((1080, 3200, 23), (720, 1800, 23), (480, 900, 24))
_SOUND, _SOUND_ALONE = "112k", "64k"
AUDIO = "audio"
MOST_WIDE = 1280
"""Pixels of a poster: as wide as the player gets."""
_OUT_TIME = re.compile(r"out_time_us=(\d+)")


@dataclass(frozen=True, slots=True)
class Facts:
    """What the probe found: duration, size as displayed, frames per second, and which streams to use."""

    seconds: float
    width: int
    height: int
    rate: float
    container: str
    video_index: int
    audio_index: int | None
    audio_seconds: float

    @classmethod
    def of(cls, found: dict[str, Any]) -> "Facts":
        return cls(**{name: found[name] for name in cls.__slots__})


@dataclass(frozen=True, slots=True)
class Rung:
    """One size of the ladder; `key` is its folder's name."""

    key: str
    width: int
    height: int
    most: int
    quality: int


def rungs(facts: Facts) -> list[Rung]:
    """Return the sizes to make, largest first: none larger than the recording itself, at least one.

    A size is named after its shorter side, so that portrait recordings are treated like landscape ones.
    """
    short = min(facts.width, facts.height)
    chosen = [rung for rung in _RUNGS if rung[0] <= short] or [(_even(short), 900, 24)]
    made = []
    for lines, most, quality in chosen:
        scale = Fraction(lines, short)
        width, height = _even(facts.width * scale), _even(facts.height * scale)
        made.append(Rung(f"{lines}p", width, height, most, quality))
    return made


def encode(
    source: Path,
    facts: Facts,
    folder: Path,
    *,
    ffmpeg: Path,
    preset: str,
    on_share: Callable[[float], None],
    should_stop: Callable[[], bool],
) -> list[Rung]:
    """Write every size, and the sound alone, into `folder`; call `on_share` with the share done (0 to 1).

    Raises what `sandbox.run` raises.
    """
    made = rungs(facts)
    for key in [*(rung.key for rung in made), AUDIO]:
        (folder / key).mkdir(parents=True)

    def read(line: str) -> None:
        if found := _OUT_TIME.match(line):
            on_share(min(1.0, int(found[1]) / 1e6 / facts.seconds))

    argv = [ffmpeg, *_input(source, facts), *_filters(facts, made)]
    for number, rung in enumerate(made):
        argv += _video_output(rung, number, facts, preset)
        argv += _pieces(folder / rung.key)
    if facts.audio_index is not None:
        argv += ["-map", "[sound]", *_sound(_SOUND_ALONE, channels=1), *_pieces(folder / AUDIO)]
    sandbox.run(argv, _limits(facts), on_line=read, should_stop=should_stop)
    return made


def whole_file(rung: Rung, folder: Path, *, ffmpeg: Path) -> Path:
    """Join the pieces of one size into one MP4 with its index first; return its path."""
    parts = [folder / rung.key / "init.mp4", *sorted((folder / rung.key).glob("*.m4s"))]
    joined, target = folder / "joined.mp4", folder / "video.mp4"
    with joined.open("wb") as file:
        for part in parts:
            file.write(part.read_bytes())
    argv: list[str | Path] = [ffmpeg, "-nostdin", "-v", "fatal", "-f", "mov", "-i", joined]
    argv += ["-map", "0", "-c", "copy", "-map_metadata", "-1", "-movflags", "+faststart", target]
    size = joined.stat().st_size // 10**6
    limits = sandbox.Limits(seconds=1800, cpu_seconds=900, file_megabytes=2 * size + 64)
    sandbox.run(argv, limits)
    joined.unlink()
    return target


def frame(source: Path, second: float, target: Path, *, ffmpeg: Path) -> Path:
    """Write the frame at `second` of an encoded recording as WebP, at most `MOST_WIDE` pixels wide; return its path."""
    argv: list[str | Path] = [
        ffmpeg,
        "-nostdin",
        "-v",
        "fatal",
        "-ss",
        f"{second:.3f}",
        "-i",
        source,
    ]
    argv += ["-frames:v", "1", "-vf", fit(MOST_WIDE), *_WEBP, target]
    sandbox.run(argv, _SMALL)
    return target


def fit(most: int) -> str:
    """Return ffmpeg's words for a picture of at most so many pixels across."""
    return f"scale='min({most},iw)':-2"


_WEBP = ("-c:v", "libwebp", "-quality", "80", "-f", "webp")
_SMALL = sandbox.Limits(seconds=60, cpu_seconds=60, file_megabytes=64)


def picture(
    source: Path,
    demuxer: str,
    target: Path,
    *,
    ffmpeg: Path,
    fitted: str = fit(MOST_WIDE),
    encoder: tuple[str, ...] = _WEBP,
) -> Path:
    """Re-encode an uploaded picture, as WebP at most `MOST_WIDE` pixels wide, without metadata; return its path."""
    argv: list[str | Path] = [ffmpeg, "-nostdin", "-v", "fatal", "-protocol_whitelist", "file"]
    argv += ["-codec_whitelist", "png,mjpeg,webp", "-f", demuxer, "-max_pixels", "50000000"]
    argv += ["-i", source, "-frames:v", "1", "-vf", fitted, "-map_metadata", "-1", *encoder, target]
    sandbox.run(argv, _SMALL)
    return target


def _limits(facts: Facts) -> sandbox.Limits:
    """An hour of recording may take ten hours; a hostile file must not take forever."""
    seconds = 600 + 10 * facts.seconds
    most = int(facts.seconds * 8_000_000 / 8 / 10**6)
    return sandbox.Limits(seconds, cpu_seconds=int(16 * seconds), file_megabytes=most + 256)


def _input(source: Path, facts: Facts) -> list[str | Path]:
    """Open the file only in the format that the probe found: no network, no other file."""
    return [
        *("-nostdin", "-hide_banner", "-v", "fatal", "-y", "-progress", "pipe:1", "-nostats"),
        *("-max_error_rate", "0.1", "-protocol_whitelist", "file"),
        *("-codec_whitelist", f"{VIDEO_CODECS},{AUDIO_CODECS}", "-f", facts.container),
        *("-i", source),
    ]


def _filters(facts: Facts, made: list[Rung]) -> list[str]:
    rate = _rate(facts)
    names = "".join(f"[p{number}]" for number in range(len(made)))
    chains = [
        # Constant frame rate from the very start, so that the pieces of every size begin at the same moments.
        f"[0:{facts.video_index}]fps={rate}:start_time=0,split={len(made)}{names}",
        *(
            f"[p{number}]scale={rung.width}:{rung.height},setsar=1,format=yuv420p[v{number}]"
            for number, rung in enumerate(made)
        ),
    ]
    if facts.audio_index is not None:
        names = "".join(f"[a{number}]" for number in range(len(made)))
        chains.append(
            f"[0:{facts.audio_index}]aresample=48000:async=1:first_pts=0,"
            f"asplit={len(made) + 1}{names}[sound]"
        )
    return ["-filter_complex", ";".join(chains)]


def _video_output(rung: Rung, number: int, facts: Facts, preset: str) -> list[str]:
    options = ["-map", f"[v{number}]"]
    options += [
        "-c:v",
        "libx264",
        "-preset",
        preset,
        "-profile:v",
        "high",
        "-crf",
        str(rung.quality),
    ]
    options += ["-maxrate", f"{rung.most}k", "-bufsize", f"{rung.most}k"]
    keys = f"expr:gte(t,n_forced*{PIECE_SECONDS})"
    options += [
        "-force_key_frames",
        keys,
        "-sc_threshold",
        "0",
        "-g",
        str(_rate(facts) * PIECE_SECONDS),
    ]
    if facts.audio_index is not None:
        options += ["-map", f"[a{number}]", *_sound(_SOUND, channels=2)]
    return options


def _sound(rate: str, *, channels: int) -> list[str]:
    return ["-c:a", "aac", "-b:a", rate, "-ac", str(channels)]


def _pieces(folder: Path) -> list[str | Path]:
    return [
        *("-map_metadata", "-1", "-map_chapters", "-1", "-f", "hls"),
        *("-hls_time", str(PIECE_SECONDS), "-hls_playlist_type", "vod"),
        *("-hls_segment_type", "fmp4", "-hls_fmp4_init_filename", "init.mp4"),
        *("-hls_flags", "independent_segments"),
        *("-hls_segment_filename", str(folder / "%05d.m4s"), folder / "index.m3u8"),
    ]


def _rate(facts: Facts) -> int:
    """Whole frames per second: a slide show has few, and a camera more than a lecture needs."""
    return min(MOST_FRAMES, max(10, round(facts.rate)))


def _even(length: float | Fraction) -> int:
    return max(2, round(length / 2) * 2)
