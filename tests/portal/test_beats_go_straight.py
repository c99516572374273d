"""The short way of a beat: past everything that it has no use for, and past no check."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from progress.tokens import PageToken
from tests import factories

pytestmark = pytest.mark.django_db
ADDRESS = "/watch/beat/"


def send(**headers: str) -> Any:
    token = PageToken.open_for(
        enrolment=factories.enrol(), now=timezone.now() - timedelta(hours=1)
    ).sign()
    body = json.dumps({"token": token, "segments": [[0, 30]]})
    return Client().post(ADDRESS, body, content_type="application/json", headers=headers)


def test_a_beat_is_answered_before_any_page_policy_is_made() -> None:
    response = send()
    assert response.json()["seconds"] == 30
    assert "Content-Security-Policy" not in response


def test_what_a_beat_is_answered_is_json_to_every_browser_and_kept_by_none() -> None:
    response = send()
    assert response["Content-Type"] == "application/json"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "no-store"


def test_a_refusal_is_kept_by_no_browser_either() -> None:
    response = Client().post(ADDRESS, "{}", content_type="application/json")
    assert (response.status_code, response["Cache-Control"]) == (400, "no-store")


def test_a_beat_for_another_host_is_refused() -> None:
    assert send(host="elsewhere.example").status_code == 400


def test_a_beat_without_tls_is_sent_to_tls_in_production(settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    response = send()
    assert (response.status_code, response["Location"]) == (301, f"https://testserver{ADDRESS}")


def test_asking_for_a_beat_takes_the_way_of_every_page() -> None:
    response = Client().get(ADDRESS)
    assert response.status_code == 405
    assert "default-src 'none'" in response["Content-Security-Policy"]
