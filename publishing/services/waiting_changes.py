"""Changes that wait for a second person, as the steps, the page of a person and their own page show them."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from accounts.models import User
from courses.models import Course, Person
from providers.rights import Right, may, staff_with
from providers.services.second_person import decides_alone, whom_to_ask
from publishing.models import CourseChange, CourseChangeQuerySet
from publishing.services.course_changes import KINDS, ChangeKind, is_changed
from publishing.services.differences import difference_html
from publishing.services.judging import JUDGEMENTS
from publishing.services.person_changes import PERSON


@dataclass(frozen=True)
class ShownChange:
    """One change as `viewer` sees it: `parts` are a label and the marked text of each difference.

    `whom` says who decides; `nobody` that no one else may. `alone`: the viewer asked for it and decides alone.
    """

    change: CourseChange
    kind: ChangeKind
    parts: list[tuple[str, SafeString]]
    own: bool
    may_decide: bool
    alone: bool
    stale: bool
    whom: str
    nobody: bool

    @property
    def waits(self) -> bool:
        """Whether nobody has decided yet."""
        return self.change.state == "waiting"


def shown_change(change: CourseChange, viewer: User) -> ShownChange:
    """Return the change as `viewer` sees it."""
    provider, asker = change.course.series.provider_id, change.asked_by
    own = asker.pk == viewer.pk
    alone = own and decides_alone(viewer, right=Right.APPROVE, provider=provider)
    about_oneself = KINDS[change.kind].own(change.payload, viewer)
    whom = whom_to_ask(asker, right=Right.APPROVE, provider=provider)
    parts = [
        (each["label"], difference_html(each["old"], each["new"])) for each in change.difference
    ]
    return ShownChange(
        change=change,
        kind=KINDS[change.kind],
        parts=parts,
        own=own,
        may_decide=may(viewer, Right.APPROVE, provider)
        and (alone or not own)
        and about_oneself is None,
        alone=alone,
        stale=change.state == "waiting" and is_changed(change),
        whom=about_oneself.message if about_oneself else whom,
        nobody=not staff_with(Right.APPROVE, provider, but=[asker.pk]),
    )


def waiting_in_step(course: Course, step: str, viewer: User) -> list[ShownChange]:
    """Return what waits in this step of the course; the step Review shows all that waits in any."""
    kinds = [code for code, kind in KINDS.items() if step in (kind.step, "review")]
    return _shown(CourseChange.objects.filter(course=course, kind__in=kinds), viewer)


def waiting_of_person(person: Person, viewer: User) -> list[ShownChange]:
    """Return what waits of the person's name, and of judgements of what they disclosed."""
    kinds = [PERSON.code, JUDGEMENTS.code]
    return _shown(CourseChange.objects.filter(kind__in=kinds, subject=str(person.pk)), viewer)


def _shown(rows: CourseChangeQuerySet, viewer: User) -> list[ShownChange]:
    related = rows.open().select_related("course__series__provider", "asked_by")
    return [shown_change(change, viewer) for change in related]
