"""Mark the credit that only physicians earn, and let the AMA's attestation state the degree."""

from django.db import migrations
from django.db.models import F

SHIPPED = (
    "I claim only the credit commensurate with the extent of my participation in this activity."
)
STATED = (
    "I am a physician ({degree}). I claim only the credit commensurate with the extent of my"
    " participation in this activity."
)


def mark_physicians_credit(apps, schema_editor):
    """Mark AMA credit, and every type that is listed for professions of physicians alone."""
    CreditType = apps.get_model("courses", "CreditType")
    listed = CreditType.objects.filter(professions__isnull=False)
    alone = listed.exclude(professions__pars_category="other").values_list("pk", flat=True)
    CreditType.objects.filter(pk__in=list(alone)).update(physicians_only=True)
    CreditType.objects.filter(code="ama-pra-1").update(physicians_only=True)


def state_the_degree(apps, schema_editor):
    """Change the wording that was shipped; one that was edited since stays."""
    ama = apps.get_model("courses", "CreditType").objects.filter(code="ama-pra-1")
    ama.filter(attestation=SHIPPED).update(
        attestation=STATED, attestation_version=F("attestation_version") + 1
    )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_degrees_of_professions"),
        ("courses", "0007_physicians_only"),
    ]
    operations = [
        migrations.RunPython(mark_physicians_credit, migrations.RunPython.noop),
        migrations.RunPython(state_the_degree, migrations.RunPython.noop),
    ]
