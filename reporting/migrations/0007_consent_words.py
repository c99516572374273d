"""The consents that came with the portal, in US spelling and plainer words: as a new version of each.

What was agreed to stays as it was read, and stands. A text that staff reworded is left alone. The notes about
destinations and layouts follow.
"""

from django.db import migrations

_FORMER = "what was reported is asked to be deleted."
_WORDS = {
    _FORMER: "the provider asks for the deletion of what was reported.",
    "licence": "license",
    " credit and the date": " credit, and the date",
}


def _reworded(text):
    for former, now in _WORDS.items():
        text = text.replace(former, now)
    return text


def reword(apps, schema_editor):
    for destination in apps.get_model("reporting", "ReportingDestination").objects.all():
        newest = destination.texts.order_by("-version").first()
        if newest and newest.version == 1 and newest.text.endswith(_FORMER):
            destination.texts.create(version=2, text=_reworded(newest.text))
        if "licence" in destination.description:
            destination.description = _reworded(destination.description)
            destination.save(update_fields=["description"])
    for layout in apps.get_model("reporting", "ExportLayout").objects.filter(
        note__contains="licence"
    ):
        layout.note = _reworded(layout.note)
        layout.save(update_fields=["note"])


class Migration(migrations.Migration):
    dependencies = [("reporting", "0006_us_spelling")]
    operations = [migrations.RunPython(reword, migrations.RunPython.noop)]
