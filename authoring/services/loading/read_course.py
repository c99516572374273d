"""Read course.toml and the files it names into a plan."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.text import get_valid_filename

from authoring.services.loading.plan import CoursePlan, MediaFile, TrackPlan, VideoPlan, media_file
from authoring.services.loading.read_questions import read_evaluation, read_test
from authoring.services.loading.reading import Folder, Table
from authoring.services.loading.tracks import read_track
from courses.front_matter_texts import FRONT_MATTER_TEXTS, FrontMatterText, Kind
from courses.models import (
    CommercialSupport,
    Course,
    CreditType,
    Handout,
    Role,
    SupportNature,
    Video,
)
from courses.models.course import LearningFormat
from courses.models.dates import add_years
from providers.models import StatementTemplate
from publishing.models import CourseReview
from video.mp4 import Mp4, NotPlayable, read_mp4

_AMOUNT = re.compile(r"(\d{1,3})\.(00|25|50|75)", re.ASCII)
_DOLLARS = re.compile(r"\d{1,9}(\.\d\d)?", re.ASCII)
_NO_FILE = MediaFile(path=Path(), name="", size=0, sha256="")
_NO_VIDEO = Mp4(duration=0, width=0, height=0, codecs=frozenset(), index_first=True)
_POSTERS = (".webp", ".png", ".jpg", ".jpeg")


def read_course(folder: Folder, *, series: str, people: set[str]) -> CoursePlan:
    """Return the plan of one course; errors are added to the folder's list."""
    table = folder.toml("course.toml")
    slug = table.text("slug")
    if slug and slug != folder.path.name:
        table.error("slug", f"Must be the folder's name, “{folder.path.name}”.")
    fields = _fields(table)
    table.check(Course(slug=slug, **fields))
    _check_against_what_is_there(table, slug, series)
    review = _review(table, expires_on=fields["expires_on"])
    duration, video = _video(table.table("video"))
    plan = CoursePlan(
        slug=slug,
        fields=fields,
        review=review,
        video=video,
        roles=_roles(table, people),
        handouts=[_handout(one) for one in table.tables("handouts")],
        offers=_offers(table),
        support=_support(table),
        test=read_test(folder, seconds=int(duration), objectives=fields["objectives"]),
        evaluation=read_evaluation(folder),
    )
    table.finish()
    return plan


def _check_against_what_is_there(table: Table, slug: str, series: str) -> None:
    """Report a slug of another series' course, and a `sample` flag changed after publication."""
    known = Course.objects.filter(slug=slug).select_related("series").first()
    if known is None:
        return
    if known.series.slug != series:
        table.error("slug", f"Belongs to a course of the series “{known.series.slug}”.")
    if known.published_at and known.is_sample != table.flag("sample"):
        table.error("sample", "Cannot change once the course was published: use another slug.")


def _fields(table: Table) -> dict[str, Any]:
    fields: dict[str, Any] = {key: table.text(key) for key in ("title", "short_title", "summary")}
    fields |= {text.field: _text(table, text) for text in FRONT_MATTER_TEXTS}
    fields |= {
        "position": table.whole("position"),
        "is_sample": table.flag("sample"),
        "topics": table.texts("topics", optional=True),
        "learning_format": table.one_of("learning_format", LearningFormat.values),
        "estimated_minutes": table.whole("estimated_minutes"),
        "required_share": table.whole("required_share"),
        "description": table.folder.prose("description.md"),
        "joint_provider": table.text("joint_provider", optional=True),
        "accreditation_template": _template(table),
        "accreditation_override": table.text("accreditation_override", optional=True),
    }
    fields |= {key: table.day(key) for key in ("released_on", "expires_on")}
    fields |= _says_none(table)
    if fields["released_on"] > fields["expires_on"]:
        table.error("expires_on", "Must not be before released_on.")
    return fields


def _review(table: Table, *, expires_on: date) -> dict[str, Any]:
    """Return the newest review, whose day the course shows. Its text is a record, so all of it is required."""
    if "reviewed_on" in table.data:
        table.read.add("reviewed_on")
        table.error(
            "reviewed_on",
            "Is no longer used: write a table [review] with on, reviewer, outcome, and evidence.",
        )
    one = table.table("review")
    review: dict[str, Any] = {
        "reviewed_on": one.day("on"),
        "reviewer": one.text("reviewer"),
        "outcome": one.one_of("outcome", dict(CourseReview.Outcome.chosen())),
        "evidence": one.text("evidence"),
        "note": one.text("note", optional=True),
    }
    if review["outcome"] == CourseReview.Outcome.CHANGED and not review["note"]:
        one.error("note", "Note what was changed.")
    if not one.broken and expires_on > add_years(review["reviewed_on"], 3):
        table.error("expires_on", "Must be at most three years after the review.")
    one.check(CourseReview(**review))
    one.finish()
    return review


def _template(table: Table) -> StatementTemplate | None:
    """Return the statement that the course names; None, its provider's, if it names none."""
    if not table.text("accreditation_template", optional=True):
        return None
    templates = {each.code: each for each in StatementTemplate.objects.all()}
    return templates.get(table.one_of("accreditation_template", templates))


def _text(table: Table, text: FrontMatterText) -> str | list[str]:
    if text.file:
        return table.folder.prose(text.file)
    optional = not text.is_needed or bool(text.needed_if)  # the publish list knows the series
    if text.kind is Kind.LINES:
        return table.texts(text.field, optional=optional)
    return table.text(text.field, optional=optional)


