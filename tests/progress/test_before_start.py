"""Nobody plays a second before the front matter: what stands at `learn/` first, and which pages count after it."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import signing
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from courses.front_matter_texts import BEFORE_START, FRONT_MATTER
from courses.models import CommercialSupport, Course, SupportNature
from progress.models import Enrolment, Watch
from progress.services.adoption import adopt_pages
from progress.tokens import PageToken, TokenRefused
from tests import factories
from tests.progress.pages import digest_now, html_of, proof_now, text_of

pytestmark = pytest.mark.django_db
NOW = factories.NOW


@pytest.fixture
def course() -> Course:
    course = factories.make_course()
    CommercialSupport.objects.create(
        course=course, source="Some Company", nature=SupportNature.GRANT
    )
    return course


@pytest.fixture
def learner(client: Client) -> Client:
    """Somebody signed in who has not started."""
    client.force_login(factories.make_user())
    return client


def url_of(course: Course, name: str = "progress:learn") -> str:
    return reverse(name, args=[course.slug])


def read(html: str) -> str:
    """Return the proof in the guest's link to the player."""
    found = re.search(r"/learn/\?read=([\w.-]+)\"", html)
    assert found
    return found[1]


def opened(client: Client, course: Course, **asked: str) -> Any:
    return client.post(f"{url_of(course, 'progress:open-page')}", query_params=asked)


@pytest.mark.parametrize("name", ["progress:learn", "course"])
@pytest.mark.parametrize("signed_in", [False, True], ids=["guest", "learner"])
def test_all_that_must_be_told_stands_above_start(
    client: Client, course: Course, name: str, signed_in: bool
) -> None:
    if signed_in:
        client.force_login(factories.make_user())
    html = html_of(client.get(url_of(course, name)))
    above, start, _ = html.partition("<span>Start course</span>")
    assert start
    place = 0
    for key in BEFORE_START:
        assert f'id="about-{key}"' in above, key
        assert above.index(f'id="about-{key}"') > place
        place = above.index(f'id="about-{key}"')


@pytest.mark.parametrize(
    "words",
    [
        "Name two ways to listen.",
        "Ann Lee, M.D. (Faculty and planner)",
        "Nobody in control of the content of this activity has a relevant financial relationship",
        "Some Company",
        "0.25 AMA PRA Category 1 Credits™",
        "designates this enduring material for a maximum of 0.25",
        "is accredited by the Accreditation Council",
        "Pass mark: 60%. That is 2 of 3 questions.",
        "Attempts: no limit.",
        "Released January 7, 2025",
        "Last reviewed January 7, 2026",
        "Credit can be claimed until the end of December 31, 2028",
    ],
)
def test_a_guest_reads_it_before_a_player_is_on_the_page(
    client: Client, course: Course, words: str
) -> None:
    response = client.get(url_of(course))
    assert words in text_of(response).partition("Start course")[0]
    assert "<video" not in html_of(response)
    assert course.videos.get().file.url not in html_of(response)


def test_how_to_take_part_stands_above_start(client: Client, course: Course) -> None:
    """DOMAIN §2.1, 4 to 6: nothing of it waits in folded details, as the audience does."""
    above = html_of(client.get(url_of(course))).partition("More about this course")[0]
    for key in ("format", "time", "method"):
        assert f'id="about-{key}"' in above, key
    assert "<details" not in above.partition("<h1")[2]


def test_each_element_above_start_is_one_of_the_front_matter() -> None:
    assert {each.key for each in FRONT_MATTER} >= set(BEFORE_START)
    assert len(set(BEFORE_START)) == len(BEFORE_START)


@pytest.mark.parametrize("name", ["progress:learn", "course"])
def test_whatever_is_acknowledged_stands_on_the_page_once(
    learner: Client, course: Course, name: str
) -> None:
    response = learner.get(url_of(course, name))
    html = html_of(response)
    for element in response.context["front_matter"]["elements"]:
        assert html.count(f'id="about-{element["key"]}"') == 1, element["key"]


def test_a_guest_starts_by_a_plain_link_without_a_cookie(client: Client, course: Course) -> None:
    before = client.get(url_of(course))
    assert not before.cookies
    assert "<form" not in re.search(r"<main.*</main>", html_of(before), re.DOTALL)[0]  # type: ignore[index]
    player = client.get(url_of(course), {"read": read(html_of(before))})
    assert "<video" in html_of(player)
    assert not player.cookies


def test_the_course_page_has_shown_it_and_leads_a_guest_straight_to_the_player(
    client: Client, course: Course
) -> None:
    page = html_of(client.get(url_of(course, "course")))
    assert "<video" in html_of(client.get(url_of(course), {"read": read(page)}))


def test_what_has_changed_since_is_read_again(client: Client, course: Course) -> None:
    before = read(html_of(client.get(url_of(course))))
    assert "has changed since you read it" not in text_of(client.get(url_of(course)))
    Course.objects.update(disclosure_note="Another sentence.")
    again = client.get(url_of(course), {"read": before})
    assert "has changed since you read it" in text_of(again)
    assert "<video" not in html_of(again)
    assert "<video" in html_of(client.get(url_of(course), {"read": read(html_of(again))}))


