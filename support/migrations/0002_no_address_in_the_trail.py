"""Lines of the audit trail about a corrected address keep its key, because they outlive the account."""

import hashlib
from contextlib import suppress
from typing import Any

import pgtrigger
from django.core.exceptions import ValidationError
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from accounts.mailboxes import clean_address


def keep_the_key(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Replace `former_address` by `former_key`, which is made as that of credit of a former system."""
    rows = apps.get_model("accounts", "AuditEntry").objects
    with pgtrigger.ignore():  # the trail cannot be changed otherwise
        for line in rows.filter(details__has_key="former_address"):
            address = line.details.pop("former_address")
            with suppress(ValidationError):  # from before addresses had one form
                address = clean_address(address)
            line.details["former_key"] = f"mail:{hashlib.sha256(address.encode()).hexdigest()[:32]}"
            line.save(update_fields=["details"])


class Migration(migrations.Migration):
    dependencies = [("support", "0001_join_requests"), ("accounts", "0008_audit_of_learners")]
    operations = [migrations.RunPython(keep_the_key, migrations.RunPython.noop)]
