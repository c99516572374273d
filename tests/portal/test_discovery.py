"""What search engines, crawlers, shared links and home screens are told, and what they are not."""

import re
from datetime import timedelta
from html import unescape
from pathlib import Path
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from courses.models import Course
from portal import discovery
from portal.context import forget_installation
from portal.models import Installation
from tests import factories

pytestmark = pytest.mark.django_db
SITE = "https://cme.example.org"
FILES = ["/sitemap.xml", "/robots.txt", "/site.webmanifest"]
PUBLIC = [
    *("/", "/courses/", "/help/", "/privacy/", "/accessibility/"),
    *("/courses/listening/", "/courses/listening/transcript/"),
]
_NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


@pytest.fixture(autouse=True)
def address(settings: pytest.FixtureRequest) -> None:
    settings.SITE_URL = SITE  # type: ignore[attr-defined]


@pytest.fixture
def course() -> Course:
    return factories.make_course(
        slug="listening", title="Listening & hearing", summary="How\nto  listen."
    )


def head(client: Client, path: str) -> dict[str, str]:
    """The page's description, canonical address and what a shared link shows, by name."""
    html = client.get(path).content.decode()
    metas = re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)"', html)
    canonical = re.findall(r'<link rel="canonical" href="([^"]*)"', html)
    assert len(canonical) <= 1
    assert len({name for name, _ in metas}) == len(metas)
    found = {name: unescape(value) for name, value in metas}
    return found | ({"canonical": canonical[0]} if canonical else {})


