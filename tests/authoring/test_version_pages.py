"""What the steps Post-test and Evaluation share: versions begun, thrown away, released; rows in their order."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from authoring.models import CourseDraft
from authoring.services.version_rows import AnyKind
from courses.models import Course
from tests import factories
from tests.authoring.forms import page_data
from tests.authoring.kinds import KINDS, being_written, keys
from tests.staff_members import client_of

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.step),
]


@pytest.fixture
def course() -> Course:
    return factories.make_course(seconds=400)


@pytest.fixture
def client(course: Course) -> Client:
    return client_of("manager", course.series.provider)


def at(name: str, *arguments: Any) -> str:
    return reverse(f"authoring:{name}", args=arguments)


def act(client: Client, course: Course, kind: AnyKind, what: str) -> Any:
    address = f"/admin/editor/{course.slug}/{kind.step}/act/"
    return client.post(address, {"act": what}, follow=True)


def test_a_new_version_is_begun_and_released(client: Client, course: Course, kind: AnyKind) -> None:
    page = client.get(at(f"edit-{kind.step}", course.slug)).content.decode()
    assert "Edit as a new version" in page
    assert "Version 2, draft." in act(client, course, kind, "begin").content.decode()
    assert "Released." in act(client, course, kind, "release").content.decode()
    assert kind.versions(course).exclude(released_at=None).count() == 2


def test_acts_on_nothing_change_nothing(client: Client, course: Course, kind: AnyKind) -> None:
    for what in ("discard", "release"):
        answer = act(client, course, kind, what)
        assert "There is no draft version" in answer.content.decode()
    assert act(client, course, kind, "explode").status_code == 404
    assert kind.versions(course).count() == 1


def test_a_version_is_thrown_away(client: Client, course: Course, kind: AnyKind) -> None:
    being_written(kind, course)
    act(client, course, kind, "discard")
    assert kind.versions(course).get().version == 1


def test_an_empty_version_says_what_comes_first(
    client: Client, course: Course, kind: AnyKind
) -> None:
    being_written(kind, course)
    kind.being_written(course).delete()
    page = client.get(at(f"edit-{kind.step}", course.slug)).content.decode()
    assert f"Add the first {kind.noun}." in page
    assert f"Add the first {kind.noun}." in act(client, course, kind, "release").content.decode()


def test_a_row_is_moved_copied_and_removed(client: Client, course: Course, kind: AnyKind) -> None:
    being_written(kind, course)
    first, second, *others = keys(kind, course)
    row = kind.being_written(course)[0].pk
    address = f"/admin/editor/{course.slug}/{kind.step}/{kind.noun}s/{row}/act/"
    assert client.post(address, {"act": "down"})["Location"].endswith(f"#{kind.noun}-{row}")
    assert keys(kind, course) == [second, first, *others]
    client.post(address, {"act": "up"})
    client.post(address, {"act": "duplicate"})
    copy = keys(kind, course)[1]
    assert keys(kind, course) == [first, copy, second, *others]
    for _ in range(2):
        client.post(address, {"act": "remove"})
    assert keys(kind, course) == [copy, second, *others]
    assert client.post(address, {"act": "sing"}).status_code == 404


def test_a_row_of_a_released_version_has_no_page(
    client: Client, course: Course, kind: AnyKind
) -> None:
    row = kind.all_rows.filter(**{f"{kind.parent}__course": course})[0]
    assert client.get(at("edit-row", course.slug, kind, row.pk)).status_code == 404
    answer = client.post(at("new-row", course.slug, kind), {"kind": kind.sorts[0]}, follow=True)
    assert "There is no draft version" in answer.content.decode()


def test_rows_and_versions_of_another_course_are_not_there(
    client: Client, course: Course, kind: AnyKind
) -> None:
    version, other = being_written(kind, course), factories.make_course(series=course.series)
    row = kind.being_written(course)[0].pk
    assert client.get(at("edit-row", other.slug, kind, row)).status_code == 404
    assert client.get(at("preview-version", other.slug, kind, version.pk)).status_code == 404


def test_what_is_typed_is_kept_as_a_draft(client: Client, course: Course, kind: AnyKind) -> None:
    being_written(kind, course)
    row = kind.being_written(course)[0].pk
    page, step = at("edit-row", course.slug, kind, row), f"{kind.step}-{row}"
    typed = {"stem" if kind.step == "test" else "prompt": "Half a"}
    answer = client.post(at("edit-draft", course.slug, step), page_data(client, page) | typed)
    assert answer.status_code == 200
    assert "Half a" in client.get(page).content.decode()
    assert client.post(at("discard-draft", course.slug, step))["Location"] == page
    assert not CourseDraft.objects.exists()


def test_an_unknown_sort_is_404(client: Client, course: Course, kind: AnyKind) -> None:
    being_written(kind, course)
    assert client.post(at("new-row", course.slug, kind), {"kind": "song"}).status_code == 404


def test_a_page_refuses_other_methods(client: Client, course: Course, kind: AnyKind) -> None:
    version = being_written(kind, course)
    row = kind.being_written(course)[0].pk
    for read in (
        at(f"edit-{kind.step}", course.slug),
        at("preview-version", course.slug, kind, version.pk),
        at("edit-row", course.slug, kind, row),
    ):
        assert client.put(read).status_code == 405
    for write in (
        at("act-on-version", course.slug, kind),
        at("new-row", course.slug, kind),
        at("act-on-row", course.slug, kind, row),
    ):
        assert client.get(write).status_code == client.put(write).status_code == 405
