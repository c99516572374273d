"""An administrator whom nobody could replace decides an exception that they put forward; the row says so."""

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("progress", "0005_acknowledged_before")]

    operations = [
        migrations.AddField(
            "creditexception",
            "alone",
            models.BooleanField(default=False),
        ),
        migrations.RemoveConstraint("creditexception", "an_exception_has_two_people"),
        migrations.AddConstraint(
            "creditexception",
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | (~Q(decided_by=F("put_forward_by")) & ~Q(decided_by=F("asked_by")))
                | Q(alone=True),
                name="an_exception_has_two_people",
            ),
        ),
    ]
