"""New certificates of every credit type are drawn as version 2; a design of somebody's own is left alone.

What was issued says in its own row how it is drawn (docs/decisions/0057-the-second-certificate.md).
"""

from django.db import migrations


def use_second(apps, schema_editor):
    types = apps.get_model("courses", "CreditType").objects
    types.filter(certificate_template="certificate-1").update(certificate_template="certificate-2")


class Migration(migrations.Migration):
    dependencies = [("courses", "0025_second_certificate")]
    operations = [migrations.RunPython(use_second, migrations.RunPython.noop)]
