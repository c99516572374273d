"""Rows for the pages of exports: one that is answered, one that is being made, someone left out."""

from accounts.models import User
from providers.models import Membership
from reporting.models import Export, TrackingNumber
from reporting.services.exporting import columns_of
from tests.reporting.answers import bring, take
from tests.reporting.people import (
    destination,
    earn,
    export,
    layout,
    learner_of,
    make_reported_course,
    provider_of,
    withdraw,
)


def make_export_rows(owner: User) -> dict[str, object]:
    """Return the places that addresses of exports speak of; they are a provider's of this owner."""
    course = make_reported_course()
    provider = provider_of(course)
    Membership.objects.create(provider=provider, user=owner, role=Membership.Role.OWNER)
    TrackingNumber.objects.create(
        destination=destination("ce-broker"), provider=provider, number="50-4711"
    )
    back = earn(course, full_name="Noor Takes-Back")
    export(course)
    withdraw(learner_of(back))
    name = "Wilhelmina Featherstonehaugh"
    earn(course, full_name=name, npi="1245319599", licence="036.000111")
    earn(course, full_name="Ira Leftout", npi="", licence="", consents=())
    made = export(course)
    earn(course, full_name="Zoë Next", npi="1679576722", licence="125.000222")
    row = made.rows.get(action="add")
    error = f"{row.credit_id},State License ID 036.000111 is not known"
    answer = bring(made, f"Credit ID,Error\n{error}\nx,Odd\n", name="answer.csv", rest=True)
    unknown = bring(made, "Record #,Disposition\n2,Zustimmung\n3,Void\n", name="words.csv")
    taken = bring(made, "Row,Status,Error\n2,OK,\n9,Failed,No such row\n", name="taken.csv")
    take(taken)
    under_way = Export.objects.create(
        provider=provider,
        layout=layout(),
        layout_version=1,
        columns=columns_of(layout()),
        selection=made.selection,
        made_by=made.made_by,
        checked=1500,
        to_check=4200,
    )
    return {
        "export": made.pk,
        "answer": answer.pk,
        "unknown_answer": unknown.pk,
        "taken_answer": taken.pk,
        "under_way": under_way.pk,
        "dry_run": f"provider={provider.pk}&layout={layout().pk}",
        "totals": f"provider={provider.pk}&layout={layout('pars-totals').pk}",
        "wrong_days": f"provider={provider.pk}&layout={layout().pk}"
        "&completed_from=2026-02-01&completed_to=2026-01-01",
        "reportable": earn(course, full_name="Ada Asked", consents=()).pk,
    }
