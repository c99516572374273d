"""Starting a course, and the page its video is watched on."""

import re
from typing import Any

import pgtrigger
import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from courses.models import Course
from progress.models import Enrolment, Watch
from progress.services.enrolments import start_course
from tests import factories
from tests.progress.pages import proof_now

pytestmark = pytest.mark.django_db


def learn_url(course: Course) -> str:
    return reverse("progress:learn", args=[course.slug])


def start_url(course: Course) -> str:
    return reverse("progress:start", args=[course.slug])


def read(page: Any) -> dict[str, str]:
    """Return what the form of a course page sends."""
    found = re.search(r'name="front_matter" value="(\w+)"', page.content.decode())
    assert found
    return {"front_matter": found[1]}


def test_starting_logs_the_front_matter_as_it_stood(client: Client) -> None:
    course = factories.make_course(seconds=101)
    client.force_login(factories.make_user())
    page = client.get(course.get_absolute_url())
    response = client.post(start_url(course), read(page))
    assert response.headers["Location"] == learn_url(course)
    enrolment = Enrolment.objects.get()
    assert enrolment.front_matter.document == page.context["front_matter"]
    assert (enrolment.watch.video_seconds, enrolment.watch.required_seconds) == (101, 91)


def test_a_text_that_changed_before_the_start_is_read_again(client: Client) -> None:
    course = factories.make_course(purpose="To listen.")
    client.force_login(factories.make_user())
    before = read(client.get(course.get_absolute_url()))
    Course.objects.update(purpose="To listen better.")
    response = client.post(start_url(course), before, follow=True)
    assert "has changed since you opened it" in response.content.decode()
    assert not Enrolment.objects.exists()
    client.post(start_url(course), read(response))
    assert "To listen better." in str(Enrolment.objects.get().front_matter.document)


def test_nobody_starts_without_having_read(client: Client) -> None:
    course = factories.make_course()
    client.force_login(factories.make_user())
    for data in ({}, {"front_matter": "x" * 64}):
        assert (
            client.post(start_url(course), data).headers["Location"]
            == f"{course.get_absolute_url()}"
        )
    assert not Enrolment.objects.exists()


def test_a_second_start_is_not_asked_to_read_again(client: Client) -> None:
    enrolment = factories.enrol()
    client.force_login(enrolment.user)
    response = client.post(start_url(enrolment.course))
    assert response.headers["Location"] == learn_url(enrolment.course)


def test_starting_twice_keeps_the_first_start_and_its_versions() -> None:
    course, user = factories.make_course(), factories.make_user()
    first = start_course(user=user, course=course, now=factories.NOW)
    factories.make_video(course=course, seconds=300, version=2)
    factories.make_test(course=course, version=2)
    again = start_course(user=user, course=course, now=factories.NOW)
    assert again == first
    assert Watch.objects.get().video.version == 1
    assert again.assessment.version == 1


def test_starting_is_a_post_by_someone_signed_in(client: Client) -> None:
    course = factories.make_course()
    assert reverse("account_login") in client.post(start_url(course)).headers["Location"]
    client.force_login(factories.make_user())
    assert client.get(start_url(course)).status_code == 405
    assert not Enrolment.objects.exists()


def test_a_course_without_a_video_cannot_be_started_and_says_so(client: Client) -> None:
    course = factories.make_course()
    course.videos.all().delete()
    client.force_login(factories.make_user())
    page = client.post(start_url(course), follow=True).content.decode()
    assert "still being prepared" in page
    assert not Enrolment.objects.exists()


def test_the_page_says_what_is_watched_and_what_is_not(client: Client) -> None:
    enrolment = factories.enrol()
    Watch.objects.update(watched=[(0, 30), (50, 70)], position=64)
    client.force_login(enrolment.user)
    page = client.get(learn_url(enrolment.course)).content.decode()
    assert "50% watched. Still to watch: 0:30–0:50, 1:10–1:40." in page
    assert 'data-watched="[[0, 30], [50, 70]]"' in page
    assert 'data-position="64"' in page


@pytest.mark.parametrize("share", [70, 95])
def test_what_is_needed_stays_what_it_was_when_the_learner_started(
    client: Client, share: int
) -> None:
    enrolment = factories.enrol()
    Watch.objects.update(watched=[(0, 75)])
    Course.objects.update(required_share=share)
    client.force_login(enrolment.user)
    page = client.get(learn_url(enrolment.course)).content.decode()
    assert "75% watched. Still to watch" in page
    assert "75% watched, 90% needed" not in page, "two places, and only one of them follows"
    assert "opens when you’ve watched 90% of the video" in page


