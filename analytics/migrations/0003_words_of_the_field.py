"""Counts and what marks them get the names that their readers use."""

from importlib import import_module

from django.db import migrations

_before = import_module("analytics.migrations.0002_report_marks")


def _renamed(sql: str) -> str:
    sql = sql.replace("analytics_reportchange", "analytics_stalecount")
    return sql.replace("mark_report_change", "mark_count").replace("mark_", "mark_stale_")


class Migration(migrations.Migration):
    dependencies = [("analytics", "0002_report_marks")]

    operations = [
        migrations.RunSQL(_before.NO_MARKS, _before.MARKS),
        migrations.RenameModel("CohortCell", "DailyEnrolmentCount"),
        migrations.RenameModel("CreditCell", "DailyCreditCount"),
        migrations.RenameModel("ReportChange", "StaleCount"),
        migrations.RunSQL(_renamed(_before.MARKS), _renamed(_before.NO_MARKS)),
    ]
