"""Logo, color and signatory are entered with the provider; who signs takes two people."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import User
from courses.models import Course
from providers.models import Provider
from publishing.models import CourseChange
from publishing.services.course_changes import approve_change
from tests.publishing.live_course import NOW, make_live_course
from tests.publishing.test_provider_changes import provider_of, send
from tests.staff_members import make_staff, sign_in
from tests.video.pictures import drawn
from video.media import small_file

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def course() -> Course:
    return make_live_course()


@pytest.fixture
def owner(course: Course) -> User:
    return make_staff("owner", course.series.provider)


def picture(content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile("mark.png", drawn() if content is None else content)


def test_logo_and_color_show_at_once_while_a_course_is_live(course: Course, owner: User) -> None:
    answer = send(sign_in(owner), provider_of(course), logo=picture(), color="#7a1f3d")
    assert answer.status_code == 302
    provider = provider_of(course)
    assert provider.color == "#7a1f3d"
    assert small_file(str(provider.logo.name)).startswith(b"\x89PNG")
    assert not CourseChange.objects.exists()


def test_anyone_may_load_the_logo(course: Course, owner: User) -> None:
    client = sign_in(owner)
    send(client, provider_of(course), logo=picture())
    client.logout()
    answer = client.get(provider_of(course).logo.url)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert answer.getvalue().startswith(b"\x89PNG")


def test_a_logo_is_taken_away_again(course: Course, owner: User) -> None:
    client = sign_in(owner)
    send(client, provider_of(course), logo=picture())
    send(client, provider_of(course), color="#7a1f3d")
    assert provider_of(course).logo
    send(client, provider_of(course), **{"logo-clear": "on"})
    assert not provider_of(course).logo


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"logo": b"<svg/>"}, "Choose a picture as PNG, JPEG or WebP."),
        ({"logo": bytes(2_000_001)}, "Up to 1.9"),
        ({"color": "#f1c67b"}, "too pale on white"),
        ({"signatory_title": "Director"}, "Say whose title or signature it is."),
        ({"signatory_name": "Ann Lee, PRA Category 1 Credit"}, "full name"),
    ],
)
def test_what_cannot_be_shown_is_refused_in_words(
    course: Course, owner: User, typed: dict[str, Any], words: str
) -> None:
    before = Provider.objects.values().get()
    sent = {
        name: picture(value) if isinstance(value, bytes) else value for name, value in typed.items()
    }
    answer = send(sign_in(owner), provider_of(course), **sent)
    assert answer.status_code == 200
    assert words in answer.text
    assert Provider.objects.values().get() == before


def test_who_signs_certificates_waits_for_a_second_person(course: Course, owner: User) -> None:
    typed = {"signatory_name": "Grace Whitfield, MD", "signatory_title": "Director"}
    client = sign_in(owner)
    send(client, provider_of(course), **typed, signature=picture())
    assert provider_of(course).signatory_name == ""
    assert not provider_of(course).signature
    change = CourseChange.objects.get()
    labels = [each["label"] for each in change.difference]
    assert labels == [
        "Who signs certificates",
        "What the signatory is",
        "Picture of the signature",
    ]
    page = client.get(reverse("publishing:course-change", args=[change.pk])).text
    assert f'href="{change.difference[2]["new"]}"' in page
    reviewer = make_staff("reviewer", course.series.provider)
    approve_change(change_id=change.pk, actor=reviewer, now=NOW)
    provider = provider_of(course)
    assert (provider.signatory_name, provider.signatory_title) == (*typed.values(),)
    assert small_file(str(provider.signature.name)).startswith(b"\x89PNG")
