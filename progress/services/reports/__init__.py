"""What reports read, and how it is kept: counts of cohorts, tests, videos, evaluations and page views."""
