"""A certificate keeps its day of issue, and the brand that it was issued with."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("certificates", "0012_told_version"),
    ]

    operations = [
        migrations.AddField(
            model_name="certificate",
            name="color",
            field=models.CharField(blank=True, max_length=7),
        ),
        migrations.AddField(
            model_name="certificate",
            name="issued_on",
            field=models.DateField(help_text="The day of issue at the provider.", null=True),
        ),
        migrations.AddField(
            model_name="certificate",
            name="logo",
            field=models.CharField(
                blank=True, help_text="A stored picture, named by its content.", max_length=100
            ),
        ),
        migrations.AddField(
            model_name="certificate",
            name="motif",
            field=models.CharField(
                blank=True,
                help_text="What the rosette is drawn from: the slug of the series.",
                max_length=80,
            ),
        ),
        migrations.AddField(
            model_name="certificate",
            name="signatory_name",
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddField(
            model_name="certificate",
            name="signatory_title",
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name="certificate",
            name="signature",
            field=models.CharField(
                blank=True, help_text="A stored picture, named by its content.", max_length=100
            ),
        ),
    ]
