"""Pages are compressed, and not so that their length tells what is in them."""

import gzip
from http import HTTPStatus

import pytest
from django.test import Client

from tests import factories

pytestmark = pytest.mark.django_db
GZIP = {"Accept-Encoding": "br, gzip"}


@pytest.fixture
def learner(client: Client) -> Client:
    client.force_login(factories.make_user())
    return client


def test_a_signed_in_page_is_compressed_for_who_asks(learner: Client) -> None:
    plain, packed = learner.get("/dashboard/"), learner.get("/dashboard/", headers=GZIP)
    assert "Content-Encoding" not in plain.headers
    assert packed["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed["Vary"]
    assert packed["Content-Length"] == str(len(packed.content))
    assert len(packed.content) < len(plain.content) / 2
    assert b"</html>" in gzip.decompress(packed.content)
    assert "no-store" in packed["Cache-Control"]
    assert "default-src" in packed["Content-Security-Policy"]


def test_the_same_page_has_many_lengths(client: Client) -> None:
    answers = [client.get("/help/", headers=GZIP).content for _ in range(12)]
    assert len({gzip.decompress(answer) for answer in answers}) == 1
    assert len({len(answer) for answer in answers}) > 1


def test_a_compressed_page_is_not_sent_again_unchanged(client: Client) -> None:
    etag = client.get("/help/", headers=GZIP)["ETag"]
    assert etag.startswith('W/"')
    again = client.get("/help/", headers=GZIP | {"If-None-Match": etag})
    assert again.status_code == HTTPStatus.NOT_MODIFIED
    assert client.get("/help/", headers={"If-None-Match": etag}).status_code == again.status_code


def test_what_is_no_page_stays_as_it_is(learner: Client) -> None:
    assert "Content-Encoding" not in learner.get("/accounts/data.json", headers=GZIP).headers
    assert "Content-Encoding" not in learner.get("/healthz", headers=GZIP).headers
