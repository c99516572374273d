"""Commercial support is recorded, changed and removed on its page; the agreement is a private file."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains

from accounts import private_files
from accounts.models import AuditEntry
from authoring.services.copying import copy_course
from authoring.services.discarding import discard_course
from authoring.services.history import changes_of_course
from courses.models import CommercialSupport, Course, SupportNature
from courses.services.front_matter import NO_SUPPORT, support_lines
from publishing.services.publish_requests import digest_to_approve
from tests import factories
from tests.factories.support import PDF
from tests.staff_members import client_of, make_staff

pytestmark = pytest.mark.django_db
type OnCommit = Callable[..., AbstractContextManager[Any]]
TYPED = {
    "source": "Acme Devices, Inc.",
    "nature": "grant",
    "in_kind": "",
    "amount": "2500.00",
    "use": "Recording.",
    "signed_on": "2024-11-04",
}


@pytest.fixture
def course() -> Course:
    return factories.make_course(published_at=None)


@pytest.fixture
def client(course: Course) -> Client:
    return client_of("manager", course.series.provider)


def page(course: Course) -> str:
    return reverse("authoring:edit-support", args=[course.slug])


def at(name: str, support: CommercialSupport) -> str:
    return reverse(f"authoring:{name}", args=[support.course.slug, support.pk])


def pdf(content: bytes = PDF, name: str = "Letter of agreement.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def add(client: Client, course: Course, **typed: Any) -> Any:
    return client.post(page(course), TYPED | typed)


def acts() -> list[str]:
    return list(
        AuditEntry.objects.filter(action__startswith="support-")
        .order_by("pk")
        .values_list("action", flat=True)
    )


def all_stored() -> set[str]:
    try:
        return set(storages["private"].listdir("")[1])
    except FileNotFoundError:  # nothing was kept yet
        return set()


def is_stored(name: str) -> bool:
    return storages["private"].exists(name)


def test_support_is_recorded_with_its_agreement(client: Client, course: Course) -> None:
    assert add(client, course, agreement=pdf()).status_code == 302
    support = course.support.get()
    assert (support.source, support.nature) == ("Acme Devices, Inc.", SupportNature.GRANT)
    assert (support.amount, support.use) == (Decimal(2500), "Recording.")
    assert support.agreement_name == "Letter of agreement.pdf"
    assert private_files.read(support.agreement) == PDF
    with storages["private"].open(support.agreement) as stored:
        assert b"agreement" not in stored.read(), "encrypted"
    shown = client.get(page(course))
    assertContains(shown, "$2500.00")
    assertContains(shown, "Letter of agreement.pdf")
    assert acts() == ["support-added"]


def test_support_in_kind_says_what_was_given(client: Client, course: Course) -> None:
    add(client, course, nature="in-kind", in_kind="Loan of an ultrasound machine", amount="")
    support = course.support.get()
    assert (support.in_kind, support.amount) == ("Loan of an ultrasound machine", None)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"source": ""}, "This field is required"),
        ({"nature": ""}, "This field is required"),
        ({"in_kind": "A room"}, "or choose “Support in kind”"),
        ({"amount": "0"}, "More than 0"),
        ({"amount": "-5"}, "More than 0"),
        ({"signed_on": "yesterday"}, "Enter a valid date"),
        ({"agreement": pdf(b"MZ")}, "This is not a valid pdf file"),
        ({"agreement": pdf(name="agreement.exe")}, "Files of this kind are not accepted here"),
        ({"agreement": pdf(name="notes.txt")}, "Files of this kind are not accepted here"),
    ],
)
def test_what_is_wrong_is_refused_and_what_was_typed_kept(
    client: Client, course: Course, typed: dict[str, Any], says: str
) -> None:
    answer = add(client, course, **typed)
    assertContains(answer, says, status_code=400)
    assertContains(answer, "Recording.", status_code=400)
    assert not course.support.exists()


def test_a_change_keeps_the_agreement_and_a_new_one_takes_its_place(
    client: Client, course: Course, django_capture_on_commit_callbacks: OnCommit
) -> None:
    add(client, course, agreement=pdf())
    support = course.support.get()
    first = support.agreement
    assertContains(client.get(at("change-support", support)), "Letter of agreement.pdf")
    client.post(at("change-support", support), TYPED | {"amount": "3000"})
    support.refresh_from_db()
    assert (support.amount, support.agreement) == (Decimal(3000), first)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(at("change-support", support), TYPED | {"agreement": pdf(b"%PDF-2", "b.pdf")})
    support.refresh_from_db()
    assert private_files.read(support.agreement) == b"%PDF-2"
    assert support.agreement_name == "b.pdf"
    former = CommercialSupport.kept.get(agreement=first)
    assert is_stored(first)
    assert (former.amount, former.ended_reason) == (
        Decimal(3000),
        "A new agreement took its place.",
    )
    assertContains(client.get(page(course)), at("support-agreement", former))
    assert acts() == ["support-added", "support-changed", "support-changed"]


def test_removing_it_takes_a_reason_and_keeps_the_record_with_its_agreement(
    client: Client, course: Course, django_capture_on_commit_callbacks: OnCommit
) -> None:
    support = factories.make_support(course=course, content=PDF)
    with django_capture_on_commit_callbacks(execute=True):
        for said in (" ", ".", "…", "\u2060", "\u3164"):
            client.post(at("remove-support", support), {"reason": said})
        assert course.support.exists()
        client.post(at("remove-support", support), {"reason": "Typed for another course."})
    assert not course.support.exists()
    assert is_stored(support.agreement)
    assert acts() == ["support-removed"]
    assert client.post(at("remove-support", support)).status_code == 404
    assertContains(client.get(page(course)), "Typed for another course.")
    assert client.get(at("support-agreement", support)).content == PDF


def test_the_last_company_of_a_live_course_is_removed_once_staff_state_that_there_was_none(
    client: Client, course: Course
) -> None:
    live = factories.make_course(
        series=course.series, slug="live", published_at=factories.NOW, no_commercial_support=False
    )
    support = factories.make_support(course=live)
    removed = {"reason": "It was another activity."}
    answer = client.post(at("remove-support", support), removed, follow=True)
    assertContains(answer, "check that it received no commercial support")
    assert live.support.exists()
    Course.objects.filter(pk=live.pk).update(no_commercial_support=True)
    client.post(at("remove-support", support), removed)
    assert support_lines(Course.objects.get(pk=live.pk)) == [NO_SUPPORT]


def test_a_row_of_a_live_course_that_was_not_complete_is_completed_step_by_step(
    client: Client, course: Course
) -> None:
    live = factories.make_course(series=course.series, slug="live", published_at=factories.NOW)
    row = CommercialSupport.objects.create(course=live, source="Pfizer")
    typed = TYPED | {"source": "Pfizer Inc.", "amount": "", "signed_on": ""}
    assert client.post(at("change-support", row), typed).status_code == 302
    row.refresh_from_db()
    assert (row.source, row.nature) == ("Pfizer Inc.", SupportNature.GRANT)


def test_adding_a_company_takes_the_statement_that_there_was_none_back(
    client: Client, course: Course
) -> None:
    add(client, course)
    assert not Course.objects.get(pk=course.pk).no_commercial_support


def test_the_agreement_is_handed_out_to_staff_of_courses_and_who_read_it_is_noted(
    client: Client, course: Course
) -> None:
    support = factories.make_support(course=course, content=PDF)
    reviewer = client_of("reviewer", course.series.provider)
    answer = reviewer.get(at("support-agreement", support))
    assert (answer.content, answer["Content-Type"]) == (PDF, "application/octet-stream")
    assert answer["Content-Disposition"] == 'attachment; filename="agreement.pdf"'
    assert acts() == ["support-agreement-read"]
    assert client_of("viewer", course.series.provider).get(
        at("support-agreement", support)
    ).status_code in {403, 404}
    assert Client().get(at("support-agreement", support)).status_code == 302


def test_an_agreement_that_is_not_there_is_not_found(client: Client, course: Course) -> None:
    lost = factories.make_support(course=course)
    assert client.get(at("support-agreement", lost)).status_code == 404
    none = factories.make_support(course=course, agreement_name="", source="Lab Co.")
    CommercialSupport.objects.filter(pk=none.pk).update(agreement="")
    assert client.get(at("support-agreement", none)).status_code == 404


def test_a_reviewer_reads_and_does_not_write(course: Course) -> None:
    support = factories.make_support(course=course)
    reviewer = client_of("reviewer", course.series.provider)
    shown = reviewer.get(page(course))
    assertContains(shown, "Acme Devices, Inc.")
    assert "Add support" not in shown.text
    assert reviewer.post(page(course), TYPED).status_code in {403, 404}
    assert reviewer.get(at("change-support", support)).status_code in {403, 404}
    assert reviewer.post(at("remove-support", support)).status_code in {403, 404}
    assert course.support.count() == 1


def test_the_step_credit_shows_what_learners_read_and_leads_there(
    client: Client, course: Course
) -> None:
    credit = reverse("authoring:edit-credit", args=[course.slug])
    assertContains(client.get(credit), "This activity received no commercial support.")
    factories.make_support(course=course)
    shown = client.get(credit)
    assertContains(shown, "supported this activity with an educational grant.")
    assertContains(shown, page(course))


def test_a_live_course_takes_only_complete_support_and_records_it(course: Course) -> None:
    live = factories.make_course(series=course.series, slug="live")
    client = client_of("manager", course.series.provider)
    stored = all_stored()
    answer = add(client, live, amount="", agreement=pdf())
    words = "The course is published. Commercial support of Acme Devices, Inc.: add how much it is."
    assertContains(answer, words, status_code=400)
    assert not live.support.exists()
    assert all_stored() == stored, "no file is left behind"
    assert add(client, live, agreement=pdf()).status_code == 302
    assert live.front_matter_versions.count() == 1


def test_a_change_of_support_withdraws_a_request_to_publish(course: Course) -> None:
    before = digest_to_approve(course, now=factories.NOW)
    factories.make_support(course=course)
    assert digest_to_approve(Course.objects.get(), now=factories.NOW) != before


def test_the_history_tells_it_without_the_name_of_the_stored_file(
    client: Client, course: Course
) -> None:
    add(client, course, agreement=pdf())
    sets, _ = changes_of_course(course, area="credit")
    [change] = [
        each
        for one in sets
        for each in one.changes
        if each.noun == "commercial support" and each.verb == "added"
    ]
    fields = {field.label: field.after for field in change.fields}
    assert fields["Agreement"] == "Letter of agreement.pdf"
    assert fields["Company"] == "Acme Devices, Inc."
    assert course.support.get().agreement not in fields.values()


def test_a_copy_has_no_support(course: Course) -> None:
    factories.make_support(course=course)
    copied = copy_course(
        source=course,
        series=course.series,
        title="Again",
        short_title="",
        slug="again",
        actor=factories.make_user(),
        now=factories.NOW,
    )
    assert not copied.support.exists()


def test_a_draft_that_is_thrown_away_takes_its_agreements_along(
    course: Course, django_capture_on_commit_callbacks: OnCommit
) -> None:
    draft = factories.make_new_course(title="Never shown")
    support = factories.make_support(course=draft, content=PDF)
    with django_capture_on_commit_callbacks(execute=True):
        discard_course(course=draft, actor=make_staff("manager", draft.series.provider))
    assert not is_stored(support.agreement)
