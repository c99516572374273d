"""US spelling, and a comma before the last of three, in what staff read: names, hints and choices."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("providers", "0004_brand"),
    ]

    operations = [
        migrations.AlterField(
            model_name="provider",
            name="counted_from",
            field=models.CharField(
                choices=[
                    ("first-view", "the first view of the content"),
                    ("enrolment", "the enrollment"),
                ],
                default="first-view",
                help_text="In the totals of an activity. Each person counts once.",
                max_length=10,
                verbose_name="learners count from",
            ),
        ),
        migrations.AlterField(
            model_name="provider",
            name="logo",
            field=models.FileField(
                blank=True,
                help_text="PNG, JPEG, or WebP on a white or clear ground, wide rather than tall."
                " Pages and new certificates show it; what was issued keeps the former one.",
                upload_to="logo/",
            ),
        ),
        migrations.AlterField(
            model_name="providerevent",
            name="counted_from",
            field=models.CharField(
                choices=[
                    ("first-view", "the first view of the content"),
                    ("enrolment", "the enrollment"),
                ],
                default="first-view",
                help_text="In the totals of an activity. Each person counts once.",
                max_length=10,
                verbose_name="learners count from",
            ),
        ),
        migrations.AlterField(
            model_name="providerevent",
            name="logo",
            field=models.FileField(
                blank=True,
                help_text="PNG, JPEG, or WebP on a white or clear ground, wide rather than tall."
                " Pages and new certificates show it; what was issued keeps the former one.",
                upload_to="logo/",
            ),
        ),
    ]
