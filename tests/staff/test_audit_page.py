"""The audit trail: one list of acts and changes, searched, paged, taken away, and never edited."""

import csv
import io
import re
from datetime import timedelta
from typing import Any

import pghistory
import pytest
from django.apps import apps
from django.db import Error, connection, transaction
from django.test import Client
from django.utils import timezone

from accounts.audit import record
from accounts.models import AuditEntry, User
from authoring.services.history import changes_of_course
from courses.models import Course, Series
from providers.models import Provider
from staff.services.trail import every_line, page
from staff.services.trail_sources import (
    Search,
    action_of,
    code_of,
    histories,
    provider_path,
    words_of,
)
from tests import factories
from tests.second_factors import age_proofs
from tests.staff_members import prove, sign_in

AUDIT = "/admin/audit/"
CSV = "/admin/audit.csv"


@pytest.fixture
def course(provider: Provider) -> Course:
    return factories.make_course(provider=provider, title="Listening")


@pytest.fixture
def client(owner: User) -> Client:
    return sign_in(owner)


def change(course: Course, actor: User, **fields: Any) -> None:
    with pghistory.context(user=actor.pk, url="/admin/"):
        Course.objects.filter(pk=course.pk).update(**fields)


def test_acts_and_changes_stand_in_one_list_newest_first(
    client: Client, owner: User, course: Course, kate: User
) -> None:
    provider = course.series.provider
    record(owner, "timeline-read", learner=kate, provider=provider, reason="Called us")
    change(course, owner, title="Listening well")
    text = client.get(AUDIT).text
    for words in ("timeline-read", "Kate Novak", "Called us", "course-changed", "Olga Owner"):
        assert words in text
    assert text.index("course-changed") < text.index("timeline-read")


def test_rows_of_two_histories_with_the_same_number_name_their_own_actors(
    client: Client, owner: User, manager: User, kate: User, course: Course
) -> None:
    number_next(Course, Series, Provider)
    change(course, owner, title="Hearing")
    with pghistory.context(user=manager.pk, url="/admin/"):
        Series.objects.filter(pk=course.series_id).update(title="Talks")
    with pghistory.context(user=10**9, url="/"):
        Provider.objects.filter(pk=course.series.provider_id).update(name="Former Society")
    assert len({newest(model) for model in (Course, Series, Provider)}) == 1
    did = {
        "course-changed": "Olga Owner",
        "series-changed": "Mia Manager",
        "provider-changed": "A deleted account",
    }
    lines = every_line(Search(providers=None), most=1000)
    assert did.items() <= {line.action: line.actor for line in lines}.items()
    for looked_for in ({}, {"action": "-changed"}, {"since": "2020-01-01"}):
        shown = client.get(AUDIT, looked_for).context["lines"]
        assert did.items() <= {line.action: line.actor for line in shown}.items()
        sheet = b"".join(client.get(CSV, looked_for).streaming_content)  # type: ignore[attr-defined]
        rows = csv.DictReader(io.StringIO(sheet.decode("utf-8-sig")))
        assert did.items() <= {row["Action"]: row["Who"] for row in rows}.items()
    for actor, action in (("olga", "course-changed"), ("mia", "series-changed")):
        [line] = client.get(AUDIT, {"actor": actor, "action": "-changed"}).context["lines"]
        assert (line.action, line.actor) == (action, did[action])
    changes, _ = changes_of_course(course)
    assert {(each.user, each.changes[0].noun) for each in changes} >= {
        (owner, "course"),
        (manager, "series"),
    }


def number_next(*models: Any) -> None:
    """Let the next row of each model's history have the same number."""
    with connection.cursor() as cursor:
        for model in models:
            table = model.pgh_event_model._meta.db_table
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, 'pgh_id'), 1000000, false)", [table]
            )


def newest(model: Any) -> int:
    return int(model.pgh_event_model.objects.latest("pgh_id").pgh_id)


def test_a_change_reads_as_before_and_after(client: Client, owner: User, course: Course) -> None:
    change(course, owner, title="Hearing")
    text = client.get(AUDIT, {"action": "course-changed"}).text
    assert re.search("<del>.*Listening</del>", text)
    assert re.search("<ins>.*Hearing</ins>", text)


def test_staff_see_the_lines_of_their_own_provider_only(client: Client, owner: User) -> None:
    other = factories.make_course(title="Secret plans")
    change(other, owner, title="Secret plans, changed")
    record(owner, "read-elsewhere", provider=other.series.provider)
    record(owner, "installation-wide")
    text = client.get(AUDIT).text
    for hidden in ("Secret plans", "Read elsewhere</span>", "Installation wide</span>"):
        assert hidden not in text
    assert client.get(AUDIT, {"provider": other.series.provider_id}).status_code == 400


