"""Versions that are being written: `released_at` is empty. What is there already has been released."""

from django.db import migrations, models
from django.db.models import F


def release(apps, schema_editor):
    for name in ("Video", "Assessment", "EvaluationForm"):
        apps.get_model("courses", name).objects.update(released_at=F("added_at"))


class Migration(migrations.Migration):
    dependencies = [("courses", "0002_statements_and_credit_types")]
    operations = [
        migrations.AddField(
            name,
            "released_at",
            models.DateTimeField(blank=True, editable=False, null=True, help_text=text),
        )
        for name, text in [
            ("video", "Empty while it is being prepared."),
            ("assessment", "Empty while it is being written."),
            ("evaluationform", "Empty while it is being written."),
        ]
    ] + [migrations.RunPython(release, migrations.RunPython.noop)]
