"""Each row of the table of front-matter texts is asked for, loaded, checked, read, copied and recorded."""

import re
from pathlib import Path

import pghistory
import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from pytest_django import Settings

from authoring.services.copying import copy_course
from authoring.services.history import changes_of_course
from authoring.services.loading import SeriesErrors, load_series
from courses.front_matter_texts import BEFORE_START, FRONT_MATTER, FRONT_MATTER_TEXTS, Kind, Need
from courses.models import Course, Series
from publishing.services.checks import checklist
from tests.authoring.forms import save
from tests.authoring.series_folder import write_series
from tests.factories import NOW, make_course, make_new_course, make_user, words_for
from tests.staff_members import client_of

pytestmark = pytest.mark.django_db
WORDS = {text.field: words_for(text) for text in FRONT_MATTER_TEXTS}
NEEDED = {text.field for text in FRONT_MATTER_TEXTS if text.need is not Need.NO}


def course_with_words() -> Course:
    course = make_course()
    Course.objects.update(**WORDS)
    course.refresh_from_db()
    return course


def told(course: Course) -> dict[str, object]:
    return {field: getattr(course, field) for field in WORDS}


def typed(field: str) -> str:
    words = WORDS[field]
    return words if isinstance(words, str) else "\n".join(words)


@pytest.mark.parametrize("step", ["about", "credit"])
def test_the_editor_asks_for_each_where_its_row_says(step: str) -> None:
    course = make_new_course()
    client = client_of("manager", course.series.provider)
    address = reverse(f"authoring:edit-{step}", args=[course.slug])
    page = client.get(address).content.decode()
    here = [text for text in FRONT_MATTER_TEXTS if text.place.step == step]
    form = client.get(address).context["forms"][0]
    sections = {section.heading: section.fields for section in form.sections()}
    for text in here:
        [field] = [each for each in sections[text.place.heading] if each.name == text.field]
        assert field.label == text.asked_as
        assert field.help_text.startswith(f"{text.hint} ({text.source})")
        assert field.help_text.endswith("Needed to publish.") == (text.field in NEEDED)
        label = page.partition(f'<label for="id_{text.field}">')[2].partition("</label>")[0]
        assert ("(optional)" in label) == (text.field not in NEEDED)
    answer = save(client, address, {text.field: typed(text.field) for text in here})
    assert answer.status_code == 302
    course.refresh_from_db()
    assert {text.field: getattr(course, text.field) for text in here} == {
        text.field: WORDS[text.field] for text in here
    }


def test_a_folder_says_each(tmp_path: Path, settings: Settings) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    folder = write_series(tmp_path / "series", WORDS)
    load_series(folder, now=NOW)
    assert told(Course.objects.get()) == WORDS
    assert load_series(folder, now=NOW).changes == []


def test_a_folder_must_say_each_without_which_nothing_is_published(tmp_path: Path) -> None:
    with pytest.raises(SeriesErrors) as caught:
        load_series(write_series(tmp_path / "series", {}), now=NOW)
    assert {error.key or error.file.name for error in caught.value.errors} == {
        text.file or text.field
        for text in FRONT_MATTER_TEXTS
        if text.field in NEEDED and not text.needed_if
    }


def test_a_content_note_is_asked_for_where_the_series_says_so() -> None:
    course = make_new_course(content_note="")
    address = reverse("authoring:edit-about", args=[course.slug])
    client = client_of("manager", course.series.provider)
    for asked in (True, False):
        Series.objects.update(needs_content_note=asked)
        course = Course.objects.get()
        found = {each.check.code for each in checklist(course, now=NOW) if each.errors}
        assert ("content_note_missing" in found) == asked
        hint = client.get(address).context["forms"][0].fields["content_note"].help_text
        assert hint.endswith("Needed to publish.") == asked


def test_the_publish_list_asks_for_each_that_is_needed() -> None:
    results = {each.check.code: each for each in checklist(make_new_course(), now=NOW)}
    for text in FRONT_MATTER_TEXTS:
        result = results.get(f"{text.field}_missing")
        assert bool(result) == (text.field in NEEDED)
        if result:
            assert result.errors == (f"Enter {text.in_a_sentence}.",)
            assert result.check.optional == (text.need is Need.UNLESS_WAIVED)
            assert (result.check.source, result.check.step) == (text.source, text.place.step)
            assert result.check.anchor == f"id_{text.field}"


@pytest.mark.parametrize(
    ("said", "code"),
    [("TODO", "placeholder_text"), ("AMA PRA Category 1 Credit", "trademark_form")],
)
def test_what_no_text_may_say_is_found_in_each(said: str, code: str) -> None:
    course = make_new_course()
    for text in FRONT_MATTER_TEXTS:
        setattr(course, text.field, [said] if text.kind is Kind.LINES else said)
    [result] = [each for each in checklist(course, now=NOW) if each.check.code == code]
    assert len(result.errors) == len(FRONT_MATTER_TEXTS)


def test_learners_read_each_under_its_heading(client: Client) -> None:
    course = course_with_words()
    page = client.get(course.get_absolute_url()).content.decode()
    before, *parts = re.split(r'id="about-', page)
    below = [each.key for each in FRONT_MATTER if each.key not in BEFORE_START]
    assert [part.partition('"')[0] for part in parts] == [*BEFORE_START, *below]
    above = dict(zip([*BEFORE_START, *below], [before, *parts], strict=False))
    for text in FRONT_MATTER_TEXTS:
        [part] = [each for each in parts if each.startswith(f'{text.key}">')]
        heading = "You will be able to" if text.key == "objectives" else escape(text.heading)
        # What is folded has its heading as the summary above it.
        headed = part.startswith(f'{text.key}">{heading}</h')
        assert headed or f"<summary>{heading}</summary>" in above[text.key]
        words = WORDS[text.field]
        said = words if isinstance(words, str) else "".join(f"<li>{one}</li>" for one in words)
        assert said in part


def test_a_copy_says_each() -> None:
    source = course_with_words()
    copied = copy_course(
        source=source,
        series=source.series,
        title="Again",
        short_title="Again",
        slug="again",
        actor=make_user(),
        now=NOW,
    )
    assert told(copied) == WORDS


def test_history_tells_of_each() -> None:
    course = make_new_course()
    with pghistory.context(url="/x/"):
        Course.objects.filter(pk=course.pk).update(**WORDS)
    newest = next(each for each in changes_of_course(course)[0] if each.url == "/x/")
    assert sorted(field.after for field in newest.changes[0].fields) == sorted(map(typed, WORDS))
