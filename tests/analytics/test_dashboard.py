"""The dashboard: its figures are those of the records, its filters filter, and few people stay hidden."""

import csv
import io
import random
import re
from collections.abc import Iterator
from datetime import timedelta
from statistics import median_low

import pytest
import time_machine
from django.test import Client

from accounts.models import Profession
from analytics.services.cohorts import ReportFilter, suppressed
from analytics.services.page_views import count_page_views
from analytics.services.report_wording import duration, grouped, places_table
from analytics.services.summaries import refresh_summaries
from certificates.models import Certificate
from certificates.services.revocation import revoke
from courses.models import Course
from progress.models import Enrolment
from tests import crowd, factories
from tests.staff_members import client_of

pytestmark = pytest.mark.django_db
NOW = factories.NOW
PAGE = "/admin/reports/"


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def course() -> Course:
    course = factories.make_course()
    crowd.gather(course, 40, random.Random(5))
    refresh_summaries(now=NOW)
    return course


@pytest.fixture
def viewer(course: Course) -> Client:
    return client_of("viewer", course.series.provider)


def rows(answer: "object") -> list[dict[str, str]]:
    text = answer.text.removeprefix("\ufeff")  # type: ignore[attr-defined]
    return list(csv.DictReader(io.StringIO(text)))


def funnel(client: Client, query: str = "") -> dict[str, str]:
    found = rows(client.get(f"{PAGE}?csv=funnel&{query}"))
    return {row["Stage"].split(":")[0]: row["Number"] for row in found}


def test_the_funnel_says_what_the_records_say(viewer: Client, course: Course) -> None:
    count_page_views({course.pk: 1})
    everyone = Enrolment.objects.all()
    assert funnel(viewer) == {
        "Views of the course page": "1",
        "Started": str(everyone.count()),
        "First play": str(everyone.filter(first_viewed_at__isnull=False).count()),
        "Watched": str(everyone.filter(watch__completed_at__isnull=False).count()),
        "Test passed": str(everyone.filter(test_passed_at__isnull=False).count()),
        "Evaluated": str(everyone.filter(evaluated_at__isnull=False).count()),
        "Current certificate": str(Certificate.objects.live().count()),
    }


def test_a_revoked_certificate_leaves_the_funnel(viewer: Client) -> None:
    before = int(funnel(viewer)["Current certificate"])
    revoke(certificate=Certificate.objects.live()[0], reason="A mistake.", now=NOW)
    refresh_summaries(now=NOW)
    assert int(funnel(viewer)["Current certificate"]) == before - 1
    assert "1" in {row["Revoked"] for row in rows(viewer.get(f"{PAGE}?csv=credit"))}


def test_a_page_names_credit_with_its_mark_and_a_file_in_plain_letters(viewer: Client) -> None:
    page = viewer.get(PAGE).text
    assert "AMA PRA Category 1 Credits™: " in page  # in the chart
    assert "<i>AMA PRA Category 1 Credits</i>™" in page
    assert "(TM)" not in page
    named = {row["Credit type"] for row in rows(viewer.get(f"{PAGE}?csv=credit"))}
    assert "AMA PRA Category 1 Credits(TM)" in named


def test_the_median_is_the_one_of_the_records(viewer: Client) -> None:
    minutes = [
        round((each.claimed_at - each.acknowledged_at) / timedelta(minutes=1))
        for each in Enrolment.objects.filter(claimed_at__isnull=False)
        if each.claimed_at
    ]
    assert f">{duration(median_low(minutes))}<" in viewer.get(PAGE).text


@pytest.mark.parametrize("credit", ["ama-pra-1", "participation"])
def test_a_credit_type_narrows_the_last_stage_alone(viewer: Client, credit: str) -> None:
    narrowed, everyone = funnel(viewer, f"credit={credit}"), funnel(viewer)
    live = Certificate.objects.live().filter(credit_type_code=credit)
    assert narrowed.pop("Current certificate") == str(live.count())
    assert narrowed.items() <= everyone.items()


