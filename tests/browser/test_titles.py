"""A tab, a bookmark and a screen reader name a page by its title: no two pages have the same."""

import re
from collections import defaultdict

import pytest
from django.conf import settings
from django.test import Client
from django.urls import resolve

from tests.browser.everything import Everything
from tests.browser.learner_visits import LEARNER_VISITS

pytestmark = pytest.mark.django_db


def test_no_two_pages_of_learners_share_a_title(everything: Everything) -> None:
    pages: dict[str, set[str]] = defaultdict(set)
    for visit in LEARNER_VISITS:
        path = visit.path.format(**everything.places)
        if visit.press or visit.is_error or visit.status >= 400 or path.endswith(".pdf"):
            continue
        client = Client()
        if visit.who:
            client.cookies[settings.SESSION_COOKIE_NAME] = everything.sessions[visit.who]
        answer = client.get(path)
        found = re.search(r"<title>(.*?)</title>", answer.text, re.DOTALL)
        if found and answer.status_code == 200:
            pages[found[1].strip()].add(resolve(path.partition("?")[0]).route)
    shared = {title: routes for title, routes in pages.items() if len(routes) > 1}
    assert shared == {}, shared
