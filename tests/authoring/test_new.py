"""A new course needs four names; a copy says what its source says, and is not published."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEntry
from authoring.services.courses import free_slug
from courses.models import Course, Handout, Series
from providers.models import Provider, StatementTemplate
from tests.factories import make_course, make_provider, make_relationship, make_series
from tests.staff_members import client_of, make_staff, sign_in

pytestmark = pytest.mark.django_db
NEW = "/admin/editor/new/"
NAMES = {"title": "Héaring well", "short_title": "Part 2", "new_series": "More care"}


@pytest.fixture
def provider() -> Provider:
    return make_provider()


@pytest.fixture
def client(provider: Provider) -> Client:
    return client_of("owner", provider)


def test_a_provider_is_missed_only_where_there_is_none(client: Client) -> None:
    assert "There is no provider yet" not in client.get(NEW).text
    administrator = make_staff("administrator", is_superuser=True)
    assert "There is no provider yet" not in sign_in(administrator).get(NEW).text
    make_provider()
    course = make_course()
    for address in (NEW, reverse("authoring:copy", args=[course.slug])):
        for answer in (sign_in(administrator).get(address), sign_in(administrator).post(address)):
            assert "There is no provider yet" not in answer.text
    assert "There is no provider yet" not in sign_in(administrator).get("/admin/team/").text


def test_without_a_provider_the_page_leads_to_where_one_is_added() -> None:
    administrator = sign_in(make_staff("administrator", is_superuser=True))
    assert reverse("staff:provider-add") in administrator.get(NEW).content.decode()


def test_an_owner_with_nothing_but_a_provider_makes_series_and_course(
    client: Client, provider: Provider
) -> None:
    assert "Create the first course" in client.get(reverse("authoring:courses")).content.decode()
    answer = client.post(NEW, NAMES)
    course = Course.objects.get()
    assert answer["Location"] == reverse("authoring:edit-about", args=["hearing-well"])
    assert (course.title, course.published_at) == ("Héaring well", None)
    assert (course.series.title, course.series.provider) == ("More care", provider)
    assert {entry.action for entry in AuditEntry.objects.all()} == {
        "series-created",
        "course-created",
    }


def test_a_series_that_is_there_can_be_chosen(client: Client, provider: Provider) -> None:
    series = make_series(provider=provider)
    client.post(NEW, NAMES | {"new_series": "", "series": series.pk, "slug": "own-address"})
    assert Course.objects.get(slug="own-address").series == series
    assert Series.objects.count() == 1


def test_an_address_that_is_taken_gets_a_number() -> None:
    make_course(slug="hearing-well")
    assert free_slug("Hearing well", Course) == "hearing-well-2"
    assert free_slug("聴く", Course) == "course"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"title": ""}, "This field is required"),
        ({"new_series": ""}, "Name the series"),
        ({"slug": "has space"}, "letters, numbers"),
        ({"slug": "listening"}, "Another course has this address"),
        ({"series": "999999"}, "valid choice"),
    ],
)
def test_bad_input_is_told_and_kept(provider: Provider, typed: dict[str, str], said: str) -> None:
    make_course(provider=provider, slug="listening")
    client = client_of("owner", provider)
    answer = client.post(NEW, NAMES | {"short_title": "Kept"} | typed)
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert 'value="Kept"' in answer.content.decode()
    assert Course.objects.count() == 1


def test_series_and_new_series_are_not_both_taken(client: Client, provider: Provider) -> None:
    series = make_series(provider=provider)
    answer = client.post(NEW, NAMES | {"series": series.pk})
    assert answer.status_code == 400


def test_nobody_makes_a_course_for_another_provider(client: Client) -> None:
    other = make_series()
    assert client.post(NEW, NAMES | {"series": other.pk, "new_series": ""}).status_code == 400
    assert client.post(NEW, NAMES | {"provider": other.provider_id}).status_code == 302
    assert Course.objects.get().series.provider_id != other.provider_id


def test_the_pages_take_no_other_method(client: Client, provider: Provider) -> None:
    course = make_course(provider=provider)
    for address in (NEW, reverse("authoring:copy", args=[course.slug])):
        assert client.put(address).status_code == 405


def _copy(client: Client, course: Course, **typed: Any) -> Course:
    answer = client.post(reverse("authoring:copy", args=[course.slug]), NAMES | typed)
    assert answer.status_code == 302, answer.content.decode()
    return Course.objects.get(slug="hearing-well")


def test_a_copy_says_what_its_source_says(provider: Provider) -> None:
    source = make_course(provider=provider, accme_activity_id="2" * 9)
    Handout.objects.create(course=source, title="Card", file="handout/card.pdf")
    make_relationship(course=source, relevant=False)
    copied = _copy(client_of("owner", provider), source)
    assert not copied.judgements.exists(), "everybody assumes the role anew"
    assert (copied.purpose, copied.objectives) == (source.purpose, source.objectives)
    assert (copied.title, copied.accme_activity_id, copied.published_at) == (
        "Héaring well",
        "",
        None,
    )
    assert (copied.released_on, copied.reviewed_on, copied.expires_on) == (None, None, None)
    assert [role.person for role in copied.roles.all()] == [
        role.person for role in source.roles.all()
    ]
    assert copied.offers.count() == 2
    assert copied.handouts.get().file.name == "handout/card.pdf"
    assert not copied.videos.exists()


def test_test_and_evaluation_of_a_copy_are_not_released(provider: Provider) -> None:
    source = make_course(provider=provider)
    copied = _copy(client_of("owner", provider), source)
    test, form = copied.assessments.get(), copied.evaluations.get()
    assert (test.version, test.released_at, form.version, form.released_at) == (1, None, 1, None)
    assert copied.current_assessment is None
    [first, second, _] = test.questions.all()
    texts = [choice.text for choice in first.choices.all()]
    assert texts == ["Wrong 1a", "Right 1", "Wrong 1b", "Wrong 1c"]
    assert second.stem == "Stem 2?"
    assert form.items.count() == 4


def test_a_copy_of_a_sample_is_none(provider: Provider) -> None:
    source = make_course(provider=provider, is_sample=True)
    assert not _copy(client_of("owner", provider), source).is_sample


def test_a_copy_to_another_of_ones_providers_leaves_the_statement_behind(
    provider: Provider,
) -> None:
    source = make_course(
        provider=provider,
        accreditation_override="Ours",
        disclosure_note="Read by our committee.",
        joint_provider="Ward",
        accreditation_template=StatementTemplate.objects.get(code="joint"),
    )
    other = make_provider(name="Other Society")
    series = make_series(provider=other)
    client = client_of("owner", provider, other)
    copied = _copy(client, source, series=series.pk, new_series="")
    assert (copied.accreditation_override, copied.joint_provider) == ("", "")
    assert copied.disclosure_note == ""
    assert copied.accreditation_template is None
    people = [role.person for role in copied.roles.all()]
    assert {person.provider for person in people} == {other}
    assert not any(person.disclosures.exists() for person in people)


def test_a_copy_at_the_same_provider_keeps_the_statement_it_chose(provider: Provider) -> None:
    joint = StatementTemplate.objects.get(code="joint")
    source = make_course(provider=provider, joint_provider="Ward", accreditation_template=joint)
    copied = _copy(client_of("owner", provider), source)
    assert (copied.accreditation_template, copied.joint_provider) == (joint, "Ward")


def test_a_renewal_names_what_it_renews_and_the_old_one_is_offered_to_be_retired(
    provider: Provider, client: Client
) -> None:
    source = make_course(provider=provider)
    renew = reverse("authoring:copy", args=[source.slug]) + "?renew=1"
    life = reverse("publishing:life-cycle", args=[source.slug])
    assert renew in client.get(life).text
    client.post(renew, NAMES)
    renewal = Course.objects.get(slug="hearing-well")
    assert renewal.renews == source
    assert AuditEntry.objects.filter(action="course-renewed").exists()
    assert "not published yet" in client.get(life).text
    assert "was renewed" not in client.get("/admin/").text
    Course.objects.filter(pk=renewal.pk).update(published_at=source.published_at)
    assert "Renewed by Héaring well." in client.get(life).text  # the reason, filled in
    assert f"{source.title} was renewed: retire it" in client.get("/admin/").text
    assert "learners can still start" in client.get(life.replace(source.slug, renewal.slug)).text


def test_a_copy_renews_nothing_nor_does_one_of_another_provider(provider: Provider) -> None:
    source = make_course(provider=provider)
    assert _copy(client_of("owner", provider), source).renews is None
    other = make_provider()
    series = make_series(provider=other)
    client = client_of("owner", provider, other)
    names = NAMES | {"series": series.pk, "new_series": "", "slug": "elsewhere"}
    client.post(reverse("authoring:copy", args=[source.slug]) + "?renew=1", names)
    assert Course.objects.get(slug="elsewhere").renews is None


def test_the_course_list_asks_no_more_for_more_courses(provider: Provider, client: Client) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("authoring:courses"))
        return len(captured)

    course = make_course(provider=provider, published_at=None)
    statements()  # what a process remembers
    before = statements()
    for number in range(3):
        make_course(series=course.series, slug=f"c{number}", published_at=None)
    assert statements() == before
