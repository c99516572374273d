"""US spelling, and a comma before the last of three, in what staff read: names, hints and choices."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("progress", "0006_exceptions_decided_alone"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="acknowledgement",
            options={"ordering": ["acknowledged_at", "pk"], "verbose_name": "acknowledgment"},
        ),
        migrations.AlterModelOptions(
            name="enrolment",
            options={"ordering": ["-acknowledged_at"], "verbose_name": "enrollment"},
        ),
        migrations.AlterModelOptions(
            name="watch",
            options={"verbose_name": "watching record"},
        ),
        migrations.AlterField(
            model_name="acknowledgement",
            name="enrolment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="acknowledgements",
                to="progress.enrolment",
                verbose_name="enrollment",
            ),
        ),
        migrations.AlterField(
            model_name="adoptedpage",
            name="enrolment",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                to="progress.enrolment",
                verbose_name="enrollment",
            ),
        ),
        migrations.AlterField(
            model_name="attempt",
            name="enrolment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="attempts",
                to="progress.enrolment",
                verbose_name="enrollment",
            ),
        ),
        migrations.AlterField(
            model_name="creditexception",
            name="enrolment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="exceptions",
                to="progress.enrolment",
                verbose_name="enrollment",
            ),
        ),
        migrations.AlterField(
            model_name="watch",
            name="enrolment",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="watch",
                to="progress.enrolment",
                verbose_name="enrollment",
            ),
        ),
        migrations.AlterField(
            model_name="watchday",
            name="enrolment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="watch_days",
                to="progress.enrolment",
                verbose_name="enrollment",
            ),
        ),
    ]
