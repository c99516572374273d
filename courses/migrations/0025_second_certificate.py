"""A new credit type begins with the second certificate."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0024_told_step"),
    ]

    operations = [
        migrations.AlterField(
            model_name="credittype",
            name="certificate_template",
            field=models.SlugField(default="certificate-2", max_length=40),
        ),
        migrations.AlterField(
            model_name="credittypeevent",
            name="certificate_template",
            field=models.SlugField(db_index=False, default="certificate-2", max_length=40),
        ),
    ]
