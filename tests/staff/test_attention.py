"""What needs staff now is judged by the day that it is at each provider."""

from datetime import UTC, date, datetime, timedelta

import pytest
from time_machine import TimeMachineFixture

from tests import factories
from tests.staff_members import client_of

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 14)


@pytest.mark.parametrize(
    ("zone", "last_day", "named"),
    [
        ("America/Chicago", TODAY, True),
        ("America/Chicago", TODAY + timedelta(days=90), True),
        ("America/Chicago", TODAY + timedelta(days=91), False),
        ("Pacific/Kiritimati", TODAY, False),
        ("Pacific/Kiritimati", TODAY + timedelta(days=91), True),
    ],
)
def test_a_course_that_expires_within_90_days_of_the_providers_is_named(
    zone: str, last_day: date, named: bool, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to(datetime(2026, 3, 15, 4, 30, tzinfo=UTC))  # March 14, 23:30 in Chicago
    provider = factories.make_provider(time_zone=zone)
    factories.make_course(provider=provider, title="Opioid safety", expires_on=last_day)
    page = client_of("owner", provider).get("/admin/").text
    assert ("Opioid safety expires on" in page) is named
