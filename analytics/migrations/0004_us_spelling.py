"""US spelling, and a comma before the last of three, in what staff read: names, hints and choices."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("analytics", "0003_words_of_the_field"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="dailyenrolmentcount",
            options={
                "ordering": ["course", "level", "day"],
                "verbose_name": "daily enrollment count",
            },
        ),
    ]
