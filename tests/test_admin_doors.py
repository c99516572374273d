"""A fact has one door: which tables of the admin write, and that no other takes anything from a course.

**A new table** that may write, or one that no longer does, fails the first test here: decide, then change
`WRITES`. What has a page of its own is read in the admin (`accounts.table_admin`), by the administrator too.
"""

from typing import Any

import pytest
from django.contrib import admin
from django.db.models import Model
from django.forms import model_to_dict
from django.http import HttpRequest
from django.test import RequestFactory
from django.urls import reverse

from accounts.models import User
from certificates.models import Certificate
from courses.models import (
    Assessment,
    Choice,
    CommercialSupport,
    Course,
    CreditOffer,
    EvaluationForm,
    EvaluationItem,
    Handout,
    Person,
    Question,
    Role,
    TextTrack,
    Video,
)
from tests import factories
from tests.access_rows import make_side
from tests.staff_members import sign_in

pytestmark = pytest.mark.django_db

# What the administrator may do in each table, and in the rows below it; in all others nothing.
WRITES: dict[str, str] = {
    "account.EmailAddress of accounts.User": "delete",
    "accounts.Profession": "add change delete",
    "accounts.User": "add change",
    "auth.Group": "add change delete",
    "courses.CreditType": "add change delete",
    "courses.DisclosureForm": "add change delete",
    "courses.DisclosureWording": "add",
    "courses.EvaluationLibraryItem": "add change delete",
    "courses.Relationship of courses.DisclosureForm": "add change delete",
    "courses.Series": "add change delete",
    "mfa.Authenticator": "delete",
    "portal.Hotline": "add change delete",
    "portal.Installation": "change",
    "providers.Provider": "change delete",
    "providers.StatementTemplate": "add change delete",
    "reporting.CertifyingBoard": "add change delete",
    "reporting.ConsentText of reporting.ReportingDestination": "add",
    "reporting.ExportColumn of reporting.ExportLayout": "add change delete",
    "reporting.ExportLayout": "add change delete",
    "reporting.ProfessionCode": "add change delete",
    "reporting.ReportingDestination": "add change delete",
    "reporting.TrackingNumber": "add change delete",
}
TABLES = admin.site._registry
CLOSED = [model for model in TABLES if model._meta.label not in WRITES]
PARTS: tuple[type[Model], ...] = (
    *(Course, Person, Role, CreditOffer, Handout, Video, TextTrack, Assessment, Question, Choice),
    *(CommercialSupport, EvaluationForm, EvaluationItem, Certificate),
)
FORMER_ACTIONS = (
    *("delete_selected", "publish_courses", "retire_courses"),
    *("correct_selected", "revoke_selected"),
)


@pytest.fixture
def administrator(db: None) -> User:
    return factories.make_user(is_staff=True, is_superuser=True)


def _doors(request: HttpRequest) -> dict[str, str]:
    """Return what each table and each inline lets the sender of `request` do, where it is anything."""
    found = {}
    for model, table in TABLES.items():
        found[model._meta.label] = _verbs(table, request)
        for kind in table.inlines:
            name = f"{kind.model._meta.label} of {model._meta.label}"
            found[name] = _verbs(kind(model, admin.site), request, None)
    return {name: verbs for name, verbs in found.items() if verbs}


def _verbs(table: Any, *asked: Any) -> str:
    verbs = ("add", "change", "delete")
    return " ".join(verb for verb in verbs if getattr(table, f"has_{verb}_permission")(*asked))


def test_only_what_has_no_page_of_its_own_is_written_in_the_admin(administrator: User) -> None:
    request = RequestFactory().get("/admin/")
    request.user = administrator
    assert _doors(request) == WRITES, "Has it a page of its own? Then ReadOnlyAdmin; else WRITES."


def test_a_closed_table_takes_nothing_from_a_published_course(administrator: User) -> None:
    make_side("own")
    client, before, faults = sign_in(administrator), _parts(), []
    for model in CLOSED:
        for row in model._default_manager.all():
            sent = _as_the_old_page_sent(row)
            for page in ("add", "change", "delete"):
                answer = client.post(_address(model, page, row), sent)
                faults += [f"{page} {model.__name__}"] if answer.status_code != 403 else []
    assert not faults
    assert _parts() == before