def test_profession_state_and_period_filter(viewer: Client) -> None:
    doctor = Profession.objects.get(code="physician-md")
    here = Enrolment.objects.filter(user__profession=doctor)
    assert funnel(viewer, f"profession={doctor.pk}")["Started"] == str(here.count())
    there = Enrolment.objects.filter(user__state="WI")
    assert funnel(viewer, "state=WI")["Started"] == str(there.count())
    zone = "America/Chicago"
    day = Enrolment.objects.all()[3].course.series.provider.day_of(
        Enrolment.objects.all()[3].acknowledged_at
    )
    that_day = [
        each
        for each in Enrolment.objects.select_related("course__series__provider")
        if each.course.series.provider.day_of(each.acknowledged_at) == day
    ]
    assert zone == that_day[0].course.series.provider.time_zone
    query = f"since={day}&until={day}"
    assert funnel(viewer, query)["Started"] == str(len(that_day))


def test_the_days_add_up_and_leave_none_out(viewer: Client) -> None:
    found = rows(viewer.get(f"{PAGE}?csv=days"))
    assert sum(int(row["Started"]) for row in found) == Enrolment.objects.count()
    claims = sum(int(row["Certificates claimed"]) for row in found)
    assert claims == Certificate.objects.count()
    days = [row["Day"] for row in found]
    assert days == sorted(days)
    assert len(days) == len(set(days)) > 50


def test_professions_and_states_add_up(viewer: Client) -> None:
    for table in ("professions", "states"):
        found = rows(viewer.get(f"{PAGE}?csv={table}"))
        assert sum(int(row["Started"]) for row in found) == Enrolment.objects.count()
        held = sum(int(row["Certificate"]) for row in found)
        assert held == Certificate.objects.live().count()


def test_the_page_draws_every_chart_with_its_table_and_its_file(viewer: Client) -> None:
    page = viewer.get(f"{PAGE}?state=").text
    for key in ("funnel", "days", "professions", "states", "credit"):
        assert f'id="{key}-chart-title"' in page
        assert f"csv={key}" in page
    assert page.count("<title id=") == page.count("<desc id=") == page.count('role="img"') == 5
    assert "As of November 23, 2026, 12:00 PM CST" in page
    assert "style=" not in page


def test_what_is_filtered_stays_in_the_links_to_the_files(viewer: Client) -> None:
    assert "?state=WI&amp;period=90&amp;csv=funnel" in viewer.get(f"{PAGE}?state=WI&period=90").text


def test_of_profession_and_state_at_once_fewer_than_five_are_not_shown(
    course: Course, viewer: Client
) -> None:
    nurse = Profession.objects.get(code="registered-nurse")
    crowd.gather(course, 4, random.Random(1), state="HI", profession=nurse)
    crowd.gather(course, 6, random.Random(1), state="AK", profession=nurse)
    refresh_summaries(now=NOW)
    few = viewer.get(f"{PAGE}?profession={nurse.pk}&state=HI")
    assert "Fewer than 5 learners" in few.text
    assert "csv=" not in few.text
    assert "staff-chart" not in few.text
    enough = funnel(viewer, f"profession={nurse.pk}&state=AK")
    assert enough["Started"] == "6"
    assert {
        number for number in enough.values() if number.isdigit() and 0 < int(number) < 5
    } == set()
    by_state = {
        row["State"]: row for row in rows(viewer.get(f"{PAGE}?csv=states&profession={nurse.pk}"))
    }
    assert by_state["Hawaii"]["Started"] == "fewer than 5"
    assert by_state["Hawaii"]["Certificate"] == ""


def test_the_table_of_both_hides_what_could_be_worked_out(viewer: Client) -> None:
    counts: dict[tuple[str, int | None], int] = {
        ("IL", 1): 9,
        ("IL", 2): 3,
        ("WI", 1): 7,
        ("WI", 2): 8,
        ("IN", 1): 0,
    }
    hidden = suppressed(counts)
    # The 3 alone would follow from the total of Illinois, and from that of profession 2.
    assert hidden == {("IL", 1), ("IL", 2), ("WI", 1), ("WI", 2)}
    assert suppressed({("IL", 1): 9, ("WI", 1): 7}) == set()
    page = viewer.get("/admin/reports-by-place/").text
    assert "fewer than 5" in page
    assert "Numbers from 1 to 4 are not shown" in page