def test_an_administrator_sees_everything(administrator: User, owner: User) -> None:
    other = factories.make_course()
    change(other, owner, title="Secret plans")
    User.objects.filter(pk=owner.pk).update(is_superuser=True)
    record(None, "installation-wide")
    text = sign_in(administrator).get(AUDIT).text
    for words in ("Secret plans", "Installation wide</span>", "The portal", "User changed"):
        assert words in text


def test_a_code_stays_as_it_is_recorded_and_is_read_in_us_spelling() -> None:
    kinds = {action_of(model, "update") for model in histories()}
    assert {"judgement-changed", "course-changed"} <= kinds
    for code, words in [
        ("licence-searched", "License searched"),
        ("judgement-added", "Judgment added"),
    ]:
        assert (words_of(code), code_of(words)) == (words, code)


@pytest.mark.parametrize(
    ("looked_for", "found"),
    [
        ({"text": "number 7"}, ["a-read"]),
        ({"text": "hear"}, ["course-changed"]),
        ({"text": "SEMINAR"}, ["a-change"]),
        ({"text": "A change"}, ["a-change"]),
        ({"text": "Course changed"}, ["course-changed"]),
        ({"actor": "olga"}, ["course-changed", "a-read"]),
        ({"actor": "mia@staff"}, ["a-change"]),
        ({"action": "a-"}, ["a-change", "a-read"]),
        ({"action": "A change"}, ["a-change"]),
        ({"learner": "kate"}, ["a-read"]),
        ({"since": "2030-01-01"}, []),
        ({"until": "2000-01-01"}, []),
        ({"text": "%"}, []),
    ],
)
def test_it_is_searched(
    client: Client,
    owner: User,
    manager: User,
    kate: User,
    course: Course,
    looked_for: dict[str, str],
    found: list[str],
) -> None:
    provider = course.series.provider
    record(owner, "a-read", learner=kate, provider=provider, reason="Case number 7")
    record(manager, "a-change", provider=provider, room="Seminar room")
    change(course, owner, title="Hearing")
    lines = client.get(AUDIT, looked_for).context["lines"]
    told = [line.action for line in lines if not line.action.endswith("-added")]
    assert sorted(told) == sorted(found)


@pytest.mark.parametrize(
    "sent", [{"since": "yesterday"}, {"since": "2026-02-02", "until": "2026-02-01"}]
)
def test_what_cannot_be_looked_for_is_said(client: Client, sent: dict[str, str]) -> None:
    page = client.get(AUDIT, sent)
    assert page.status_code == 400
    assert "There is a problem" in page.text
    assert client.get(CSV, sent)["Location"].startswith(AUDIT)


def test_pages_follow_each_other_without_gap_or_repetition(owner: User, course: Course) -> None:
    now = timezone.now()
    for number in range(7):
        record(owner, f"act-{number}", provider=course.series.provider)
    AuditEntry.objects.bulk_create(
        AuditEntry(at=now, action=f"at-once-{number}", provider=course.series.provider_id)
        for number in range(5)
    )
    search = Search(providers=[course.series.provider_id])
    whole = [(line.at, line.action, line.subject) for line in every_line(search, most=1000)]
    assert whole == sorted(whole, key=lambda line: line[0], reverse=True)
    paged, before = [], None
    while True:
        lines, before = page(search, before=before, count=3)
        paged += [(line.at, line.action, line.subject) for line in lines]
        if before is None:
            break
    assert paged == whole
    assert len(whole) > 20


def test_older_lines_are_one_click_away(client: Client, owner: User, provider: Provider) -> None:
    for number in range(60):
        record(owner, f"act-{number}", provider=provider)
    first = client.get(AUDIT, {"action": "act-"})
    assert len(first.context["lines"]) == 50
    second = client.get(f"{AUDIT}?{first.context['older']}")
    assert [line.action for line in second.context["lines"]] == [
        f"act-{n}" for n in range(9, -1, -1)
    ]
    assert "Newest entries" in second.text
    assert client.get(AUDIT, {"before": "nonsense"}).status_code == 200


