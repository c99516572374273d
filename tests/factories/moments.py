"""The days and moments of the rows, in order; `NOW` is after all of them but the last day of credit."""

from datetime import UTC, date, datetime, timedelta

RELEASED_ON = date(2025, 1, 7)
PUBLISHED_AT = datetime(2025, 1, 7, tzinfo=UTC)
REVIEWED_ON = date(2026, 1, 7)
NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
STARTED_AT = NOW - timedelta(hours=6)
WATCHED_AT = NOW - timedelta(hours=5)
PASSED_AT = NOW - timedelta(hours=4)
EVALUATED_AT = NOW - timedelta(hours=3)
EXPIRES_ON = date(2028, 12, 31)
