"""What staff decide about a disclosure: kept at once, or by two people where learners would read something else."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from accounts.errors import Refused
from accounts.models import User
from courses.models import Course, DisclosureForm, Judgement
from courses.services.disclosure_statement import disclosure_lines
from disclosure.services.own_disclosure import own_disclosure_refusal
from disclosure.services.review import Decision, judge
from publishing.models import CourseChange
from publishing.services.course_changes import (
    ChangeKind,
    Difference,
    Payload,
    change_or_ask,
    register,
)


def judge_or_ask(
    *,
    form: DisclosureForm,
    course: Course,
    judgements: Mapping[int, Decision],
    actor: User,
    now: datetime,
) -> CourseChange | None:
    """Keep the decisions as `judge` does; if learners of a live course would read others, it may take two people.

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
    form = DisclosureForm.objects.select_related("person").get(pk=payload["form"])
    decisions = _decisions(payload)
    supposed = {
        row.pk: Judgement(
            relationship=row,
            course=told,
            relevant=decisions[row.pk].relevant,
            mitigation_steps=list(decisions[row.pk].steps),
            mitigated_on=decisions[row.pk].mitigated_on,
            exception=decisions[row.pk].exception,
        )
        for row in form.relationships.select_related("form__person")
        if row.pk in decisions
    }
    old, new = disclosure_lines(told), disclosure_lines(told, supposed)
    if old == new:
        return []
    return [{"label": "Disclosure", "old": "\n".join(old), "new": "\n".join(new)}]


def _own(payload: Payload, actor: User) -> Refused | None:
    person = DisclosureForm.objects.select_related("person").get(pk=payload["form"]).person
    return own_disclosure_refusal(actor, person)


JUDGEMENTS = register(
    ChangeKind(
        code="judgements",
        words="the disclosure that learners read",
        step="people",
        covers=("Relationships judged so that learners read another disclosure",),
        difference=_difference,
        apply=_apply,
        own=_own,
        free=("Judgements that change nothing of what learners read",),
    )
)
