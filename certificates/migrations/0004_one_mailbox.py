"""Past credit waits for an address in the form that `accounts.mailboxes` compares, and is keyed by it.

A row that was linked keeps only the key. Its learner's address says how the key was made: a file that is
imported again must find the row that it brought.
"""

import hashlib
from contextlib import suppress

from django.db import IntegrityError, migrations, transaction

from accounts.mailboxes import shown_address
from accounts.migration_parts import respell_addresses


def key_by_address(apps, schema_editor):
    rows = apps.get_model("certificates.PastCredit").objects
    addresses = apps.get_model("account.EmailAddress").objects.filter(verified=True)
    linked = addresses.filter(email__contains="xn--").values_list("email", "user")
    waiting = rows.filter(email__contains="xn--").values_list("email", flat=True).distinct()
    for address, whose in [
        *((address, {"learner": user}) for address, user in linked),
        *((address, {"email": address}) for address in waiting),
    ]:
        for row in rows.filter(**whose, person_key=_key(shown_address(address))):
            with suppress(IntegrityError), transaction.atomic():
                rows.filter(pk=row.pk).update(person_key=_key(address))


def _key(email):
    return f"mail:{hashlib.sha256(email.encode()).hexdigest()[:32]}"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_one_mailbox"), ("certificates", "0003_transcript_files")]
    operations = [
        respell_addresses("certificates.PastCredit", "email"),
        migrations.RunPython(key_by_address, migrations.RunPython.noop),
    ]
