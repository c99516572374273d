"""The catalogue's public pages: what they say, to whom, and how cheaply."""

import json
import re
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from courses.models import Course
from providers.models import Provider
from tests.factories import make_course, make_user, make_video

pytestmark = pytest.mark.django_db
PAGES = ["/courses/", "/courses/listening/", "/courses/listening/transcript/"]


@pytest.fixture
def course() -> Course:
    cache.clear()
    return make_course(slug="listening", title="Listening to patients")


def test_the_catalogue_lists_published_courses_with_their_credit(
    client: Client, course: Course
) -> None:
    html = client.get("/courses/").content.decode()
    assert "Listening to patients" in html
    assert "<li><i>AMA PRA Category 1 Credits</i>™</li>" in html
    assert "<li>Hours of participation</li>" in html


@pytest.mark.parametrize("path", ["/", "/courses/", "/courses/listening/", "/help/"])
def test_an_amount_of_credit_stands_only_where_its_designation_does(
    client: Client, course: Course, path: str
) -> None:
    html = client.get(path).content.decode()
    gives_amount = re.search(r"\d <i>AMA PRA", html) is not None
    assert gives_amount == ("designates this enduring material for a maximum of 0.25" in html)
    assert gives_amount == (path == "/courses/listening/")


@pytest.mark.parametrize("signed_in", [True, False])
def test_start_stands_below_all_that_is_told(
    client: Client, course: Course, signed_in: bool
) -> None:
    if signed_in:
        client.force_login(make_user())
    html = client.get("/courses/listening/").content.decode()
    told = re.findall(r' id="about-[a-z-]+"', html)
    assert len(told) > 15
    assert html.count("<span>Start course</span>") == 1
    assert max(map(html.index, told)) < html.index("<span>Start course</span>")


@pytest.mark.parametrize("hidden", ["unpublished", "retired"])
def test_what_is_not_published_is_not_shown(client: Client, course: Course, hidden: str) -> None:
    moment = course.published_at
    Course.objects.update(
        **{"published_at": None} if hidden == "unpublished" else {"retired_at": moment}
    )
    assert "Listening" not in client.get("/courses/").content.decode()
    assert client.get("/courses/listening/").status_code == 404
    assert client.get("/courses/listening/transcript/").status_code == 404


def test_an_empty_catalogue_says_so(client: Client) -> None:
    assert "No courses yet" in client.get("/courses/").content.decode()


@pytest.mark.parametrize(
    "text",
    [
        "To listen better.",
        "Name two ways to listen.",
        "Ann Lee, M.D.",
        "Nobody in control of the content of this activity has a relevant financial relationship",
        "designates this enduring material for a maximum of 0.25 <i>AMA PRA Category 1 Credit(s)</i>™",
        "is accredited by the Accreditation Council",
        "Pass mark: 60%. That is 2 of 3 questions.",
        "Attempts: no limit.",
        "Speaks of <strong>illness</strong>.",
        "Write to us.",
        "<em>A book</em>",
        "January 7, 2026",
        "December 31, 2028",
        "15 minutes",
        "Enduring material",
        "Free",
    ],
)
def test_the_course_page_tells_everything_before_the_start(
    client: Client, course: Course, text: str
) -> None:
    assert text in client.get("/courses/listening/").content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_the_tab_says_nothing_about_the_subject(client: Client, course: Course, page: str) -> None:
    Course.objects.update(title="Human Trafficking: Identification")
    title = re.search(r"<title>(.*?)</title>", client.get(page).content.decode())
    assert title
    assert "rafficking" not in title[1]


