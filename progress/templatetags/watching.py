"""What was watched, in words, the same on the server as in static/js/watch-words.js."""

import json

from django import template

from progress.fields import Segments
from progress.segments import count, gaps

register = template.Library()


@register.filter
def clock(seconds: float) -> str:
    """Return minutes and seconds: 65 → “1:05”."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"


@register.simple_tag
def watched_words(watched: Segments, length: int) -> str:
    """Return what is watched and what is not, in one or two sentences."""
    holes = gaps(watched, length=length)
    if not holes:
        return "All of the video is watched."
    named = ", ".join(f"{clock(start)} to {clock(end)}" for start, end in holes[:4])
    more = ", and more" if len(holes) > 4 else ""
    return f"{100 * count(watched) // length} % watched. Not yet watched: {named}{more}."


@register.simple_tag
def pairs(watched: Segments) -> str:
    """Return the set as JSON for the script: [[0, 12], [30, 45]]."""
    return json.dumps(watched)
