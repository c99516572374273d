"""Question files brought to a post-test, for tests."""

import io
from pathlib import Path

from django.utils import timezone

from authoring.services.question_import import QuestionImport
from courses.models import Course
from imports.kinds import Target
from imports.models import Import, ImportRow
from imports.services import importing
from imports.services.results import write_returned
from tests import factories
from tests.cases import CASES


def brought(course: Course, file: str | bytes | Path, name: str = "questions.csv") -> Import:
    """Return a file after it was looked through, as far as that goes by itself. A `Path` is one of the cases."""
    if isinstance(file, Path):
        name, file = file.name, (CASES / file).read_bytes()
    made = importing.upload(
        kind=QuestionImport(),
        target=str(course.pk),
        place=Target(course.series.provider, "Post-test", "/"),
        actor=factories.make_user(),
        file=importing.Upload(name, file.encode() if isinstance(file, str) else file, {}),
    )
    importing.go_on(made, timezone.now())
    return Import.objects.get(pk=made.pk)


def take(source: Import) -> Import:
    """Take the good questions."""
    importing.begin_taking(source=source, actor=source.uploaded_by)
    importing.go_on(source, timezone.now())
    return Import.objects.get(pk=source.pk)


def undo(source: Import) -> Import:
    """Take them out again, if that may be."""
    now = timezone.now()
    importing.begin_undoing(source=source, actor=source.uploaded_by, now=now)
    importing.go_on(source, now)
    return Import.objects.get(pk=source.pk)


def returned(source: Import) -> str:
    """Return the text of the file of what comes back."""
    file = io.BytesIO()
    write_returned(source, file)
    return file.getvalue().decode()


def outcomes(source: Import) -> list[tuple[int, str]]:
    """Return each line with its state or, if it comes back, with the columns and codes of its reasons."""
    return [(row.line, _outcome(row)) for row in source.lines.order_by("line")]


def _outcome(row: ImportRow) -> str:
    reasons = [f"{each['column']} {each['code']}".strip() for each in row.reasons]
    return ", ".join(reasons) if row.state == ImportRow.State.RETURNED else row.state
