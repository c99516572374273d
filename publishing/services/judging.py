"""What staff decide about a disclosure: kept at once, or by two people where it bears on what learners read."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from accounts.errors import Refused
from accounts.models import User
from courses.models import Course, DisclosureForm, Judgement, Relationship, Role
from courses.services.disclosure_statement import Supposed, disclosure_lines, people_in_control
from disclosure.services.own_disclosure import own_disclosure_refusal
from disclosure.services.review import HOLDERS, Decision, judge
from publishing.models import CourseChange
from publishing.services.course_changes import (
    ChangeKind,
    Difference,
    Payload,
    change_or_ask,
    register,
)
from publishing.services.judged_words import judged_for, judged_words

_JUDGED = "Decision"


def judge_or_ask(
    *,
    form: DisclosureForm,
    course: Course,
    judgements: Mapping[int, Decision],
    actor: User,
    now: datetime,
) -> CourseChange | None:
    """Keep the decisions as `judge` does; in a live course it may take two people.

    That is so where learners would read another disclosure, or might have: see `covers` of `JUDGEMENTS`.

    Without decisions, a form without relationships is accepted: nothing is left to disclose.
    Raises `Refused` as `judge` and `change_or_ask` do.
    """
    decided = {str(key): asdict(decision) for key, decision in judgements.items()}
    return change_or_ask(
        course=course,
        kind=JUDGEMENTS,
        payload={"form": form.pk, "judgements": decided},
        subject=str(form.person_id),
        actor=actor,
        now=now,
    )


def _decisions(payload: Payload) -> dict[int, Decision]:
    return {int(key): _decision(values) for key, values in payload["judgements"].items()}


def _decision(values: dict[str, Any]) -> Decision:
    done = values["mitigated_on"]
    day = date.fromisoformat(done) if done else None
    return Decision(**values | {"steps": tuple(values["steps"]), "mitigated_on": day})


def _apply(course: Course, payload: Payload, actor: User, now: datetime) -> None:
    form = DisclosureForm.objects.get(pk=payload["form"])
    judge(form=form, course=course, judgements=_decisions(payload), actor=actor, now=now)


def _difference(course: Course, payload: Payload) -> list[Difference]:
    told = Course.objects.with_front_matter().get(pk=course.pk)
    form = _form(payload)
    if form is None:  # Deleted since: the change is out of date.
        return []
    decisions = _decisions(payload)
    rows = form.relationships.select_related("form__person")
    judgements = {
        row.pk: Judgement(
            relationship=row,
            course=told,
            relevant=decisions[row.pk].relevant,
            mitigation_steps=list(decisions[row.pk].steps),
            mitigation=decisions[row.pk].mitigation.strip(),
            mitigated_on=decisions[row.pk].mitigated_on,
            exception=decisions[row.pk].exception,
            exception_reason=decisions[row.pk].exception_reason.strip(),
        )
        for row in rows
        if row.pk in decisions
    }
    supposed = Supposed(judgements, accepted=None if rows else form)
    lines = _told(disclosure_lines(told), disclosure_lines(told, supposed))
    judged = [(each.relationship.judgement_for(course.pk), each) for each in judgements.values()]
    in_control = form.person in people_in_control(told)
    if lines or (in_control and any(_weighs(old, new) for old, new in judged)):
        return [*lines, *(_judged(old, new) for old, new in judged)]
    return []


def disclosure_difference(
    course: Course, *, added: Role | None = None, removed: int = 0
) -> list[Difference]:
    """Return how the disclosure would read with other roles, and how what a newcomer disclosed was judged."""
    told = Course.objects.with_front_matter().get(pk=course.pk)
    left = [role for role in told.roles.all() if role.pk != removed]
    new = [added] if added else []
    lines = _told(disclosure_lines(told), disclosure_lines(told, roles=[*left, *new]))
    judged = judged_for(told, new)
    return [*lines, *({"label": _JUDGED, "old": "", "new": words} for words in judged)]


def _told(old: list[str], new: list[str]) -> list[Difference]:
    if old == new:
        return []
    return [{"label": "Disclosure", "old": "\n".join(old), "new": "\n".join(new)}]


def _judged(old: Judgement | None, new: Judgement) -> Difference:
    return {"label": _JUDGED, "old": judged_words(old) if old else "", "new": judged_words(new)}


def _weighs(old: Judgement | None, new: Judgement) -> bool:
    """Say whether it decides what learners read, even if it is nothing: a relationship may be hidden so."""
    return old is None or (old.relevant, old.exception) != (new.relevant, new.exception)


def _form(payload: Payload) -> DisclosureForm | None:
    return DisclosureForm.objects.select_related("person").filter(pk=payload["form"]).first()


def _state(course: Course, payload: Payload) -> object:
    """What was disclosed: a form from paper may be mended, or deleted, while a judgement of it waits."""
    rows = Relationship.objects.filter(form=payload["form"]).order_by("pk")
    return [*rows.values("pk", "company", "kind", "nature", "began_on", "ended_on")]


def _own(payload: Payload, actor: User) -> Refused | None:
    form = _form(payload)
    return own_disclosure_refusal(actor, form.person) if form else None


JUDGEMENTS = register(
    ChangeKind(
        code="judgements",
        words="the disclosure that learners see",
        step="people",
        covers=(
            "Decisions on relationships that change the disclosure learners see",
            "The first decision on a relationship, and whether it is relevant or an exception applies",
            "A form without relationships accepted after one that named some",
        ),
        difference=_difference,
        apply=_apply,
        state=_state,
        own=_own,
        free=("How and when a relationship was mitigated, where learners see no difference",),
    )
)


def _waits(form: DisclosureForm) -> bool:
    return CourseChange.objects.open().filter(kind=JUDGEMENTS.code, payload__form=form.pk).exists()


HOLDERS.append(_waits)
