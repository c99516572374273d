"""Words of why a certificate was issued."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("certificates", "0013_brand"),
    ]

    operations = [
        migrations.AlterField(
            model_name="certificate",
            name="origin",
            field=models.CharField(
                choices=[
                    ("claim", "Claimed by the learner"),
                    ("credit-type", "Credit type changed by the learner"),
                    ("name", "Name corrected by the learner"),
                    ("staff", "Corrected by staff"),
                ],
                default="claim",
                max_length=12,
            ),
        ),
    ]
