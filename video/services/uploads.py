"""Receives a large file piece by piece. The file on disk says how much has arrived; its row is the lock.

Files are in `UPLOAD_DIR`, outside the media, named by the upload's id: nobody can request them. This
module neither trusts nor inspects their content (`video.services`).
"""

import errno
import hashlib
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.db.models import F, Q, QuerySet, Sum
from django.db.models.expressions import Combinable
from procrastinate.contrib.django import app as jobs

from accounts.errors import Refused
from accounts.models import User
from courses.models import Course
from providers.models import Provider
from video.models import Preparation, Upload

KEPT = timedelta(days=7)
"""How long an unfinished upload is kept after its last piece."""
READ = 256 * 1024
PIECE_TAKES = "10min"
"""How long a piece may take to arrive: 8 MiB in ten minutes are 120 kbit/s."""
RESERVE = 2 * 10**9
"""Bytes that must stay free on the disk: the database is there, too."""
CHECKSUMS = ("sha1", "sha256")
PREPARE_TASK = "video.prepare"
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def begin(
    *, course: Course, user: User, name: str, size: int, fingerprint: str, now: datetime
) -> Upload:
    """Create an upload for a file of `size` bytes. Raises `Refused`: empty, too_large, too_many, disk_full."""
    _refuse_size(size)
    with transaction.atomic():
        # One at a time for each provider: two at once must not both claim the space that is left.
        provider = Provider.objects.select_for_update(no_key=True).get(pk=course.series.provider_id)
        _refuse_without_room(provider, size, now=now)
        upload = Upload.objects.create(
            course=course,
            uploaded_by=user,
            name=name.replace("\\", "/").rsplit("/", 1)[-1][:200] or "recording",
            fingerprint=fingerprint[:64],
            size=size,
            created_at=now,
            expires_at=now + KEPT,
        )
        with _disk_full_said():
            settings.UPLOAD_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
            path_of(upload).touch(mode=0o600)
    return upload


def append(
    *,
    upload: Upload,
    offset: int,
    body: IO[bytes],
    length: int,
    now: datetime,
    checksum: tuple[str, bytes] | None = None,
) -> Upload:
    """Add the bytes of `body` at `offset`; return the row with its new offset.

    The row stays locked while the bytes arrive, so that a second tab is refused (`locked`) and cannot
    mix its bytes in. What arrived before a connection broke is kept, except that a piece with a checksum
    counts whole or not at all. The last byte finishes the upload and, in the same transaction, queues the
    job that makes a video of it. Raises `Refused`.
    """
    with transaction.atomic():
        locked = _locked(upload)
        _let_the_piece_take_its_time()
        path = path_of(locked)
        here = received(locked)
        if offset != here:
            raise Refused("offset", f"The next byte is number {here}.", status=409)
        if length > locked.size - here:
            raise Refused("too_long", "That is more than the file was said to have.", status=413)
        with _disk_full_said(), path.open("r+b") as file:
            file.seek(here)
            _write(file, body, locked.size - here, checksum)
        _note_arrived(locked, now=now)
    return locked


def arrived(upload: Upload, *, now: datetime) -> int:
    """Return how many bytes have arrived, for whoever goes on with the upload; all of them finish it.

    The last piece may be in the file and not noted, as when the database went away before its answer: its
    sender then learns here that nothing is left to send. Raises `Refused`: gone, locked.
    """
    here = received(upload)
    if here == upload.size and upload.finished_at is None:
        with transaction.atomic():
            _note_arrived(_locked(upload), now=now)
    return here


def _note_arrived(locked: Upload, *, now: datetime) -> None:
    locked.offset = received(locked)
    locked.expires_at = now + KEPT
    finishes = locked.offset == locked.size and locked.finished_at is None
    if finishes:
        locked.finished_at = now
    locked.save(update_fields=["offset", "expires_at", "finished_at"])
    if finishes:
        Preparation.objects.create(course=locked.course, upload=locked, name=locked.name)
        order_preparation(locked.preparation)


def order_preparation(preparation: Preparation) -> None:
    """Queue the job that makes a video of it, in the caller's transaction; one runs at a time (lock)."""
    jobs.configure_task(PREPARE_TASK, queue="video", lock="video").defer(
        preparation_id=preparation.pk
    )


def received(upload: Upload) -> int:
    """Return how many bytes have arrived, by the size of the file."""
    try:
        return path_of(upload).stat().st_size
    except FileNotFoundError:
        raise Refused("gone", "This upload is no longer here.", status=404) from None


def discard(upload: Upload) -> None:
    """Delete an upload and its bytes; idempotent. Raises `Refused` (locked) while a piece is arriving."""
    with transaction.atomic():
        try:
            locked = _locked(upload)
        except Upload.DoesNotExist:
            return
        locked.delete()
    path_of(upload).unlink(missing_ok=True)


