"""Where pages may load pictures and video from: from here, and from the operator's own bucket."""

from urllib.parse import urlsplit


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