def test_no_deletion_in_a_table_that_writes_takes_it_either(administrator: User) -> None:
    make_side("own")
    client, before = sign_in(administrator), _parts()
    for model in set(TABLES) - set(CLOSED):
        for row in model._default_manager.all():
            client.post(_address(model, "delete", row), {"post": "yes"})
    assert _parts() == before


@pytest.mark.parametrize("action", FORMER_ACTIONS)
def test_no_list_of_a_closed_table_acts(administrator: User, action: str) -> None:
    make_side("own")
    client, before = sign_in(administrator), _parts()
    for model in CLOSED:
        keys = list(model._default_manager.values_list("pk", flat=True))
        sent = {"action": action, "_selected_action": keys, "post": "yes", "reason": "No."}
        client.post(_address(model, "changelist"), sent)
    assert _parts() == before


def _address(model: type[Model], page: str, row: Model | None = None) -> str:
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}"
    return reverse(name, args=[row.pk] if row and page not in {"add", "changelist"} else [])


def _parts() -> list[list[dict[str, Any]]]:
    parts = [list(part._default_manager.order_by("pk").values()) for part in PARTS]
    assert all(parts), "Of each there must be something to lose."
    return parts


def _as_the_old_page_sent(row: Model) -> dict[str, Any]:
    """Return the fields of `row` and of its inlines as a form sends them, every inline row ticked away."""
    sent = _typed(row) | {"post": "yes"}
    for inline in TABLES[type(row)].get_inline_instances(_anyone()):
        below = list(inline.model._default_manager.filter(**{_link(inline.model, row): row.pk}))
        prefix = inline.get_formset(_anyone(), row).get_default_prefix()
        sent |= {f"{prefix}-TOTAL_FORMS": len(below), f"{prefix}-INITIAL_FORMS": len(below)}
        for place, each in enumerate(below):
            fields = _typed(each) | {"id": each.pk, "DELETE": "on"}
            sent |= {f"{prefix}-{place}-{name}": value for name, value in fields.items()}
    return sent


def _typed(row: Model) -> dict[str, Any]:
    values = model_to_dict(row)
    return {name: "" if value is None else str(value) for name, value in values.items()}


def _link(model: type[Model], row: Model) -> str:
    [link] = [each.name for each in model._meta.fields if each.related_model is type(row)]
    return link


def _anyone() -> HttpRequest:
    request = RequestFactory().get("/admin/")
    request.user = User(is_superuser=True)
    return request


def test_a_row_that_is_only_read_leads_to_the_page_that_writes_it(administrator: User) -> None:
    side = make_side("own")
    client = sign_in(administrator)
    pages = {
        side.course: f"/admin/editor/{side.course.slug}/about/",
        side.course.videos.get(): f"/admin/editor/{side.course.slug}/video/",
        side.certificate: f"/admin/learners/{side.learner.pk}/",
        side.role.person: f"/admin/people/{side.role.person_id}/",
    }
    for row, page in pages.items():
        shown = client.get(_address(type(row), "change", row)).text
        assert f'href="{page}" class="viewsitelink">Open its page' in shown


def test_every_page_that_a_row_leads_to_opens(administrator: User) -> None:
    make_side("own")
    client = sign_in(administrator)
    for model, table in TABLES.items():
        row = model._default_manager.first()
        address = table.get_view_on_site_url(row) if getattr(table, "page", ()) else None
        if row is not None and address is not None:
            assert client.get(address).status_code == 200, f"{model.__name__}: {address}"


@pytest.mark.parametrize("table", ["imports/import", "certificates/transcriptfile"])
def test_nobody_looks_for_the_bytes_of_a_file(administrator: User, table: str) -> None:
    client = sign_in(administrator)
    for typed in ("content=9223372036854775808", "content__startswith=x", "content__isnull=1"):
        assert client.get(f"/admin/{table}/?{typed}").status_code == 400
    assert client.get(f"/admin/{table}/").status_code == 200
