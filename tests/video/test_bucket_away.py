"""A bucket that does not answer holds up no thread of the web server for long."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import botocore
import pytest
from django.test import Client

from portal import backends
from tests.video.bucket import KEY_ID, NAME, REGION, SECRET, media_in_bucket
from video.bucket import BucketStorage

ROOT = Path(__file__).resolve().parents[2]
_SAYS = (
    "import portal.wsgi; from django.core.files.storage import default_storage as bucket;"
    " config = bucket.client_config;"
    " print(config.connect_timeout, config.read_timeout, config.retries)"
)


def hasty(endpoint: str) -> BucketStorage:
    place = {"bucket": NAME, "endpoint": endpoint, "region": REGION}
    options = backends.media_storage(**place)["OPTIONS"]
    return BucketStorage(**options, access_key=KEY_ID, secret_key=SECRET, hasty=True)


def test_a_playlist_is_503_for_now_while_the_bucket_is_away(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        bucket = hasty(f"http://127.0.0.1:{free.getsockname()[1]}")
        monkeypatch.setattr("video.media.default_storage", bucket)
        answer = client.get("/media/video/k/index.m3u8")
    assert (answer.status_code, answer["Retry-After"]) == (503, "15")
    assert "no-store" in answer["Cache-Control"]


def test_a_file_that_is_refused_counts_as_missing(tmp_path: Path) -> None:
    # What is not there is 403 for a key without the right to list the bucket.
    with media_in_bucket(tmp_path) as bucket:
        unsigned = BucketStorage(
            bucket_name=NAME,
            endpoint_url=bucket.endpoint,
            region_name=REGION,
            signature_version=botocore.UNSIGNED,
        )
        with pytest.raises(FileNotFoundError):
            unsigned.small_file("video/k/none.m3u8")
        assert bucket.refused() == 1


def test_the_web_server_is_hasty_and_the_worker_is_not() -> None:
    told = {
        "AWS_STORAGE_BUCKET_NAME": NAME,
        "AWS_S3_REGION_NAME": REGION,
        "DATABASE_URL": "postgresql://h/n",
    }
    environ = os.environ | told
    asked = [sys.executable, "-c", _SAYS]
    shown = subprocess.run(asked, cwd=ROOT, env=environ, capture_output=True, text=True, check=True)
    assert shown.stdout.split(maxsplit=2)[:2] == ["2", "4"]
    assert "'total_max_attempts': 1" in shown.stdout
    patient = BucketStorage(bucket_name=NAME, signature_version="s3v4")
    assert patient.client_config.read_timeout == 60