def test_no_number_below_five_is_in_the_table_of_both(course: Course) -> None:
    table = places_table(ReportFilter((course.pk,)))
    numbers = [cell for row in table.rows for cell in row[1:]]
    assert not [number for number in numbers if isinstance(number, int) and 0 < number < 5]


@pytest.mark.parametrize(
    "query", ["since=2026-11-20&until=2026-11-01", "since=never", "period=7", "state=XX"]
)
def test_a_wrong_filter_is_refused_and_kept(viewer: Client, query: str) -> None:
    for address in (PAGE, "/admin/reports-by-place/"):
        answer = viewer.get(f"{address}?{query}")
        assert answer.status_code == 400
        assert "There is a problem" in answer.text
    assert (
        query.split("=")[1][:10] in viewer.get(f"{PAGE}?{query}").text
        or "period" in query
        or "XX" in query
    )


def test_staff_see_their_own_providers_alone(course: Course) -> None:
    other = factories.make_course()
    crowd.gather(other, 3, random.Random(9))
    refresh_summaries(now=NOW)
    stranger = client_of("viewer", other.series.provider)
    assert funnel(stranger)["Started"] == "3"
    assert f'href="{PAGE}{other.slug}/"' in stranger.get(PAGE).text
    assert course.title not in stranger.get(PAGE).text
    for address in ("", "totals/", "watching/", "test/", "evaluation/"):
        assert stranger.get(f"{PAGE}{course.slug}/{address}").status_code == 404
        assert stranger.get(f"{PAGE}{other.slug}/{address}").status_code == 200
    both = client_of("owner", course.series.provider, other.series.provider)
    assert funnel(both)["Started"] == "43"
    assert {row["Course"] for row in rows(both.get(f"{PAGE}?csv=courses"))} == {
        course.title,
        other.title,
    }


@pytest.mark.parametrize("address", [PAGE, "/admin/reports-by-place/", f"{PAGE}course/totals/"])
def test_reports_are_only_looked_at(course: Course, address: str) -> None:
    assert client_of("viewer", course.series.provider).post(address).status_code == 405


def test_without_a_course_or_a_learner_the_page_says_so(client: Client) -> None:
    alone = client_of("viewer", factories.make_provider())
    assert "you have no courses yet" in alone.get(PAGE).text
    new = factories.make_course()
    page = client_of("viewer", new.series.provider).get(f"{PAGE}{new.slug}/").text
    assert "No one has started in this period" in page
    assert "Nothing has been counted yet" in page


def test_closing_totals_count_each_learner_once_from_the_first_view(
    course: Course, viewer: Client
) -> None:
    seen = Enrolment.objects.filter(first_viewed_at__isnull=False)
    doctors = seen.filter(user__profession__pars_category="physician").count()
    page = viewer.get(f"{PAGE}{course.slug}/totals/").text
    figures = re.findall(r'staff-figure">(\d+)<', page)
    assert figures == [str(doctors), str(seen.count() - doctors)]
    found = rows(viewer.get(f"{PAGE}{course.slug}/totals/?csv=totals"))
    assert sum(int(row["Learners"]) for row in found) == seen.count()
    assert viewer.get(f"{PAGE}{course.slug}/totals/?since=x").status_code == 400


def test_times_are_said_as_people_say_them() -> None:
    assert [duration(45), duration(190), duration(1440), duration(2 * 1440 + 250)] == [
        "45 min",
        "3 h 10 min",
        "1 day 0 h",
        "2 days 4 h",
    ]


def test_many_days_are_drawn_by_the_week_or_month_and_none_is_lost() -> None:
    days = [(NOW.date() - timedelta(days=900 - n), 1, 2, 3) for n in range(900)]
    for number, word in ((60, "day"), (300, "week"), (900, "month")):
        found, by = grouped(days[-number:])
        assert by == word
        assert sum(row[2] for row in found) == 2 * number
        assert len(found) <= 62
