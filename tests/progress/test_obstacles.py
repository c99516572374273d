"""What no step removes is said on every page of the path, with whom to ask or the way there."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from accounts.models import User
from courses.models import Course, CreditOffer, CreditType
from progress.errors import NotEligible
from progress.models import Enrolment
from progress.services.enrolments import enrolment_of
from progress.status import CreditStatus
from tests import factories
from tests.progress.pages import text_of, url_of

pytestmark = pytest.mark.django_db
NOW = factories.NOW
TODAY = NOW.date()
PATH = ["course", "progress:learn", "progress:test", "progress:evaluation", "certificates:claim"]
ENDED = "Credit for this course could be claimed until November 22, 2026"
CLOSED = "told about, AMA PRA Category 1 Credits™, was closed on November 23, 2026: Withdrawn"

Obstacle = Callable[[], object]
OBSTACLES: dict[str, Obstacle] = {
    "closed this course for you. Email education@example.org": lambda: Enrolment.objects.update(
        closed_at=NOW
    ),
    ENDED: lambda: Course.objects.update(expires_on=date(2026, 11, 22)),
    "Tell us your profession": lambda: User.objects.update(profession=None),
    "offers no credit for your profession": lambda: (
        CreditType.professions.through.objects.all().delete()
    ),
    CLOSED: lambda: CreditOffer.objects.update(closed_at=NOW, closed_reason="Withdrawn."),
}


@pytest.fixture
def signed_in(client: Client, request: pytest.FixtureRequest) -> Enrolment:
    enrolment: Enrolment = request.param()
    client.force_login(enrolment.user)
    return enrolment


stages = pytest.mark.parametrize(
    "signed_in",
    [factories.enrol, factories.watched, factories.passed, factories.evaluated],
    indirect=True,
)


@stages
@pytest.mark.parametrize("words", OBSTACLES)
@time_machine.travel(NOW, tick=False)
def test_it_is_said_once_on_every_page_of_the_path(
    client: Client, signed_in: Enrolment, words: str
) -> None:
    OBSTACLES[words]()
    for page in PATH:
        text = text_of(client.get(url_of(signed_in, page)))
        assert text.count(words) == 1, page
        assert text.count("This course expired on") <= 1, page


@time_machine.travel(NOW, tick=False)
def test_before_the_start_the_course_page_says_it_too(client: Client) -> None:
    course = factories.make_course(offers={"ama-pra-1": 1})
    client.force_login(factories.make_user(profession="registered-nurse"))
    page = client.get(course.get_absolute_url())
    assert "offers no credit for your profession (Registered nurse)" in text_of(page)
    assert 'href="/accounts/profile/"' in page.content.decode()


@stages
@time_machine.travel(NOW, tick=False)
def test_the_end_of_credit_is_announced_thirty_days_before(
    client: Client, signed_in: Enrolment
) -> None:
    for left, said in [(29, True), (0, True), (30, False), (-1, False)]:
        Course.objects.update(expires_on=TODAY + timedelta(days=left))
        for page in PATH:
            text = text_of(client.get(url_of(signed_in, page)))
            assert ("Credit for this course can be claimed until" in text) is said


@pytest.mark.parametrize("code", ["physician-md", "pharmacist"])
@pytest.mark.parametrize("days", [(None, None), (0, 0), (1, None), (None, -1), (-1, 1)])
def test_what_pages_say_is_what_the_claim_finds(
    code: str, days: tuple[int | None, int | None]
) -> None:
    first, last = (None if day is None else TODAY + timedelta(days=day) for day in days)
    course = factories.make_course(offers={"ama-pra-1": 1})
    CreditOffer.objects.update(valid_from=first, valid_to=last)
    user = factories.make_user(profession=code)
    enrolment = factories.evaluated(user=user, course=course)
    status = CreditStatus(enrolment.course, enrolment.user, enrolment, NOW)
    assert bool(status.offers) is not bool(status.obstacles)


def test_after_the_claim_nothing_stands_in_the_way() -> None:
    enrolment = factories.evaluated()
    Course.objects.update(expires_on=date(2026, 1, 1), released_on=date(2025, 1, 1))
    enrolment.claimed_at = NOW
    assert CreditStatus(enrolment.course, enrolment.user, enrolment, NOW).obstacles == []


# What hinders, and the words and the address of its link.
LEADS: dict[str, tuple[Obstacle, str, str]] = {
    "address": (
        lambda: EmailAddress.objects.update(verified=False),
        "Go to your addresses",
        "/accounts/email/",
    ),
    "profession": (
        lambda: User.objects.update(profession=None),
        "Go to your profile",
        "/accounts/profile/",
    ),
    "offer": (OBSTACLES["offers no credit for your profession"], "Go to your profile", ""),
}


@pytest.mark.parametrize("kind", LEADS)
@time_machine.travel(NOW, tick=False)
def test_the_link_of_an_obstacle_says_where_it_leads(client: Client, kind: str) -> None:
    hinder, words, address = LEADS[kind]
    enrolment = factories.evaluated()
    hinder()
    client.force_login(enrolment.user)
    pages = [url_of(enrolment, page) for page in PATH]
    for page in [*pages, reverse("dashboard")]:
        shown = client.get(page).content.decode()
        assert f'href="{address or "/accounts/profile/"}">{words}</a>' in shown, page
        wrong = {"Go to your profile", "Go to your addresses", "Go there"} - {words}
        assert not [each for each in wrong if f">{each}</a>" in shown], page


def test_an_unknown_refusal_still_has_words_for_its_link() -> None:
    assert NotEligible("something", "No.", "/there/").link == "Go there"
    assert NotEligible("not_watched", "No.", "/there/", link="Go to the transcript").link == (
        "Go to the transcript"
    )


def refusals(enrolment: Enrolment, *, days: int = 0) -> list[tuple[str, str]]:
    fresh = enrolment_of(user=enrolment.user, course=enrolment.course)
    assert fresh
    status = CreditStatus(fresh.course, fresh.user, fresh, NOW + timedelta(days=days))
    return [(each.code, each.message) for each in status.obstacles]


def a_nurse(begun: Callable[..., Enrolment] = factories.evaluated) -> Enrolment:
    """Return a nurse in a course that offers credit to physicians only."""
    course = factories.make_course(offers={"ama-pra-1": 1})
    return begun(course=course, user=factories.make_user(profession="registered-nurse"))


def test_a_physician_who_began_after_the_end_is_told_of_the_end_alone() -> None:
    course = factories.make_course(expires_on=TODAY - timedelta(days=2))
    ((code, message),) = refusals(factories.evaluated(course=course))
    assert (code, "profession" in message, "did not claim" in message) == ("expired", False, False)


def test_no_credit_is_promised_after_the_end_to_who_had_no_offer() -> None:
    nurse = a_nurse()
    Course.objects.update(expires_on=TODAY)
    ((code, message),) = refusals(nurse, days=2)
    assert (code, "did not claim your credit" in message) == ("expired", False)


def test_an_offer_outside_its_days_is_not_blamed_on_the_profession() -> None:
    course = factories.make_course(offers={"ama-pra-1": 1})
    CreditOffer.objects.update(
        valid_from=TODAY - timedelta(days=1), valid_to=TODAY + timedelta(days=1)
    )
    enrolment = factories.evaluated(course=course)
    assert refusals(enrolment) == []
    ((code, message),) = refusals(enrolment, days=2)
    assert (code, "could be claimed until November 24, 2026" in message) == ("offer_ended", True)
    ((code, message),) = refusals(enrolment, days=-2)
    assert (code, "can be claimed from November 22, 2026" in message) == ("offer_not_yet", True)


@pytest.mark.parametrize(
    ("begun", "words"),
    [
        (factories.watched, "accept its terms"),
        (factories.evaluated, "under the earlier terms. Email education@example.org"),
    ],
)
def test_credit_that_was_added_since_the_start_is_named(
    begun: Callable[..., Enrolment], words: str
) -> None:
    nurse = a_nurse(begun)
    kind = CreditType.objects.get(code="participation")
    CreditOffer.objects.create(course=nurse.course, credit_type=kind, max_quarters=1)
    ((code, message),) = refusals(nurse)
    assert (code, words in message) == ("offered_since", True)


def test_a_resident_without_a_degree_reads_that_it_is_the_degree() -> None:
    course = factories.make_course(offers={"ama-pra-1": 1})
    user = factories.make_user(profession="resident-fellow", degree="none")
    ((code, message),) = refusals(factories.evaluated(course=course, user=user))
    assert (code, "without a degree in medicine" in message) == ("degree_not_eligible", True)
    assert CreditStatus(course, user, None, NOW).obstacles[0].code == "degree_not_eligible"
