"""The text that courses had about commercial support, as rows: one a line, to be completed by staff."""

import re
from typing import Any

from django.db import migrations

NONE = re.compile(
    r"(?:none|no|nil|n/?a|not applicable|nothing)[.!]?|.*\b(?:no commercial support|not (?:receive|accept)\b).*",
    re.IGNORECASE,
)
"""A line that says that there was no support."""
MARKER = re.compile(r"^(?:[-*•]|\d+[.)])\s+")
LONGEST_NAME = 300


def make_rows(apps: Any, schema_editor: Any) -> None:
    """Make the rows. Without a nature they are incomplete, so the publish list asks for the rest."""
    rows = apps.get_model("courses", "CommercialSupport")
    courses = apps.get_model("courses", "Course").objects.exclude(commercial_support="")
    for pk, text in courses.order_by("pk").values_list("pk", "commercial_support"):
        for line in map(str.strip, text.splitlines()):
            name = MARKER.sub("", line)
            if not name or NONE.fullmatch(name):
                continue
            kept = name if len(name) > LONGEST_NAME else ""
            rows.objects.create(course_id=pk, source=name[:LONGEST_NAME], use=kept)


class Migration(migrations.Migration):
    dependencies = [("courses", "0018_commercial_support")]
    operations = [migrations.RunPython(make_rows, migrations.RunPython.noop)]
