"""Invitations go to an address in the form that `accounts.mailboxes` compares."""

from django.db import migrations, models

from accounts.migration_parts import respell_addresses

ONE_OPEN_INVITATION = models.UniqueConstraint(
    "provider",
    "email",
    condition=models.Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
    name="one_open_invitation_per_address",
)


class Migration(migrations.Migration):
    dependencies = [("staff", "0001_tables")]
    operations = [
        respell_addresses("staff.Invitation", "email"),
        migrations.RemoveConstraint("invitation", ONE_OPEN_INVITATION.name),
        migrations.AddConstraint("invitation", ONE_OPEN_INVITATION),
    ]
