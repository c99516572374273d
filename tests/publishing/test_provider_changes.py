"""What lies beneath a live course: its provider changes by two people, and what it is told with stays as it is."""

from typing import Any

import pytest
from django.db.models.fields.files import FieldFile
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry, User
from certificates.services.issuing import _is_sample
from courses.models import Course, CreditType, FrontMatter, Series
from courses.services.statements import accreditation_statement
from providers.models import Provider, StatementTemplate
from publishing.models import CourseChange
from publishing.services.course_changes import approve_change
from tests import factories
from tests.publishing.live_course import NOW, fresh, make_live_course
from tests.staff_members import make_staff, sign_in

pytestmark = pytest.mark.django_db
OWN_WORDING = (
    "The Hill Society is accredited by the Accreditation Council for Continuing Medical Education (ACCME)"
    " to provide continuing medical education for physicians. Welcome."
)


@pytest.fixture
def course() -> Course:
    return make_live_course()


@pytest.fixture
def owner(course: Course) -> User:
    return make_staff("owner", course.series.provider)


@pytest.fixture
def reviewer(course: Course) -> User:
    return make_staff("reviewer", course.series.provider)


@pytest.fixture
def administrator() -> Client:
    return sign_in(factories.make_user(is_staff=True, is_superuser=True))


def send(client: Client, row: Any, **typed: Any) -> Any:
    """Press Save on the row's page in the admin, with `typed` instead of what stands there; None is unticked."""
    table = f"{row._meta.app_label}_{row._meta.model_name}"
    place = reverse(f"admin:{table}_change", args=[row.pk])
    form = client.get(place).context["adminform"].form
    known = {name: form.get_initial_for_field(each, name) for name, each in form.fields.items()}
    sent = {
        name: value
        for name, value in known.items()
        if value is not None and value is not False and not isinstance(value, FieldFile)
    }
    merged = sent | typed
    return client.post(place, {name: value for name, value in merged.items() if value is not None})


def told(course: Course) -> str:
    return accreditation_statement(fresh(course))


def provider_of(course: Course) -> Provider:
    return Provider.objects.get(pk=course.series.provider_id)


def test_the_name_of_a_provider_waits_while_its_course_is_live(
    course: Course, owner: User, reviewer: User
) -> None:
    before = told(course)
    typed = {"name": "Valley Society", "contact_phone": "555 0100"}
    answer = send(sign_in(owner), provider_of(course), **typed)
    assert answer.status_code == 302
    assert (provider_of(course).name, provider_of(course).contact_phone) == (
        "Hill Society",
        "555 0100",
    )
    assert told(course) == before
    change = CourseChange.objects.get()
    assert change.difference == [{"label": "Name", "old": "Hill Society", "new": "Valley Society"}]
    approve_change(change_id=change.pk, actor=reviewer, now=NOW)
    assert "Valley Society" in told(course)
    newest = FrontMatter.objects.filter(course=course).order_by("version").last()
    assert "Valley Society" in str(newest and newest.document)


def test_the_page_says_that_it_waits_and_where(course: Course, owner: User) -> None:
    client = sign_in(owner)
    answer = send(client, provider_of(course), accreditor="Another Council")
    page = client.get(answer.url).text
    assert "This change is waiting for a second person" in page
    assert reverse("publishing:course-change", args=[CourseChange.objects.get().pk]) in page


@pytest.mark.parametrize(
    "field", ["accreditor", "time_zone", "is_sample", "accreditation_template"]
)
def test_all_that_statements_and_days_are_made_from_waits(
    course: Course, owner: User, field: str
) -> None:
    other = StatementTemplate.objects.exclude(pk=course.series.provider.accreditation_template_id)
    typed = {
        "accreditor": "Another Council",
        "time_zone": "America/New_York",
        "is_sample": "on",
        "accreditation_template": other.filter(providership="direct")[0].pk,
    }
    Course.objects.update(is_sample=True)
    before = told(course)
    send(sign_in(owner), provider_of(course), **{field: typed[field]})
    assert CourseChange.objects.filter(kind="provider").count() == 1
    assert told(course) == before


def test_a_real_course_does_not_become_a_sample_with_its_provider(
    course: Course, owner: User
) -> None:
    answer = send(sign_in(owner), provider_of(course), is_sample="on")
    assert "is marked as a sample" in answer.text
    assert not CourseChange.objects.exists()
    assert not _is_sample(fresh(course))


