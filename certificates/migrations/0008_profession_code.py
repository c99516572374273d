"""The code of the profession that a certificate was claimed with."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("certificates", "0007_finding_past_people"),
    ]

    operations = [
        migrations.AddField(
            model_name="certificate",
            name="profession_code",
            field=models.SlugField(
                blank=True, help_text="What corrections of the credit type follow.", max_length=40
            ),
        ),
        migrations.AlterField(
            model_name="certificate",
            name="pars_category",
            field=models.CharField(
                help_text="As the learner counted: without a degree, a resident is another.",
                max_length=10,
            ),
        ),
    ]
