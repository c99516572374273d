"""What is tidied by the clock: sessions, counts, jobs; and that every task of that kind is in the documents."""

import re
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app as jobs
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.services import MAIL_KEPT, SIGN_UP_KEPT
from portal.housekeeping import purge_counts
from portal.tasks import purge, purge_jobs
from progress.services.retention import WATCH_DAYS_KEPT

pytestmark = pytest.mark.django_db


def session(*, expires_in: int) -> str:
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store.set_expiry(expires_in)
    store.save()
    return str(store.session_key)


def ended_job(status: str, *, days_ago: int) -> int:
    """Return a job that came to its end so long ago, as a worker leaves it behind."""
    number = jobs.configure_task("accounts.deliver_mail").defer(mail_id=0, template="", context={})
    with connection.cursor() as cursor:
        for step in ("doing", status):
            cursor.execute(
                "UPDATE procrastinate_jobs SET status = %s WHERE id = %s", [step, number]
            )
        cursor.execute(
            "UPDATE procrastinate_events SET at = at - make_interval(days => %s) WHERE job_id = %s",
            [days_ago, number],
        )
    return number


def test_expired_sessions_are_deleted_and_others_stay() -> None:
    session(expires_in=-1)
    kept = session(expires_in=60)
    purge(timestamp=0)
    assert Session.objects.get().pk == kept


def test_counts_that_ran_out_are_deleted_and_others_stay() -> None:
    cache.set("verify:1:192.0.2.1", 1, timeout=60)
    cache.set("verify:2:192.0.2.2", 1, timeout=600)
    assert purge_counts(now=timezone.now() + timedelta(seconds=120)) == 1
    assert cache.get("verify:2:192.0.2.2") == 1


def test_a_crowd_does_not_push_out_the_counts_of_others() -> None:
    cache.set("a-count", 1)
    for number in range(310):
        cache.set(f"crowd-{number}", 1)
    assert cache.get("a-count") == 1


def test_a_cache_that_tidies_itself_is_left_alone(settings: Any) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    assert purge_counts(now=timezone.now()) == 0


def test_jobs_that_ended_a_week_ago_are_deleted_failed_ones_too() -> None:
    for status in ("succeeded", "failed"):
        ended_job(status, days_ago=8)
    kept = ended_job("succeeded", days_ago=6)
    waiting = jobs.configure_task("accounts.deliver_mail").defer(mail_id=0, template="", context={})
    job = ProcrastinateJob.objects.get(pk=waiting).procrastinate_job
    context = JobContext(app=jobs, job=job, start_timestamp=0, abort_reason=lambda: None)
    async_to_sync(purge_jobs.func)(context, timestamp=0)
    assert set(ProcrastinateJob.objects.values_list("pk", flat=True)) == {kept, waiting}


def test_every_task_by_the_clock_stands_in_the_documents() -> None:
    text = Path(settings.BASE_DIR, "docs", "run", "operations.md").read_text()
    documented = set(re.findall(r"^\| `([\w.]+)` \| `([^`]+)` \|", text, re.MULTILINE))
    periodic = jobs.periodic_registry.periodic_tasks.values()
    assert documented == {(each.task.name, each.cron) for each in periodic}


def test_the_privacy_page_promises_what_the_purges_keep(client: Client) -> None:
    page = client.get("/privacy/").text
    assert "up to 13 months" in page
    assert max(MAIL_KEPT, WATCH_DAYS_KEPT) + timedelta(days=1) <= timedelta(days=365 + 28)
    assert f">{SIGN_UP_KEPT.days} days</td>" in page
    assert "While you have the account; if you delete it, until six years and 30 days" in page
