"""Plain words for the states of a file and of its lines; nothing of the tables changes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("imports", "0001_tables")]

    operations = [
        migrations.AlterField(
            "import",
            "state",
            models.CharField(
                choices=[
                    ("reading", "Reading"),
                    ("mapping", "Columns to match"),
                    ("checking", "Checking"),
                    ("ready", "Ready"),
                    ("taking", "Importing"),
                    ("done", "Imported"),
                    ("undoing", "Undoing"),
                    ("undone", "Undone"),
                    ("unreadable", "Cannot be read"),
                    ("failed", "Failed"),
                    ("discarded", "Discarded"),
                ],
                default="reading",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            "importrow",
            "state",
            models.CharField(
                choices=[
                    ("good", "Good"),
                    ("known", "Already here"),
                    ("passed", "Ignored"),
                    ("returned", "Returned"),
                ],
                blank=True,
                max_length=10,
            ),
        ),
    ]
