"""How often one client may verify codes: enough for an office checking a list, too slow for guessing."""

from django.core.cache import cache
from django.http import HttpRequest

from accounts.client_address import counted_client

VERIFICATIONS = 30
SECONDS = 60


def too_many_verifications(request: HttpRequest, *, minute: int) -> bool:
    """Count a look-up by this client (`counted_client`) in this minute; say whether it is over the limit.

    Counted in the cache that all processes share. Two simultaneous look-ups may count as one: the
    limit only slows a program down, it is the 67 random bits of a code that prevent guessing.
    """
    key = f"verify:{minute}:{counted_client(request)}"
    if cache.add(key, 1, timeout=2 * SECONDS):
        return False
    try:
        return cache.incr(key) > VERIFICATIONS
    except ValueError:  # It expired between the two calls.
        return False
