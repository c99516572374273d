"""An installation without courses says nothing of their subject; the sample brings its own words."""

from importlib import import_module
from typing import Any

from django.db import migrations

_FORMER = import_module("portal.migrations.0002_installation_and_hotlines")
SHIPPED = {
    "headline": _FORMER.HEADLINE,
    "welcome": _FORMER.WELCOME,
    "audience": _FORMER.AUDIENCE,
}
NEUTRAL = {"headline": "Free education, on demand", "welcome": "", "audience": ""}


def say_nothing_of_a_subject(apps: Any, schema_editor: Any) -> None:
    """Where there is a series, and where staff wrote their own, the words stay."""
    if not apps.get_model("courses", "Series").objects.exists():
        apps.get_model("portal", "Installation").objects.filter(**SHIPPED).update(**NEUTRAL)


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0003_limits_of_confidence"),
        ("courses", "0028_former_series_show"),
    ]
    operations = [migrations.RunPython(say_nothing_of_a_subject, migrations.RunPython.noop)]
