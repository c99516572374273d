"""Publishing: the list of checks, asking, deciding, and what comes after."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.models import Course
from providers.models import Provider
from publishing.models import PublishRequest
from tests import factories
from tests.staff_members import client_of, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def course() -> Course:
    return factories.make_course(published_at=None)


@pytest.fixture
def provider(course: Course) -> Provider:
    return course.series.provider


@pytest.fixture
def author(provider: Provider) -> Client:
    return client_of("manager", provider)


def place(name: str, *args: object) -> str:
    return reverse(name, args=args)


def needs_two(provider: Provider) -> None:
    Provider.objects.filter(pk=provider.pk).update(second_approval=True)


def test_each_error_stands_with_its_source_and_leads_to_its_field(
    author: Client, course: Course
) -> None:
    Course.objects.update(purpose="")
    text = author.get(place("publishing:edit-review", course.slug)).content.decode()
    assert "Enter the purpose." in text
    assert "AMA PRA core requirements" in text
    assert place("authoring:edit-about", course.slug) + "#id_purpose" in text


def test_publishing_is_refused_with_the_exact_list(author: Client, course: Course) -> None:
    Course.objects.update(purpose="", copyright="")
    answer = author.post(place("publishing:publish-course", course.slug))
    assert answer.status_code == 400
    text = answer.content.decode()
    assert "#check-purpose_missing" in text
    assert "#check-copyright_missing" in text
    assert not PublishRequest.objects.exists()


def test_without_a_second_person_it_is_published(author: Client, course: Course) -> None:
    text = author.post(
        place("publishing:publish-course", course.slug), follow=True
    ).content.decode()
    assert "Published. Learners can start now." in text
    again = author.post(place("publishing:publish-course", course.slug), follow=True)
    assert "already published" in again.content.decode()


def test_a_second_person_approves_what_was_asked_for(
    author: Client, course: Course, provider: Provider
) -> None:
    needs_two(provider)
    author.post(place("publishing:publish-course", course.slug), {"note": "For January."})
    asked = PublishRequest.objects.get()
    decide = place("staff:decide-publishing", asked.pk)
    assert author.post(decide, {"approve": "1"}).status_code == 404
    reviewer = client_of("reviewer", provider)
    assert "For January." in reviewer.get(place("staff:publish-requests")).content.decode()
    assert course.title in reviewer.get(reverse("staff:approvals")).content.decode()
    reviewer.post(decide, {"approve": "1"})
    assert Course.objects.get().published_at
    assert "already" in reviewer.post(decide, {"approve": "1"}, follow=True).content.decode()


def test_a_scheduled_moment_is_told_in_the_time_zone_in_which_it_was_typed(
    author: Client, course: Course, provider: Provider
) -> None:
    Provider.objects.update(time_zone="America/Chicago")
    day = timezone.now().date() + timedelta(days=20)
    typed = {"day": day.isoformat(), "time": "23:30"}
    author.post(place("publishing:publish-course", course.slug), typed)
    told = f"{day:%B} {day.day}, {day.year}, 11:30 PM C"
    assert told in author.get(place("publishing:edit-review", course.slug)).content.decode()
    assert told in author.get(place("staff:publish-requests")).content.decode()


def test_a_course_changed_since_is_not_approved(
    author: Client, course: Course, provider: Provider
) -> None:
    needs_two(provider)
    author.post(place("publishing:publish-course", course.slug))
    Course.objects.update(purpose="Something else.")
    reviewer = client_of("reviewer", provider)
    assert "Changed since" in reviewer.get(place("staff:publish-requests")).content.decode()
    asked = PublishRequest.objects.get()
    reviewer.post(place("staff:decide-publishing", asked.pk), {"approve": "1"})
    asked.refresh_from_db()
    assert asked.state == "void"
    assert not Course.objects.get().published_at


def test_a_refusal_needs_its_reason(author: Client, course: Course, provider: Provider) -> None:
    needs_two(provider)
    author.post(place("publishing:publish-course", course.slug))
    asked = PublishRequest.objects.get()
    reviewer = client_of("reviewer", provider)
    decide = place("staff:decide-publishing", asked.pk)
    assert reviewer.post(decide, {"decline": "1", "reason": ""}).status_code == 400
    reviewer.post(decide, {"decline": "1", "reason": "The second objective."})
    text = author.get(place("publishing:edit-review", course.slug)).content.decode()
    assert "The second objective." in text


def test_a_moment_is_in_the_providers_time_zone_and_can_be_withdrawn(
    author: Client, course: Course
) -> None:
    Course.objects.update(reviewed_on=date(2026, 11, 1), expires_on=date(2029, 10, 31))
    day = timezone.now().date() + timedelta(days=40)
    answer = author.post(
        place("publishing:publish-course", course.slug), {"day": day.isoformat(), "time": "09:00"}
    )
    assert answer.status_code == 302
    at = PublishRequest.objects.get().publish_at
    assert at
    assert at.hour in {14, 15}  # Chicago
    author.post(place("publishing:withdraw-publishing", course.slug))
    author.post(place("publishing:withdraw-publishing", course.slug))
    assert PublishRequest.objects.get().state == "withdrawn"


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"time": "09:00"}, "Choose the day too"),
        ({"day": "2020-01-01"}, "in the future"),
        ({"day": "never"}, "valid date"),
    ],
)
def test_a_moment_that_cannot_be_is_refused(
    author: Client, course: Course, sent: dict[str, str], words: str
) -> None:
    answer = author.post(place("publishing:publish-course", course.slug), sent)
    assert answer.status_code == 400
    assert words in answer.content.decode()


def test_what_changes_a_course_is_posted(author: Client, course: Course) -> None:
    for name in ("publish-course", "withdraw-publishing", "record-review", "retire-course"):
        assert author.get(place(f"publishing:{name}", course.slug)).status_code == 405


def test_a_review_and_retiring_are_on_record(author: Client, course: Course) -> None:
    Course.objects.update(published_at=timezone.now())
    expires = (timezone.now() + timedelta(days=700)).date().isoformat()
    bad = author.post(place("publishing:record-review", course.slug), {"expires_on": expires})
    assert bad.status_code == 400
    known = {
        "reviewed_on": (timezone.now() - timedelta(days=1)).date().isoformat(),
        "reviewer": "Ann Lee",
        "outcome": "current",
        "evidence": "The test with its item analysis.",
    }
    late = known | {"looked_at": ["content"], "expires_on": "2999-01-01"}
    assert (
        "within three years"
        in author.post(place("publishing:record-review", course.slug), late).content.decode()
    )
    sent = known | {"looked_at": ["content", "test"], "expires_on": expires, "note": "Sound."}
    assert author.post(place("publishing:record-review", course.slug), sent).status_code == 302
    assert author.post(place("publishing:retire-course", course.slug)).status_code == 400
    author.post(place("publishing:retire-course", course.slug), {"retire-reason": "Out of date."})
    text = author.get(place("publishing:life-cycle", course.slug)).content.decode()
    assert "Out of date." in text
    assert "Sound." in text
    author.post(place("publishing:retire-course", course.slug), {"back": "1"})
    assert Course.objects.published().exists()


def test_a_request_decided_in_the_same_moment_is_not_withdrawn(
    author: Client, course: Course, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    needs_two(provider)
    author.post(place("publishing:publish-course", course.slug))
    seen = PublishRequest.objects.get()
    client_of("reviewer", provider).post(
        place("staff:decide-publishing", seen.pk), {"approve": "1"}
    )
    monkeypatch.setattr("publishing.views.review.open_request", lambda course: seen)
    answer = author.post(place("publishing:withdraw-publishing", course.slug), follow=True)
    assert "This request is already published." in answer.content.decode()


@pytest.mark.parametrize("reason", ["...", "\ufffd\ufffd", "\u2014"])
def test_a_reason_that_says_nothing_does_not_retire_a_course(
    author: Client, course: Course, reason: str
) -> None:
    Course.objects.update(published_at=timezone.now())
    answer = author.post(place("publishing:retire-course", course.slug), {"retire-reason": reason})
    assert answer.status_code == 400
    assert "Say why the course is retired." in answer.content.decode()
    assert Course.objects.published().exists()


def test_owners_set_what_their_provider_asks_for(course: Course, provider: Provider) -> None:
    owner = client_of("owner", provider)
    rules = place("publishing:publishing-rules", provider.pk)
    assert owner.post(rules, {"second_approval": "on", "asked": ["medium_missing"]})
    provider.refresh_from_db()
    assert provider.second_approval
    assert "copyright_missing" in provider.optional_checks
    assert "medium_missing" not in provider.optional_checks
    assert owner.post(rules, {"asked": ["purpose_missing"]}).status_code == 400
    assert client_of("manager", provider).get(rules).status_code == 404


def test_without_anybody_else_it_waits_and_says_invite_someone(
    author: Client, course: Course, provider: Provider
) -> None:
    needs_two(provider)
    author.post(place("publishing:publish-course", course.slug))
    text = author.get(place("publishing:edit-review", course.slug)).text
    assert "No one else can do this yet. Invite someone on the Team page." in text


def test_a_society_of_one_approves_alone_on_its_pages(course: Course, provider: Provider) -> None:
    needs_two(provider)
    owner = sign_in(factories.make_user(is_staff=True, is_superuser=True))
    owner.post(place("publishing:publish-course", course.slug))
    assert (
        "you can approve it alone" in owner.get(place("publishing:edit-review", course.slug)).text
    )
    assert course.title in owner.get(place("staff:approvals")).text
    asked = PublishRequest.objects.get()
    decide = place("staff:decide-publishing", asked.pk)
    owner.post(decide, {"approve": "1"})
    assert Course.objects.filter(published_at__isnull=False).exists()
    assert "alone" in owner.get(place("staff:publish-requests")).text
