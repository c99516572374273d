"""What the front says by itself, in plain text: it answers before Django has chosen a language."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from accounts.strangers import language_for

FAILED = _("Something went wrong. Try again in a moment.")
BUSY = _("This site is very busy. Try again in a moment.")
REFUSED = {
    400: _("What you sent did not arrive whole. Send it again."),
    408: _("What you sent did not arrive in time. Send it again."),
    413: _("This is too large to send. Choose a smaller file, or a shorter text."),
    503: _("Many people are sending files right now. Try again in a moment."),
}
"""Why a body is not taken, by the status of the answer."""


def in_language_of(scope: Any, sentence: object) -> bytes:
    """Return a line with the sentence, in the language that Django would choose for this request."""
    accepted, cookies = (
        ",".join(scope.headers.get_all(name)) for name in ("accept-language", "cookie")
    )
    with override(language_for(accepted, cookies)):
        return f"{sentence}\n".encode()
