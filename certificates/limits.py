"""How often one address may ask: enough for an office that verifies a list, not for guessing."""

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

VERIFICATIONS = 30
SECONDS = 60


def too_many_verifications(request: HttpRequest, *, minute: int) -> bool:
    """Count one look-up of the caller's address in this minute; say whether it is one too many.

    Counted in the cache that all processes share. Two counts at the same instant may become one:
    the limit slows a machine down, the 67 random bits of a code are what cannot be guessed.
    """
    key = f"verify:{minute}:{get_adapter().get_client_ip(request)}"
    if cache.add(key, 1, timeout=2 * SECONDS):
        return False
    try:
        return cache.incr(key) > VERIFICATIONS
    except ValueError:  # It ran out between the two calls.
        return False
