"""Large files come in pieces (tus 1.0.0): nothing is mixed, nothing is lost, nobody else can reach it."""

import base64
import errno
import hashlib
import io
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given
from hypothesis import settings as tried
from hypothesis import strategies as some

from accounts.errors import Refused
from accounts.models import User
from courses.models import Course
from tests import factories
from tests.staff_members import make_staff, sign_in
from video.models import Preparation, Upload
from video.services import uploads

pytestmark = pytest.mark.django_db
CONTENT = bytes(range(256)) * 8
PIECE = "application/offset+octet-stream"
NOW = factories.NOW


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.UPLOAD_DIR = tmp_path / "uploads"
    return tmp_path / "uploads"


@pytest.fixture
def course() -> Course:
    return factories.make_course()


@pytest.fixture
def manager(course: Course) -> User:
    return make_staff("manager", course.series.provider)


@pytest.fixture
def client(manager: User) -> Client:
    return sign_in(manager)


def begin(client: Client, course: Course, *, size: int = len(CONTENT), **headers: Any) -> Any:
    told = {"Tus-Resumable": "1.0.0", "Upload-Length": str(size), "Upload-Metadata": metadata()}
    place = reverse("video:start-upload", args=[course.slug])
    return client.post(place, b"", PIECE, headers=told | headers)


def metadata(**values: str) -> str:
    told = {"filename": "lecture.mp4", "fingerprint": "f1"} | values
    return ",".join(
        f"{key} {base64.b64encode(each.encode()).decode()}" for key, each in told.items()
    )


def send(client: Client, place: str, piece: bytes, offset: int, **headers: str) -> Any:
    told = {"Tus-Resumable": "1.0.0", "Upload-Offset": str(offset)}
    return client.patch(place, piece, PIECE, headers=told | headers)


def ask(client: Client, place: str) -> Any:
    return client.head(place, headers={"Tus-Resumable": "1.0.0"})


def the_file(folder: Path) -> bytes:
    [path] = folder.iterdir()
    return path.read_bytes()


def test_it_says_what_it_can(client: Client, course: Course) -> None:
    answer = client.options(reverse("video:start-upload", args=[course.slug]))
    assert answer.status_code == 204
    assert answer["Tus-Version"] == "1.0.0"
    assert answer["Tus-Extension"] == "creation,termination,checksum,expiration"
    assert answer["Tus-Max-Size"] == str(10 * 10**9)


def test_a_file_comes_in_pieces_and_the_last_one_orders_its_preparation(
    client: Client, course: Course, folder: Path
) -> None:
    begun = begin(client, course)
    assert begun.status_code == 201
    place = begun["Location"]
    assert "Upload-Expires" in begun
    assert course.slug not in place  # it is kept on the device: it tells nothing
    assert ask(client, place)["Upload-Offset"] == "0"
    first = send(client, place, CONTENT[:700], 0)
    assert (first.status_code, first["Upload-Offset"]) == (204, "700")
    assert not Preparation.objects.exists()
    assert ask(client, place)["Upload-Offset"] == "700"
    assert send(client, place, CONTENT[700:], 700)["Upload-Offset"] == str(len(CONTENT))
    assert the_file(folder) == CONTENT
    row = Upload.objects.get()
    assert (row.name, row.fingerprint, row.offset) == ("lecture.mp4", "f1", len(CONTENT))
    assert row.finished_at is not None
    assert Preparation.objects.get().upload == row
    # The answer got lost, so the piece is sent again.
    assert send(client, place, CONTENT[700:], 700).status_code == 409
    assert ask(client, place)["Upload-Offset"] == str(len(CONTENT))
    assert Preparation.objects.count() == 1


def test_uploads_are_readable_by_their_owner_alone(
    client: Client, course: Course, folder: Path
) -> None:
    begin(client, course)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert next(folder.iterdir()).stat().st_mode & 0o777 == 0o600
    assert client.get("/media/" + next(folder.iterdir()).name).status_code == 404


@pytest.mark.parametrize("offset", [0, 699, 701, len(CONTENT)])
def test_a_piece_for_another_place_is_409_and_changes_nothing(
    client: Client, course: Course, folder: Path, offset: int
) -> None:
    place = begin(client, course)["Location"]
    send(client, place, CONTENT[:700], 0)
    assert send(client, place, b"x" * 10, offset).status_code == 409
    assert the_file(folder) == CONTENT[:700]


def test_a_piece_in_chunks_is_411_and_changes_nothing(
    client: Client, course: Course, folder: Path
) -> None:
    place = begin(client, course)["Location"]
    answer = send(
        client, place, CONTENT, 0, **{"Content-Length": "", "Transfer-Encoding": "chunked"}
    )
    assert (answer.status_code, "Content-Length" in answer.text) == (411, True)
    assert the_file(folder) == b""


