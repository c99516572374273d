"""Mail without an SMTP server: each message becomes a file, and none leaves the machine."""

import itertools
import os
import time
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

_counter = itertools.count()


class EmlFileBackend(BaseEmailBackend):
    """Write each message to `settings.MAIL_DIR` as one `.eml` file.

    Files are written atomically. Their names sort by the time of sending and are unique.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.MAIL_DIR)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        sent = [message for message in email_messages if message.recipients()]
        for message in sent:
            # The counter distinguishes messages that one process sends within one clock tick.
            name = f"{time.time_ns():020d}-{os.getpid()}-{next(_counter)}"
            draft = folder / f".{name}"
            with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(message.message().as_bytes())
            draft.rename(folder / f"{name}.eml")
        return len(sent)