@pytest.mark.parametrize("path", FILES)
def test_a_file_for_programs_sets_no_cookie_and_answers_304(client: Client, path: str) -> None:
    first = client.get(path)
    assert (first.status_code, dict(first.cookies)) == (200, {})
    assert "public" in first["Cache-Control"]
    assert client.get(path, headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert client.post(path).status_code == 405


def sitemap(client: Client) -> dict[str, str]:
    """Each address of the sitemap, with the day of its last change."""
    tree = ElementTree.fromstring(client.get("/sitemap.xml").content)  # noqa: S314 - our own
    return {
        str(url.findtext("s:loc", namespaces=_NAMES)): url.findtext("s:lastmod", "", _NAMES)
        for url in tree.findall("s:url", _NAMES)
    }


def test_the_sitemap_names_what_anybody_may_read(client: Client, course: Course) -> None:
    factories.make_course(slug="hidden", published_at=None)
    factories.make_course(slug="retired", retired_at=factories.NOW)
    found = sitemap(client)
    assert f"{SITE}/courses/listening/" in found
    assert f"{SITE}/help/" in found
    assert not [url for url in found if "hidden" in url or "retired" in url]
    assert all(client.get(url.removeprefix(SITE)).status_code == 200 for url in found)


def test_a_course_changed_when_visitors_could_first_see_its_newest_part(
    client: Client, course: Course
) -> None:
    released = factories.NOW + timedelta(days=2)
    course.videos.update(released_at=released)
    assert sitemap(client)[f"{SITE}/courses/listening/"] == released.isoformat()


def test_the_sitemap_is_bounded_and_takes_one_statement(
    client: Client,
    course: Course,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    factories.make_course(slug="older", published_at=factories.NOW - timedelta(days=900))
    monkeypatch.setattr(discovery, "MOST", 1)
    with django_assert_num_queries(1):
        found = sitemap(client)
    assert [url for url in found if "/courses/" in url] == [
        f"{SITE}/courses/",
        f"{SITE}/courses/listening/",
    ]


def test_crawlers_may_read_what_is_public_and_nothing_about_persons(client: Client) -> None:
    text = client.get("/robots.txt").content.decode()
    rules = RobotFileParser()
    rules.parse(text.splitlines())
    assert rules.site_maps() == [f"{SITE}/sitemap.xml"]
    assert text.startswith("User-agent: *\n")
    for path in [*PUBLIC, *FILES, "/static/css/portal.css", "/media/poster/a.webp"]:
        assert rules.can_fetch("*", path), path
    for path in (
        *("/admin/", "/accounts/login/", "/dashboard/", "/certificates/", "/credit-record/"),
        *("/verify/", "/verify/ABCD-EFGH/", "/invitation/x/", "/disclosure/x/"),
    ):
        assert not rules.can_fetch("*", path), path


def test_a_player_is_kept_out_of_search_by_its_own_word(client: Client, course: Course) -> None:
    """Whoever may not fetch a page cannot read its noindex, and may list its address."""
    assert "noindex" in head(client, "/courses/listening/learn/")["robots"]
    assert "/learn/" not in client.get("/robots.txt").content.decode()


@pytest.mark.parametrize("path", PUBLIC)
def test_a_public_page_says_what_it_is_about_and_where_it_stands(
    client: Client, course: Course, path: str
) -> None:
    found = head(client, f"{path}?utm_source=letter")
    assert found["canonical"] == found["og:url"] == SITE + path
    assert found["description"] == found["og:description"] != ""
    assert found["og:title"]
    assert found["og:image"].startswith(f"{SITE}/")


def test_a_course_is_described_by_its_own_words(client: Client, course: Course) -> None:
    found = head(client, "/courses/listening/")
    assert found["description"] == "How to listen."
    assert found["og:title"] == "Listening & hearing"
    Course.objects.update(is_sample=True)
    assert head(client, "/courses/listening/")["og:title"] == "Sample: Listening & hearing"
    Course.objects.update(summary="", purpose="")
    assert head(client, "/courses/listening/")["description"] == " ".join(course.objectives)
    Course.objects.update(summary="word " * 200)
    assert len(head(client, "/courses/listening/")["description"]) <= 200


def test_the_link_to_a_course_shows_its_poster(client: Client, course: Course) -> None:
    assert head(client, "/courses/listening/")["og:image"] == f"{SITE}/static/icons/link.png"
    sizes = [{"name": "poster/b.webp", "width": 480, "height": 270}]
    course.videos.update(poster="poster/a.webp", poster_sizes=sizes)
    found = head(client, "/courses/listening/")
    assert found["og:image"] == f"{SITE}/media/poster/a.webp"
    assert (found["og:image:width"], found["og:image:height"]) == ("480", "270")


def test_the_home_page_is_described_by_the_installations_welcome(client: Client) -> None:
    Installation.objects.update(welcome="Learn & rest.", short_name="Lake")
    forget_installation()
    found = head(client, "/")
    assert found["description"] == "Learn & rest."
    assert found["og:title"] == found["og:site_name"] == "Lake"


def test_each_page_of_the_catalogue_has_its_own_address(client: Client, course: Course) -> None:
    for number in range(50):
        factories.make_course(slug=f"more-{number}", series=course.series)
    assert head(client, "/courses/?page=2&a=b")["canonical"] == f"{SITE}/courses/?page=2"


@pytest.mark.parametrize("path", ["/verify/", "/accounts/login/", "/courses/listening/learn/"])
def test_what_is_not_to_be_found_has_a_neutral_description_and_no_address(
    client: Client, course: Course, path: str
) -> None:
    found = head(client, path)
    assert "canonical" not in found
    assert not [name for name in found if name.startswith("og:")]
    assert (
        found["description"]
        == "Courses to take at any time, and the certificates you earn with them."
    )


def test_a_transcript_kept_for_learners_of_a_retired_course_is_not_to_be_found(
    client: Client, course: Course
) -> None:
    Course.objects.update(retired_at=factories.NOW)
    video = course.videos.get()
    found = head(client, f"/courses/listening/transcript/?video={video.pk}")
    assert found["robots"] == "noindex"
    assert "canonical" not in found


def test_a_shortcut_on_a_home_screen_is_neutral_and_opens_a_tab(client: Client) -> None:
    Installation.objects.update(name="Trafficking education", short_name="Lake")
    forget_installation()
    answer = client.get("/site.webmanifest")
    assert answer["Content-Type"] == "application/manifest+json"
    shown = answer.json()
    assert (shown["name"], shown["short_name"], shown["display"]) == ("Lake", "Lake", "browser")
    assert "raffick" not in answer.content.decode()
    assert {icon["purpose"] for icon in shown["icons"]} == {"any", "maskable"}
    for icon in shown["icons"]:
        file = Path(settings.BASE_DIR, "portal", icon["src"].lstrip("/")).read_bytes()
        side = int.from_bytes(file[16:20], "big")
        assert (icon["sizes"], len(file) < 12_000) == (f"{side}x{side}", True)
