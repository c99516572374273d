"""Which statements PostgreSQL plans once for a connection, and which for the values of each question."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

# Of a page's connections. A page asks for few rows by their keys: its plan is the same for every value,
# and finding it took longer than running it. What JIT compiles would have to run for seconds to pay.
PAGE_SETTINGS = {"plan_cache_mode": "force_generic_plan", "jit": "off"}
# How often a connection is asked the same before it keeps the plan: what is asked once costs no more.
PREPARE_AFTER = 2

_bound_by_client = ContextVar("bound_by_client", default=False)


@contextmanager
def custom_plans() -> Iterator[None]:
    """Have each statement of this block planned for its own values, as reports over many rows need it.

    The values are then written into the statement by the client, so nothing must be set on the server
    and set back: it holds behind a pooler, without a transaction and after an error. Two statements may
    be sent as one, which the server refuses where it binds the values.
    """
    token = _bound_by_client.set(True)
    try:
        yield
    finally:
        _bound_by_client.reset(token)


def bound_by_client() -> bool:
    """Say whether the statements of this moment are those of `custom_plans`."""
    return _bound_by_client.get()
