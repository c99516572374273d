"""The day of the last review comes from its record, not from a form."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0005_one_mailbox"),
    ]

    operations = [
        migrations.AlterField(
            model_name="course",
            name="reviewed_on",
            field=models.DateField(
                blank=True,
                editable=False,
                help_text="The day of the newest review on record.",
                null=True,
            ),
        ),
        migrations.AlterField(
            model_name="courseevent",
            name="reviewed_on",
            field=models.DateField(
                blank=True,
                editable=False,
                help_text="The day of the newest review on record.",
                null=True,
            ),
        ),
    ]
