"""A page in each encoding: the one that a browser asks for, and 304 where it has that one."""

import gzip

import brotli
import pytest

from portal.encoded import EncodedPage, Headers, chosen

BODY = b"<p>The same words, again and again.</p>" * 40
GIVEN = [
    ("Content-Type", "text/html; charset=utf-8"),
    ("X-Frame-Options", "DENY"),
    ("Content-Length", str(len(BODY))),
    ("Vary", "Cookie"),
    ("ETag", '"abc"'),
    ("Content-Security-Policy", "default-src 'none'"),
]


@pytest.fixture
def page() -> EncodedPage:
    return EncodedPage(GIVEN, BODY)


def named(headers: Headers) -> dict[str, str]:
    assert len({name for name, _ in headers}) == len(headers)
    return dict(headers)


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("", "identity"),
        ("gzip", "gzip"),
        ("gzip, deflate, br, zstd", "br"),
        ("GZIP", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("br;q=0.5, gzip;q=0.8", "gzip"),
        ("br ; q=0.0 , gzip ; q=0", "identity"),
        ("gzip;q=0.5, identity", "identity"),
        ("*", "br"),
        ("*;q=0", "identity"),
        ("br;q=0, *", "gzip"),
        ("identity;q=0, gzip;q=0.1", "gzip"),
        ("identity;q=0", "identity"),
        ("deflate, zstd", "identity"),
        ("gzip;q=much, br;q=nan", "identity"),
        ("gzip;q=2", "identity"),
        ("gzip;q=1.000", "gzip"),
        (",,", "identity"),
    ],
)
def test_what_a_browser_likes_best_is_chosen(accepted: str, encoding: str) -> None:
    assert chosen(accepted) == encoding


def test_every_encoding_is_the_same_page(page: EncodedPage) -> None:
    plain, packed, smallest = (page.answer(name, "")[2] for name in ("", "gzip", "br"))
    assert plain == gzip.decompress(packed) == brotli.decompress(smallest) == BODY
    assert len(smallest) < len(plain)
    assert page.size == len(plain) + len(packed) + len(smallest)


@pytest.mark.parametrize(
    ("accepted", "encoding", "etag"),
    [("", None, '"abc"'), ("gzip", "gzip", '"abc-gzip"'), ("br", "br", '"abc-br"')],
)
def test_the_headers_are_those_that_were_given_and_say_how_it_is_packed(
    page: EncodedPage, accepted: str, encoding: str | None, etag: str
) -> None:
    status, headers, body = page.answer(accepted, "")
    assert status == 200
    changed = {
        "Vary": "Cookie, Accept-Encoding",
        "ETag": etag,
        "Content-Length": str(len(body)),
        **({"Content-Encoding": encoding} if encoding else {}),
    }
    assert named(headers) == dict(GIVEN) | changed


@pytest.mark.parametrize("given", ["", "accept-encoding", "Cookie, Accept-Encoding"])
def test_every_page_says_once_that_it_varies_by_encoding(given: str) -> None:
    headers = [("Vary", given)] if given else []
    _, sent, _ = EncodedPage(headers, BODY).answer("", "")
    assert named(sent)["Vary"] == (given or "Accept-Encoding")


def test_a_page_that_came_without_etag_gets_one_of_its_bytes() -> None:
    etags = {
        named(EncodedPage([], body).answer("", "")[1])["ETag"] for body in (BODY, BODY, b"Other")
    }
    assert len(etags) == 2


def test_what_no_encoding_makes_shorter_is_sent_as_it_is() -> None:
    status, headers, body = EncodedPage([], b"x").answer("br, gzip", "")
    assert (status, body) == (200, b"x")
    assert "Content-Encoding" not in named(headers)


@pytest.mark.parametrize("accepted", ["", "gzip", "br"])
def test_whoever_has_the_page_in_this_encoding_gets_304(page: EncodedPage, accepted: str) -> None:
    etag = named(page.answer(accepted, "")[1])["ETag"]
    for known in (etag, f'"other", {etag}', f"W/{etag}", "*"):
        status, headers, body = page.answer(accepted, known)
        assert (status, body) == (304, b"")
        assert named(headers) == {
            "Content-Security-Policy": "default-src 'none'",
            "Vary": "Cookie, Accept-Encoding",
            "ETag": etag,
        }


@pytest.mark.parametrize("known", ['"abc-gzip"', '"ab"', "abc", "nonsense", '"abc-br'])
def test_whoever_has_something_else_gets_the_page(page: EncodedPage, known: str) -> None:
    assert page.answer("br", known)[0] == 200


def test_what_no_browser_sends_is_not_remembered(page: EncodedPage) -> None:
    before = chosen.cache_info().currsize
    assert page.answer("br, " + "x" * 9000, "")[2] == BODY
    assert chosen.cache_info().currsize == before
