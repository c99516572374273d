"""The audit trail names no address that no account's deletion would erase from it."""

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


def forget_mails_of_nobody(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Empty what lines about mails to no account quote; the label of any other goes with its account."""
    rows = apps.get_model("accounts", "AuditEntry").objects
    rows.filter(subject_type="accounts.Mail", learner=None).update(subject_label="")


class Migration(migrations.Migration):
    dependencies = [("support", "0001_join_requests"), ("accounts", "0008_audit_of_learners")]
    operations = [
        migrations.RunPython(keep_the_key, migrations.RunPython.noop),
        migrations.RunPython(forget_mails_of_nobody, migrations.RunPython.noop),
    ]
