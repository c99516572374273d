"""The log: one line for each message, without what only its owner may know."""

import logging
import re

# What these paths hold opens a form, a membership or a certificate to whoever reads it. A token with a
# shape of its own is found anywhere, so that this list is for what a person could also have typed.
_PATHS = re.compile(r"(?<=/)(disclosure|invitation|verify)/[^/\n'\"]+")
_QUERY = re.compile(r"\?[^\s'\"?]*=[^\s'\"]*")
_ADDRESS = re.compile(r"[\w.+%-]{1,64}@[\w.-]{1,255}")
# What PostgreSQL adds to an error quotes the row or the statement, with everything in it.
_ROW = re.compile(
    r"^(DETAIL|CONTEXT|QUERY|LINE \d+): .*?(?=^(?:HINT: |The above exception |During handling )|\Z)",
    re.MULTILINE | re.DOTALL,
)
# procrastinate names a job with its arguments, which hold the text of mails.
_ARGUMENTS = re.compile(r"(\b[\w.]{1,100}\[\d+\])\(.*?\)(?= (?:ended|\()|$)", re.MULTILINE)
_RUN = re.compile(r"[\w=.:%-]{20,}")
_PARTS = re.compile(r"[.:%]")
_TOKEN = re.compile(
    # A UUID, a session key, and what Django signs, which is base64 with capitals.
    r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    r"|(?=.*\d)[0-9a-z]{32,}"
    r"|(?=.*\d)(?=.*[A-Z])[\w=-]{20,}"
    r"|(?=.*[A-Z])(?=.*[a-z])[\w=-]{40,}"
)


class WithoutSecrets(logging.Formatter):
    """Formats a record, traceback included, and leaves out tokens, queries, addresses and rows.

    It works on the finished text, so no logger and no exception gets past it.
    """

    def format(self, record: logging.LogRecord) -> str:
        return without_secrets(super().format(record))


def without_secrets(text: str) -> str:
    """Return `text` with a word in brackets in place of each secret; the time taken grows with its length alone."""
    text = _ROW.sub(r"\1: [left out]\n", text)
    text = _ARGUMENTS.sub(r"\1([left out])", text)
    text = _PATHS.sub(r"\1/[token]", text)
    text = _QUERY.sub("?[query]", text)
    text = _ADDRESS.sub("[address]", text)
    return _RUN.sub(_unless_token, text)


def _unless_token(run: re.Match[str]) -> str:
    """Return the run of characters, or a placeholder for the whole of it if any part has a token's shape."""
    secret = any(_TOKEN.fullmatch(part) for part in _PARTS.split(run[0]))
    return "[token]" if secret else run[0]
