"""`make bench-imports`: past credit of 5,000 and of 50,000 lines, from the file to the records.

    python -m tests.bench.imports

Prints, for each step, the processor time of this process, and by how much its memory grew at most. Each
file is brought by a process of its own, so that the second does not profit from the first.
"""

import csv
import io
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable

from tests.bench import stage

SIZES = (5_000, 50_000)
_COLUMNS = (
    *(
        "external_course_id",
        "title",
        "external_email",
        "external_user_id",
        "first_name",
        "last_name",
    ),
    *("credits", "credit_type", "complete", "date_completed"),
)


def main() -> None:
    """Bring each size in a process of its own, into one database."""
    with stage.database():
        for size in SIZES:
            subprocess.run([sys.executable, "-m", "tests.bench.imports", str(size)], check=True)


def bring(lines: int) -> None:
    """Bring a file with so many lines, and print what each step took."""
    import django

    django.setup()
    from django.utils import timezone

    from imports.kinds import kind_of
    from imports.services import importing
    from portal import boot
    from tests import factories

    boot.prepare()
    now, kind = timezone.now(), kind_of("history")
    owner = factories.make_user(
        email=f"owner-{lines}@example.org", is_staff=True, is_superuser=True
    )
    provider = factories.make_provider(slug=f"society-{lines}")
    place = kind.target_or_404(owner, provider.slug)
    file = importing.Upload("history.csv", _table(lines), {})
    before = _peak()
    source = importing.upload(kind=kind, target=provider.slug, place=place, actor=owner, file=file)
    _timed(lines, "read and looked through", lambda: importing.run(source_id=source.pk, now=now))
    source.refresh_from_db()
    importing.begin_taking(source=source, actor=owner)
    _timed(lines, "taken", lambda: importing.run(source_id=source.pk, now=now))
    source.refresh_from_db()
    print(f"{lines:>8,} lines  {source.counts}  memory +{(_peak() - before) / 1024:.0f} MB")


def _timed(lines: int, what: str, act: Callable[[], None]) -> None:
    began = time.process_time()
    act()
    print(f"{lines:>8,} lines  {what:<24}{time.process_time() - began:>8.1f} s", flush=True)


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _table(lines: int) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(_COLUMNS)
    for line in range(lines):
        person = line // 4
        writer.writerow([
            *(f"C-{line % 400}", f"Activity {line % 400}", f"person{person}@example.org"),
            *(str(person), "Ana", f"Díaz {person}", "1.25", "AMA PRA Category 1 Credit", "1"),
            f"20{10 + line % 15}-05-{1 + line % 28:02}",
        ])  # fmt: skip
    return text.getvalue().encode()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
        bring(int(sys.argv[1]))
    else:
        main()
