"""What a visitor watched becomes one learner's, once, when they say so."""

from datetime import timedelta

import pytest

from courses.models import Course
from progress.models import AdoptedPage, Enrolment, Watch
from progress.services.adoption import adopt_pages
from progress.services.watching import BeatRefused
from progress.tokens import PageToken
from tests import factories

pytestmark = pytest.mark.django_db
NOW = factories.NOW


def guest_page(course: Course, *, ago: timedelta = timedelta(hours=7)) -> PageToken:
    return PageToken.open(video=course.videos.get(), required_share=90, now=NOW - ago)


def test_a_visitors_seconds_become_the_learners_and_the_clock_starts_earlier() -> None:
    enrolment = factories.enrol()
    page = guest_page(enrolment.course)
    state = adopt_pages(enrolment=enrolment, pages=[(page, [(0, 95)])], now=NOW)
    assert (state.seconds, state.completed) == (95, True)
    assert Watch.objects.get().started_at == page.opened_at


def test_a_page_opened_after_the_start_does_not_move_the_clock() -> None:
    enrolment = factories.enrol()
    page = guest_page(enrolment.course, ago=timedelta(hours=1))
    adopt_pages(enrolment=enrolment, pages=[(page, [(0, 10)])], now=NOW)
    assert Watch.objects.get().started_at == factories.STARTED_AT


def test_a_learner_resumes_where_the_visitor_was_unless_they_have_come_further() -> None:
    enrolment = factories.enrol()
    pages = [(guest_page(enrolment.course), [(0, 30)])]
    adopt_pages(enrolment=enrolment, pages=pages, position=30, now=NOW)
    assert Watch.objects.get().position == 30
    adopt_pages(enrolment=enrolment, pages=pages, position=10, now=NOW)
    assert Watch.objects.get().position == 30
    adopt_pages(enrolment=enrolment, pages=pages, position=5000, now=NOW)
    assert Watch.objects.get().position == 100


def test_a_page_that_is_passed_over_moves_nobody() -> None:
    enrolment = factories.enrol()
    pages = [(guest_page(enrolment.course, ago=timedelta(days=2)), [(0, 30)])]
    adopt_pages(enrolment=enrolment, pages=pages, position=30, now=NOW)
    assert Watch.objects.get().position == 0


def test_sending_a_page_again_changes_nothing() -> None:
    enrolment = factories.enrol()
    pages = [(guest_page(enrolment.course), [(0, 30)])]
    first = adopt_pages(enrolment=enrolment, pages=pages, now=NOW)
    assert adopt_pages(enrolment=enrolment, pages=pages, now=NOW) == first
    assert AdoptedPage.objects.count() == 1


def test_a_page_is_adopted_by_one_learner_only_ever() -> None:
    first = factories.enrol()
    second = factories.enrol(course=first.course)
    pages = [(guest_page(first.course), [(0, 30)])]
    adopt_pages(enrolment=first, pages=pages, now=NOW)
    assert adopt_pages(enrolment=second, pages=pages, now=NOW).seconds == 0


def test_a_page_stays_taken_when_its_adopter_is_gone() -> None:
    first = factories.enrol()
    second = factories.enrol(course=first.course)
    pages = [(guest_page(first.course), [(0, 30)])]
    adopt_pages(enrolment=first, pages=pages, now=NOW)
    first.delete()
    assert adopt_pages(enrolment=second, pages=pages, now=NOW).seconds == 0


@pytest.mark.parametrize("ago", [timedelta(hours=24, seconds=1), timedelta(days=6)])
def test_a_page_older_than_a_day_is_passed_over(ago: timedelta) -> None:
    enrolment = factories.enrol()
    pages = [(guest_page(enrolment.course, ago=ago), [(0, 30)])]
    assert adopt_pages(enrolment=enrolment, pages=pages, now=NOW).seconds == 0


def test_another_learners_page_and_another_video_are_passed_over() -> None:
    enrolment, other = factories.enrol(), factories.enrol()
    theirs = PageToken.open_for(enrolment=other, now=NOW - timedelta(hours=1))
    pages = [(theirs, [(0, 30)]), (guest_page(other.course), [(0, 30)])]
    assert adopt_pages(enrolment=enrolment, pages=pages, now=NOW).seconds == 0


def test_a_page_that_claims_more_than_its_time_is_refused_and_can_come_again() -> None:
    enrolment = factories.enrol()
    page = guest_page(enrolment.course, ago=timedelta(seconds=5))
    with pytest.raises(BeatRefused):
        adopt_pages(enrolment=enrolment, pages=[(page, [(0, 95)])], now=NOW)
    assert not AdoptedPage.objects.exists()
    later = NOW + timedelta(seconds=30)
    assert adopt_pages(enrolment=enrolment, pages=[(page, [(0, 95)])], now=later).seconds == 95


def test_the_time_of_adopted_pages_counts_from_their_opening_to_their_adoption() -> None:
    enrolment = factories.enrol()
    early, late = (guest_page(enrolment.course, ago=timedelta(hours=hours)) for hours in (20, 3))
    adopt_pages(enrolment=enrolment, pages=[(late, [(0, 10)])], now=NOW - timedelta(hours=1))
    sitting = (late.opened_at, NOW - timedelta(hours=1))
    assert Watch.objects.get().pages_open == [sitting]
    adopt_pages(enrolment=enrolment, pages=[(early, [(0, 10)])], now=NOW)
    assert Watch.objects.get().pages_open == [(early.opened_at, NOW)]


def test_pages_adopted_together_are_judged_by_all_their_time_whatever_their_order() -> None:
    enrolment = factories.enrol()
    new = guest_page(enrolment.course, ago=timedelta(seconds=5))
    Watch.objects.update(watched=[(0, 60)])  # the minute is used up
    old = guest_page(enrolment.course, ago=timedelta(hours=1))
    pages = [(new, [(60, 100)]), (old, [(0, 10)])]
    assert adopt_pages(enrolment=enrolment, pages=pages, now=NOW).seconds == 100


def test_the_minute_of_an_adopted_page_is_the_records() -> None:
    enrolment = factories.enrol()
    pages = [guest_page(enrolment.course, ago=timedelta(seconds=5)) for _ in "ab"]
    both = list(zip(pages, ([(0, 50)], [(50, 100)]), strict=True))
    with pytest.raises(BeatRefused) as refusal:
        adopt_pages(enrolment=enrolment, pages=both, now=NOW)
    assert refusal.value.code == "too_fast"
    assert Watch.objects.get().pages_open == []
    later = NOW + timedelta(seconds=15)
    assert adopt_pages(enrolment=enrolment, pages=both, now=later).completed


def test_a_closed_enrolment_adopts_nothing() -> None:
    enrolment = factories.enrol()
    Enrolment.objects.update(closed_at=NOW)
    enrolment.refresh_from_db()
    with pytest.raises(BeatRefused) as refusal:
        adopt_pages(enrolment=enrolment, pages=[(guest_page(enrolment.course), [(0, 30)])], now=NOW)
    assert refusal.value.code == "enrolment_closed"
    assert not AdoptedPage.objects.exists()
