"""What belongs to one installation alone: its variables, the key it makes for itself, the services it names."""

import os
import secrets
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured


def load_env_file(path: Path) -> None:
    """Put the lines `NAME=value` of a file into the environment, where they are not set already.

    Values are taken as they stand, without quotes or expansion, up to the end of the line. Empty
    lines and lines that begin with `#` say nothing; a missing file is an empty one.
    """
    if not path.exists():
        return
    for line in path.read_text().splitlines():
        name, sign, value = line.strip().partition("=")
        if sign and not name.startswith("#"):
            os.environ.setdefault(name.strip(), value.strip())


def text(name: str, default: str = "") -> str:
    """Return the variable, or the default where it is not set or empty."""
    return os.environ.get(name) or default


def several(name: str) -> list[str]:
    """Return what the variable lists between commas."""
    return [part.strip() for part in text(name).split(",") if part.strip()]


def whole_number(name: str, default: int, *, least: int, most: int) -> int:
    """Return the variable as a number; ImproperlyConfigured says which one is wrong, and the limits."""
    value = text(name, str(default))
    # isdecimal, because int() also takes “1_000” and “ 8 ”.
    if not (value.isascii() and value.isdecimal() and least <= int(value) <= most):
        raise ImproperlyConfigured(
            f"{name} must be a number from {least} to {most}, not {value!r}."
        )
    return int(value)


def local_hosts(host: str) -> list[str]:
    """Return the names by which a browser on a private network asks for what serves on `host`.

    The best one first. For every address of the machine it is this machine alone: by which names the
    others know it, only a person can say.
    """
    here = ["localhost", "127.0.0.1", "[::1]"]
    if host in {*here, "::1", str(IPv4Address(0)), str(IPv6Address(0))}:
        return here
    return [f"[{host}]" if ":" in host else host, *here]


def local_secret_key(data_dir: Path) -> str:
    """Return the key kept in `data_dir/secret-key`, made once with mode 0600.

    Safe when several processes ask at once: the file appears whole, and the first one wins. A folder
    that cannot be used is an ImproperlyConfigured: nothing else reads the folder before.
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


def shared_cache(redis_url: str) -> dict[str, Any]:
    """Return Django's entry for a cache that every process shares: in the database, or in Redis."""
    if redis_url:
        return {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": redis_url,
        }
    return {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "portal_cache",
        # Django's 300 would let whoever asks from 300 addresses push out everyone's counts.
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }


def mailer(*, host: str, port: int, user: str, password: str, starttls: bool) -> dict[str, Any]:
    """Return Django's entry for the SMTP server at `host`; without one, mail becomes files."""
    if not host:
        return {"BACKEND": "portal.mail.EmlFileBackend"}
    return {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": host,
            "port": port,
            "username": user,
            "password": password,
            "use_tls": starttls,
            "timeout": 15,
        },
    }


def media_storage(*, bucket: str, endpoint: str, region: str) -> dict[str, Any]:
    """Return Django's entry for media in an S3-compatible bucket; without one, on this machine."""
    if not bucket:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": bucket,
            "endpoint_url": endpoint or None,
            "region_name": region or None,
            "querystring_auth": True,
        },
    }
