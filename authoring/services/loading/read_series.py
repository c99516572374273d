"""Read series.toml and the folders beside it into a plan."""

from pathlib import Path
from typing import Any

from authoring.services.loading.errors import FolderError, SeriesErrors
from authoring.services.loading.judgements import read_relationship
from authoring.services.loading.plan import MediaFile, PersonPlan, SeriesPlan
from authoring.services.loading.read_course import read_course, read_media
from authoring.services.loading.reading import Folder, Table, report_repeats
from courses.models import DisclosureForm, Person, Series
from providers.models import BRAND_TEXTS, Provider, StatementTemplate
from video.services.pictures import mark_refusal

_CHOSEN = {"hotlines": "shows_hotlines", "exit": "shows_exit", "content_note": "needs_content_note"}


def read_series(path: Path) -> SeriesPlan:
    """Return the plan of a valid folder. Raises `SeriesErrors` with every error found; writes nothing."""
    errors: list[FolderError] = []
    folder = Folder(path, errors)
    if not (path / "series.toml").is_file():
        raise SeriesErrors([FolderError(path / "series.toml", "Is missing.")])
    root = folder.toml("series.toml")
    template, provider, marks = _provider(root.table("provider"))
    series = _series(root.table("series"), provider["slug"])
    entries = root.tables("people")
    slugs = [each.name for each in _courses(path)]
    people = [_person(one, slugs) for one in entries]
    report_repeats(entries, "key")
    keys = {person.key for person in people}
    courses = [
        read_course(Folder(below, errors), series=series["slug"], people=keys)
        for below in _courses(path)
    ]
    if not courses:
        folder.error("series.toml", "Has no course beside it: a folder with a course.toml.")
    root.finish()
    if errors:
        raise SeriesErrors(errors)
    return SeriesPlan(provider, template, marks, series, people, courses)


def _courses(path: Path) -> list[Path]:
    return [each for each in sorted(path.iterdir()) if each.is_dir() and each.name[0] != "."]


def _provider(table: Table) -> tuple[str, dict[str, Any], list[MediaFile]]:
    fields = {
        "slug": table.text("slug"),
        "name": table.text("name"),
        "is_sample": table.flag("sample"),
        "website": table.text("website", optional=True),
        "contact_email": table.text("contact_email"),
        "contact_phone": table.text("contact_phone", optional=True),
        "time_zone": table.text("time_zone"),
        "accreditor": table.text("accreditor"),
    }
    codes = StatementTemplate.objects.values_list("code", flat=True)
    template = table.one_of("accreditation_template", codes)
    fields |= {key: table.text(key) for key in BRAND_TEXTS if key in table.data}
    marks = {key: _mark(table, key) for key in ("logo", "signature") if key in table.data}
    fields |= {key: mark.name for key, mark in marks.items()}
    table.check(Provider(**fields))
    table.finish()
    return template, fields, [mark for mark in marks.values() if mark.name]


def _mark(table: Table, key: str) -> MediaFile:
    """Return a logo or signature, which is stored as it is."""
    mark = read_media(table, key, key + "/{digest}{suffix}")
    if mark.name and (refusal := mark_refusal(mark.path.read_bytes())):
        table.error(key, refusal)
    return mark


def _series(table: Table, provider: str) -> dict[str, Any]:
    fields = {
        "slug": table.text("slug"),
        "title": table.text("title"),
        "summary": table.text("summary", optional=True),
        "is_sample": table.flag("sample"),
    }
    # A key left out leaves alone what staff chose: a folder from before must not take the exit away.
    fields |= {field: table.flag(key) for key, field in _CHOSEN.items() if key in table.data}
    table.check(Series(**fields))
    known = Series.objects.filter(slug=fields["slug"]).select_related("provider").first()
    if known and known.provider.slug != provider:
        table.error("slug", f"Belongs to a series of the provider “{known.provider.slug}”.")
    table.finish()
    return fields


def _person(table: Table, slugs: list[str]) -> PersonPlan:
    key = table.text("key")
    fields = {
        "name": table.text("name"),
        "credentials": table.text("credentials", optional=True),
        "position": table.text("position", optional=True),
        "organisation": table.text("organisation", optional=True),
    }
    table.check(Person(key=key, **fields))
    form = table.table("disclosure")
    disclosure = {name: form.day(name) for name in ("signed_on", "covers_from", "covers_to")}
    if disclosure["covers_from"] >= disclosure["covers_to"] and not form.broken:
        form.error("covers_to", "Must be after covers_from.")
    form.check(DisclosureForm(**disclosure))
    judged = [read_relationship(one, slugs) for one in form.tables("relationships")]
    form.finish()
    table.finish()
    relationships, judgements = [one for one, _ in judged], [one for _, one in judged]
    return PersonPlan(key, fields, disclosure, relationships, judgements)