@pytest.mark.parametrize("page", [*PAGES, "/courses/listening/transcript.txt"])
def test_an_anonymous_page_sets_no_cookie_and_answers_304(
    client: Client, course: Course, page: str
) -> None:
    response = client.get(page)
    assert (response.status_code, dict(response.cookies)) == (200, {})
    again = client.get(page, headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("page", PAGES)
def test_only_reading_is_allowed(client: Client, course: Course, page: str) -> None:
    assert client.post(page).status_code == 405


@pytest.mark.parametrize(("page", "most"), [("/courses/", 4), ("/courses/listening/", 10)])
def test_a_public_page_needs_few_statements(
    client: Client,
    course: Course,
    page: str,
    most: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client.get(page)
    with django_assert_max_num_queries(most):
        client.get(page)


def test_a_visitor_may_start_without_an_account(client: Client, course: Course) -> None:
    html = client.get("/courses/listening/").content.decode()
    assert 'href="/courses/listening/learn/?read=' in html
    assert "/accounts/signup/?next=/courses/listening/" in html
    assert "csrf" not in html


def test_an_expired_course_says_that_no_credit_can_be_claimed(
    client: Client, course: Course
) -> None:
    Course.objects.update(released_on="2020-01-01", expires_on="2021-01-01")
    assert "credit can no longer be claimed" in client.get("/courses/listening/").content.decode()
    catalogue = client.get("/courses/").content.decode()
    assert "Expired: no credit" in catalogue
    assert "AMA PRA" not in catalogue


def test_a_sample_is_marked_wherever_credit_is_named(client: Client, course: Course) -> None:
    Course.objects.update(is_sample=True)
    for page in ("/courses/", "/courses/listening/"):
        assert "Sample: no credit is awarded" in client.get(page).content.decode()


@pytest.mark.parametrize("key", ["credit", "designation"])
def test_a_sample_says_above_its_title_that_no_credit_is_awarded_and_where_it_would_be(
    client: Client, course: Course, key: str
) -> None:
    Course.objects.update(is_sample=True)
    html = client.get("/courses/listening/").content.decode()
    assert html.count("Sample: no credit is awarded") == 1
    assert html.index("sample-banner") < html.index("<h1")
    element = html.split(f'id="about-{key}"')[1].split("front-matter-element")[0]
    assert "In a real course:" in element
    Course.objects.update(is_sample=False)
    html = client.get("/courses/listening/").content.decode()
    assert "sample-banner" not in html
    assert "In a real course" not in html


def structured_data(client: Client) -> dict[str, Any]:
    html = client.get("/courses/listening/").content.decode()
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert block
    return dict(json.loads(block[1]))


def test_search_engines_learn_what_the_course_is(client: Client, course: Course) -> None:
    data = structured_data(client)
    assert (data["@type"], data["name"]) == ("Course", "Listening to patients")
    assert data["hasCourseInstance"]["courseWorkload"] == "PT15M"
    credentials = [one["credentialCategory"] for one in data["educationalCredentialAwarded"]]
    assert credentials[0] == "0.25 AMA PRA Category 1 Credits(TM)"


# Of schema.org 29: what its vocabulary allows on each type, as far as we say it.
VOCABULARY = {
    "Course": "name description url inLanguage isAccessibleForFree offers provider teaches"
    " hasCourseInstance educationalCredentialAwarded",
    "CourseInstance": "courseMode courseWorkload",
    "EducationalOccupationalCredential": "credentialCategory recognizedBy",
    "Offer": "category price priceCurrency",
    "Organization": "name url",
}


def outside_the_vocabulary(data: Any) -> list[str]:
    if isinstance(data, list):
        return [found for each in data for found in outside_the_vocabulary(each)]
    if not isinstance(data, dict):
        return []
    kind = data["@type"]
    allowed = {"@context", "@type", *VOCABULARY[kind].split()}
    found = [f"{kind}.{name}" for name in data if name not in allowed]
    return found + outside_the_vocabulary(list(data.values()))


def test_search_engines_are_told_only_what_their_vocabulary_knows(
    client: Client, course: Course
) -> None:
    Provider.objects.update(website="https://lakeside.example")
    data = structured_data(client)
    assert data["@context"] == "https://schema.org"
    assert outside_the_vocabulary(data) == []
    assert outside_the_vocabulary(data | {"credit": "0.25"}) == ["Course.credit"]
    assert data["provider"]["url"] == "https://lakeside.example"
    assert data["teaches"] == course.objectives


def test_a_sample_promises_search_engines_no_credential(client: Client, course: Course) -> None:
    Course.objects.update(is_sample=True)
    data = structured_data(client)
    assert "educationalCredentialAwarded" not in data
    assert data["name"] == "Sample: Listening to patients"


def test_a_title_cannot_break_out_of_the_data_block(client: Client, course: Course) -> None:
    title = "</script><script>alert(1)</script>"
    Course.objects.update(title=title)
    assert "<script>alert" not in client.get("/courses/listening/").content.decode()
    assert structured_data(client)["name"] == title


def test_the_transcript_is_a_page_by_chapter(client: Client, course: Course) -> None:
    html = client.get("/courses/listening/transcript/").content.decode()
    assert html.index("Welcome to the course.") < html.index("The rest")
    assert html.index("The rest") < html.index("Two lines in one cue.")


def test_the_transcript_can_be_kept_as_text(client: Client, course: Course) -> None:
    response = client.get("/courses/listening/transcript.txt")
    assert response["Content-Disposition"] == 'attachment; filename="transcript.txt"'
    assert "[0:04] The rest\n\nTwo lines in one cue." in response.content.decode()


def test_the_version_a_learner_began_with_stays_readable(client: Client, course: Course) -> None:
    older = course.videos.get()
    make_video(course=course)
    Course.objects.update(retired_at=course.published_at)
    assert client.get(f"/courses/listening/transcript/?video={older.pk}").status_code == 200
    assert (
        client.get(older_captions := f"/courses/listening/captions/{older.pk}/en.vtt").status_code
        == 200
    )
    assert client.get(older_captions.replace("listening", "other")).status_code == 404


@pytest.mark.parametrize("version", ["0", "x", "-1", "²", "9" * 40])
def test_a_version_that_is_none_is_404(client: Client, course: Course, version: str) -> None:
    assert client.get("/courses/listening/transcript/", {"video": version}).status_code == 404


@pytest.mark.parametrize("kind", ["captions", "chapters"])
def test_text_tracks_are_webvtt_without_a_cookie(client: Client, course: Course, kind: str) -> None:
    response = client.get(f"/courses/listening/{kind}/{course.videos.get().pk}/en.vtt")
    assert response["Content-Type"] == "text/vtt; charset=utf-8"
    assert response.content.startswith(b"WEBVTT")
    assert not response.cookies


def test_a_language_that_is_not_there_is_404(client: Client, course: Course) -> None:
    path = f"/courses/listening/captions/{course.videos.get().pk}/es.vtt"
    assert client.get(path).status_code == 404