def purge(*, now: datetime) -> int:
    """Delete unfinished or failed uploads past their expiry, and files without a row; return how many uploads."""
    count = 0
    given_up = Q(finished_at__isnull=True) | Q(preparation__state=Preparation.State.FAILED)
    for upload in Upload.objects.filter(given_up, expires_at__lte=now):
        try:
            discard(upload)
            count += 1
        except Refused:
            continue  # a piece is arriving: not abandoned after all
    _remove_strays(older_than=now - timedelta(days=1))
    return count


def path_of(upload: Upload) -> Path:
    """Return the path of an upload's file."""
    return Path(settings.UPLOAD_DIR) / str(upload.pk)


def room_for(provider: Provider | int, *, now: datetime) -> int:
    """Return how many more bytes a provider may upload, given what it has under way."""
    mine = Upload.objects.filter(course__series__provider=provider)
    return max(0, settings.UPLOAD_PROVIDER_BYTES - _sum(mine, F("size")))


def most_bytes() -> int:
    """Return how large one recording may be, in bytes."""
    return int(settings.UPLOAD_MAX_BYTES)


def _refuse_size(size: int) -> None:
    if size < 1:
        raise Refused("empty", "The file is empty (0 bytes). Choose the recording.")
    if size > most_bytes():
        most = in_words(most_bytes())
        raise Refused(
            "too_large",
            f"The file is too large: the limit is {most}. Export a smaller file.",
            status=413,
        )


def _refuse_without_room(provider: Provider, size: int, *, now: datetime) -> None:
    if size > room_for(provider, now=now):
        raise Refused(
            "too_many",
            "Too much is being uploaded at once. Wait until the other recordings are ready,"
            " or remove an unfinished upload.",
            status=413,
        )
    to_come = _sum(Upload.objects.unfinished(), F("size") - F("offset"))
    settings.UPLOAD_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    # The sizes made from a recording need about as much space again.
    if shutil.disk_usage(settings.UPLOAD_DIR).free < to_come + 2 * size + RESERVE:
        raise _no_room()


def _no_room() -> Refused:
    return Refused(
        "disk_full",
        "The server has no room for this file at the moment. What has arrived is kept. Tell whoever"
        " runs this portal, and continue once there is room.",
        status=507,
    )


@contextmanager
def _disk_full_said() -> Iterator[None]:
    """Turn the error of a full disk, or an exceeded quota, into a refusal."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise _no_room() from error
        raise


def _locked(upload: Upload) -> Upload:
    """Return the row, locked. Raises `Refused` (locked) when another request holds the lock."""
    try:
        return Upload.objects.select_for_update(nowait=True).get(pk=upload.pk)
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") != "55P03":  # lock_not_available
            raise
        raise Refused(
            "locked",
            "This file is being sent from another window. Continue there, or close it.",
            status=423,
        ) from error


def _let_the_piece_take_its_time() -> None:
    """Keep the lock while a piece arrives over a slow line; the web's own limit of 30 s would end it."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL idle_in_transaction_session_timeout = '{PIECE_TAKES}'")


def _write(file: IO[bytes], body: IO[bytes], room: int, checksum: tuple[str, bytes] | None) -> None:
    """Copy at most `room` bytes to the end of the file, with at most `READ` bytes in memory."""
    start = file.tell()
    digest = hashlib.new(checksum[0], usedforsecurity=False) if checksum else None
    try:
        while room > 0 and (piece := body.read(min(READ, room))):
            file.write(piece)
            room -= len(piece)
            if digest:
                digest.update(piece)
        file.flush()
    except Exception:
        if checksum:
            file.truncate(start)
        raise
    if digest and checksum and digest.digest() != checksum[1]:
        file.truncate(start)
        raise Refused("checksum", "This piece arrived damaged; send it again.", status=460)


def _remove_strays(*, older_than: datetime) -> None:
    """Delete files and work folders that belong to no row, such as a crash leaves behind."""
    known = {str(key) for key in Upload.objects.values_list("pk", flat=True)}
    if not settings.UPLOAD_DIR.exists():
        return
    for entry in settings.UPLOAD_DIR.iterdir():
        if entry.name in known or entry.stat().st_mtime > older_than.timestamp():
            continue
        if entry.is_dir():
            shutil.rmtree(entry, ignore_errors=True)
        elif _is_ours(entry.name):
            entry.unlink(missing_ok=True)


def _is_ours(name: str) -> bool:
    try:
        return str(uuid.UUID(name)) == name
    except ValueError:
        return False


def _sum(uploads: "QuerySet[Upload]", amount: Combinable) -> int:
    return int(uploads.aggregate(sum=Sum(amount))["sum"] or 0)


def in_words(size: int) -> str:
    """Return a number of bytes as staff see it: “4 GB”, “350 MB”."""
    if size >= 10**9:
        return f"{size / 10**9:.1f}".removesuffix(".0") + " GB"
    return f"{max(1, round(size / 10**6))} MB"
