"""A piece of a recording may take minutes, and the database may go away while it arrives."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from tests import factories
from tests.staff_members import make_staff, sign_in
from video.models import Preparation, Upload
from video.services import uploads

pytestmark = pytest.mark.django_db
CONTENT = b"a recording"
NOW = factories.NOW


@pytest.fixture
def upload(settings: Any, tmp_path: Path) -> Upload:
    settings.UPLOAD_DIR = tmp_path / "uploads"
    course = factories.make_course()
    manager = make_staff("manager", course.series.provider)
    return uploads.begin(
        course=course, user=manager, name="a.mp4", size=len(CONTENT), fingerprint="", now=NOW
    )


def test_the_webs_limit_on_idle_transactions_does_not_end_a_slow_piece(upload: Upload) -> None:
    limits = []

    class Slow(io.BytesIO):
        """While the next bytes are awaited, the transaction that holds the row is idle."""

        def read(self, size: int | None = -1) -> bytes:
            with connection.cursor() as cursor:
                cursor.execute("SHOW idle_in_transaction_session_timeout")
                limits.extend(cursor.fetchone())
            return super().read(size)

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = '30s'")
    uploads.append(upload=upload, offset=0, body=Slow(CONTENT), length=len(CONTENT), now=NOW)
    assert set(limits) == {uploads.PIECE_TAKES}


def test_a_last_piece_that_nobody_noted_is_noted_when_its_sender_asks_again(
    upload: Upload,
) -> None:
    uploads.path_of(upload).write_bytes(CONTENT)  # as after a commit that did not come to pass
    assert upload.uploaded_by
    client = sign_in(upload.uploaded_by)
    place = reverse("video:upload", args=[upload.pk])
    for _ in range(2):
        answer = client.head(place, headers={"Tus-Resumable": "1.0.0"})
        assert (answer.status_code, answer["Upload-Offset"]) == (200, str(len(CONTENT)))
        assert Preparation.objects.get().upload == upload
    upload.refresh_from_db()
    assert (upload.offset, upload.finished_at is not None) == (len(CONTENT), True)
