"""The machine's own Chromium for the browser journeys: found, else installed, else asked for."""

import os
import shutil
import subprocess
import sys

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class ChromiumMissingError(Exception):
    """There is no Chromium; the message says how to get it."""


def find_or_install() -> str:
    """Return the path of a Chromium; as root on Debian or Ubuntu, install one when there is none."""
    found = _find()
    if found is None and os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "-q"], check=False)
        subprocess.run(["apt-get", "install", "-y", "-q", "chromium"], check=False)
        found = _find()
    if found is None:
        raise ChromiumMissingError(
            "The browser tests need Chromium or Google Chrome on the PATH, and there is none. "
            "Install it (Debian, Ubuntu: sudo apt-get install chromium), then run `make test` again."
        )
    return found


def _find() -> str | None:
    return next((path for name in _NAMES if (path := shutil.which(name))), None)


if __name__ == "__main__":
    try:
        find_or_install()
    except ChromiumMissingError as missing:
        sys.exit(str(missing))
