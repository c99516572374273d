"""An attempt says which questions it asks, by their ids."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("progress", "0001_tables")]

    operations = [migrations.RenameField("attempt", "drawn", "question_ids")]
