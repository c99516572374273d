"""What a folder says of financial relationships, and how each of its courses judged them."""

from typing import Any

from django.db.models import Model

from accounts.cleaning import says_something
from authoring.services.loading.plan import PersonPlan, SeriesPlan
from authoring.services.loading.reading import Table
from courses.models import (
    DisclosureForm,
    Exemption,
    MitigationStep,
    Nature,
    Relationship,
)
from courses.services.disclosure_statement import is_on_record
from disclosure.services.folder_forms import differ, form_on_record

_KEPT = (
    "The disclosure of {form} was decided by staff or is shown in a published course, so it stays. Enter what"
    " changed as a new form, with the day on which that was signed."
)
type Judged = dict[str, dict[str, Any]]
"""By the slug of a course, the fields of its judgement."""


def read_relationship(table: Table, slugs: list[str]) -> tuple[dict[str, Any], Judged]:
    """Return the relationship, and how the courses of the folder judged it; those not named leave it to staff."""
    fields = {
        "company": table.text("company"),
        "kind": table.one_of("kind", Nature.values),
        "nature": table.text("nature"),
        "began_on": table.optional_day("began_on"),
        "ended_on": table.optional_day("ended_on"),
    }
    if "relevant" in table.data:
        words = "Is decided for each course: write a table [people.disclosure.relationships.judged.<slug>]."
        table.error("relevant", words)
        table.read |= {"relevant", "mitigation", "mitigated_on"}
    judged = table.table("judged") if "judged" in table.data else None
    found = {
        slug: _judgement(judged.table(slug)) for slug in slugs if judged and slug in judged.data
    }
    if judged:
        judged.finish()
    table.check(Relationship(**fields))
    table.finish()
    return fields, found


def _judgement(table: Table) -> dict[str, Any]:
    said: dict[str, Any] = {
        "relevant": table.flag("relevant"),
        "mitigation_steps": table.texts("steps", optional=True),
        "mitigation": table.text("mitigation", optional=True),
        "mitigated_on": table.optional_day("mitigated_on"),
        "exception": table.one_of("exception", Exemption.values)
        if "exception" in table.data
        else "",
        "exception_reason": table.text("exception_reason", optional=True),
    }
    if "relevant" not in table.data:
        table.error("relevant", "Is missing; it must be true or false.")
    if wrong := set(said["mitigation_steps"]) - set(MitigationStep.values):
        known = ", ".join(MitigationStep.values)
        table.error("steps", f"“{min(wrong)}” is not one of {known}.")
    done = says_something(said["mitigation"]) or said["mitigation_steps"]
    if said["relevant"] and not (done and said["mitigated_on"]):
        words = "A relevant relationship needs steps or mitigation, and mitigated_on."
        table.error("relevant", words)
    if bool(said["exception"]) != says_something(said["exception_reason"]):
        table.error("exception", "An exception and its exception_reason go together.")
    table.finish()
    return said


def refusals_of_kept_forms(plan: SeriesPlan) -> list[tuple[str, str]]:
    """Return key and reason of each form that the folder would change though it is on record as it stands.

    That is a form that staff judged, or that learners of a published course are told of.
    """
    return [
        (
            f"people[{at}].disclosure",
            _KEPT.format(form=form),
        )
        for at, person in enumerate(plan.people, start=1)
        if (form := form_of(person, plan.provider["slug"]))
        and (_changes(form, person.disclosure) or differ(form, person.relationships))
        and is_on_record(form)
    ]


def form_of(person: PersonPlan, provider: str) -> DisclosureForm | None:
    """Return the form on record that the folder speaks of."""
    signed_on = person.disclosure["signed_on"]
    return form_on_record(key=person.key, provider=provider, signed_on=signed_on)


def _changes(row: Model, fields: dict[str, Any]) -> bool:
    return any(getattr(row, name) != value for name, value in fields.items())