@pytest.mark.parametrize("odd", ["x", "x" * 9000, "é", "a-b.c", "1.2.3"])
def test_an_odd_proof_leads_to_the_front_matter(client: Client, course: Course, odd: str) -> None:
    for read in (odd, digest_now(course), f"{digest_now(course)}-494000.{odd}"):
        response = client.get(url_of(course), {"read": read})
        assert (response.status_code, "<video" in html_of(response)) == (200, False)
        assert "has changed since you read it" not in text_of(response)


def test_an_address_that_was_kept_or_forwarded_shows_the_front_matter_again(
    client: Client, course: Course
) -> None:
    with time_machine.travel(NOW, tick=False):
        kept = read(html_of(client.get(url_of(course))))
    for hours, opens in ((11, True), (12, False), (24 * 30, False)):
        with time_machine.travel(NOW + timedelta(hours=hours), tick=False):
            page = client.get(url_of(course), {"read": kept})
            assert ("<video" in html_of(page)) is opens
            assert "has changed since you read it" not in text_of(page)
            answer = opened(client, course, read=kept)
            assert (answer.status_code == 200) is opens
            again = page.context["read"]
            assert "<video" in html_of(client.get(url_of(course), {"read": again}))


def test_no_search_engine_is_led_to_a_player(client: Client, course: Course) -> None:
    page = html_of(client.get(url_of(course, "course")))
    [link] = re.findall(r"<a [^>]*read=[^>]*>", page)
    assert 'rel="nofollow"' in link
    for asked in ({}, {"read": read(page)}):
        found = client.get(url_of(course), asked)
        assert found["X-Robots-Tag"] == "noindex, nofollow"
        assert '<meta name="robots" content="noindex, nofollow">' in html_of(found)


