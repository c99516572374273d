"""Staff pages of exports: who may, what is shown before anything leaves, and what is noted."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import AuditEntry
from courses.models import Course
from providers.models import Provider
from reporting.models import Consent, Export, ExportLayout
from reporting.services import deadlines
from reporting.views import exports as views
from tests import factories
from tests.reporting.people import (
    LICENCE,
    NOW,
    NPI,
    destination,
    earn,
    export,
    layout,
    learner_of,
    make_reported_course,
    provider_of,
    withdraw,
)
from tests.second_factors import age_proofs
from tests.staff_members import client_of, sign_in

LIST, NEW = "/admin/exports/", "/admin/exports/new/"


@pytest.fixture
def course(db: None) -> Course:
    return make_reported_course()


@pytest.fixture
def staff(course: Course) -> Client:
    return client_of("manager", provider_of(course))


def chosen(course: Course, code: str = "pars-learners", **more: Any) -> dict[str, Any]:
    return {"provider": provider_of(course).pk, "layout": layout(code).pk} | more


def page(made: Export, name: str = "export") -> str:
    return reverse(f"reporting:{name}", args=[made.pk])


def make(staff: Client, course: Course, code: str = "pars-learners", **more: Any) -> Export:
    query = {key: str(value) for key, value in chosen(course, code, **more).items()}
    staff.post(NEW, query_params=query)
    return Export.objects.latest("pk")


def test_the_dry_run_shows_who_goes_masked_and_who_not_and_why(
    staff: Client, course: Course
) -> None:
    earn(course)
    earn(course, full_name="Bea Ng", npi="", licence="", consents=())
    shown = staff.get(NEW, chosen(course)).text
    assert "Ana Díaz" in shown
    assert "•••••••893" in shown
    assert NPI not in shown
    assert LICENCE not in shown
    assert "Bea Ng" in shown
    assert "<strong>no consent</strong>" in shown
    assert "<strong>no license</strong>" in shown
    assert "Only the learner can add it" in shown
    assert not Export.objects.exists()
    entry = AuditEntry.objects.get(action="export-checked")
    assert entry.details == {"layout": "pars-learners", "would_go": 1, "left_out": 1}


def test_an_export_is_made_downloaded_and_noted(staff: Client, course: Course) -> None:
    earn(course)
    made = make(staff, course)
    shown = staff.get(page(made)).text
    assert made.sha256 in shown
    assert NPI not in shown
    response = staff.get(page(made, "export-file"))
    assert response["Content-Disposition"] == f'attachment; filename="report-{made.pk}.xlsx"'
    content = b"".join(response)
    assert int(response["Content-Length"]) == len(content) == made.bytes
    assert load_workbook(io.BytesIO(content)).worksheets[0].max_row == 2
    assert "no-store" in response["Cache-Control"]
    assert AuditEntry.objects.filter(action="export-downloaded").count() == 1


def test_a_learner_left_out_is_listed_on_the_exports_page(staff: Client, course: Course) -> None:
    earn(course, full_name="Bea Ng", consents=())
    made = make(staff, course)
    shown = staff.get(page(made)).text
    assert "Bea Ng" in shown
    assert "<strong>no consent</strong>" in shown
    assert "No one to report" in shown


def test_choosing_shows_the_form_with_what_was_typed(staff: Client, course: Course) -> None:
    assert staff.get(NEW).status_code == 200
    bad = chosen(course, completed_from="2026-02-01", completed_to="2026-01-01")
    answer = staff.get(NEW, bad)
    assert answer.status_code == 400
    assert "The last day is before the first" in answer.text
    assert 'value="2026-02-01"' in answer.text


@pytest.mark.parametrize("wrong", [{"layout": "0"}, {"provider": "0"}, {"courses": "0"}])
def test_what_is_not_offered_cannot_be_chosen(
    staff: Client, course: Course, wrong: dict[str, str]
) -> None:
    earn(course)
    assert staff.get(NEW, chosen(course) | wrong).status_code == 400
    staff.post(NEW, query_params={k: str(v) for k, v in (chosen(course) | wrong).items()})
    assert not Export.objects.exists()


def test_a_course_of_another_provider_is_refused(course: Course) -> None:
    other = make_reported_course()
    both = client_of("manager", provider_of(course), provider_of(other))
    answer = both.get(NEW, chosen(course, courses=other.pk))
    assert answer.status_code == 400
    assert "is not a course of" in answer.text


def test_nothing_to_export_is_said(staff: Client, course: Course) -> None:
    staff.post(NEW, query_params={k: str(v) for k, v in chosen(course).items()})
    assert not Export.objects.exists()
    assert "There is nothing to export" in staff.get(NEW, chosen(course)).text


def test_many_candidates_are_checked_by_the_job(
    staff: Client, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    earn(course)
    monkeypatch.setattr(views, "_DRY_MOST", 0)
    assert "The job that creates the export checks them" in staff.get(NEW, chosen(course)).text


def test_totals_are_shown_before_they_are_exported(staff: Client, course: Course) -> None:
    shown = staff.get(NEW, chosen(course, "pars-totals")).text
    assert "201234567" in shown
    assert make(staff, course, "pars-totals").adds == 1


PAGES = [
    ("get", "exports"),
    ("get", "export-new"),
    ("get", "export"),
    ("get", "export-file"),
    ("post", "export-discard"),
]


def open_page(client: Client, made: Export, method: str, name: str) -> int:
    args = [] if name in {"exports", "export-new"} else [made.pk]
    path = reverse(f"reporting:{name}", args=args)
    response = getattr(client, method)(path)
    return int(response.status_code)


@pytest.mark.parametrize(("method", "name"), PAGES)
def test_pages_refuse_the_wrong_method(
    staff: Client, course: Course, method: str, name: str
) -> None:
    earn(course)
    assert open_page(staff, export(course), "delete", name) == 405


@pytest.mark.parametrize("name", ["export-new", "export-file", "export-discard"])
def test_what_leaves_asks_for_a_fresh_proof(course: Course, staff: Client, name: str) -> None:
    earn(course)
    made = export(course)
    age_proofs(staff)
    method = "post" if name == "export-discard" else "get"
    path = reverse(f"reporting:{name}", args=[] if name == "export-new" else [made.pk])
    answer = getattr(staff, method)(path)
    assert answer["Location"].startswith("/accounts/second-factor/")
    made.refresh_from_db()
    assert made.discarded_at is None


def test_buttons_that_will_ask_for_it_say_so(course: Course, staff: Client) -> None:
    earn(course)
    assert (
        "Your second factor is good for another 15 minutes" in staff.get(NEW, chosen(course)).text
    )
    made = export(course)
    age_proofs(staff, seconds=15 * 60)
    assert staff.get(page(made)).text.count("You will be asked for your second factor first") == 2


def test_what_was_not_sent_is_said_so(staff: Client, course: Course) -> None:
    earn(course)
    made = export(course)
    for _ in range(2):
        staff.post(page(made, "export-discard"))
    assert "Not sent" in staff.get(LIST).text
    assert staff.get(page(made, "export-file")).status_code == 200


def test_an_old_file_leads_back_with_a_sentence(staff: Client, course: Course) -> None:
    earn(course)
    made = export(course)
    Export.objects.filter(pk=made.pk).update(file_removed_at=NOW)
    answer = staff.get(page(made, "export-file"), follow=True)
    assert "This file is no longer kept" in answer.text


@pytest.mark.parametrize(("days", "late", "alarming"), [(5, 0, 0), (8, 1, 0), (26, 1, 1)])
def test_credit_that_waits_is_counted_from_claim_and_consent(
    course: Course, days: int, late: int, alarming: int
) -> None:
    certificate = earn(course, consents=())
    now = NOW + timedelta(days=60)  # the claim is old; the consent is not
    Consent.objects.create(
        user=learner_of(certificate),
        destination=destination(),
        text=destination().texts.latest("version"),
        given_at=now - timedelta(days=days),
    )
    found = deadlines.waiting(Provider.objects.all(), now=now)
    assert [(each.late, each.alarming) for each in found] == ([(late, alarming)] if late else [])


def test_what_waits_is_on_the_list_and_on_the_staff_home(staff: Client, course: Course) -> None:
    certificate = earn(course)
    export(course)
    withdraw(learner_of(certificate))
    assert "1 report must be withdrawn" in staff.get(LIST).text
    assert "to delete at ACCME (PARS)" in staff.get("/admin/").text


def test_the_learner_is_asked_after_the_claim_and_not_again(course: Course) -> None:
    certificate = earn(course, consents=())
    owner = Client()
    owner.force_login(learner_of(certificate))
    question = "With your permission, we report this credit"
    assert question in owner.get(certificate.get_absolute_url()).text
    Consent.objects.create(
        user=learner_of(certificate),
        destination=destination(),
        text=destination().texts.latest("version"),
    )
    assert question not in owner.get(certificate.get_absolute_url()).text


def test_participation_is_not_offered_to_be_reported(course: Course) -> None:
    certificate = earn(course, credit="participation", profession="registered-nurse")
    owner = Client()
    owner.force_login(learner_of(certificate))
    page = owner.get(certificate.get_absolute_url()).text
    assert "Have this credit reported for you?" not in page


@pytest.fixture
def administrator(db: None) -> Client:
    return sign_in(factories.make_user(is_staff=True, is_superuser=True))


def layout_form(code: str, **changes: str) -> dict[str, str]:
    found = layout(code)
    columns = list(found.columns.all())
    form = {
        "code": found.code,
        "name": found.name,
        "destination": str(found.destination_id),
        "subject": found.subject,
        "format": found.format,
        "has_header": "on",
        "active": "on",
        "position": "1",
        "columns-TOTAL_FORMS": str(len(columns)),
        "columns-INITIAL_FORMS": str(len(columns)),
    }
    for place, column in enumerate(columns):
        names = ("id", "position", "header", "expression", "validator")
        form |= {f"columns-{place}-{name}": str(getattr(column, name)) for name in names}
        form[f"columns-{place}-layout"] = str(found.pk)
    return form | changes


def test_a_header_is_changed_in_the_admin_with_version_and_history(
    administrator: Client, course: Course
) -> None:
    found = layout("records-csv")
    path = f"/admin/reporting/exportlayout/{found.pk}/change/"
    assert administrator.get(path).status_code == 200
    form = layout_form("records-csv", **{"columns-1-header": "Full name"})
    assert administrator.post(path, form).status_code == 302
    changed = ExportLayout.objects.get(pk=found.pk)
    assert changed.version == found.version + 1
    assert changed.columns.all()[1].header == "Full name"
    events = apps.get_model("reporting", "ExportColumnEvent").objects
    assert events.filter(pgh_label="update", header="Full name").exists()


@pytest.mark.parametrize(
    ("expression", "says"),
    [("npi", "holds no license, NPI"), ("physicians", "has no such value"), ("eval", "Select a")],
)
def test_a_column_says_only_what_its_layout_may(
    administrator: Client, expression: str, says: str
) -> None:
    found = layout("records-csv")
    path = f"/admin/reporting/exportlayout/{found.pk}/change/"
    answer = administrator.post(
        path, layout_form("records-csv", **{"columns-1-expression": expression})
    )
    assert answer.status_code == 200
    assert says in answer.text


def test_layouts_are_shared_so_one_of_two_providers_only_reads_them(
    staff: Client, course: Course
) -> None:
    path = f"/admin/reporting/exportlayout/{layout().pk}/change/"
    alone = Provider.objects.count() == 1
    assert staff.get(path).status_code == 200
    assert ('name="code"' in staff.get(path).text) is alone
    factories.make_provider()
    assert 'name="code"' not in staff.get(path).text


def test_records_of_exports_are_read_only_and_ones_own(staff: Client, course: Course) -> None:
    earn(course)
    made = export(course)
    path = f"/admin/reporting/export/{made.pk}/change/"
    assert staff.get(path).status_code == 200
    assert staff.post(path, {}).status_code == 403
    assert staff.post(f"/admin/reporting/export/{made.pk}/delete/").status_code == 403
    assert client_of("owner", factories.make_provider()).get(path).status_code == 302
    for table in ("export", "exportrow", "exportexclusion", "trackingnumber"):
        assert staff.get(f"/admin/reporting/{table}/").status_code == 200
