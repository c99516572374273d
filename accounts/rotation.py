"""Key rotation: re-encrypts every column with the newest key, and renews the blind indexes."""

from collections.abc import Iterator
from typing import Any

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db.models import Model, TextField
from django.db.models.functions import Cast

from accounts.fields import BlindIndexField, EncryptedTextField, decrypt, encrypt, is_current
from accounts.private_files import rotate_files


def rotate_all() -> dict[str, int]:
    """Re-encrypt every column with the newest key; return how many values of each were rewritten.

    Safe to repeat, to interrupt, and to run while people write: a value that changed meanwhile is left
    alone, because it was written with the newest key. Afterwards older keys may be removed.
    """
    done = {
        f"{model._meta.label}.{field.name}": _rotate(model, field.name)
        for model, field in encrypted_columns()
    }
    factors, files = _rotate_second_factors(), rotate_files()
    return done | {"mfa.Authenticator.data": factors, "private files": files}


def encrypted_columns() -> Iterator[tuple[type[Model], EncryptedTextField]]:
    """Yield every encrypted column of the portal, whichever app it is in."""
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, EncryptedTextField):
                yield model, field


def _rotate(model: type[Model], column: str) -> int:
    rows = model._default_manager.annotate(token=Cast(column, TextField()))
    rewritten = 0
    for row in rows.exclude(token="").iterator(chunk_size=500):
        token = row.token  # type: ignore[attr-defined]
        if token is None or is_current(token):
            continue
        values = {column: getattr(row, column)} | _indexes(row)
        rewritten += rows.filter(pk=row.pk, token=token).update(**values)
    return rewritten


def _indexes(row: Model) -> dict[str, str]:
    """Return the blind indexes of a row under the newest key."""
    return {
        field.attname: field.pre_save(row, add=False)
        for field in row._meta.local_fields
        if isinstance(field, BlindIndexField)
    }


def _rotate_second_factors() -> int:
    rewritten = 0
    for factor in Authenticator.objects.iterator():
        fresh = {key: _renewed(value) for key, value in factor.data.items()}
        if fresh != factor.data:
            # Only if it is still as read: a recovery code used meanwhile must stay used.
            unchanged = Authenticator.objects.filter(pk=factor.pk, data=factor.data)
            rewritten += unchanged.update(data=fresh)
    return rewritten


def _renewed(value: Any) -> Any:
    """Return one of allauth's secrets re-encrypted; anything else unchanged."""
    if isinstance(value, list):
        return [_renewed(each) for each in value]
    # Every Fernet token begins like this: version 0x80 and the high bytes of a timestamp.
    if not isinstance(value, str) or not value.startswith("gAAAA") or is_current(value):
        return value
    return encrypt(decrypt(value))
