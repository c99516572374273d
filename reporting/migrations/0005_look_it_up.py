"""One sentence about PARS reads better, where it still stands as it was shipped; what staff wrote beside it stays."""

from typing import Any

from django.db import migrations
from django.db.models import F, Value
from django.db.models.functions import Replace

SHIPPED, BETTER = "medical boards can look into it,", "medical boards can look it up,"


def reword(apps: Any, schema_editor: Any) -> None:
    destinations = apps.get_model("reporting", "ReportingDestination").objects.filter(code="pars")
    better = Replace(F("description"), Value(SHIPPED), Value(BETTER))
    destinations.filter(description__contains=SHIPPED).update(description=better)


class Migration(migrations.Migration):
    dependencies = [("reporting", "0004_answers_are_imports")]
    operations = [migrations.RunPython(reword, migrations.RunPython.noop)]
