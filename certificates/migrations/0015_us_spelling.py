"""US spelling, and a comma before the last of three, in what staff read: names, hints and choices."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("certificates", "0014_origin_words"),
        ("progress", "0007_us_spelling"),
    ]

    operations = [
        migrations.AlterField(
            model_name="certificate",
            name="enrolment",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="certificates",
                to="progress.enrolment",
                verbose_name="enrollment",
            ),
        ),
    ]
