"""Where learners stop watching: the curve is what adding up every second of every learner gives."""

import random

import pytest
from django.db import connection

from analytics.models import Coverage
from analytics.services.coverage import BUCKET, count_coverage, shares, steepest_losses
from analytics.tasks import count_watching
from courses.models import Video
from progress.models import Watch
from tests import crowd, factories

pytestmark = pytest.mark.django_db


def directly(video: Video) -> list[int]:
    seconds = [0] * video.seconds
    for watch in Watch.objects.filter(video=video):
        for start, end in watch.watched:
            for second in range(start, end):
                seconds[second] += 1
    return [sum(seconds[at : at + BUCKET]) for at in range(0, video.seconds, BUCKET)]


@pytest.mark.parametrize("seed", range(2))
def test_it_is_what_adding_up_the_seconds_gives(seed: int) -> None:
    chance = random.Random(seed)
    course = factories.make_course(seconds=chance.choice([95, 100, 101]))
    crowd.gather(course, 20, chance)
    count_coverage(now=factories.NOW)
    coverage, video = Coverage.objects.get(), Video.objects.get()
    assert coverage.learner_seconds == directly(video)
    watched = Watch.objects.filter(seconds__gt=0)
    assert coverage.learners == watched.count()
    curve = shares(coverage, seconds=video.seconds)
    assert max(curve) <= 1
    assert sum(curve) > 0


def test_who_deletes_the_account_is_taken_out_by_the_next_count() -> None:
    course = factories.make_course()
    crowd.gather(course, 5, random.Random(3))
    count_watching(timestamp=0)
    Watch.objects.filter(seconds__gt=0)[0].enrolment.user.enrolments.all().delete()
    count_watching(timestamp=0)
    assert Coverage.objects.get().learner_seconds == directly(Video.objects.get())


def test_each_version_has_its_own_curve() -> None:
    enrolment = factories.watched()
    factories.make_video(course=enrolment.course, version=2, seconds=50)
    count_coverage(now=factories.NOW)
    assert [len(row.learner_seconds) for row in Coverage.objects.order_by("video__version")] == [
        10,
        5,
    ]
    assert Coverage.objects.get(video__version=2).learners == 0


def test_a_video_that_nobody_watched_has_no_curve() -> None:
    factories.enrol()
    count_coverage(now=factories.NOW)
    assert shares(Coverage.objects.get(), seconds=100) == []


def test_the_steepest_losses_are_named_once_each() -> None:
    curve = [1.0] * 20 + [0.6] * 20 + [0.5] * 20
    losses = steepest_losses(curve)
    assert [round(loss.points) for loss in losses] == [40, 10]
    assert all(loss.start < 10 * at <= loss.end for loss, at in zip(losses, (20, 40), strict=True))
    assert steepest_losses([0.5] * 30) == []
    assert steepest_losses([]) == []


def test_counting_reads_no_more_than_a_beat_leaves_behind() -> None:
    """A beat maintains no index for it: the one on the video has been there before."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_indexes WHERE tablename = 'progress_watch'")
        assert cursor.fetchone() == (3,)  # its key, the enrolment, the video