def test_the_page_before_the_start_answers_304(client: Client, course: Course) -> None:
    response = client.get(url_of(course))
    again = client.get(url_of(course), headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304
    assert client.head(url_of(course)).status_code == 200


def test_a_learner_who_has_not_started_reads_and_starts_where_the_player_will_be(
    learner: Client, course: Course
) -> None:
    page = learner.get(url_of(course), {"read": proof_now(course)})
    assert "<video" not in html_of(page)
    assert not Enrolment.objects.exists()
    [sent] = re.findall(r'name="front_matter" value="(\w+)"', html_of(page))
    response = learner.post(url_of(course, "progress:start"), {"front_matter": sent})
    assert response["Location"] == url_of(course)
    assert Enrolment.objects.get().front_matter.document == page.context["front_matter"]
    assert "<video" in html_of(learner.get(url_of(course)))


def test_a_learner_without_a_profession_is_told_before_the_start(
    client: Client, course: Course
) -> None:
    client.force_login(factories.make_user(profession=""))
    assert "Tell us your profession" in text_of(client.get(url_of(course)))


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize("signed_in", [False, True], ids=["guest", "learner"])
def test_after_the_last_day_it_is_said_before_the_start(
    client: Client, course: Course, signed_in: bool
) -> None:
    if signed_in:
        client.force_login(factories.make_user())
    Course.objects.update(expires_on=NOW.date() - timedelta(days=1))
    words = text_of(client.get(url_of(course))).rpartition("Start course")[0]
    said = "could be claimed until November 22" if signed_in else "credit can no longer be claimed"
    assert said in words
    assert words.count("This course expired on") == 1
    assert "how to earn it" not in words


@time_machine.travel(NOW, tick=False)
def test_nobody_is_asked_to_sign_in_for_credit_that_has_ended(
    client: Client, course: Course
) -> None:
    for left, asked in ((0, True), (-1, False)):
        Course.objects.update(expires_on=NOW.date() + timedelta(days=left))
        page = text_of(client.get(url_of(course), {"read": proof_now(course)}))
        assert "You’re watching without an account" in page
        assert ("To earn credit" in page) is asked


@time_machine.travel(NOW, tick=False)
def test_a_sample_promises_no_credit_to_who_watches_or_comes_late(
    client: Client, course: Course
) -> None:
    Course.objects.update(is_sample=True, expires_on=NOW.date())
    page = text_of(client.get(url_of(course), {"read": proof_now(course)}))
    assert "No credit is awarded here. For a sample certificate, create an account" in page
    assert "In a real course, credit could be claimed until" in text_of(
        client.get(url_of(course, "course"))
    )
    Course.objects.update(expires_on=NOW.date() - timedelta(days=1))
    assert "In a real course: 0.25" in text_of(client.get(url_of(course)))


def test_who_has_started_is_asked_for_nothing(client: Client) -> None:
    enrolment = factories.enrol()
    client.force_login(enrolment.user)
    for asked in ({}, {"read": "of another page"}):
        assert "<video" in html_of(client.get(url_of(enrolment.course), asked))
    course_page = html_of(client.get(url_of(enrolment.course, "course")))
    assert "Start course" not in course_page
    assert course_page.index("Your progress") < course_page.index("Credit, disclosure, and dates")


@pytest.mark.parametrize("signed_in", [False, True], ids=["guest", "learner"])
def test_reading_before_the_start_takes_few_statements(
    client: Client,
    course: Course,
    signed_in: bool,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    if signed_in:
        client.force_login(factories.make_user())
    for name in ("Ben Oak", "Cay Elm"):
        factories.make_faculty(course=course, name=name)
    client.get(url_of(course))
    with django_assert_max_num_queries(14):
        client.get(url_of(course))


# ── Which pages count ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_page_opens_after_the_front_matter_of_now_alone(client: Client, course: Course) -> None:
    now = proof_now(course)
    answer = opened(client, course, read=now)
    assert PageToken.read(answer.json()["token"], now=NOW).after_disclosure
    for asked in ({}, {"read": ""}, {"read": "x" * 64}, {"read": now.upper()}):
        refused = opened(client, course, **asked)
        assert (refused.status_code, refused.json()) == (409, {"code": "not_read"})
    Course.objects.update(disclosure_note="Another sentence.")
    assert opened(client, course, read=now).json() == {"code": "not_read"}


def test_a_learners_page_opens_though_their_session_has_ended_and_the_words_have_changed(
    client: Client,
) -> None:
    enrolment = factories.enrol()
    Course.objects.update(disclosure_note="Another sentence.")
    client.force_login(enrolment.user)
    page = html_of(client.get(url_of(enrolment.course)))
    [proof] = re.findall(r'data-read="([^"]*)"', page)
    client.logout()
    Course.objects.update(disclosure_note="Another sentence.")
    assert opened(client, enrolment.course, read=proof).json()["guest"] is True
    record = str(enrolment.pk)
    for asked in ({"record": record}, {"read": record}, {"read": f"{record}:x"}):
        assert opened(client, enrolment.course, **asked).json() == {"code": "not_read"}
    assert opened(client, factories.make_course(), read=proof).json() == {"code": "not_read"}


@pytest.mark.parametrize("record", ["0", "", "of"])
def test_words_that_have_changed_open_no_page_whatever_record_is_claimed(
    client: Client, record: str
) -> None:
    enrolment = factories.enrol()
    old = proof_now(enrolment.course)
    Course.objects.update(disclosure_note="Another sentence.")
    asked = {"read": old, "record": str(enrolment.pk) if record == "of" else record}
    assert opened(client, enrolment.course, **asked).json() == {"code": "not_read"}


def of_before(course: Course) -> str:
    """Return a guest's token as it was before guests read first."""
    video, opened_at = course.videos.get(), NOW - timedelta(hours=1)
    parts = [video.pk, video.seconds, 90, int(opened_at.timestamp()), "a" * 32, 0]
    return signing.dumps(parts, salt="progress.page")


def sent(client: Client, course: Course, *tokens: str) -> Any:
    pages = [{"token": token, "segments": [[0, 50]]} for token in tokens]
    body = json.dumps({"pages": pages})
    return client.post(url_of(course, "progress:adopt"), body, content_type="application/json")


@time_machine.travel(NOW, tick=False)
def test_what_was_watched_before_the_front_matter_is_nobodys(client: Client) -> None:
    enrolment = factories.enrol()
    client.force_login(enrolment.user)
    old = of_before(enrolment.course)
    answer = sent(client, enrolment.course, old)
    assert (answer.status_code, answer.json()) == (410, {"code": "before_disclosure"})
    video = enrolment.course.videos.get()
    new = PageToken.open(video=video, required_share=90, now=NOW - timedelta(hours=1)).sign()
    assert sent(client, enrolment.course, old, new).json()["seconds"] == 50


@time_machine.travel(NOW, tick=False)
def test_the_adoption_itself_passes_over_a_page_of_before(client: Client) -> None:
    enrolment = factories.enrol()
    token = PageToken.read(of_before(enrolment.course), now=NOW)
    with pytest.raises(TokenRefused, match="before_disclosure"):
        token.require_disclosure()
    pages = [(token, [(0, 50)])]
    assert adopt_pages(enrolment=enrolment, pages=pages, now=NOW).seconds == 0
    assert Watch.objects.get().seconds == 0


def test_a_learners_token_of_before_goes_on_counting() -> None:
    enrolment = factories.enrol()
    token = PageToken.open_for(enrolment=enrolment, now=NOW)
    assert len(signing.loads(token.sign(), salt="progress.page")) == 6
    assert PageToken.read(token.sign(), now=NOW).after_disclosure


def test_who_has_just_signed_in_is_told_why_the_page_is_here_again(client: Client) -> None:
    """As after making an account on the way to Start; guests and those who began read no such thing."""
    enrolment = factories.enrol()
    learn = f"/courses/{enrolment.course.slug}/learn/"
    said = "You’re signed in. Select Start course below to confirm"
    assert said not in text_of(client.get(learn))
    client.force_login(factories.make_user())
    assert text_of(client.get(learn)).count(said) == 1
    client.force_login(enrolment.user)
    assert said not in text_of(client.get(learn))
