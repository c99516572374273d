"""What pages may load: all of it from here, pictures and video from the operator's own bucket too."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from django.utils.csp import CSP


def policy(media: Sequence[str]) -> dict[str, list[str]]:
    """Return the content security policy of every page; `media` are the origins of media besides ours.

    Script and style come from here alone, without nonces: a nonce and a 304 contradict each other.
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
    """Return the origins at which an S3-compatible service answers for `bucket`; none without one.

    Media are answered with a redirect to a signed address there, and the content security policy is
    asked about the place a redirect leads to.
    """
    if not bucket:
        return []
    if endpoint:
        service = urlsplit(endpoint)
        hosts = [service.netloc, f"{bucket}.{service.netloc}"]
        return [f"{service.scheme}://{host}" for host in hosts]
    regional = [f"https://{bucket}.s3.{region}.amazonaws.com"] if region else []
    return [f"https://{bucket}.s3.amazonaws.com", *regional]
