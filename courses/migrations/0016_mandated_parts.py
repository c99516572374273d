"""The parts of each accreditation statement that a course's own wording must contain (DOMAIN §2.4).

A course with its own wording and a joint provider gets the statement for jointly provided activities: what
its learners read stays the same, and its wording is judged by the right one.
"""

from django.db import migrations

ACCME = "Accreditation Council for Continuing Medical Education (ACCME)"
PARTS = [
    "in accordance with the accreditation requirements and policies of the {accreditor}",
    f"in accordance with the accreditation requirements and policies of the {ACCME}",
    "through the joint providership of {provider} and {joint_provider}",
    "{provider} is accredited by the {accreditor}",
    f"{{provider}} is accredited by the {ACCME}",
    "{provider} is accredited by the ACCME",
    "to provide continuing medical education for physicians",
]
JOINT = {"direct": "joint", "state": "state-joint"}


def set_mandated_parts(apps, schema_editor):
    """Give each statement, ours as well as those since changed or added, the parts that it contains."""
    for template in apps.get_model("providers", "StatementTemplate").objects.all():
        template.mandated_parts = [part for part in PARTS if part in template.text]
        template.save(update_fields=["mandated_parts"])


def choose_joint_statements(apps, schema_editor):
    StatementTemplate = apps.get_model("providers", "StatementTemplate")
    Course = apps.get_model("courses", "Course")
    own_wording = Course.objects.exclude(joint_provider="").exclude(accreditation_override="")
    for usual, joint in JOINT.items():
        template = StatementTemplate.objects.filter(code=joint, providership="joint").first()
        if template is not None:
            own_wording.filter(
                series__provider__accreditation_template__code=usual,
                series__provider__accreditation_template__providership="direct",
            ).update(accreditation_template=template)


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0015_accreditation_template"),
        ("providers", "0002_mandated_parts"),
    ]
    operations = [
        migrations.RunPython(set_mandated_parts, migrations.RunPython.noop),
        migrations.RunPython(choose_joint_statements, migrations.RunPython.noop),
    ]
