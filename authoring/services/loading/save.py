"""Write a valid plan: existing rows are updated; changed tests and evaluations are added as new versions."""

from datetime import datetime
from typing import Any

from django.db.models import Model

from authoring.services.loading.judgements import form_of
from authoring.services.loading.plan import CoursePlan, PersonPlan, SeriesPlan, VideoPlan
from authoring.services.loading.save_versions import save_version
from authoring.services.version_rows import ITEMS, QUESTIONS
from courses.models import (
    CommercialSupport,
    Course,
    CreditOffer,
    CreditType,
    Handout,
    Judgement,
    Person,
    Relationship,
    Role,
    Series,
    TextTrack,
    Video,
)
from courses.services.folder_marks import written_by_folders
from courses.services.newest import next_version
from disclosure.services.folder_forms import differ, disclosed, fill_kinds
from providers.models import Provider, StatementTemplate
from publishing.services.commercial_support import end_support
from publishing.services.reviews import record_review


class Changes(list[str]):
    """What a run changed, in words; empty if the same folder was loaded before."""


def save_series(plan: SeriesPlan, changes: Changes, *, now: datetime) -> list[Course]:
    """Write the whole plan and return its courses, in order. Call inside a transaction."""
    template = StatementTemplate.objects.get(code=plan.accreditation_template)
    provider = _put(
        Provider,
        {"slug": plan.provider["slug"]},
        plan.provider | {"accreditation_template": template},
        changes,
    )
    for person in plan.people:
        _save_person(person, provider, changes)
    series = _put(
        Series, {"slug": plan.series["slug"]}, plan.series | {"provider": provider}, changes
    )
    courses = [_save_course(course, series, changes, now) for course in plan.courses]
    for one in plan.people:
        _save_judgements(one, courses, changes)
    return sorted(courses, key=lambda course: course.position)


def _save_person(plan: PersonPlan, provider: Provider, changes: Changes) -> None:
    """A new signing date adds a form. Forms signed in the portal, or on record as they stand, were refused before."""
    person = _put(Person, {"provider": provider, "key": plan.key}, plan.fields, changes)
    form = form_of(plan, provider.slug)
    if form is None:
        form = person.disclosures.create(**plan.disclosure)
        changes.append(f"disclosure of {person}: added")
    elif _differs(form, plan.disclosure):
        person.disclosures.filter(pk=form.pk).update(**plan.disclosure)
        changes.append(f"disclosure of {person}: changed")
    if differ(form, plan.relationships):
        form.relationships.all().delete()
        Relationship.objects.bulk_create(
            Relationship(form=form, **one) for one in plan.relationships
        )
        changes.append(f"relationships of {person}: changed")
    elif fill_kinds(form, plan.relationships):
        changes.append(f"relationships of {person}: kind added")


def _save_judgements(plan: PersonPlan, courses: list[Course], changes: Changes) -> None:
    """The folder judges for those of its courses in which the person has a role, but never over staff."""
    form = form_of(plan, courses[0].series.provider.slug)
    rows = (Relationship(**one) for one in plan.relationships)
    judged = dict(zip(map(disclosed, rows), plan.judgements, strict=True))
    for course in (each for each in courses if form and each.roles.filter(person=form.person_id)):
        for row in form.relationships.all() if form else ():
            lookup = {"relationship": row, "course": course}
            said = judged[disclosed(row)].get(course.slug)
            if said and not Judgement.objects.filter(**lookup, judged_by__isnull=False).exists():
                _put(Judgement, lookup, said, changes)


def _save_course(plan: CoursePlan, series: Series, changes: Changes, now: datetime) -> Course:
    course = _put(Course, {"slug": plan.slug}, _fields(plan, changes) | {"series": series}, changes)
    _save_review(course, plan, changes, now)
    _save_roles(course, plan.roles, changes)
    _save_offers(course, plan.offers, changes)
    _save_support(course, plan.support, changes, now)
    _save_handouts(course, plan, changes)
    _save_video(course, plan.video, changes, now)
    test = save_version(QUESTIONS, course, plan.test, now=now)
    for made in (test, save_version(ITEMS, course, plan.evaluation, now=now)):
        if made:
            changes.append(f"{made}: added")
    return course


def _fields(plan: CoursePlan, changes: Changes) -> dict[str, Any]:
    """Return the course's fields, without what is on record otherwise.

    That is the last day where a newer review has set another, and that there was no support where staff
    recorded some.
    """
    known = Course.objects.filter(slug=plan.slug).first()
    kept = set()
    if known and known.reviewed_on and known.reviewed_on > plan.review["reviewed_on"]:
        kept.add("expires_on")
        if known.expires_on != plan.fields["expires_on"]:
            words = f"last day kept, set by the review of {known.reviewed_on}"
            changes.append(f"course “{known}”: {words}")
    recorded = known and known.support.exclude(pk__in=written_by_folders(CommercialSupport))
    if recorded and plan.fields.get("no_commercial_support"):
        kept.add("no_commercial_support")
    return {name: value for name, value in plan.fields.items() if name not in kept}


