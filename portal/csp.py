"""Content security policy: everything from our own origin, images and video also from the operator's bucket."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from django.utils.csp import CSP


def policy(media: Sequence[str]) -> dict[str, list[str]]:
    """Return the content security policy of every page; `media` are further origins of images and video.

    Scripts and styles come from our own origin, without nonces: a page cached by a 304 has an old nonce.
    """
    return {
        "default-src": [CSP.NONE],
        "script-src": [CSP.SELF],
        "style-src": [CSP.SELF],
        "img-src": [CSP.SELF, "data:", *media],
        "font-src": [CSP.SELF],
        "media-src": [CSP.SELF, *media],
        "connect-src": [CSP.SELF],
        "manifest-src": [CSP.SELF],
        "form-action": [CSP.SELF],
        "base-uri": [CSP.NONE],
        "frame-ancestors": [CSP.NONE],
    }


def media_origins(bucket: str, endpoint: str, region: str) -> list[str]:
    """Return the origins at which an S3-compatible service serves `bucket`; none without a bucket.

    Media URLs redirect to a signed URL there, and browsers check the content security policy against
    the target of a redirect too.
    """
    if not bucket:
        return []
    if endpoint:
        service = urlsplit(endpoint)
        hosts = [service.netloc, f"{bucket}.{service.netloc}"]
        return [f"{service.scheme}://{host}" for host in hosts]
    services = ["s3.amazonaws.com", *([f"s3.{region}.amazonaws.com"] if region else [])]
    # AWS's certificate covers one label before the service: a name with dots stands in the path instead.
    return [f"https://{host}" if "." in bucket else f"https://{bucket}.{host}" for host in services]