def test_it_costs_the_same_statements_however_much_there_is(
    client: Client, owner: User, course: Course, django_assert_max_num_queries: Any
) -> None:
    for number in range(40):
        record(owner, f"act-{number}", provider=course.series.provider)
        change(course, owner, title=f"Title {number}")
    with django_assert_max_num_queries(46):
        client.get(AUDIT)


def test_it_is_taken_away_as_csv_and_that_is_a_line_too(
    client: Client, owner: User, provider: Provider
) -> None:
    record(owner, "certificate-revoked", provider=provider, reason="=HYPERLINK(1)")
    response = client.get(CSV, {"action": "revoked", "learner": "", "other": "Ana Díaz"})
    assert response["Content-Disposition"] == 'attachment; filename="audit-trail.csv"'
    text = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    [row] = csv.DictReader(io.StringIO(text))
    assert (row["Action"], row["Reason"]) == ("certificate-revoked", "'=HYPERLINK(1)")
    line = AuditEntry.objects.get(action="audit-exported")
    assert (line.provider, line.details) == (provider.pk, {"looked_for": ["action"]})


def test_the_line_about_it_names_no_learner(client: Client) -> None:
    client.get(CSV, {"learner": "Ana Díaz", "text": "Díaz"})
    line = AuditEntry.objects.get(action="audit-exported")
    assert line.details == {"looked_for": ["learner", "text"]}


def test_taking_it_away_asks_for_a_new_proof(client: Client) -> None:
    age_proofs(client, seconds=15 * 60 + 1)
    asked = client.get(CSV)
    assert asked["Location"] == "/accounts/second-factor/?next=%2Fadmin%2Faudit.csv"
    assert not AuditEntry.objects.exists()
    assert prove(client).get(CSV).status_code == 200


def test_it_takes_no_other_method(client: Client) -> None:
    assert client.post(AUDIT).status_code == 405
    assert Client().get(AUDIT)["Location"].startswith("/accounts/login/")


# Nobody edits it


@pytest.mark.parametrize("history", histories(), ids=lambda model: model._meta.label)
def test_rows_of_history_are_neither_changed_nor_deleted(history: Any, db: None) -> None:
    names = {trigger.name for trigger in history._meta.triggers}
    assert "append_only" in names


def test_the_database_refuses_to_rewrite_history(course: Course, owner: User) -> None:
    change(course, owner, title="Hearing")
    rows = Course.pgh_event_model.objects.filter(pgh_obj=course.pk)  # type: ignore[attr-defined]
    for act in (lambda: rows.update(title="x"), rows.delete):
        with pytest.raises(Error, match="append_only"), transaction.atomic():
            act()


def test_no_page_of_the_admin_writes_it(administrator: User) -> None:
    line = record(administrator, "certificate-revoked")
    client = sign_in(administrator)
    for place in ("add/", f"{line.pk}/change/", f"{line.pk}/delete/"):
        sent = {"action": "other", "post": "yes"}
        assert client.post(f"/admin/accounts/auditentry/{place}", sent).status_code == 403
    sent = {"action": "delete_selected", "_selected_action": str(line.pk), "post": "yes"}
    client.post("/admin/accounts/auditentry/", sent)
    assert AuditEntry.objects.filter(pk=line.pk, action="certificate-revoked").exists()


def test_every_history_of_what_belongs_to_a_provider_finds_it() -> None:
    """A model without a way to its provider shows its changes to administrators alone."""
    nobodys = {
        history.pgh_tracked_model._meta.label
        for history in histories()
        if provider_path(history) is None
    }
    installation_wide = {"accounts", "portal"}
    assert {label for label in nobodys if label.split(".")[0] not in installation_wide} <= SHARED
    assert apps.get_model("courses", "Course")._meta.label not in nobodys


# What providers of one installation share. A new model that is theirs alone does not belong here.
SHARED = {
    "reporting.CertifyingBoard",
    "reporting.ReportingDestination",
    "reporting.ExportColumn",
    "reporting.ExportLayout",
    "reporting.ProfessionCode",
    "courses.CreditType",
    "courses.DisclosureWording",
    "providers.StatementTemplate",
}


def test_a_day_ends_where_the_provider_is(client: Client, owner: User, provider: Provider) -> None:
    record(owner, "a-read", provider=provider)
    tomorrow = timezone.now() + timedelta(days=1)
    looked_for = {"action": "a-read", "until": (tomorrow - timedelta(days=3)).date().isoformat()}
    assert not client.get(AUDIT, looked_for).context["lines"]
    looked_for["until"] = tomorrow.date().isoformat()
    assert client.get(AUDIT, looked_for).context["lines"]
