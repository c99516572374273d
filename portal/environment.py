"""Settings of one installation: its environment variables and its generated key."""

import os
import re
import secrets
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def load_env_file(path: Path) -> None:
    """Set environment variables from the `NAME=value` lines of a file, unless they are set already.

    Values are taken literally, up to the end of the line, without quotes or expansion. Of two lines
    with one name the last counts, as for a shell and for Compose. Empty lines and lines that begin
    with `#` are ignored; so is a missing file.
    """
    if not path.exists():
        return
    found = {}
    for line in path.read_text().splitlines():
        name, sign, value = line.strip().partition("=")
        if sign and not name.startswith("#"):
            found[name.strip()] = value.strip()
    for name, value in found.items():
        os.environ.setdefault(name, value)


def text(name: str, default: str = "") -> str:
    """Return the variable, or the default if it is unset or empty."""
    return os.environ.get(name) or default


def several(name: str) -> list[str]:
    """Return the comma-separated values of the variable."""
    return [part.strip() for part in text(name).split(",") if part.strip()]


def whole_number(name: str, default: int, *, least: int, most: int) -> int:
    """Return the variable as a number. Raises ImproperlyConfigured, which names the variable and its limits."""
    value = text(name, str(default))
    # isdecimal, because int() also takes “1_000” and “ 8 ”.
    if not (value.isascii() and value.isdecimal() and least <= int(value) <= most):
        raise ImproperlyConfigured(
            f"{name} must be a number from {least} to {most}, not {value!r}."
        )
    return int(value)


def trusted_proxies(value: str) -> str:
    """Return what `TRUST_PROXY` says: "forwarded", how many proxies append to X-Forwarded-For, or "" for no proxy.

    Raises ImproperlyConfigured for anything else.
    """
    if value.lower() not in {"", "forwarded", *"0123456789"}:
        raise ImproperlyConfigured(
            "TRUST_PROXY must be forwarded, or the number of proxies that append to X-Forwarded-For"
            f" (1 to 9), not {value!r}."
        )
    return "" if value == "0" else value.lower()


def internal_place(value: str) -> str:
    """Return the place from which nginx sends files, such as /protected/. Raises ImproperlyConfigured."""
    if value and not re.fullmatch(r"/(?:[\w-]+/)+", value, re.ASCII):
        raise ImproperlyConfigured(
            f"MEDIA_ACCEL must be a path such as /protected/, not {value!r}."
        )
    return value


def local_hosts(host: str) -> list[str]:
    """Return the names under which browsers on a private network reach a server on `host`, best first.

    For a server on all addresses these are the loopback names only: which names other machines use
    for this one, only the operator knows.
    """
    here = ["localhost", "127.0.0.1", "[::1]"]
    if host in {*here, "::1", str(IPv4Address(0)), str(IPv6Address(0))}:
        return here
    return [f"[{host}]" if ":" in host else host, *here]


def local_secret_key(data_dir: Path) -> str:
    """Return the key stored in `data_dir/secret-key`, generated once with mode 0600.

    Safe when several processes start at once: the file is created atomically, and the first one wins.
    Raises ImproperlyConfigured if the folder cannot be used: this is the first thing to touch it.
    """
    try:
        return _kept_key(data_dir)
    except OSError as error:
        raise ImproperlyConfigured(
            f"The data folder {data_dir} cannot be used: {error.strerror}. "
            "Set PORTAL_DATA to a folder of yours."
        ) from error


def _kept_key(data_dir: Path) -> str:
    path = data_dir / "secret-key"
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        draft = data_dir / f".secret-key.{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(50))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text()
