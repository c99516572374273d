"""The addresses of people in control of content, in the form that `accounts.mailboxes` compares."""

from django.db import migrations

from accounts.migration_parts import respell_addresses


class Migration(migrations.Migration):
    dependencies = [("courses", "0004_disclosure_wording")]
    operations = [
        respell_addresses("courses.Person", "email"),
        respell_addresses("courses.DisclosureRequest", "sent_to"),
    ]
