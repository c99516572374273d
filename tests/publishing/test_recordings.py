"""Step Video: recordings on their way, each version, and putting a new one to use."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry, User
from courses.models import Course, Video
from progress.models import Enrolment
from tests import factories
from tests.staff_members import client_of, make_staff, sign_in
from video.forms import recording as recording_form
from video.models import Preparation, Upload
from video.services import uploads

pytestmark = pytest.mark.django_db
USE = ">Use this recording</button>"
ACTS = {
    "publishing:use-recording": "video_id",
    "publishing:discard-recording": "video_id",
    "publishing:copy-tracks": "video_id",
    "publishing:confirm-tracks": "video_id",
    "video:poster": "video_id",
    "video:retry-preparation": "preparation_id",
    "video:remove-preparation": "preparation_id",
    "video:drop-upload": "upload_id",
}


@pytest.fixture(autouse=True)
def places(settings: Any, tmp_path: Path) -> None:
    settings.UPLOAD_DIR = tmp_path / "uploads"
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def course() -> Course:
    return factories.make_course()


@pytest.fixture
def manager(course: Course) -> User:
    return make_staff("manager", course.series.provider)


@pytest.fixture
def client(manager: User) -> Client:
    return sign_in(manager)


@pytest.fixture
def new(course: Course) -> Video:
    """A second version, ready and without captions."""
    video = factories.make_video(course=course, released_at=None, captions="")
    Preparation.objects.create(
        course=course,
        name="new.mp4",
        state="ready",
        percent=100,
        video=video,
        frames=["poster/a.webp"],
    )
    return video


def page(client: Client, course: Course) -> str:
    answer = client.get(reverse("publishing:edit-video", args=[course.slug]))
    assert answer.status_code == 200
    return answer.text


def press(client: Client, name: str, course: Course, key: Any, **data: Any) -> Any:
    return client.post(reverse(name, args=[course.slug, key]), data)


def half(course: Course, user: User) -> Upload:
    return uploads.begin(
        course=course, user=user, name="half.mp4", size=100, fingerprint="f", now=factories.NOW
    )


def test_a_small_recording_can_be_sent_without_script(
    client: Client, course: Course, settings: Any
) -> None:
    file = SimpleUploadedFile("a.mp4", b"recording")
    answer = client.post(reverse("publishing:edit-video", args=[course.slug]), {"recording": file})
    assert answer.status_code == 302
    row = Preparation.objects.get()
    assert (row.name, row.state) == ("a.mp4", "waiting")
    assert Path(settings.UPLOAD_DIR, str(row.upload_id)).read_bytes() == b"recording"
    assert "a.mp4" in page(client, course)


@pytest.mark.parametrize(
    ("content", "words"), [(b"", "0 bytes"), (b"x" * 11, "Up to"), (None, "required")]
)
def test_a_file_that_does_not_fit_is_refused_with_a_sentence(
    client: Client, course: Course, monkeypatch: pytest.MonkeyPatch, content: Any, words: str
) -> None:
    field = recording_form.RecordingForm.base_fields["recording"]
    monkeypatch.setattr(field, "most", 10)
    data = {} if content is None else {"recording": SimpleUploadedFile("a.mp4", content)}
    answer = client.post(reverse("publishing:edit-video", args=[course.slug]), data)
    assert answer.status_code == 400
    assert words in answer.text


def test_an_unfinished_upload_is_listed_for_whoever_began_it(
    client: Client, course: Course, manager: User
) -> None:
    upload = half(course, manager)
    text = page(client, course)
    assert f'data-unfinished="{reverse("video:upload", args=[upload.pk])}"' in text
    assert "choose the same file above" in text
    other = page(client_of("owner", course.series.provider), course)
    assert "data-unfinished" not in other
    assert f"{manager.full_name} is uploading this" in other


def test_an_unfinished_upload_can_be_removed_by_its_owner_alone(
    client: Client, course: Course, manager: User
) -> None:
    upload = half(course, manager)
    other = client_of("owner", course.series.provider)
    assert press(other, "video:drop-upload", course, upload.pk).status_code == 404
    assert press(client, "video:drop-upload", course, upload.pk).status_code == 302
    assert not Upload.objects.exists()
    assert press(client, "video:drop-upload", course, upload.pk).status_code == 404


def test_the_bars_are_told_how_far_each_preparation_is(client: Client, course: Course) -> None:
    row = Preparation.objects.create(course=course, name="a.mp4", state="encoding", percent=41)
    answer = client.get(reverse("publishing:video-state", args=[course.slug]))
    [told] = answer.json()["preparations"]
    words = "Making the versions for each network: 41%"
    assert told == {"id": row.pk, "percent": 41, "words": words, "ended": False}
    assert words in page(client, course)


def test_a_failure_says_why_and_can_be_cleared_away(client: Client, course: Course) -> None:
    row = Preparation.objects.create(
        course=course, name="a.mp4", state="failed", code="damaged", reason="It is damaged."
    )
    text = page(client, course)
    assert "It is damaged." in text
    assert "Try again" not in text
    assert press(client, "video:remove-preparation", course, row.pk).status_code == 302
    assert not Preparation.objects.exists()
    assert AuditEntry.objects.filter(action="recording-removed").count() == 1


def test_what_failed_by_our_error_can_be_tried_again_once(
    client: Client, course: Course, manager: User
) -> None:
    row = Preparation.objects.create(
        course=course, name="a.mp4", state="failed", reason="Late.", upload=half(course, manager)
    )
    assert "Try again" in page(client, course)
    for _ in range(2):
        assert press(client, "video:retry-preparation", course, row.pk).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.reason) == ("waiting", "")


def test_a_new_recording_is_not_used_before_its_captions_are_there(
    client: Client, course: Course, new: Video
) -> None:
    assert USE not in page(client, course)
    press(client, "publishing:use-recording", course, new.pk)
    assert course.current_video != new
    new.tracks.create(kind="captions", language="es", vtt=factories.CAPTIONS)
    assert "Add captions in English" in page(client, course)
    new.tracks.create(kind="captions", vtt=factories.CAPTIONS)
    assert USE in page(client, course)
    press(client, "publishing:use-recording", course, new.pk)
    assert Course.objects.get().current_video == new
    assert AuditEntry.objects.get(action="recording-used").subject_id == str(new.pk)


def test_copied_captions_must_be_read_first(client: Client, course: Course, new: Video) -> None:
    press(client, "publishing:copy-tracks", course, new.pk)
    assert new.tracks.count() == 2
    assert "Check it against this one" in page(client, course)
    press(client, "publishing:confirm-tracks", course, new.pk)
    assert not new.tracks.filter(copied_at__isnull=False).exists()
    assert USE in page(client, course)


def test_captions_are_copied_once(client: Client, course: Course, new: Video) -> None:
    new.tracks.create(kind="captions", vtt=factories.CAPTIONS.replace("Welcome", "Hello"))
    for _ in range(2):
        press(client, "publishing:copy-tracks", course, new.pk)
    assert new.tracks.count() == 2
    assert "Hello" in new.tracks.get(kind="captions").vtt


def test_a_recording_shorter_than_its_questions_or_captions_is_not_used(
    client: Client, course: Course
) -> None:
    short = factories.make_video(course=course, released_at=None, seconds=2)
    text = page(client, course)
    assert "continues after the recording ends" in text
    assert "past the end of this recording: 1, 2, 3." in text
    press(client, "publishing:use-recording", course, short.pk)
    assert Course.objects.get().current_video != short


def test_an_older_recording_does_not_come_back(client: Client, course: Course, new: Video) -> None:
    newest = factories.make_video(course=course)
    press(client, "publishing:use-recording", course, new.pk)
    assert Course.objects.get().current_video == newest


def test_learners_in_progress_keep_their_recording_and_are_told(client: Client) -> None:
    enrolment = factories.watched()
    course = enrolment.course
    sign_in_manager = client_of("manager", course.series.provider)
    new = factories.make_video(course=course, released_at=None, seconds=200)
    before = enrolment.watch.video
    press(sign_in_manager, "publishing:use-recording", course, new.pk)
    assert Course.objects.get(pk=course.pk).current_video == new
    kept = Enrolment.objects.select_related("watch").get(pk=enrolment.pk)
    assert kept.watch.video == before
    assert kept.watch.seconds == enrolment.watch.seconds
    learner = Client()
    learner.force_login(enrolment.user)
    told = learner.get(reverse("progress:learn", args=[course.slug])).text
    assert "This recording has been replaced since you began" in told


def test_a_recording_that_nobody_began_with_can_be_deleted(
    client: Client, course: Course, new: Video
) -> None:
    assert press(client, "publishing:discard-recording", course, new.pk).status_code == 302
    assert course.videos.count() == 1
    assert press(client, "publishing:discard-recording", course, new.pk).status_code == 404


def test_a_recording_in_use_is_never_deleted(client: Client, course: Course) -> None:
    press(client, "publishing:discard-recording", course, course.videos.get().pk)
    assert course.videos.count() == 1


def test_a_recording_of_a_course_that_is_not_published_waits_for_that(client: Client) -> None:
    course = factories.make_new_course()
    factories.make_video(course=course, released_at=None)
    own = client_of("manager", course.series.provider)
    text = page(own, course)
    assert "Learners get it when the course is published" in text
    assert USE not in text


def test_a_frame_of_the_recording_becomes_its_poster(
    client: Client, course: Course, new: Video
) -> None:
    for name, expected in (("poster/other.webp", 400), ("poster/a.webp", 302), ("", 400)):
        answer = press(client, "video:poster", course, new.pk, frame=name)
        assert answer.status_code == expected
    new.refresh_from_db()
    assert new.poster.name == "poster/a.webp"


@pytest.mark.parametrize("name", ACTS)
def test_what_changes_a_recording_takes_no_other_method(
    course: Course, new: Video, manager: User, name: str
) -> None:
    keys: dict[str, Any] = {"video_id": new.pk, "preparation_id": 1, "upload_id": uuid4()}
    address = reverse(name, args=[course.slug, keys[ACTS[name]]])
    assert sign_in(manager).put(address).status_code == 405


def test_who_may_only_look_sees_no_form(course: Course) -> None:
    text = page(client_of("reviewer", course.series.provider), course)
    assert "data-upload" not in text
    file = {"recording": SimpleUploadedFile("a.mp4", b"x")}
    address = reverse("publishing:edit-video", args=[course.slug])
    assert client_of("reviewer", course.series.provider).post(address, file).status_code == 404
