"""US spelling, and a comma before the last of three, in what staff read: names, hints and choices."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0005_look_it_up"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="licence",
            options={"ordering": ["state", "added_at"], "verbose_name": "license"},
        ),
        migrations.AlterField(
            model_name="export",
            name="selection",
            field=models.JSONField(
                help_text="Courses, period, and credit types that were asked for."
            ),
        ),
        migrations.AlterField(
            model_name="reportingdestination",
            name="licence_states",
            field=models.JSONField(
                blank=True,
                default=list,
                help_text="Licenses of these states count; empty: of any state.",
                verbose_name="license states",
            ),
        ),
        migrations.AlterField(
            model_name="reportingdestinationevent",
            name="licence_states",
            field=models.JSONField(
                blank=True,
                default=list,
                help_text="Licenses of these states count; empty: of any state.",
                verbose_name="license states",
            ),
        ),
    ]
