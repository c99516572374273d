"""One mailbox is one account: every stored address in the form that `accounts.mailboxes` compares.

Accounts are never joined here: where two have one mailbox, the later one keeps its spelling, and the log
says which they are.
"""

import logging

import pgtrigger.migrations
from django.core.exceptions import ValidationError
from django.db import migrations
from django.db.models import Q

from accounts.mailboxes import clean_address
from accounts.migration_parts import NOT_CLEAN, respell_addresses, trigger

_log = logging.getLogger("accounts.mailboxes")
EMAIL_IS_ONE_MAILBOX = r"""
    IF NEW.email !~ '^[!-@\[-~]+$' AND (TG_OP = 'INSERT' OR NEW.email <> OLD.email) THEN
        RAISE EXCEPTION 'an address is stored in ASCII and lower case'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
"""
# Addresses are compared as they stand: the indexes of `unique` and `db_index` serve that, and the beginning.
NO_INDEXES = "DROP INDEX user_by_start_of_the_address; DROP INDEX address_by_its_start;"
INDEXES = """
CREATE INDEX user_by_start_of_the_address ON accounts_user (lower(email) text_pattern_ops);
CREATE INDEX address_by_its_start ON account_emailaddress (lower(email) text_pattern_ops);
"""


def respell_accounts(apps, schema_editor):
    users = apps.get_model("accounts.User").objects
    addresses = apps.get_model("account.EmailAddress").objects
    old = Q(email__regex=NOT_CLEAN) | Q(emailaddress__email__regex=NOT_CLEAN)
    for user in users.filter(old).distinct().order_by("pk"):
        own = list(addresses.filter(user=user).order_by("-primary", "pk"))
        try:
            clean = {old: clean_address(old) for old in {user.email, *(row.email for row in own)}}
        except ValidationError:
            _log.warning("Account %s has an address that no mail can reach. It stays.", user.pk)
            continue
        same = users.filter(email__in=clean.values()).exclude(pk=user.pk)
        held = addresses.filter(email__in=clean.values()).exclude(user=user)
        if others := {*same.values_list("pk", flat=True), *held.values_list("user", flat=True)}:
            _log.warning(
                "Account %s has a mailbox of account %s, in another spelling, and can no longer sign in"
                " with it. Join the two on the page of the latter.",
                user.pk,
                " and ".join(map(str, sorted(others))),
            )
            continue
        rows = {}
        for row in own:
            rows.setdefault(clean[row.email], []).append(row)
        for email, (kept, *twice) in rows.items():
            addresses.filter(pk__in=[row.pk for row in twice]).delete()
            verified = any(row.verified for row in (kept, *twice))
            addresses.filter(pk=kept.pk).update(email=email, verified=verified)
        users.filter(pk=user.pk).update(email=clean[user.email])


class Migration(migrations.Migration):
    dependencies = [
        ("account", "0009_emailaddress_unique_primary_email"),
        ("accounts", "0003_finding_people"),
    ]
    operations = [
        migrations.RunPython(respell_accounts, migrations.RunPython.noop),
        respell_addresses("accounts.Mail", "recipient"),
        migrations.RunSQL(NO_INDEXES, INDEXES),
        migrations.RemoveConstraint("user", "user_email_unique_in_any_case"),
        pgtrigger.migrations.AddTrigger(
            "user",
            trigger(
                "accounts.User",
                "email_is_one_mailbox",
                when="BEFORE",
                operation='INSERT OR UPDATE OF "email"',
                func=EMAIL_IS_ONE_MAILBOX,
            ),
        ),
    ]