def _save_review(course: Course, plan: CoursePlan, changes: Changes, now: datetime) -> None:
    """Records are only added: another day or other words are another review."""
    if course.reviews.filter(**plan.review).exists():
        return
    last_day = plan.fields["expires_on"]
    made = record_review(course=course, actor=None, expires_on=last_day, now=now, **plan.review)
    course.refresh_from_db(fields=["reviewed_on"])
    changes.append(f"review “{made}”: added")


def _save_roles(course: Course, roles: list[dict[str, Any]], changes: Changes) -> None:
    kept = []
    for position, role in enumerate(roles, start=1):
        person = Person.objects.get(provider=course.series.provider, key=role["person"])
        lookup = {"course": course, "person": person, "kind": role["kind"]}
        fields = {"assumed_on": role["assumed_on"], "position": position}
        kept.append(_put(Role, lookup, fields, changes).pk)
    _drop(course.roles.exclude(pk__in=kept), changes)


def _save_offers(course: Course, offers: dict[str, int], changes: Changes) -> None:
    kept = []
    for code, quarters in offers.items():
        lookup = {"course": course, "credit_type": CreditType.objects.get(code=code)}
        kept.append(_put(CreditOffer, lookup, {"max_quarters": quarters}, changes).pk)
    # A closed one stays: without its row, those who were told of it could claim it again.
    _drop(course.offers.exclude(pk__in=kept).filter(closed_at__isnull=True), changes)


def _save_support(
    course: Course, support: list[dict[str, Any]], changes: Changes, now: datetime
) -> None:
    """What staff added on the page to a row of the folder, its agreement, stays; rows that left are kept as ended."""
    kept = []
    for row in support:
        lookup = {"course": course, "source": row["source"], "nature": row["nature"]}
        fields = {name: value for name, value in row.items() if name not in lookup}
        kept.append(_put(CommercialSupport, lookup, fields, changes).pk)
    for gone in _no_longer_named(course.support.exclude(pk__in=kept), changes):
        end_support(gone, reason="It is no longer in the folder of the series.", now=now)
        changes.append(f"commercial support “{gone}”: removed")


def _save_handouts(course: Course, plan: CoursePlan, changes: Changes) -> None:
    kept = []
    for position, (title, media) in enumerate(plan.handouts, start=1):
        lookup = {"course": course, "position": position}
        kept.append(_put(Handout, lookup, {"title": title, "file": media.name}, changes).pk)
    _drop(course.handouts.exclude(pk__in=kept), changes)


def _save_video(course: Course, plan: VideoPlan, changes: Changes, now: datetime) -> None:
    """A different file becomes a new version. For the same file, title, poster and text tracks are updated."""
    newest = course.current_video
    same = newest is not None and newest.sha256 == plan.media.sha256
    version = newest.version if newest and same else next_version(course.videos)
    lookup = {"course": course, "version": version}
    fields: dict[str, Any] = {"title": plan.title, "poster": plan.poster.name}
    if not same:
        fields |= {
            "file": plan.media.name,
            "sha256": plan.media.sha256,
            "seconds": plan.seconds,
            "width": plan.width,
            "height": plan.height,
            "released_at": now,
        }
    if newest and same and newest.poster.name != plan.poster.name:
        fields["poster_sizes"] = None  # those of the former one
    video = _put(Video, lookup, fields, changes)
    for track in plan.tracks:
        lookup = {"video": video, "kind": track.kind, "language": track.language}
        _put(TextTrack, lookup, {"vtt": track.vtt, "label": _label(track.language)}, changes)


def _label(language: str) -> str:
    return {"en": "English", "es": "Español"}.get(language, language)


def _put[Row: Model](
    model: type[Row], lookup: dict[str, Any], fields: dict[str, Any], changes: Changes
) -> Row:
    """Return the row matching `lookup`, created or updated with `fields`; if it has them, nothing is written."""
    row = model._default_manager.filter(**lookup).first()
    if row is None:
        row = model._default_manager.create(**lookup | fields)
        changes.append(f"{model._meta.verbose_name} “{row}”: added")
    elif changed := _differs(row, fields):
        for name in changed:
            setattr(row, name, fields[name])
        row.save(update_fields=changed)
        changes.append(f"{model._meta.verbose_name} “{row}”: {', '.join(changed)}")
    return row


def _differs(row: Model, fields: dict[str, Any]) -> list[str]:
    return [name for name, value in fields.items() if getattr(row, name) != value]


def _drop(rows: Any, changes: Changes) -> None:
    for row in _no_longer_named(rows, changes):
        row.delete()
        changes.append(f"{row._meta.verbose_name} “{row}”: removed")


def _no_longer_named(rows: Any, changes: Changes) -> list[Any]:
    """Return which of the rows that the folder does not name a folder wrote; what staff recorded is kept."""
    ours = set(rows.filter(pk__in=written_by_folders(rows.model)))
    for row in (each for each in rows if each not in ours):
        words = (
            "kept, for it is not on record that a folder wrote it; if wrong, remove it on its page"
        )
        changes.append(f"{row._meta.verbose_name} “{row}”: {words}")
    return [each for each in rows if each in ours]
