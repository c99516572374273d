"""What the portal runs on, as entries for Django's settings: cache, mail, storage and log."""

import logging
from pathlib import Path
from typing import Any

from django.utils.crypto import salted_hmac


def shared_cache(redis_url: str) -> dict[str, Any]:
    """Return Django's CACHES entry for a cache shared by all processes, in the database or in Redis."""
    if redis_url:
        return {
            "BACKEND": "portal.caches.SharedRedis",
            "LOCATION": redis_url,
            "KEY_FUNCTION": hashed_key,
            "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
        }
    return {
        "BACKEND": "portal.caches.SharedTable",
        "KEY_FUNCTION": hashed_key,
        "LOCATION": "portal_cache",
        # With Django's default of 300, requests from 300 addresses would evict everyone's counts.
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }


def hashed_key(key: str, prefix: str, version: int) -> str:
    """Return the key under which the cache stores `key`, from which nobody without SECRET_KEY finds it again.

    Keys of rate limits hold email and network addresses; allauth hashes some, without a secret.
    """
    name = f"{prefix}:{version}:{key}"
    return salted_hmac("portal.cache", name, algorithm="sha256").hexdigest()


WAITED_FOR_MAIL_SECONDS = 4
"""In all, for a mail that somebody waits for: the web server's limit (portal/wsgi.py)."""
PATIENT_MAIL_SECONDS = 60
"""The worker's limit: a slow server that takes a mail must not be sent it again."""


def mailer(*, host: str, port: int, user: str, password: str, starttls: bool) -> dict[str, Any]:
    """Return Django's MAILERS entry for the SMTP server at `host`; without one, mail is written to files."""
    if not host:
        return {"BACKEND": "portal.mail.EmlFileBackend"}
    return {
        "BACKEND": "portal.mail.LimitedSmtpBackend",
        "OPTIONS": {
            "host": host,
            "port": port,
            "username": user,
            "password": password,
            "use_tls": starttls,
            "timeout": PATIENT_MAIL_SECONDS,
        },
    }


def media_storage(*, bucket: str, endpoint: str, region: str) -> dict[str, Any]:
    """Return Django's STORAGES entry for media in an S3-compatible bucket, or on this machine without one."""
    if not bucket:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    return {
        "BACKEND": "video.bucket.BucketStorage",
        "OPTIONS": {
            "bucket_name": bucket,
            "endpoint_url": endpoint or None,
            "region_name": region or None,
            "querystring_auth": True,
            # The longest that s3v4 allows: a browser may keep to the bucket's address of a paused video.
            "querystring_expire": 7 * 24 * 60 * 60,
            # The only one that every region and every compatible service takes; boto3's own default varies.
            "signature_version": "s3v4",
        },
    }


def private_storage(data_dir: Path) -> dict[str, Any]:
    """Return Django's STORAGES entry for reports with licence numbers: on this machine, without a URL."""
    return {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": data_dir / "private",
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    }


def console_log() -> dict[str, Any]:
    """Return Django's LOGGING: one line for each message, on standard error, without secrets."""
    line = {
        "()": "portal.logs.WithoutSecrets",
        "format": "{asctime} {levelname} {name}: {message}",
        "style": "{",
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {
            "outages": {"()": "portal.outage.OneLine"},
            "short": {"()": "django.utils.log.CallbackFilter", "callback": _without_traceback},
        },
        "formatters": {"line": line},
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": "line"},
            "short": {
                "class": "logging.StreamHandler",
                "formatter": "line",
                "filters": ["short"],
            },
        },
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {
            # Both come with handlers of their own, whose lines would leave nothing out.
            "django": {"handlers": [], "level": "WARNING"},
            "_granian": {"handlers": ["console"], "propagate": False},
            "django.request": {"level": "ERROR", "filters": ["outages"]},
            # It warns at each attempt to connect; portal.outage says once that the database is away.
            "psycopg.pool": {"level": "ERROR"},
            # Input that Django refuses with 400, such as thousands of fields: our code has no part in it.
            "django.security": {"handlers": ["short"], "propagate": False},
            # Scanners send arbitrary host names: they get a 400, without a page of log each.
            "django.security.DisallowedHost": {"level": "CRITICAL"},
        },
    }


def _without_traceback(record: logging.LogRecord) -> bool:
    record.exc_info = record.exc_text = None
    return True
