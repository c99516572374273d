"""Every act that wants a fresh second factor is done after it, with what was sent and its file."""

import hashlib
import re
import shutil
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse
from django.utils import timezone

from accounts import kept_posts
from imports.models import Import
from portal import urls
from portal.backends import private_storage
from tests.access_rows import VALUES, Side, make_side
from tests.second_factors import age_proofs, forget_proofs
from tests.staff_members import make_staff, prove, sign_in

pytestmark = pytest.mark.django_db

# What each act's page sends beside its token, and what was done once it arrives: a redirect or a page.
ACTS: dict[str, tuple[dict[str, str], int]] = {
    "imports:history-take": ({}, 302),
    "imports:history-undo": ({}, 302),
    "imports:history-again": ({}, 302),
    "reporting:export-discard": ({}, 302),
    "imports:replies-take": ({}, 302),
    "imports:replies-undo": ({}, 302),
    "imports:replies-again": ({}, 302),
    "reporting:export-new": ({}, 200),
    "staff:factor-reset-ask": ({"reason": "A new phone"}, 400),  # one waits already
    "staff:factor-reset": ({"decision": "close"}, 302),
    "support:correct-address": ({"email": "new@example.org", "reason": "Told on the phone"}, 302),
    "support:merge": ({"email": "nobody@example.org"}, 400),
    "support:revoke-certificate": ({"reason": "Issued to the wrong person"}, 302),
    "support:revoke-without-account": ({"reason": "Issued to the wrong person"}, 404),
}
# Pages with such a button; tests/reporting/test_export_pages.py has those of exports.
TOLD = [
    "imports:history-import",
    "imports:replies-import",
    "staff:factor-reset-ask",
    "staff:factor-reset",
    "support:merge",
    "support:revoke-certificate",
]
DOWNLOADS = {
    "imports:history-returned",
    "imports:replies-returned",
    "reporting:export-file",
    "staff:audit-csv",
}


def fresh_views(patterns: Any, space: str = "") -> Iterator[tuple[str, list[str]]]:
    """Yield (name, kwargs) of every address whose view asks for a fresh proof."""
    for each in patterns:
        if isinstance(each, URLResolver):
            inner = f"{each.namespace}:" if each.namespace else space
            yield from fresh_views(each.url_patterns, inner)
        elif isinstance(each, URLPattern) and getattr(each.callback, "fresh", False):
            yield f"{space}{each.name}", [*each.pattern.converters]


VIEWS = dict(fresh_views(urls.urlpatterns))
KWARGS = VIEWS | {
    "imports:history-import": ["history_import_id"],
    "imports:replies-import": ["replies_import_id"],
    "imports:replies-new": ["replies_target"],
}


@pytest.fixture(autouse=True)
def private_folder(settings: Any, tmp_path: Path) -> Path:
    settings.STORAGES = settings.STORAGES | {"private": private_storage(tmp_path)}
    return tmp_path / "private"


@pytest.fixture
def side(private_folder: Path) -> Side:
    """Everything of a provider, but for the agreement about its support: here the files that are kept are counted."""
    made = make_side("own")
    shutil.rmtree(private_folder)
    return made


@pytest.fixture
def client(side: Side) -> Client:
    return sign_in(make_staff("owner", side.provider, is_superuser=True))


def address(name: str, side: Side) -> str:
    return reverse(name, kwargs={key: VALUES[key](side) for key in KWARGS[name]})


def send_late(client: Client, url: str, fields: dict[str, Any]) -> str:
    """Send it with a proof that is too old, give a new one, and return the page that offers it."""
    age_proofs(client, seconds=15 * 60 + 1)
    return send_unproven(client, url, fields)


def send_unproven(client: Client, url: str, fields: dict[str, Any]) -> str:
    """Send it where a proof is asked for, give one, and return the page that offers what was sent."""
    asked = client.post(url, fields)
    assert asked["Location"] == reverse("accounts:second-factor", query={"next": url})
    offered = prove(client).get(url)
    assert offered.status_code == 200
    assert "Nothing was done yet" in offered.text
    return offered.text


