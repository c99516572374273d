"""What was watched, in words, the same on the server as in static/js/watch-words.js."""

import json

from django import template
from django.utils.translation import gettext_lazy as _

from progress.fields import Segments
from progress.segments import count, gaps

register = template.Library()
_NAMED = 4  # parts that are not watched yet
_PATTERNS = {
    "whole": _("You’ve watched the whole video."),
    "some": _("%(percent)s%% watched. Still to watch: %(parts)s."),
    "some_more": _("%(percent)s%% watched. Still to watch: %(parts)s, and more."),
}


@register.filter
def clock(seconds: float) -> str:
    """Return minutes and seconds: 65 → “1:05”."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"


@register.simple_tag
def watched_words(watched: Segments, length: int) -> str:
    """Return what is watched and what is not, in one or two sentences."""
    holes = gaps(watched, length=length)
    if not holes:
        return str(_PATTERNS["whole"])
    parts = ", ".join(f"{clock(start)}–{clock(end)}" for start, end in holes[:_NAMED])
    pattern = _PATTERNS["some_more" if len(holes) > _NAMED else "some"]
    return str(pattern) % {"percent": 100 * count(watched) // length, "parts": parts}


@register.simple_tag
def watched_pattern(name: str) -> str:
    """Return a sentence of `watched_words` for the script, which puts in what stands in braces."""
    if name == "whole":
        return str(_PATTERNS[name])
    return str(_PATTERNS[name]) % {"percent": "{percent}", "parts": "{parts}"}


@register.simple_tag
def pairs(watched: Segments) -> str:
    """Return the set as JSON for the script: [[0, 12], [30, 45]]."""
    return json.dumps(watched)
