"""A learner's page made inert: a preview can be read, but nothing on it can be sent."""

import re
from collections.abc import Mapping

REASON_ID = "preview-reason"
_SCRIPT = re.compile(r"<script\b[^>]*>.*?</script>", re.DOTALL | re.IGNORECASE)
_KEPT_SCRIPT = re.compile(r"js/(theme|exit-page)[.\w]*\.js")
_FORM = re.compile(r"<form\b[^>]*>", re.IGNORECASE)
_HIDDEN = re.compile(r"<input\b[^>]*\btype=\"hidden\"[^>]*>", re.IGNORECASE)
_BUTTON = re.compile(r"<button\b(?![^>]*\bdisabled\b)([^>]*)>", re.IGNORECASE)
_SENDING = re.compile(
    r"\sdata-[\w-]*(?:url|csrf)=\"[^\"]*\"|\sdata-watch(?=[\s>])|\sdata-(?:record|read|answers-sent)=\"[^\"]*\""
)
_ADDRESS = re.compile(r"(?<=\s)(href|src)=\"([^\"]*)\"")


def readonly_html(html: str, *, addresses: Mapping[str, str]) -> str:
    """Return `html` with no scripts but theme and exit, no form targets or tokens, and all buttons disabled.

    `addresses` changes links (URL without its query → new URL); "" removes the link. The page must say
    why buttons are disabled, in an element with the id `REASON_ID`.
    """
    html = _SCRIPT.sub(lambda found: found[0] if _KEPT_SCRIPT.search(found[0]) else "", html)
    html = _FORM.sub("<form>", html)
    html = _HIDDEN.sub("", html)
    html = _SENDING.sub("", html)
    html = _BUTTON.sub(rf'<button disabled aria-describedby="{REASON_ID}"\1>', html)

    def lead(found: re.Match[str]) -> str:
        place = re.split(r"[?#]", found[2])[0]
        if place not in addresses:
            return found[0]
        return f'{found[1]}="{addresses[place]}"' if addresses[place] else ""

    return _ADDRESS.sub(lead, html)