def press(client: Client, page: str) -> Any:
    """Press “Send it” on the page."""
    form = page[page.rindex('<form method="post"') :]
    [action] = re.findall('^<form method="post" action="([^"]+)"', form)
    fields = re.findall('type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return client.post(unescape(action), {unescape(name): unescape(text) for name, text in fields})


def test_every_act_that_wants_a_fresh_proof_is_tried_below() -> None:
    assert set(VIEWS) == set(ACTS) | DOWNLOADS


@pytest.mark.parametrize("name", ACTS)
def test_an_act_ends_as_if_it_had_not_been_asked(client: Client, side: Side, name: str) -> None:
    fields, status = ACTS[name]
    url = address(name, side)
    done = press(client, send_late(client, url, fields))
    assert done.status_code == status
    assert "second-factor" not in done.get("Location", "")
    assert "Nothing was done" not in done.text


@pytest.mark.parametrize("name", TOLD)
def test_a_page_says_beforehand_that_it_will_ask(client: Client, side: Side, name: str) -> None:
    url = address(name, side)
    assert "Your second factor is good for another 15 minutes" in client.get(url).text
    if name not in VIEWS:
        age_proofs(client, seconds=15 * 60 + 1)
        assert "You will be asked for your second factor first" in client.get(url).text


def test_it_is_asked_once_in_a_quarter_of_an_hour(client: Client, side: Side) -> None:
    url = address("reporting:export-discard", side)
    age_proofs(client, seconds=14 * 60)
    assert "second-factor" not in client.post(url)["Location"]


def send_file(client: Client, url: str, fields: dict[str, Any]) -> str:
    """Send a file in a session that has no proof at all: no act that wants a fresh one takes a file."""
    forget_proofs(client)
    return send_unproven(client, url, fields)


def answer(content: bytes = b"a,b\n1,2\n") -> dict[str, Any]:
    return {"rest_accepted": "on", "file": SimpleUploadedFile("answer.csv", content, "text/csv")}


def test_a_file_is_kept_encrypted_and_arrives(
    client: Client, side: Side, private_folder: Path
) -> None:
    url = address("imports:replies-new", side)
    page = send_file(client, url, answer(b"the very words of the answer"))
    assert "answer.csv" in page
    stored = [path.read_bytes() for path in private_folder.iterdir()]
    assert len(stored) == 2  # what was typed, and the file
    assert not any(word in each for each in stored for word in (b"very words", b"answer.csv"))
    assert press(client, page).status_code == 302
    sent = Import.objects.latest("uploaded_at")
    assert (sent.file_name, sent.settings) == ("answer.csv", {"rest_accepted": True})
    assert sent.sha256 == hashlib.sha256(b"the very words of the answer").hexdigest()
    assert [*private_folder.iterdir()] == []


def test_a_file_outlives_a_second_wait(client: Client, side: Side, private_folder: Path) -> None:
    url = address("imports:replies-new", side)
    page = send_file(client, url, answer())
    forget_proofs(client)
    assert "second-factor" in press(client, page)["Location"]
    assert "answer.csv" in prove(client).get(url).text
    assert len([*private_folder.glob("*-0")]) == 1


def test_a_file_that_is_not_wanted_any_more_is_gone(
    client: Client, side: Side, private_folder: Path
) -> None:
    url = address("imports:replies-new", side)
    send_file(client, url, answer())
    client.get(url, {"forget-pending": "1"})
    assert [*private_folder.iterdir()] == []
    send_file(client, url, answer())
    assert kept_posts.purge(now=timezone.now() + timedelta(minutes=59)) == 0
    assert kept_posts.purge(now=timezone.now() + timedelta(minutes=61)) == 2  # with its fields
    assert [*private_folder.iterdir()] == []


def test_a_file_that_is_too_large_is_not_kept_and_the_page_says_so(
    client: Client, side: Side, private_folder: Path
) -> None:
    url = address("imports:replies-new", side)
    page = send_file(client, url, answer(b"x" * (kept_posts.MOST_BYTES + 1)))
    assert "too large to be kept" in page
    assert not private_folder.exists()


def test_a_file_that_cannot_be_stored_is_asked_for_again(
    client: Client, side: Side, private_folder: Path
) -> None:
    private_folder.write_bytes(
        b""
    )  # no folder can be made there, as on a disk that is full or away
    page = send_file(client, address("imports:replies-new", side), answer())
    assert "We could not store the file you sent." in page


def test_a_file_that_cannot_be_read_any_more_is_missing_from_the_form(
    client: Client, side: Side, private_folder: Path
) -> None:
    page = send_file(client, address("imports:replies-new", side), answer())
    [kept] = private_folder.glob("*-0")
    kept.write_bytes(b"not what was written")
    assert press(client, page).status_code == 400
    assert [*private_folder.iterdir()] == []


def test_nobody_else_gets_the_file(client: Client, side: Side) -> None:
    url = address("imports:replies-new", side)
    page = send_file(client, url, answer())
    other = sign_in(make_staff("owner", side.provider))
    refused = press(other, page)
    assert refused.status_code == 403
    assert "This form belongs to another account" in refused.text
    assert "answer.csv" not in refused.text + other.get(url).text
