"""A change that waits, on the pages of who asks, who decides, and who may not."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from courses.models import Course
from courses.models.dates import add_years
from providers.models import Provider
from publishing.models import CourseChange
from publishing.services.course_changes import KINDS
from tests import factories
from tests.authoring.forms import save
from tests.factories.support import PDF
from tests.publishing.live_course import asked, fresh, make_live_course
from tests.staff_members import client_of, make_staff, sign_in

pytestmark = pytest.mark.django_db
WAITS = "A change is waiting for a second person"


@pytest.fixture(autouse=True)
def on_a_fixed_day(a_fixed_day: None) -> None:
    """Courses expire and disclosures grow old; these tests must not."""


@pytest.fixture
def course() -> Course:
    return make_live_course(title="As published")


@pytest.fixture
def manager(course: Course) -> User:
    return make_staff("manager", course.series.provider, full_name="Mara Manager")


@pytest.fixture
def author(manager: User) -> Client:
    return sign_in(manager)


def step(course: Course, name: str = "about") -> str:
    return reverse(f"authoring:edit-{name}", args=[course.slug])


def page(change: CourseChange, name: str = "course-change") -> str:
    return reverse(f"publishing:{name}", args=[change.pk])


def test_the_step_shows_what_waits_and_the_form_what_stands(author: Client, course: Course) -> None:
    make_staff("reviewer", course.series.provider, full_name="Rita Reviewer")
    answer = save(author, step(course), title="Another", summary="Mended.")
    assert answer.status_code == 302
    text = author.get(step(course)).text
    assert "This change is waiting for a second person" in text
    assert WAITS in text
    assert "Mara Manager asked on" in text
    assert "<ins>" in text
    assert "Ask Rita Reviewer." in text
    assert ">Withdraw<" in text
    assert 'value="As published"' in text
    assert WAITS not in author.get(step(course, "credit")).text
    assert WAITS in author.get(reverse("publishing:edit-review", args=[course.slug])).text


def test_another_change_of_the_same_is_told_and_kept(author: Client, course: Course) -> None:
    save(author, step(course), title="Another")
    refused = save(author, step(course), title="A third")
    assert refused.status_code == 400
    assert "Another change to this is waiting" in refused.text
    assert "A third" in refused.text


def test_the_second_person_finds_it_and_approves(manager: User, course: Course) -> None:
    change = asked(course, manager, title="Another")
    reviewer = client_of("reviewer", course.series.provider)
    home = reviewer.get(reverse("admin:index")).text
    assert "change to a live course is waiting for your approval" in home
    assert page(change) in reviewer.get(reverse("staff:approvals")).text
    shown = reviewer.get(page(change)).text
    assert "<del>" in shown
    assert ">Approve<" in shown
    assert ">Withdraw<" not in shown
    done = reviewer.post(page(change, "decide-change"), {"approve": "1"}, follow=True)
    assert "Approved. The change is made" in done.text
    assert fresh(course).title == "Another"


def test_declining_asks_for_a_reason(manager: User, course: Course) -> None:
    change = asked(course, manager, title="Another")
    reviewer = client_of("reviewer", course.series.provider)
    decide = page(change, "decide-change")
    assert reviewer.post(decide, {"decline": "1", "reason": ""}).status_code == 400
    reviewer.post(decide, {"decline": "1", "reason": "Keep the name."})
    assert "Keep the name." in sign_in(manager).get(page(change)).text


def test_who_asked_withdraws_it_in_the_step(author: Client, manager: User, course: Course) -> None:
    change = asked(course, manager, title="Another")
    done = author.post(page(change, "withdraw-change"), follow=True)
    assert "Withdrawn. The course stays as it is." in done.text
    assert WAITS not in done.text


def test_what_changed_meanwhile_is_not_approved(manager: User, course: Course) -> None:
    change = asked(course, manager, title="Another")
    Course.objects.update(title="Changed by the operator")
    reviewer = client_of("reviewer", course.series.provider)
    shown = reviewer.get(page(change)).text
    assert "Changed since" in shown
    assert ">Approve<" not in shown
    told = reviewer.post(page(change, "decide-change"), {"approve": "1"}, follow=True).text
    assert "Nothing was changed" in told


def test_without_anybody_else_it_waits_and_says_invite_someone(
    author: Client, manager: User, course: Course
) -> None:
    asked(course, manager, title="Another")
    text = author.get(step(course)).text
    assert "Invite someone" in text
    assert reverse("staff:team") in text


def test_a_sole_administrator_approves_on_the_same_page(course: Course) -> None:
    administrator = factories.make_user(is_staff=True, is_superuser=True)
    client = sign_in(administrator)
    change = asked(course, administrator, title="Another")
    assert ">Approve alone<" in client.get(step(course)).text
    assert page(change) in client.get(reverse("staff:approvals")).text
    done = client.post(page(change, "decide-change"), {"approve": "1"}, follow=True)
    assert "alone: no one else could decide" in done.text


def test_the_page_of_reviews_says_that_the_new_last_day_waits(
    author: Client, course: Course
) -> None:
    today = course.series.provider.day_of(factories.NOW)
    sent = {
        "reviewed_on": today.isoformat(),
        "reviewer": "Ann Lee, MD",
        "looked_at": ["content"],
        "evidence": "The recording with the guideline.",
        "outcome": "current",
        "expires_on": add_years(today, 2).isoformat(),
    }
    done = author.post(reverse("publishing:record-review", args=[course.slug]), sent, follow=True)
    assert "A second person has to approve the new last day." in done.text
    assert "Ann Lee, MD" in done.text
    assert WAITS in done.text


def test_the_page_of_a_credit_says_that_closing_waits(author: Client, course: Course) -> None:
    place = reverse("publishing:close-offer", args=[course.slug, "participation"])
    done = author.post(place, {"close-reason": "The number was withdrawn."}, follow=True)
    assert "This change is waiting for a second person" in done.text
    assert "The number was withdrawn." in author.get(place).text


def test_the_page_of_support_says_that_a_company_waits(author: Client, course: Course) -> None:
    place = reverse("authoring:edit-support", args=[course.slug])
    sent = {"source": "Acme", "nature": "grant", "amount": "9", "signed_on": "2024-11-04"}
    for _ in range(2):  # the second press is refused, and keeps what was typed
        pdf = SimpleUploadedFile("agreement.pdf", PDF)
        done = author.post(place, sent | {"agreement": pdf}, follow=True)
        assert WAITS in done.text
    assert "Another change to this is waiting for a second person." in done.text
    assert 'value="Acme"' in done.text
    assert not course.support.exists()


def test_another_providers_staff_find_nothing(manager: User, course: Course) -> None:
    change = asked(course, manager, title="Another")
    stranger = client_of("owner", factories.make_provider())
    assert stranger.get(page(change)).status_code == 404
    for name in ("decide-change", "withdraw-change"):
        assert stranger.post(page(change, name)).status_code == 404


def test_the_rules_page_says_which_changes_take_two_people(course: Course) -> None:
    provider: Provider = course.series.provider
    owner = client_of("owner", provider)
    text = owner.get(reverse("publishing:publishing-rules", args=[provider.pk])).text
    for kind in KINDS.values():
        for line in (*kind.covers, *kind.free):
            assert f"<li>{line}</li>" in text, line
