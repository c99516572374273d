"""The hotline's confidence has limits: its note says so, where it is still the one that was shipped."""

from typing import Any

from django.db import migrations

SHIPPED = "24 hours a day, confidential. Not law enforcement."
NOTE = (
    "24 hours a day. Confidential, except that it tells the authorities of suspected child abuse and"
    " of imminent harm. Not law enforcement."
)


def name_the_limits(apps: Any, schema_editor: Any) -> None:
    apps.get_model("portal", "Hotline").objects.filter(note=SHIPPED).update(note=NOTE)


class Migration(migrations.Migration):
    dependencies = [("portal", "0002_installation_and_hotlines")]
    operations = [migrations.RunPython(name_the_limits, migrations.RunPython.noop)]
