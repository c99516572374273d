"""Save tests and evaluations as versions: changed content is added as a new one; none is ever altered."""

from datetime import datetime
from typing import Any

from authoring.services.loading.plan import digest
from authoring.services.version_rows import Row, RowKind
from courses.models import Choice, Course, Question
from courses.services.newest import next_version
from publishing.services.version_release import Version


def save_version[V: Version, R: Row](
    kind: RowKind[V, R], course: Course, content: dict[str, Any], *, now: datetime
) -> V | None:
    """Add and return a version with `content`, or return None if the newest released one has the same."""
    versions, fingerprint = kind.versions(course), digest(content)
    newest = versions.filter(released_at__isnull=False).first()
    if newest and newest.digest == fingerprint:
        return None
    settings = dict(content)
    rows = settings.pop(f"{kind.noun}s")
    version = kind.all_versions.create(
        course=course, version=next_version(versions), digest=fingerprint, **settings
    )
    for position, values in enumerate(rows, start=1):
        _save_row(kind, {**values, kind.parent: version, "position": position})
    version.released_at = now  # from now on, the database refuses any change to it
    version.save(update_fields=["released_at"])
    return version


def _save_row[V: Version, R: Row](kind: RowKind[V, R], values: dict[str, Any]) -> None:
    choices = values.pop("choices", [])
    row = kind.all_rows.create(**values)
    if isinstance(row, Question):
        Choice.objects.bulk_create(
            Choice(question=row, position=at, text=each["text"], is_correct=each["correct"])
            for at, each in enumerate(choices, start=1)
        )