@given(st.integers(1, 20_000), st.integers(1, 100), st.data())
def test_the_percent_needed_is_reached_when_the_seconds_are(
    length: int, share: int, data: st.DataObject
) -> None:
    required = -(-length * share // 100)
    watch = Watch(video_seconds=length, required_seconds=required)
    watch.seconds = data.draw(st.integers(0, length))
    assert (watch.percent >= watch.required_percent) == (watch.seconds >= required)


def test_the_next_action_is_the_post_test_once_enough_is_watched(client: Client) -> None:
    enrolment = factories.watched()
    client.force_login(enrolment.user)
    page = client.get(learn_url(enrolment.course)).content.decode()
    assert "Take the post-test" in page
    assert "The post-test opens when" not in page


def test_a_learners_page_takes_three_statements_and_is_never_stored(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    enrolment = factories.enrol()
    client.force_login(enrolment.user)
    client.get(learn_url(enrolment.course))
    with django_assert_max_num_queries(3):
        response = client.get(learn_url(enrolment.course))
    assert "no-store" in response.headers["Cache-Control"]


def test_a_learner_keeps_their_recording_when_a_new_one_comes_and_is_told(client: Client) -> None:
    enrolment = factories.enrol()
    newer = factories.make_video(course=enrolment.course, seconds=300, version=2)
    client.force_login(enrolment.user)
    page = client.get(learn_url(enrolment.course)).content.decode()
    assert "has been replaced since you began" in page
    assert newer.file.url not in page


def test_a_guest_watches_without_a_cookie_and_without_a_record(client: Client) -> None:
    course = factories.make_course()
    url = f"{learn_url(course)}?read={proof_now(course)}"
    response = client.get(url)
    assert 'data-guest="yes"' in response.content.decode()
    assert not response.cookies
    again = client.get(url, headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304


def test_an_unpublished_course_is_not_found(client: Client) -> None:
    course = factories.make_course(published_at=None)
    assert client.get(learn_url(course)).status_code == 404


def test_a_learner_keeps_access_when_the_course_is_retired(client: Client) -> None:
    enrolment = factories.enrol()
    enrolment.course.retired_at = factories.NOW
    enrolment.course.save()
    client.force_login(enrolment.user)
    assert client.get(learn_url(enrolment.course)).status_code == 200


def test_the_tab_says_nothing_of_the_subject(client: Client) -> None:
    course = factories.make_course(title="Human trafficking", short_title="Part 1")
    page = client.get(learn_url(course)).content.decode()
    title = page[page.index("<title>") : page.index("</title>")]
    assert "trafficking" not in title.lower()
    assert "Part 1" in title


@time_machine.travel(factories.NOW, tick=False)
def test_an_expired_course_can_still_be_watched(client: Client) -> None:
    enrolment = factories.enrol(
        course=factories.make_course(expires_on=factories.NOW.date().replace(year=2026, month=1))
    )
    client.force_login(enrolment.user)
    assert client.get(learn_url(enrolment.course)).status_code == 200


def test_blob_is_allowed_where_hls_js_may_play_and_nowhere_else(client: Client) -> None:
    course = factories.make_course()
    url = f"{learn_url(course)}?read={proof_now(course)}"
    plain = client.get(url)
    assert "blob:" not in plain["Content-Security-Policy"]
    assert "Quality" not in plain.text
    sizes = [
        {"key": key, "height": height, "size": 10**7, "playlist": f"{key}/index.m3u8"}
        for key, height in (("720p", 720), ("480p", 480), ("audio", 0))
    ]
    with pgtrigger.ignore():
        course.videos.update(hls="video/abc/master.m3u8", renditions=sizes)
    page = client.get(url)
    policy = page["Content-Security-Policy"].split("; ")
    assert "media-src 'self' blob:" in policy
    assert policy == [
        each.replace("media-src 'self'", "media-src 'self' blob:")
        for each in plain["Content-Security-Policy"].split("; ")
    ]
    assert re.findall(r'data-key="\w+">([^<]+)<', page.text) == [
        "Automatic",
        "720p (10 MB)",
        "480p, saves data (10 MB)",
        "Audio only, least data (10 MB)",
    ]
    assert '<source src="/media/video/abc/master.m3u8"' in page.text
    assert "blob:" not in client.get(course.get_absolute_url())["Content-Security-Policy"]
