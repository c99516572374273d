"""Why a file could not be made into a video, in sentences that say what to do. Codes are stable."""

from typing import Any

from accounts.errors import Refused

REASONS = {
    "empty": "The file is empty (0 bytes). Choose the recording again, or export it again.",
    "is_archive": "This is an archive, not a video. Unpack it and upload the recording that is in it.",
    "is_picture": "This is a picture, not a video. Upload the recording itself.",
    "is_sound": "There is sound in this file but no picture. Export it as a video, with the slides.",
    "is_program": "This is a program, not a video. Upload the recording itself.",
    "is_document": "This is a document, not a video. Export it as a video, for example as MP4.",
    "is_playlist": "This is a playlist, which only names other files. Upload the recording itself.",
    "is_page": "This is a web page, not a video. Download the recording, then upload that file.",
    "is_unknown": "This is not a video that we can read. Export the recording as MP4 (H.264 and AAC).",
    "polyglot": "This file is a video and {other} at once, which no recorder makes. Export the"
    " recording again as MP4.",
    "truncated": "The file is cut off: its end is missing. Copy or export the recording again.",
    "incomplete": "The file says that it lasts {claimed}, but only {seconds} of it can be played. It"
    " was cut short: copy or export the recording again.",
    "gaps": "The file is spread over {claimed}, but has picture and sound for only {seconds}. Export the"
    " recording again.",
    "damaged": "The file is damaged: picture or sound cannot be read. Export the recording again.",
    "no_video": "There is no picture in this file. Export it as a video, for example as MP4.",
    "codec": "The picture is stored as {codec}, which we do not read. Export the recording as MP4"
    " (H.264 and AAC).",
    "picture_large": "The picture is {width} × {height}, larger than we can handle. Export the recording"
    " at 1920 × 1080.",
    "picture_small": "The picture is only {width} × {height}: no one could read a slide. Export the"
    " recording at 1280 × 720 or more.",
    "too_short": "The recording is shorter than a second.",
    "too_long": "The recording is longer than {hours} hours. Divide it into several courses.",
    "took_too_long": "Preparing this file took too long and was stopped. Try again; if it happens again,"
    " export the recording as MP4 (H.264 and AAC), at 1920 × 1080.",
    "crashed": "The worker stopped three times at this file. Export the recording again as MP4 (H.264"
    " and AAC).",
    "disk_full": "The server has no room for the finished video. Tell whoever runs this portal, then try"
    " again.",
    "no_ffmpeg": "This server has no ffmpeg that can make H.264, AAC and WebP. Tell whoever runs this"
    " portal, then try again.",
    "internal": "Something went wrong on our side. Try again; if it happens again, tell whoever runs this"
    " portal.",
}
# The file is not to blame: it is kept, and another try may succeed.
OURS = {"took_too_long", "disk_full", "no_ffmpeg", "internal"}

WARNINGS = {
    "no_audio": "There is no sound in this recording. If it should have some, export it again.",
    "audio_short": "The sound ends at {audio}, the picture at {seconds}. Check the end of the recording.",
    "small": "The picture is only {height} lines high. Small text on slides will be hard to read.",
}


class CannotPrepare(Refused):
    """No video can be made of the file; `message` is for staff."""

    def __init__(self, code: str, **values: Any) -> None:
        shown = {key: _shown(key, each) for key, each in values.items()}
        super().__init__(code, REASONS[code].format(**shown))


def warning(code: str, **values: Any) -> str:
    """Return a sentence about something that staff should check, though the file was accepted."""
    return WARNINGS[code].format(**{key: _shown(key, each) for key, each in values.items()})


def _shown(name: str, value: Any) -> Any:
    return clock(value) if name in {"seconds", "claimed", "audio"} else value


def clock(seconds: float) -> str:
    """Return a duration as players show it: “0:03”, “10:00:00”."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
