"""Media in an S3-compatible bucket, under addresses of ours that never expire."""

from typing import Any

from django.urls import reverse
from storages.backends.s3 import S3Storage


class BucketStorage(S3Storage):  # type: ignore[misc]
    """A private bucket. Pages hold the portal's own address of a file, which leads to a freshly signed one.

    An address of the bucket ends with its signature after an hour: a page that held it could not play
    on after a long pause, and a cached page not at all.
    """

    def url(self, name: str, *args: Any, **kwargs: Any) -> str:
        """Return the portal's address of the file (`video:media`)."""
        return reverse("video:media", args=[name])

    def signed_url(self, name: str, *, method: str) -> str:
        """Return the bucket's own address for one HTTP method, valid for an hour (`querystring_expire`)."""
        return str(super().url(name, http_method=method))
