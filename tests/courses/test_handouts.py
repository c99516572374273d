"""A handout is what its name says, no larger than allowed, and goes when it is removed."""

import io
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from courses.forms.checked_files import LARGEST
from courses.models import Course
from tests.factories import make_course
from tests.staff_members import client_of

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 card"


@pytest.fixture
def course(tmp_path: Path, settings: Any) -> Course:
    settings.MEDIA_ROOT = tmp_path
    return make_course()


@pytest.fixture
def client(course: Course) -> Client:
    return client_of("manager", course.series.provider)


@pytest.fixture
def address(course: Course) -> str:
    return reverse("courses:edit-handouts", args=[course.slug])


def _office(*names: str) -> bytes:
    packed = io.BytesIO()
    with ZipFile(packed, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return packed.getvalue()


def _add(client: Client, address: str, name: str, content: bytes) -> Any:
    return client.post(address, {"title": "Card", "file": SimpleUploadedFile(name, content)})


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("card.pdf", PDF),
        ("CARD.PDF", PDF),
        ("notes.txt", "Grüße".encode()),
        ("slides.pptx", _office("[Content_Types].xml", "ppt/slides/1.xml")),
        ("photo.jpg", b"\xff\xd8\xff\xe0"),
    ],
)
def test_a_handout_is_added(
    client: Client, course: Course, address: str, name: str, content: bytes
) -> None:
    assert _add(client, address, name, content).status_code == 302
    handout = course.handouts.get()
    answer = client.get(f"/media/{handout.file.name}")
    assert b"".join(answer) == content
    answer.close()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.html", b"<script>"),
        ("card.pdf", b"<script>"),
        ("card.pdf.exe", PDF),
        ("noending", PDF),
        ("empty.pdf", b""),
        ("letter.docx", _office("[Content_Types].xml", "ppt/slides/1.xml")),
        ("letter.docx", _office("[Content_Types].xml", "word/vbaProject.bin")),
        ("letter.docx", b"PK no zip"),
        ("notes.txt", b"\xff\xfe\x00"),
        ("large.pdf", PDF + bytes(LARGEST)),
    ],
)
def test_what_is_not_what_its_name_says_is_refused(
    client: Client, course: Course, address: str, name: str, content: bytes
) -> None:
    answer = _add(client, address, name, content)
    assert answer.status_code == 400
    assert 'value="Card"' in answer.content.decode()
    assert not course.handouts.exists()


def test_a_handout_is_removed_with_its_file(
    client: Client,
    course: Course,
    address: str,
    tmp_path: Path,
    django_capture_on_commit_callbacks: Any,
) -> None:
    _add(client, address, "card.pdf", PDF)
    handout = course.handouts.get()
    remove = reverse("courses:remove-handout", args=[course.slug, handout.pk])
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(remove)["Location"] == address
    assert client.post(remove).status_code == 404
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_file_that_another_course_hands_out_stays(
    client: Client,
    course: Course,
    address: str,
    tmp_path: Path,
    django_capture_on_commit_callbacks: Any,
) -> None:
    _add(client, address, "card.pdf", PDF)
    handout = course.handouts.get()
    other = make_course(series=course.series)
    other.handouts.create(title="Card", file=handout.file.name)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("courses:remove-handout", args=[course.slug, handout.pk]))
    assert [path for path in tmp_path.rglob("*") if path.is_file()]
