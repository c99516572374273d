"""Media in an S3-compatible bucket, under addresses of ours that never expire."""

from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.urls import reverse
from storages.backends.s3 import S3Storage
from storages.utils import clean_name

# Of boto3's own, minutes each and five times, a bucket that is away would hold every thread of the web server.
_HASTY = Config(connect_timeout=2, read_timeout=4, retries={"total_max_attempts": 1})


class BucketStorage(S3Storage):  # type: ignore[misc]
    """A private bucket. Pages hold the portal's own address of a file, which leads to a freshly signed one.

    An address of the bucket ends with its signature, after a week at the latest, and with temporary
    keys much earlier: a page that held it could not play on after a long pause. `hasty` is for the web
    server, where somebody waits: each call ends in seconds, and is not repeated.
    """

    client_config: Any

    def __init__(self, *, hasty: bool = False, **options: Any) -> None:
        super().__init__(**options)
        if hasty:
            self.client_config = self.client_config.merge(_HASTY)

    def url(self, name: str, *args: Any, **kwargs: Any) -> str:
        """Return the portal's address of the file (`video:media`)."""
        return reverse("video:media", args=[name])

    def signed_url(self, name: str, *, method: str) -> str:
        """Return the bucket's own address for one HTTP method, valid for `querystring_expire` seconds."""
        return str(super().url(name, http_method=method))

    def small_file(self, name: str) -> bytes:
        """Return a file that fits into memory, in one call to the bucket.

        Raises `FileNotFoundError`, and `ConnectionError` while the bucket does not answer.
        """
        key = self._normalize_name(clean_name(name))
        try:
            found = self.connection.meta.client.get_object(Bucket=self.bucket_name, Key=key)
            content: bytes = found["Body"].read()
        except ClientError as refusal:
            status = refusal.response["ResponseMetadata"]["HTTPStatusCode"]
            if status in {403, 404}:  # 403: for what is not there, where we may not list the bucket
                raise FileNotFoundError(name) from refusal
            raise ConnectionError(f"the bucket answers {status}") from refusal
        except BotoCoreError as failure:
            raise ConnectionError("the bucket does not answer") from failure
        return content
