"""Answers to exports become imports; what was read before is kept as one, with its counts and its hash."""

from django.db import migrations

ACCEPTED, REJECTED = "accepted", "rejected"


def keep_answers(apps, schema_editor):
    """Copy every answer. Its file's name was never stored, and the lines it was about keep their own state."""
    Import = apps.get_model("imports", "Import")
    replies = apps.get_model("reporting", "ExportReply").objects.select_related("export")
    for reply in replies.iterator():
        states = [each["state"] for each in reply.outcomes.values()]
        marked = {"accepted": states.count(ACCEPTED), "rejected": states.count(REJECTED)}
        other = len(reply.unmatched)
        Import.objects.create(
            provider_id=reply.export.provider_id,
            kind="replies",
            target=str(reply.export_id),
            uploaded_by_id=reply.read_by_id,
            uploaded_at=reply.read_at,
            file_name="Answer",
            sha256=reply.sha256,
            state="done" if reply.applied_at else "discarded",
            rows=len(states) + other,
            done_rows=len(states),
            counts={"good": len(states), "known": 0, "passed": 0, "returned": other},
            summary=marked | {"before": {}} if reply.applied_at else {},
            finished_at=reply.applied_at,
        )


class Migration(migrations.Migration):
    dependencies = [("reporting", "0003_export_layouts"), ("imports", "0001_tables")]

    operations = [
        migrations.RunPython(keep_answers, migrations.RunPython.noop),
        migrations.DeleteModel("ExportReply"),
    ]
