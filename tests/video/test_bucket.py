"""With a bucket, pages hold our addresses; each leads to a freshly signed one, however old the page is."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest
import urllib3
from botocore.config import Config
from django.test import Client
from time_machine import TimeMachineFixture

from courses.models import Video
from portal.csp import media_origins
from tests import factories
from tests.video.bucket import Bucket, media_in_bucket

pytestmark = pytest.mark.django_db


@pytest.fixture
def bucket(tmp_path: Path) -> Iterator[Bucket]:
    with media_in_bucket(tmp_path) as bucket:
        yield bucket


def fetch(address: str, **headers: str) -> bytes:
    answer = urllib3.request("GET", address, headers=headers)
    return answer.data if answer.status in {200, 206} else b"%d" % answer.status


def test_the_signature_may_end_our_address_does_not(
    bucket: Bucket, client: Client, time_machine: TimeMachineFixture
) -> None:
    bucket.put("video/a.mp4", b"0123456789")
    ours = Video(file="video/a.mp4").file.url
    assert ours == "/media/video/a.mp4"
    first = client.get(ours)
    assert (first.status_code, first["Cache-Control"]) == (302, "no-store")
    assert fetch(first["Location"], Range="bytes=2-4") == b"234"
    told = parse_qs(urlsplit(first["Location"]).query)
    assert told["X-Amz-Algorithm"] == ["AWS4-HMAC-SHA256"]
    time_machine.shift(int(told["X-Amz-Expires"][0]) + 60)
    assert fetch(first["Location"]) == b"403"
    assert fetch(client.get(ours)["Location"]) == b"0123456789"


def test_each_method_has_a_signature_of_its_own(bucket: Bucket, client: Client) -> None:
    bucket.put("handout/a.pdf", b"%PDF")
    location = client.head("/media/handout/a.pdf")["Location"]
    assert urllib3.request("HEAD", location).headers["Content-Length"] == "4"


def test_a_page_holds_no_address_of_the_bucket(bucket: Bucket, client: Client) -> None:
    course = factories.make_course()
    course.videos.update(poster="poster/a.webp")
    page = client.get(f"/courses/{course.slug}/").text
    assert "X-Amz" not in page
    assert bucket.endpoint not in page
    assert re.search(r'src="/media/poster/', page)


def test_a_playlist_comes_from_us_and_its_pieces_lead_there(bucket: Bucket, client: Client) -> None:
    bucket.put("video/k/720p/index.m3u8", b"#EXTM3U\n0.m4s\n")
    bucket.put("video/k/720p/0.m4s", b"piece")
    assert client.get("/media/video/k/720p/index.m3u8").content == b"#EXTM3U\n0.m4s\n"
    assert fetch(client.get("/media/video/k/720p/0.m4s")["Location"]) == b"piece"
    assert client.get("/media/video/k/720p/none.m3u8").status_code == 404
    assert client.get("/media/secret/key.txt").status_code == 404


@pytest.mark.parametrize("name", ["cme", "cme.example.org"])
@pytest.mark.parametrize("region", ["", "us-east-1", "eu-central-1", "us-gov-west-1"])
@pytest.mark.parametrize("endpoint", ["", "https://s3.example.org:9000"])
def test_the_page_may_load_from_wherever_it_is_led(name: str, region: str, endpoint: str) -> None:
    s3 = boto3.client(
        "s3",
        aws_access_key_id="a",
        aws_secret_access_key="b",
        region_name=region or None,
        endpoint_url=endpoint or None,
        config=Config(signature_version="s3v4"),
    )
    place = {"Bucket": name, "Key": "video/a.mp4"}
    led = urlsplit(s3.generate_presigned_url("get_object", Params=place))
    assert f"{led.scheme}://{led.netloc}" in media_origins(name, endpoint, region)