def _video(table: Table) -> tuple[float, VideoPlan]:
    media, poster = read_media(table, "file", "video/{digest}{suffix}"), _poster(table)
    facts = _recording(table, media)
    language = table.text("language")
    names = {kind: table.folder.file(table, kind) for kind in ("captions", "chapters")}
    tracks = tuple(
        TrackPlan(
            kind, language, read_track(table.folder, table.data[kind], duration=facts.duration)
        )
        for kind, path in names.items()
        if facts.duration and path.is_file()
    )
    video = VideoPlan(
        title=table.text("title"),
        media=media,
        poster=poster,
        seconds=int(facts.duration),
        width=facts.width,
        height=facts.height,
        tracks=tracks,
    )
    table.check(Video(title=video.title), exclude={"file", "poster"})
    table.finish()
    return facts.duration, video


def read_media(table: Table, key: str, name: str) -> MediaFile:
    """Return the file that a key names, to be stored as `name`; one without a name after an error."""
    path = table.folder.file(table, key)
    return media_file(path, name) if path.is_file() else _NO_FILE


def _poster(table: Table) -> MediaFile:
    poster = read_media(table, "poster", "poster/{digest}{suffix}")
    if poster.name and poster.path.suffix.lower() not in _POSTERS:
        table.error("poster", f"Must be one of {', '.join(_POSTERS)}.")
    return poster


def _recording(table: Table, media: MediaFile) -> Mp4:
    """Return the metadata of the MP4. Its index must come first, or playback waits for the whole file."""
    if not media.name:
        return _NO_VIDEO
    try:
        facts = read_mp4(media.path)
    except NotPlayable as failure:
        table.error("file", str(failure))
        return _NO_VIDEO
    if not facts.index_first:
        table.error("file", "Its index comes after its data: write it with “faststart”.")
    if "avc1" not in facts.codecs:
        table.error("file", "Has no H.264 video, which every browser plays.")
    if facts.duration < 1:
        table.error("file", "Is shorter than a second.")
    return facts


def _roles(table: Table, people: set[str]) -> list[dict[str, Any]]:
    roles: dict[tuple[str, str], dict[str, Any]] = {}
    for one in table.tables("roles"):
        person, kind = one.text("person"), one.one_of("role", Role.Kind.values)
        if person and person not in people:
            one.error("person", f"“{person}” is not a key of the people in series.toml.")
        if person and (person, kind) in roles:
            one.error("role", f"“{person}” is {kind} more than once.")
        roles[person, kind] = {
            "person": person,
            "kind": kind,
            "assumed_on": one.day("assumed_on"),
        }
        one.finish()
    return list(roles.values())


def _handout(table: Table) -> tuple[str, MediaFile]:
    path = table.folder.file(table, "file")
    readable = get_valid_filename(path.name).replace("{", "").replace("}", "") or "handout"
    media = read_media(table, "file", f"handout/{{digest}}/{readable}")
    title = table.text("title")
    table.check(Handout(title=title), exclude={"file"})
    table.finish()
    return title, media


def _offers(table: Table) -> dict[str, int]:
    types = {credit_type.code: credit_type for credit_type in CreditType.objects.all()}
    offers: dict[str, int] = {}
    for one in table.tables("credits"):
        code, text = one.one_of("type", types), one.text("maximum")
        amount = _AMOUNT.fullmatch(text)
        quarters = 4 * int(amount[1]) + int(amount[2]) // 25 if amount else 0
        step = types[code].increment_quarters if code in types else 1
        if text and (quarters == 0 or quarters % step):
            one.error("maximum", f"“{text}” is not an amount in steps of {step / 4:.2f}.")
        if code in offers:
            one.error("type", f"“{code}” is offered twice.")
        offers[code] = quarters
        one.finish()
    return offers


def _says_none(table: Table) -> dict[str, bool]:
    """Return what the folder states: none, that there was some, or nothing, which leaves what staff ticked."""
    said = table.data.get("support")
    if isinstance(said, str):
        table.one_of("support", ["none"])
    return {"no_commercial_support": isinstance(said, str)} if said else {}


def _support(table: Table) -> list[dict[str, Any]]:
    """Return what companies gave. The agreements are no part of a folder: staff add them on the course's page."""
    if isinstance(table.data.get("support"), str):
        return []
    if table.text("commercial_support", optional=True):
        table.error("commercial_support", "Write a [[support]] table for each company instead.")
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for one in table.tables("support"):
        row: dict[str, Any] = {
            "source": one.text("source"),
            "nature": one.one_of("nature", SupportNature.values),
            "in_kind": one.text("in_kind", optional=True),
            "use": one.text("use", optional=True),
            "signed_on": one.optional_day("signed_on"),
            "amount": _money(one),
        }
        one.check(CommercialSupport(**row))
        if row["in_kind"] and row["nature"] == SupportNature.GRANT:
            one.error("in_kind", "A grant is not in kind.")
        if (row["source"], row["nature"]) in found:
            one.error("source", "Appears twice with the same nature.")
        found[row["source"], row["nature"]] = row
        one.finish()
    return list(found.values())


def _money(table: Table) -> Decimal | None:
    text = table.text("amount", optional=True)
    if not text:
        return None
    if not _DOLLARS.fullmatch(text) or not Decimal(text):
        table.error("amount", f'“{text}” is not an amount in dollars, such as "2500" or "2500.00".')
        return None
    return Decimal(text)
