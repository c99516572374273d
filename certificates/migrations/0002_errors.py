"""What is wrong with an imported file is called its errors."""

from django.db import migrations, models

_STATES = [
    ("checking", "Being looked through"),
    ("faulty", "Has errors"),
    ("ready", "Ready to import"),
    ("importing", "Being imported"),
    ("done", "Imported"),
    ("failed", "Not imported"),
    ("discarded", "Thrown away"),
]


class Migration(migrations.Migration):
    dependencies = [("certificates", "0001_tables")]

    operations = [
        migrations.RenameField("historyimport", "faults", "errors"),
        migrations.RenameField("historyimport", "fault_count", "error_count"),
        migrations.AlterField(
            "historyimport",
            "state",
            models.CharField(choices=_STATES, default="checking", max_length=10),
        ),
    ]
