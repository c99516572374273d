"""The disclosure's own text becomes a note: what is disclosed follows from the judged forms.

The history's triggers still name the column as it was; the next migration makes them anew.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("courses", "0010_offers_told_before")]
    operations = [
        migrations.RenameField("course", "disclosure_statement", "disclosure_note"),
        migrations.RenameField("courseevent", "disclosure_statement", "disclosure_note"),
    ]
