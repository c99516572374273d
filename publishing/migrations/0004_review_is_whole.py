"""No review without who reviewed and what was compared."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0006_review_day"),
        ("publishing", "0003_reviews_of_before"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="coursereview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reviewer", ""), _negated=True),
                    models.Q(("evidence", ""), _negated=True),
                ),
                name="review_says_who_and_why",
            ),
        ),
    ]