def test_begins_are_limited_for_each_person(client: Client, course: Course, settings: Any) -> None:
    settings.UPLOAD_RATE_LIMITS = {"begin": "2/h/user"}
    cache.clear()
    answers = [begin(client, course) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [201, 201, 429]
    assert "start another later" in answers[-1].text
    assert send(client, answers[0]["Location"], CONTENT[:7], 0).status_code == 204
    colleague = sign_in(make_staff("manager", course.series.provider))
    assert begin(colleague, course).status_code == 201


def test_more_than_was_said_is_413(client: Client, course: Course, folder: Path) -> None:
    place = begin(client, course, size=10)["Location"]
    assert send(client, place, b"x" * 11, 0).status_code == 413
    assert the_file(folder) == b""


@pytest.mark.parametrize(
    ("size", "status"), [(0, 400), (10**10 + 1, 413), (10**10, 413)], ids=["empty", "large", "room"]
)
def test_a_file_that_does_not_fit_is_refused_with_a_sentence(
    client: Client, course: Course, settings: Any, size: int, status: int
) -> None:
    settings.UPLOAD_PROVIDER_BYTES = 10**9
    answer = begin(client, course, size=size)
    assert answer.status_code == status
    assert answer.text.endswith(".")
    assert not Upload.objects.exists()


def test_a_provider_has_only_so_much_under_way(
    client: Client, course: Course, settings: Any
) -> None:
    settings.UPLOAD_PROVIDER_BYTES = 3000
    assert begin(client, course, size=2000).status_code == 201
    assert begin(client, course, size=2000).status_code == 413
    assert begin(client, course, size=1000).status_code == 201


@pytest.mark.parametrize(
    "headers",
    [
        {"Upload-Length": ""},
        {"Upload-Length": "-1"},
        {"Upload-Length": "٣"},
        {"Upload-Metadata": "filename ***"},
    ],
)
def test_a_header_that_is_wrong_is_400(
    client: Client, course: Course, headers: dict[str, Any]
) -> None:
    assert begin(client, course, **headers).status_code == 400


def test_another_version_of_the_protocol_is_412(client: Client, course: Course) -> None:
    old: dict[str, Any] = {"Tus-Resumable": "0.2.2"}
    answer = begin(client, course, **old)
    assert (answer.status_code, answer["Tus-Version"]) == (412, "1.0.0")


def test_a_piece_of_another_type_is_415(client: Client, course: Course) -> None:
    place = begin(client, course)["Location"]
    told = {"Tus-Resumable": "1.0.0", "Upload-Offset": "0"}
    assert client.patch(place, b"x", "text/plain", headers=told).status_code == 415


@pytest.mark.parametrize("method", ["sha1", "sha256"])
def test_a_damaged_piece_is_460_and_leaves_nothing(
    client: Client, course: Course, folder: Path, method: str
) -> None:
    place = begin(client, course)["Location"]
    right = base64.b64encode(hashlib.new(method, CONTENT[:700]).digest()).decode()
    told = {"Upload-Checksum": f"{method} {right}"}
    assert send(client, place, b"y" + CONTENT[1:700], 0, **told).status_code == 460
    assert the_file(folder) == b""
    assert send(client, place, CONTENT[:700], 0, **told).status_code == 204
    assert the_file(folder) == CONTENT[:700]


def test_a_terminated_upload_is_gone(client: Client, course: Course, folder: Path) -> None:
    place = begin(client, course)["Location"]
    told = {"Tus-Resumable": "1.0.0"}
    assert client.delete(place, headers=told).status_code == 204
    assert ask(client, place).status_code == 404
    # The client begins anew only if this is the portal's own word, and no filter's.
    assert ask(client, place).headers["Tus-Resumable"] == "1.0.0"
    assert send(client, place, b"x", 0).status_code == 404
    assert client.delete(place, headers=told).status_code == 404
    assert list(folder.iterdir()) == []


def test_an_upload_of_somebody_else_does_not_exist(client: Client, course: Course) -> None:
    place = begin(client, course)["Location"]
    colleague = sign_in(make_staff("owner", course.series.provider))
    stranger = sign_in(make_staff("owner", factories.make_provider()))
    for other in (colleague, stranger):
        assert ask(other, place).status_code == 404
        assert send(other, place, b"x", 0).status_code == 404
        assert other.delete(place, headers={"Tus-Resumable": "1.0.0"}).status_code == 404
    assert begin(stranger, course).status_code == 404
    assert ask(client, place)["Upload-Offset"] == "0"


def test_whoever_loses_the_right_loses_the_upload(
    client: Client, course: Course, manager: User
) -> None:
    place = begin(client, course)["Location"]
    manager.memberships.update(role="viewer")
    assert send(client, place, b"x", 0).status_code == 404


def test_signed_out_or_without_the_token_nothing_is_taken(course: Course, manager: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(manager)
    assert begin(strict, course).status_code == 403
    assert begin(Client(), course).status_code == 302
    place = reverse("video:upload", args=[uuid4()])
    assert send(Client(), place, b"x", 0).status_code == 302


def test_only_what_the_protocol_knows_is_allowed(client: Client, course: Course) -> None:
    place = begin(client, course)["Location"]
    assert client.get(place).status_code == 405
    assert client.get(reverse("video:start-upload", args=[course.slug])).status_code == 405


class Breaks(io.BytesIO):
    """A connection that breaks after so many bytes."""

    def read(self, size: int | None = -1) -> bytes:
        piece = super().read(400)
        if not piece:
            raise OSError("the laptop was closed")
        return piece


@pytest.fixture
def upload(course: Course, manager: User) -> Upload:
    return uploads.begin(
        course=course, user=manager, name="a.mp4", size=2048, fingerprint="", now=NOW
    )


def test_what_arrived_before_a_connection_broke_is_kept(upload: Upload) -> None:
    with pytest.raises(OSError, match="laptop"):
        uploads.append(upload=upload, offset=0, body=Breaks(CONTENT[:1000]), length=2048, now=NOW)
    assert uploads.received(upload) == 1000
    rest = io.BytesIO(CONTENT[1000:])
    done = uploads.append(upload=upload, offset=1000, body=rest, length=1048, now=NOW)
    assert uploads.path_of(done).read_bytes() == CONTENT


def test_a_full_disk_is_said_in_a_sentence_and_loses_nothing(upload: Upload) -> None:
    class Full(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise OSError(errno.ENOSPC, "no space left on device")

    uploads.append(upload=upload, offset=0, body=io.BytesIO(b"abc"), length=3, now=NOW)
    with pytest.raises(Refused, match="no room") as refused:
        uploads.append(upload=upload, offset=3, body=Full(), length=3, now=NOW)
    assert (refused.value.code, refused.value.status) == ("disk_full", 507)
    assert uploads.received(upload) == 3


def test_a_disk_that_is_nearly_full_takes_no_new_file(
    client: Client, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda path: SimpleNamespace(free=10**9))
    assert begin(client, course).status_code == 507


@pytest.mark.django_db(transaction=True)
def test_a_second_tab_is_refused_while_a_piece_arrives(course: Course, manager: User) -> None:
    upload = uploads.begin(
        course=course, user=manager, name="a.mp4", size=2048, fingerprint="", now=NOW
    )
    refusals: list[Refused] = []

    class SecondTab(io.BytesIO):
        """While this piece is read, another connection tries to send the same one."""

        def read(self, size: int | None = -1) -> bytes:
            if not refusals:
                refusals.append(in_another_connection(upload))
            return super().read(size)

    uploads.append(upload=upload, offset=0, body=SecondTab(CONTENT[:10]), length=10, now=NOW)
    assert (refusals[0].code, refusals[0].status) == ("locked", 423)
    assert uploads.path_of(upload).read_bytes() == CONTENT[:10]


def in_another_connection(upload: Upload) -> Refused:
    caught: list[Refused] = []

    def tries() -> None:
        try:
            uploads.append(upload=upload, offset=0, body=io.BytesIO(b"zz"), length=2, now=NOW)
        except Refused as refusal:
            caught.append(refusal)
        finally:
            connection.close()

    thread = Thread(target=tries)
    thread.start()
    thread.join()
    return caught[0]


@tried(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(cuts=some.lists(some.integers(0, 2048), max_size=6), noise=some.integers(0, 2048))
def test_however_it_is_cut_the_file_is_the_same(
    upload: Upload, cuts: list[int], noise: int
) -> None:
    uploads.path_of(upload).write_bytes(b"")
    Preparation.objects.all().delete()
    Upload.objects.filter(pk=upload.pk).update(offset=0, finished_at=None)
    edges = [0, *sorted(cuts), 2048]
    for start, end in pairwise(edges):
        if noise != start:
            with pytest.raises(Refused):
                uploads.append(
                    upload=upload, offset=noise, body=io.BytesIO(b"?"), length=1, now=NOW
                )
        piece = io.BytesIO(CONTENT[start:end])
        uploads.append(upload=upload, offset=start, body=piece, length=end - start, now=NOW)
    assert uploads.path_of(upload).read_bytes() == CONTENT
    assert Preparation.objects.count() == 1


def test_what_nobody_goes_on_with_is_deleted_after_a_week(upload: Upload, folder: Path) -> None:
    uploads.append(
        upload=upload, offset=0, body=io.BytesIO(b"abc"), length=3, now=NOW + timedelta(days=5)
    )
    assert uploads.purge(now=NOW + timedelta(days=11)) == 0
    stray = folder / str(uuid4())
    stray.write_bytes(b"of a row that was never committed")
    other = folder / "something-else"
    other.write_bytes(b"not ours")
    assert uploads.purge(now=NOW + timedelta(days=12)) == 1
    assert list(folder.iterdir()) == [other]
    assert not Upload.objects.exists()


def test_a_file_that_failed_and_is_not_tried_again_goes_after_a_week(upload: Upload) -> None:
    uploads.append(upload=upload, offset=0, body=io.BytesIO(CONTENT), length=2048, now=NOW)
    assert uploads.purge(now=NOW + timedelta(days=8)) == 0  # it waits for the worker
    Preparation.objects.update(state="failed", reason="Late.")
    assert uploads.purge(now=NOW + timedelta(days=8)) == 1
    assert not Preparation.objects.get().may_try_again
