"""A text column that is encrypted at rest, for the few things the portal keeps only to report them."""

import base64
import hashlib
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import models


def _cipher() -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    keys = settings.FIELD_ENCRYPTION_KEYS or secrets
    # Domain-separated, so that no signing key is ever used as an encryption key.
    return MultiFernet(
        [
            Fernet(
                base64.urlsafe_b64encode(hashlib.sha256(b"portal.fields:" + k.encode()).digest())
            )
            for k in keys
        ]
    )


def encrypt(text: str) -> str:
    """Encrypt with the newest key."""
    return _cipher().encrypt(text.encode()).decode()


def decrypt(token: str) -> str:
    """Return what `encrypt` was given, by whichever key it was."""
    return _cipher().decrypt(token.encode()).decode()


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]
    """Text that the database only sees encrypted (Fernet: AES-128-CBC with HMAC-SHA256).

    The first of `FIELD_ENCRYPTION_KEYS` encrypts, every one of them decrypts, so keys rotate
    by putting a new one in front. It cannot be searched, indexed or compared in SQL.
    """

    def from_db_value(self, value: str | None, *_: Any) -> str | None:
        return value and decrypt(value)

    def get_prep_value(self, value: Any) -> Any:
        return value and encrypt(str(value))
