"""Columns of our own: email addresses, and text that is encrypted at rest."""

import base64
import hashlib
import hmac
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models

from accounts.mailboxes import AddressField, clean_address


def _derived(purpose: bytes) -> list[bytes]:
    """Derive 32 bytes from each key, newest first, so that no key is used for two purposes."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    keys = settings.FIELD_ENCRYPTION_KEYS or secrets
    return [hashlib.sha256(purpose + key.encode()).digest() for key in keys]


def _ciphers() -> list[Fernet]:
    return [Fernet(base64.urlsafe_b64encode(key)) for key in _derived(b"portal.fields:")]


def _cipher() -> MultiFernet:
    return MultiFernet(_ciphers())


def encrypt(text: str) -> str:
    """Encrypt with the newest key."""
    return _cipher().encrypt(text.encode()).decode()


def decrypt(token: str) -> str:
    """Return what `encrypt` was given, whichever key encrypted it."""
    return _cipher().decrypt(token.encode()).decode()


def encrypt_bytes(content: bytes) -> bytes:
    """Encrypt a file with the newest key."""
    return _cipher().encrypt(content)


def decrypt_bytes(token: bytes) -> bytes:
    """Return what `encrypt_bytes` was given, whichever key encrypted it."""
    return _cipher().decrypt(token)


def is_current(token: str) -> bool:
    """Say whether `token` was encrypted with the newest key."""
    try:
        _ciphers()[0].decrypt(token.encode())
    except InvalidToken:
        return False
    return True


def blind_indexes(*parts: str) -> list[str]:
    """Return the keyed digest (HMAC-SHA256) of `parts` under every key, newest first.

    It finds equal values, and without the key it reveals nothing else. The parts are kept apart, so that
    the same number in two states gives different digests.
    """
    text = "\x1f".join(parts).encode()
    keys = _derived(b"portal.index:")
    return [hmac.new(key, text, hashlib.sha256).hexdigest() for key in keys]


class MailboxField(models.EmailField[str, str]):
    """An email address in the form in which it is compared (`accounts.mailboxes`); its forms take any spelling.

    As with every field, `create` and `update` write what they are given: give them what `clean_address` returns.
    """

    default_validators = models.Field.default_validators  # clean_address says what is wrong

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        cleaned = clean_address(value) if value else value
        return super().clean(cleaned, model_instance)

    def deconstruct(self) -> Any:
        # To the database it is an EmailField, and migrations need not know more.
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.EmailField", args, kwargs

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": AddressField, **kwargs})


class EncryptedTextField(models.TextField[str, str]):
    """Text that the database only sees encrypted (Fernet: AES-128-CBC with HMAC-SHA256).

    The first of `FIELD_ENCRYPTION_KEYS` encrypts and all of them decrypt, so keys are rotated by
    putting a new one first. It cannot be searched, indexed or compared in SQL.
    """

    def from_db_value(self, value: str | None, *_: Any) -> str | None:
        return value and decrypt(value)

    def get_prep_value(self, value: Any) -> Any:
        return value and encrypt(str(value))


class BlindIndexField(models.CharField[str, str]):
    """The keyed digest of an encrypted column, so that an exact value can be found.

    `of` names the row's method that returns the parts to digest, or [] for no digest. It is computed
    when the row is saved: code that writes the columns with `update()` must write this one too.
    """

    def __init__(self, *, of: str = "", **kwargs: Any) -> None:
        self.of = of
        kwargs |= {"max_length": 64, "blank": True, "editable": False, "default": ""}
        super().__init__(**kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for fixed in ("max_length", "blank", "editable", "default"):
            kwargs.pop(fixed, None)
        return name, path, args, kwargs

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        # In a migration the row has no methods: the migration writes the column itself.
        parts = getattr(model_instance, self.of)() if self.of else []
        if self.of:
            setattr(model_instance, self.attname, blind_indexes(*parts)[0] if parts else "")
        return str(getattr(model_instance, self.attname))


class NameHasWords(models.Func):
    """Whether each word of the second text begins a word of the name, which is the first.

    Case, accents and punctuation do not count. The two SQL functions are our migrations': one splits as the
    other does, and the first is indexed.
    """

    template = "name_words(%(expressions)s)"
    arg_joiner = ") @@ name_query("
    output_field = models.BooleanField()
