"""Staff pages of the history import."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.models import AuditEntry, User
from certificates.models import HistoryImport
from providers.models import Provider
from tests import factories
from tests.certificates.test_credit_import import looked_through, table
from tests.staff_members import make_staff, sign_in

pytestmark = pytest.mark.django_db
LIST = "certificates:imports"


@pytest.fixture
def provider() -> Provider:
    return factories.make_provider()


@pytest.fixture
def actor(provider: Provider) -> User:
    return make_staff("manager", provider)


@pytest.fixture
def staff(actor: User) -> Client:
    return sign_in(actor)


@pytest.fixture
def history(provider: Provider, actor: User) -> HistoryImport:
    return looked_through(table({}), provider, actor)


def page(history: HistoryImport, name: str = "import") -> str:
    return reverse(f"certificates:{name}", args=[history.pk])


def sent(provider: Provider, data: bytes) -> dict[str, object]:
    return {"provider": provider.pk, "file": SimpleUploadedFile("old.csv", data)}


def test_an_upload_is_looked_through_by_the_worker(staff: Client, provider: Provider) -> None:
    answer = staff.post(reverse(LIST), sent(provider, table({})))
    made = HistoryImport.objects.get()
    assert answer["Location"] == page(made)
    assert ProcrastinateJob.objects.get(task_name="certificates.check_history")
    assert "being looked through" in staff.get(page(made)).content.decode().lower()
    assert AuditEntry.objects.get().action == "history-uploaded"


def test_what_cannot_be_read_is_refused_on_the_page(staff: Client, provider: Provider) -> None:
    answer = staff.post(reverse(LIST), sent(provider, b"PK\x03\x04\x00"))
    assert answer.status_code == 400
    assert "not text" in answer.content.decode()


def test_a_file_of_another_provider_cannot_be_brought(staff: Client) -> None:
    answer = staff.post(reverse(LIST), sent(factories.make_provider(), table({})))
    assert answer.status_code == 400
    assert not HistoryImport.objects.exists()


def test_the_result_says_what_would_come_and_starts_it(
    staff: Client, history: HistoryImport
) -> None:
    text = staff.get(page(history)).content.decode()
    assert "Import the record" in text
    staff.post(page(history, "start-import"))
    assert ProcrastinateJob.objects.get(task_name="certificates.import_history")
    staff.post(page(history, "start-import"))
    assert ProcrastinateJob.objects.filter(task_name="certificates.import_history").count() == 1


def test_errors_are_shown_and_handed_over(staff: Client, provider: Provider, actor: User) -> None:
    history = looked_through(table({"credit_type": "=1+1"}), provider, actor)
    assert "is no credit type" in staff.get(page(history)).content.decode()
    rows = staff.get(page(history, "import-errors")).content.decode().splitlines()
    assert rows[1].startswith("2,credit_type,")


def test_a_file_is_thrown_away(staff: Client, history: HistoryImport) -> None:
    staff.post(page(history, "discard-import"))
    history.refresh_from_db()
    assert history.state == "discarded"
