"""One owner for each data folder: only the holder of its lock may start, stop or recover the cluster."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from embedded.cluster import Cluster
from embedded.errors import AlreadyOwnedError, PostgresError


@contextmanager
def owned(data_dir: Path) -> Iterator[None]:
    """Lock a data folder, or raise AlreadyOwnedError. The kernel releases the lock if we die."""
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(data_dir / "owner.lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise PostgresError(
            f"The data folder {data_dir} cannot be used: {error.strerror}. "
            "Set PORTAL_DATA to a folder of yours."
        ) from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyOwnedError(
                f"A portal is already running on {data_dir}. Stop it first, or set PORTAL_DATA."
            ) from None
        yield
    finally:
        os.close(descriptor)


@contextmanager
def served(data_dir: Path, *, exclusively: bool = False) -> Iterator[None]:
    """Ensure that the embedded PostgreSQL runs: the portal's own, or one started for this block.

    With `exclusively`, raises AlreadyOwnedError while the portal runs.
    """
    with ExitStack() as stack:
        try:
            stack.enter_context(owned(data_dir))
        except AlreadyOwnedError:
            if exclusively:
                raise
        else:
            cluster = Cluster(data_dir)
            stack.callback(cluster.stop)
            cluster.start()
        yield
