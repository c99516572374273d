"""Certificates to come set the comma after a title as American English does, inside the quotation marks.

A wording of somebody's own is left alone, and so is what was issued: it has its words in its own row.
"""

from django.db import migrations
from django.db.models import F, Value
from django.db.models.functions import Replace

OLD, NEW = "“{title}”, completed", "“{title},” completed"
SHIPPED = (
    "participated in the {format} titled “{title}”, completed it on {date}, "
    "and was awarded {amount} {credits}."
)


def move_comma(apps, schema_editor):
    types = apps.get_model("courses", "CreditType").objects.filter(certificate_wording=SHIPPED)
    types.update(certificate_wording=Replace(F("certificate_wording"), Value(OLD), Value(NEW)))


class Migration(migrations.Migration):
    dependencies = [("courses", "0030_email_word")]
    operations = [migrations.RunPython(move_comma, migrations.RunPython.noop)]
