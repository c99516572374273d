"""US spelling, and a comma before the last of three, in what staff read: names, hints and choices."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0031_comma_inside"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="judgement",
            options={"ordering": ["id"], "verbose_name": "judgment"},
        ),
        migrations.AlterField(
            model_name="credittype",
            name="physicians_only",
            field=models.BooleanField(
                default=False,
                help_text="Only for an MD, a DO, or an equivalent degree; a correction to it takes two people.",
            ),
        ),
        migrations.AlterField(
            model_name="credittypeevent",
            name="physicians_only",
            field=models.BooleanField(
                default=False,
                help_text="Only for an MD, a DO, or an equivalent degree; a correction to it takes two people.",
            ),
        ),
        migrations.AlterField(
            model_name="evaluationitem",
            name="purpose",
            field=models.CharField(
                blank=True,
                choices=[
                    ("objectives", "Objectives met"),
                    ("bias", "Free of commercial bias"),
                    ("change", "Intended change in practice"),
                    ("barriers", "Barriers to change"),
                    ("overall", "Overall judgment"),
                    ("comment", "Free comment"),
                ],
                default="",
                max_length=12,
                verbose_name="what it measures",
            ),
        ),
        migrations.AlterField(
            model_name="evaluationitemevent",
            name="purpose",
            field=models.CharField(
                blank=True,
                choices=[
                    ("objectives", "Objectives met"),
                    ("bias", "Free of commercial bias"),
                    ("change", "Intended change in practice"),
                    ("barriers", "Barriers to change"),
                    ("overall", "Overall judgment"),
                    ("comment", "Free comment"),
                ],
                default="",
                max_length=12,
                verbose_name="what it measures",
            ),
        ),
        migrations.AlterField(
            model_name="evaluationlibraryitem",
            name="purpose",
            field=models.CharField(
                blank=True,
                choices=[
                    ("objectives", "Objectives met"),
                    ("bias", "Free of commercial bias"),
                    ("change", "Intended change in practice"),
                    ("barriers", "Barriers to change"),
                    ("overall", "Overall judgment"),
                    ("comment", "Free comment"),
                ],
                max_length=12,
                verbose_name="what it measures",
            ),
        ),
        migrations.AlterField(
            model_name="evaluationlibraryitemevent",
            name="purpose",
            field=models.CharField(
                blank=True,
                choices=[
                    ("objectives", "Objectives met"),
                    ("bias", "Free of commercial bias"),
                    ("change", "Intended change in practice"),
                    ("barriers", "Barriers to change"),
                    ("overall", "Overall judgment"),
                    ("comment", "Free comment"),
                ],
                max_length=12,
                verbose_name="what it measures",
            ),
        ),
        migrations.AlterField(
            model_name="person",
            name="organisation",
            field=models.CharField(blank=True, max_length=200, verbose_name="organization"),
        ),
        migrations.AlterField(
            model_name="personevent",
            name="organisation",
            field=models.CharField(blank=True, max_length=200, verbose_name="organization"),
        ),
    ]
