"""The two lists that are released in versions: the questions of a test and the items of an evaluation.

Only one version at a time can be edited, and released ones never change. Every writer locks the course's
row until its transaction ends, so concurrent edits of a version take turns, and none can slip in
during a release.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, count
from typing import Any

from django.db import transaction
from django.db.models import Case, F, Manager, Max, Model, QuerySet, Value, When
from django.utils.text import slugify

from accounts.audit import record
from accounts.errors import Refused
from accounts.models import User
from courses.models import (
    Assessment,
    Choice,
    Course,
    EvaluationForm,
    EvaluationItem,
    ItemKind,
    ItemPurpose,
    Question,
    Video,
)
from courses.services.newest import next_version
from publishing.services.version_checks import VersionError, errors_of_evaluation, errors_of_test
from publishing.services.version_release import Version, lock_course

type Row = Question | EvaluationItem

DEFAULT_PASS_PERCENT = 80
"""The default for a new test; staff set their own (there is no national standard: DOMAIN §2.2)."""
AGREEMENT = [
    "Strongly disagree",
    "Disagree",
    "Neither agree nor disagree",
    "Agree",
    "Strongly agree",
]


@dataclass(frozen=True)
class RowKind[V: Version, R: Row]:
    """One of the two lists. They differ only in the fields below; the methods are common to both.

    `step` is the key of its step in the editor, and begins its actions in the audit trail. `parent` is the
    foreign key from a row to its version. `first` makes a course's first version; `empty` makes a new row
    of one of `sorts`; `key_stem` is what its key begins with. `errors` returns what a version lacks.
    `parts` are prefetched with the rows.
    """

    step: str
    noun: str
    holds: str
    most: int
    all_versions: Manager[V]
    all_rows: Manager[R]
    parent: str
    first: Callable[[Course], V]
    empty: Callable[[str], R]
    key_stem: Callable[[R], str]
    errors: Callable[[V, Sequence[R]], list[VersionError]]
    parts: Sequence[str] = ()
    sorts: Sequence[str] = ("",)

    def versions(self, course: Course) -> QuerySet[V]:
        """Return all versions of the course, newest first."""
        return self.all_versions.filter(course=course)

    def written(self, course: Course) -> V | None:
        """Return the version being edited, if any."""
        return self.versions(course).filter(released_at__isnull=True).first()

    def held(self, course: Course) -> V:
        """Return the version being edited, locked until the transaction ends. Raises `Refused`."""
        lock_course(course)
        if version := self.written(course):
            return version
        raise Refused(
            "not_being_written",
            "There is no draft version. Choose “Edit as a new version” first.",
        )

    def of(self, version: V) -> QuerySet[R]:
        """Return the rows of a version, in order; questions with their choices prefetched."""
        return self.all_rows.filter(**{self.parent: version}).prefetch_related(*self.parts)

    def being_written(self, course: Course) -> QuerySet[R]:
        """Return the rows of the version being edited; none if there is no such version."""
        of = {f"{self.parent}__course": course, f"{self.parent}__released_at__isnull": True}
        return self.all_rows.filter(**of)

    @transaction.atomic
    def begin(self, *, course: Course, actor: User) -> V:
        """Return the version being edited, or begin one: a copy of the newest, or an empty first one.

        Idempotent, and safe if two people ask for it at once.
        """
        lock_course(course)
        if found := self.written(course):
            return found
        version = self.copy_newest(source=course, course=course)
        if version is None:
            version = self.first(course)
            version.save()
        _record(actor, f"{self.step}-version-begun", version)
        return version

    @transaction.atomic
    def copy_newest(self, *, source: Course, course: Course) -> V | None:
        """Add a copy of the newest version of `source` to `course`, unreleased; None if there is none."""
        newest = self.versions(source).first()
        if newest is None:
            return None
        number = next_version(self.versions(course))
        version = copy_of(newest, course=course, version=number, digest="", released_at=None)
        version.save()
        self._copy(self.of(newest), {self.parent: version})
        return version

    @transaction.atomic
    def add(self, *, course: Course, sort: str = "") -> R:
        """Add an empty row at the end. Raises `Refused`."""
        return self.append(self.held(course), [self.empty(sort)])[0]

    def append(self, version: V, rows: Sequence[R]) -> Sequence[R]:
        """Add rows at the end of a locked version, all or none. Raises `Refused`."""
        last = int(self.of(version).aggregate(last=Max("position"))["last"] or 0)
        self._check_room_for(last + len(rows))
        for position, (row, key) in enumerate(self._with_keys(version, rows), start=last + 1):
            setattr(row, self.parent, version)
            row.position, row.key = position, key
        self.all_rows.bulk_create(rows)
        return rows

    @transaction.atomic
    def duplicate(self, *, course: Course, row_id: int) -> R:
        """Add a copy of a row directly after it. Raises `Refused`."""
        version = self.held(course)
        source, rows = self._there(version, row_id), self.of(version)
        self._check_room_for(rows.count() + 1)
        [(_, key)] = self._with_keys(version, [source])
        rows.filter(position__gt=source.position).update(position=F("position") + 1)
        changes = {self.parent: version, "key": key, "position": source.position + 1}
        return self._copy([source], changes)[0]

    @transaction.atomic
    def remove(self, *, course: Course, row_id: int) -> None:
        """Remove a row. Idempotent. Raises `Refused`."""
        rows = self.of(self.held(course))
        if row := rows.filter(pk=row_id).first():
            row.delete()
            rows.filter(position__gt=row.position).update(position=F("position") - 1)

    def close_gaps(self, version: V) -> None:
        """Number the rows of a locked version from 1, in their order."""
        rows = list(self.of(version))
        for position, row in enumerate(rows, start=1):
            row.position = position
        self.all_rows.bulk_update(rows, ["position"])

    @transaction.atomic
    def move(self, *, course: Course, row_id: int, step: int) -> None:
        """Move a row one place, up (-1) or down (1); at either end it stays. Raises `Refused`."""
        version = self.held(course)
        row, rows = self._there(version, row_id), self.of(version)
        other = rows.filter(position=row.position + step).first()
        if other is None:
            return
        swapped = Case(
            When(pk=row.pk, then=Value(other.position)),
            When(pk=other.pk, then=Value(row.position)),
        )
        rows.filter(pk__in=[row.pk, other.pk]).update(position=swapped)

    def _there(self, version: V, row_id: int) -> R:
        if row := self.of(version).filter(pk=row_id).first():
            return row
        raise Refused("gone", f"That {self.noun} is no longer there. Someone may have removed it.")

    def _check_room_for(self, number: int) -> None:
        if number > self.most:
            raise Refused("too_many", f"{self.holds} up to {self.most} {self.noun}s.")

    def _with_keys(self, version: V, rows: Iterable[R]) -> Iterator[tuple[R, str]]:
        """Yield each row with an unused key: its own if that is free, else a numbered one.

        No version of the course has used that key: answers are stored under it permanently.
        """
        of_course = {f"{self.parent}__course": version.course_id}
        used = set(self.all_rows.filter(**of_course).values_list("key", flat=True))
        for row in rows:
            numbered = (f"{self.key_stem(row)}-{number}" for number in count(1))
            key = next(key for key in chain([row.key], numbered) if key and key not in used)
            used.add(key)
            yield row, key

    def _copy(self, rows: Iterable[R], changes: dict[str, object]) -> list[R]:
        """Return copies of rows, questions with their choices."""
        pairs = [(row, copy_of(row, **changes)) for row in rows]
        copies = self.all_rows.bulk_create([copy for _, copy in pairs])
        Choice.objects.bulk_create(
            copy_of(choice, question=copy)
            for row, copy in pairs
            if isinstance(row, Question)
            for choice in row.choices.all()
        )
        return copies


@transaction.atomic
def discard_version(*, version: Version, actor: User) -> None:
    """Delete an unreleased version. Raises `Refused("released")`."""
    lock_course(version.course)
    version.refresh_from_db(fields=["released_at"])
    if version.released_at is not None:
        raise Refused("released", "This version was released and can no longer change.")
    _record(actor, "version-discarded", version)
    version.delete()


def video_of(course: Course) -> Video | None:
    """Return the recording that questions refer to: the one learners get, or else the newest."""
    return course.current_video or course.videos.first()


def copy_of[M: Model](row: M, **changes: object) -> M:
    """Return an unsaved copy of `row` with `changes`."""
    return type(row)(**values_of(row, without={"id", *changes}), **changes)


def values_of(row: Model, *, without: set[str]) -> dict[str, Any]:
    """Return the field values of a row by name; foreign keys as the related objects."""
    return {
        field.name: getattr(row, field.name)
        for field in row._meta.concrete_fields
        if field.name not in without and not field.generated
    }


def _record(actor: User, action: str, version: Version) -> None:
    provider = version.course.series.provider_id
    record(actor, action, version, provider=provider, version=version.version)


def _empty_item(sort: str) -> EvaluationItem:
    options = AGREEMENT if sort == ItemKind.LIKERT else []
    return EvaluationItem(kind=ItemKind(sort), required=sort != ItemKind.TEXT, options=options)


def _key_stem_of_item(item: EvaluationItem) -> str:
    return slugify(ItemPurpose(item.purpose).name if item.purpose else "item")


def _gaps_of_test(test: Assessment, questions: Sequence[Question]) -> list[VersionError]:
    """What the release needs: not what the provider has made advice."""
    video = video_of(test.course)
    found = errors_of_test(test, questions, video.seconds if video else None)
    advice = test.course.series.provider.optional_checks
    return [error for error in found if error.code not in advice]


QUESTIONS = RowKind(
    step="test",
    noun="question",
    holds="A test holds",
    most=1000,
    all_versions=Assessment.objects,
    all_rows=Question.objects,
    parent="assessment",
    first=lambda course: Assessment(course=course, pass_percent=DEFAULT_PASS_PERCENT),
    empty=lambda sort: Question(),
    key_stem=lambda question: "question",
    errors=_gaps_of_test,
    parts=["choices"],
)
ITEMS = RowKind(
    step="evaluation",
    noun="item",
    holds="An evaluation holds",
    most=60,
    all_versions=EvaluationForm.objects,
    all_rows=EvaluationItem.objects,
    parent="form",
    first=lambda course: EvaluationForm(course=course),
    empty=_empty_item,
    key_stem=_key_stem_of_item,
    errors=errors_of_evaluation,
    sorts=ItemKind.values,
)
type AnyKind = RowKind[Assessment, Question] | RowKind[EvaluationForm, EvaluationItem]
ROW_KINDS: dict[str, AnyKind] = {kind.step: kind for kind in (QUESTIONS, ITEMS)}
