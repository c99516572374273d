"""Which professions imply a degree in medicine, and which ask for it."""

from django.db import migrations, models

IMPLIED = {
    "physician-md": "md",
    "physician-do": "do",
    "physician-international": "equivalent",
}
ASKED = ["resident-fellow"]


def note_degrees(apps, schema_editor):
    Profession = apps.get_model("accounts", "Profession")
    for code, degree in IMPLIED.items():
        Profession.objects.filter(code=code).update(degree=degree)
    trainees = models.Q(is_trainee=True, pars_category="physician")
    Profession.objects.filter(models.Q(code__in=ASKED) | trainees).update(asks_degree=True)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_degrees")]
    operations = [migrations.RunPython(note_degrees, migrations.RunPython.noop)]
