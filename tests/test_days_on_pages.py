"""Every page at half past eleven at night in Chicago, where it is the next day by UTC.

All that the rows of every page say has happened, happened at that moment: no page, mail or file may give
the day that UTC gives it.
"""

import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pghistory.models
import pgtrigger
import pytest
import time_machine
from django.apps import apps
from django.core import mail
from django.db import models
from django.db.models import Case, F, When
from django.db.models.fields import NOT_PROVIDED
from django.test import Client
from openpyxl import load_workbook
from procrastinate.contrib.django.models import ProcrastinateJob
from pypdf import PdfReader
from pytest_django import DjangoDbBlocker

from accounts.mail import DELIVER_TASK, deliver
from accounts.models import Mail
from tests.browser.everything import Everything
from tests.browser.served import everything_in
from tests.browser.visit import Visit
from tests.browser.visits import VISITS

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

pytestmark = pytest.mark.django_db

NIGHT = datetime(2026, 11, 24, 5, 30, tzinfo=UTC)
"""23:30 on November 23 in Chicago."""
NOT_YET = re.compile(r"\b(Nov(ember|\.)? 24\b|24 Nov|2026-11-24|11/24/2026)")
# An instant in an address or for a machine names its zone.
_FOR_MACHINES = re.compile(r'\b(datetime|href)="[^"]*"')
_PAGES = [visit for visit in VISITS if not visit.press and visit.status != 500]
_FILES = [
    Visit("/credit-record.pdf", "holder"),
    Visit("/credit-record.csv", "holder"),
    Visit("/certificates/{valid}.pdf", "holder"),
    Visit("/admin/editor/{one}/preview.pdf?profession=physician-md", "owner"),
    Visit("/admin/audit.csv", "owner"),
    Visit("/admin/reports/{one}/?csv=days", "owner"),
    Visit("/admin/reports/{one}/totals/?csv=1", "owner"),
    Visit("/admin/exports/{export}/file/", "owner"),
]


@pytest.fixture(scope="module")
def night(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Everything]:
    """Rows for every page, all of whose facts are of that night, and it is still that night."""
    folder: Path = tmp_path_factory.mktemp("night")
    with (
        django_db_blocker.unblock(),
        time_machine.travel(NIGHT, tick=True),
        everything_in(folder) as rows,
    ):
        _happen_at(NIGHT)
        yield rows


def _happen_at(moment: datetime) -> None:
    """Move every instant that is no deadline to `moment`, those that the database wrote included."""
    with pgtrigger.ignore():
        for model in apps.get_models():
            moved = {field.name: _moved(field, moment) for field in _instants(model)}
            if moved:
                model._default_manager.update(**moved)


def _instants(model: type[models.Model]) -> "list[models.DateTimeField[Any, Any]]":
    fields = model._meta.concrete_fields if model._meta.managed else ()
    return [field for field in fields if isinstance(field, models.DateTimeField)]


def _moved(field: "models.DateTimeField[Any, Any]", moment: datetime) -> Case:
    known: dict[str, Any] = {f"{field.name}__isnull": False}
    if field.db_default is NOT_PROVIDED and not issubclass(field.model, pghistory.models.Event):
        known = {f"{field.name}__lt": moment + timedelta(hours=1)}
    return Case(When(**known, then=moment), default=F(field.name))


def _open(visit: Visit, night: Everything) -> tuple[int, str]:
    client = Client(SERVER_NAME="localhost", raise_request_exception=False)
    if visit.who:
        client.cookies["sessionid"] = night.sessions[visit.who]
    answer = client.get(visit.path.format(**night.places))
    read = _READERS.get(answer["Content-Type"], _text)
    return answer.status_code, read(answer.getvalue())


def _text(content: bytes) -> str:
    return _FOR_MACHINES.sub("", content.decode())


def _pdf(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def _workbook(content: bytes) -> str:
    sheets = load_workbook(io.BytesIO(content))
    return "\n".join(str(cell.value) for sheet in sheets for row in sheet for cell in row)


_READERS = {"application/pdf": _pdf, XLSX: _workbook}


@pytest.mark.parametrize("visit", [*_PAGES, *_FILES], ids=str)
def test_no_page_is_a_day_ahead_of_the_provider(night: Everything, visit: Visit) -> None:
    status, text = _open(visit, night)
    assert status == visit.status
    assert [match[0] for match in NOT_YET.finditer(text)] == []


@pytest.mark.parametrize(
    ("path", "who", "words"),
    [
        ("/credit-record/", "holder", "As of November 23, 2026."),
        ("/credit-record.pdf", "holder", "As of November 23, 2026."),
        ("/accounts/2fa/webauthn/", "keeper", "Added November 23, 2026."),
        ("/accounts/reporting/to/pars/", "keeper", "You agreed on November 23, 2026."),
        ("/admin/team/", "owner", "November 23, 2026"),
        ("/admin/team/resets/{team_reset}/", "owner", "on November 23, 2026"),
        ("/admin/approvals/", "staff", "Nov 23, 2026"),
        ("/admin/changes/{change}/", "owner", "asked on November 23, 2026"),
        ("/admin/publishing/", "owner", "asked on November 23, 2026"),
        ("/admin/editor/{one}/video/", "owner", "Added November 23, 2026"),
        ("/admin/editor/{one}/test/", "owner", "released November 23, 2026"),
        ("/admin/editor/{one}/history/", "owner", "November 23, 2026, 11:30 PM CST"),
        ("/admin/editor/{two}/about/", "owner", "November 23, 2026, 11:30 PM CST"),
        ("/admin/people/{asked_person}/", "owner", "on November 23, 2026"),
        ("/admin/reports/{one}/", "owner", "As of November 23, 2026, 11:30 PM CST"),
        ("/admin/learners/{holder_id}/", "staff", "November 23, 2026, 11:30 PM CST"),
        ("/admin/exports/{export}/", "owner", "Made November 23, 2026, 11:30 PM CST"),
        (
            "/admin/imports/history/{ready_import}/",
            "owner",
            "Uploaded November 23, 2026, 11:30 PM CST",
        ),
        ("/admin/audit/", "staff", "November 23, 2026, 11:30 PM CST"),
        ("/admin/audit.csv", "owner", "2026-11-23T23:30:00-06:00"),
        ("/admin/accounts/mail/", "staff", "Nov. 23, 2026, 11:30 p.m."),
        ("/admin/accounts/mail/", "staff", "Times on this page are in America/Chicago."),
        ("/dev/mail/", "", "November 23, 2026, 11:"),  # the minute is that of its file
    ],
)
def test_pages_give_the_day_that_it_was_in_chicago(
    night: Everything, path: str, who: str, words: str
) -> None:
    assert words in _open(Visit(path, who), night)[1]


def test_no_mail_is_a_day_ahead_of_the_provider(night: Everything) -> None:
    queued = ProcrastinateJob.objects.filter(task_name=DELIVER_TASK)
    Mail.objects.update(sent_at=None)
    for job in queued:
        deliver(**job.args)
    letters = [f"{letter.subject}\n{letter.body}" for letter in mail.outbox]
    assert len(letters) == len(queued) > 0
    assert [match[0] for letter in letters for match in NOT_YET.finditer(letter)] == []