@pytest.mark.parametrize("asked", [False, True], ids=["one person", "two people"])
def test_own_wording_with_the_former_name_refuses_another_and_names_the_course(
    course: Course, owner: User, asked: bool
) -> None:
    Provider.objects.update(second_approval=asked)
    Course.objects.update(accreditation_override=OWN_WORDING)
    answer = send(sign_in(owner), provider_of(course), name="Valley Society")
    assert answer.status_code == 200
    assert f"{course} is published" in answer.text
    assert "Remove its own wording" in answer.text
    assert 'value="Valley Society"' in answer.text
    assert provider_of(course).name == "Hill Society"


@pytest.mark.parametrize("without", [{"published_at": None}, {"retired_at": NOW}])
def test_nobody_is_asked_where_no_course_is_live(
    course: Course, owner: User, without: dict[str, Any]
) -> None:
    Course.objects.update(**without)
    send(sign_in(owner), provider_of(course), name="Valley Society")
    assert provider_of(course).name == "Valley Society"
    assert AuditEntry.objects.filter(action="provider-changed").exists()


def test_a_society_of_one_renames_itself(course: Course, owner: User) -> None:
    Provider.objects.update(second_approval=False)
    send(sign_in(owner), provider_of(course), name="Valley Society")
    assert "Valley Society" in told(course)
    assert not CourseChange.objects.exists()


def test_a_slug_that_is_taken_is_refused_as_before(course: Course, owner: User) -> None:
    other = factories.make_provider(name="Valley Society")
    answer = send(sign_in(owner), provider_of(course), slug=other.slug, name="Hill Union")
    assert "already exists" in answer.text


def test_a_series_with_a_published_course_stays_with_its_provider(course: Course) -> None:
    other = factories.make_provider(name="Valley Society", second_approval=False)
    client = sign_in(make_staff("manager", course.series.provider, other))
    place = reverse("admin:courses_series_change", args=[course.series_id])
    assert "they stay with their provider" in client.get(place).text
    send(client, course.series, provider=other.pk, is_sample="on", title="Of listening")
    now = Series.objects.get(pk=course.series_id)
    assert (now.provider_id, now.is_sample) == (course.series.provider_id, False)
    assert now.title == "Of listening"
    assert not _is_sample(fresh(course))


def test_a_series_without_published_courses_may_be_moved(course: Course) -> None:
    Course.objects.update(published_at=None)
    other = factories.make_provider(name="Valley Society")
    client = sign_in(make_staff("manager", course.series.provider, other))
    send(client, course.series, provider=other.pk, is_sample="on")
    now = Series.objects.get(pk=course.series_id)
    assert (now.provider_id, now.is_sample) == (other.pk, True)


@pytest.mark.parametrize("chosen", [False, True], ids=["by the provider", "by the course"])
def test_a_statement_that_published_courses_show_stays(
    course: Course, administrator: Client, chosen: bool
) -> None:
    row = provider_of(course).accreditation_template
    if chosen:
        row = StatementTemplate.objects.filter(providership="direct").exclude(pk=row.pk)[0]
        Course.objects.update(accreditation_template=row)
    before = told(course)
    place = reverse("admin:providers_statementtemplate_change", args=[row.pk])
    assert "add another and choose it in their step Credit" in administrator.get(place).text
    typed = {"text": "{provider} is great.", "mandated_parts": "{provider}", "name": "Of old"}
    assert send(administrator, row, **typed).status_code == 302
    assert told(course) == before
    assert StatementTemplate.objects.get(pk=row.pk).name == "Of old"
    Course.objects.update(retired_at=NOW)
    send(administrator, row, **typed)
    assert StatementTemplate.objects.get(pk=row.pk).text == "{provider} is great."


def test_credit_that_published_courses_show_stays(course: Course, administrator: Client) -> None:
    row = CreditType.objects.get(code="ama-pra-1")
    place = reverse("admin:courses_credittype_change", args=[row.pk])
    assert "add another and choose it in their step Credit" in administrator.get(place).text
    typed = {"attestation": "I claim.", "physicians_only": None, "enabled": None, "position": "7"}
    assert send(administrator, row, **typed).status_code == 302
    now = CreditType.objects.get(pk=row.pk)
    assert (now.attestation, now.physicians_only, now.enabled) == (row.attestation, True, True)
    assert now.position == 7


def test_credit_that_no_published_course_shows_may_be_worded_anew(
    course: Course, administrator: Client
) -> None:
    Course.objects.update(published_at=None)
    row = CreditType.objects.get(code="participation")
    professions = [each.pk for each in row.professions.all()]
    send(administrator, row, attestation="I took part.", professions=professions)
    assert CreditType.objects.get(pk=row.pk).attestation == "I took part."
