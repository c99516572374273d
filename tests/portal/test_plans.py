"""What pages ask is planned once for a connection; what the staff ask, for its values each time."""

from pathlib import Path
from typing import Any

import pghistory
import pytest
from django.db import ProgrammingError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from accounts.models import User
from embedded import bound_by_client, custom_plans, django_database
from portal.middleware import StaffPagesArePlannedAnew
from portal.models import Hotline
from providers.models import Provider
from tests import factories

pytestmark = pytest.mark.django_db
ASKED = "SELECT id FROM accounts_user WHERE id = %s"


def answer(sql: str, *values: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)
        return "\n".join(str(row[0]) for row in cursor.fetchall())


def kept() -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE statement = %s",
            [ASKED.replace("%s", "$1")],
        )
        return list(cursor.fetchall())


def test_what_is_asked_again_is_planned_once_without_its_values() -> None:
    for number in range(4):
        answer(ASKED, number)
    assert kept() == [(2, 0)]  # the first two times nothing is kept


def test_a_report_is_planned_for_its_values_each_time() -> None:
    with custom_plans():
        for number in range(4):
            answer(ASKED, number)
    assert kept() == []


def test_after_an_error_of_a_report_pages_go_on_as_before() -> None:
    with pytest.raises(ProgrammingError), transaction.atomic(), custom_plans():
        answer("SELECT no_such_column WHERE 1 = %s", 1)
    for number in range(4):
        answer(ASKED, number)
    assert kept() == [(2, 0)]


def test_staff_pages_are_planned_for_their_values_and_others_are_not(rf: RequestFactory) -> None:
    def seen(request: HttpRequest) -> HttpResponse:
        return HttpResponse(str(bound_by_client()))

    page = StaffPagesArePlannedAnew(seen)
    assert page(rf.get("/admin/reports/")).content == b"True"
    assert page(rf.get("/dashboard/")).content == b"False"
    assert not bound_by_client()


def test_web_connections_keep_plans_and_do_not_compile_them() -> None:
    options = django_database("postgresql://h/n", Path("/unused"), "web")["OPTIONS"]
    assert "-c plan_cache_mode=force_generic_plan -c jit=off" in options["options"]
    assert options["prepare_threshold"] == 2
    assert "options" not in django_database("postgresql://h/n", Path("/unused"))["OPTIONS"]


def test_behind_a_pooler_nothing_is_prepared_for_it_may_be_lost() -> None:
    options = django_database("postgresql://h/n", Path("/unused"), "web", pooler=True)["OPTIONS"]
    assert "prepare_threshold" not in options
    assert options["server_side_binding"] is True


@pytest.mark.django_db(transaction=True)
def test_who_acts_is_told_with_each_change_and_forgotten_with_it() -> None:
    provider = factories.make_provider()
    with pghistory.context(user=4711):
        for name in ("One", "Two", "Three"):  # once more than a statement is sent before it is kept
            Provider.objects.filter(pk=provider.pk).update(name=name)
    history: Any = Provider
    events = history.pgh_event_model.objects.filter(pgh_obj_id=provider.pk, pgh_label="update")
    assert [event.pgh_context.metadata for event in events] == [{"user": 4711}] * 3
    assert answer("SELECT current_setting('pghistory.context_id', true)") == ""


def test_more_values_than_the_server_binds_are_bound_by_us() -> None:
    user = factories.make_user()
    assert User.objects.filter(pk__in=range(user.pk - 70_000, user.pk + 1)).get() == user


def test_as_many_rows_as_an_import_has_are_written_in_pieces() -> None:
    Hotline.objects.bulk_create(Hotline(name="Line", position=1) for _ in range(30_000))
    assert Hotline.objects.filter(name="Line").count() == 30_000
