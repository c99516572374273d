"""Every page showed hotlines and exit before, and every course said what is hard to watch: that stays."""

from typing import Any

from django.db import migrations


def keep_what_every_page_showed(apps: Any, schema_editor: Any) -> None:
    """A survivor must find the exit where it was, whatever the series is about; staff turn it off."""
    apps.get_model("courses", "Series").objects.update(
        shows_hotlines=True, shows_exit=True, needs_content_note=True
    )


class Migration(migrations.Migration):
    dependencies = [("courses", "0027_what_a_series_shows")]
    operations = [migrations.RunPython(keep_what_every_page_showed, migrations.RunPython.noop)]
