"""What a series shows is chosen where it is made, in its folder, and on its own page."""

from pathlib import Path

import pytest
from django.urls import reverse
from pytest_django import Settings

from authoring.services.loading import load_series
from courses.models import Course, Series
from tests.authoring.series_folder import edit, write_series
from tests.factories import NOW, make_course, make_provider
from tests.staff_members import client_of

pytestmark = pytest.mark.django_db
NEW = "/admin/editor/new/"
NAMES = {"title": "Hearing well", "short_title": "Part 2", "new_series": "More care"}
KEYS = "hotlines = true\nexit = true\ncontent_note = true\n"


def chosen(series: Series) -> set[str]:
    return {name for name in Series.CHOSEN if getattr(series, name)}


def test_a_new_series_shows_nothing_unless_it_is_chosen() -> None:
    client = client_of("owner", make_provider())
    client.post(NEW, NAMES)
    assert chosen(Series.objects.get()) == set()
    ticked = ["shows_exit", "needs_content_note"]
    client.post(NEW, NAMES | {"new_series": "Safety", "chosen": ticked})
    assert chosen(Series.objects.get(title="Safety")) == set(ticked)
    answer = client.post(NEW, NAMES | {"new_series": "Else", "chosen": ["is_sample"]})
    assert answer.status_code == 400


def test_a_copy_into_a_new_series_begins_with_what_its_source_shows() -> None:
    course = make_course()
    Series.objects.update(shows_hotlines=False)
    address = reverse("authoring:copy", args=[course.slug])
    page = client_of("owner", course.series.provider).get(address)
    assert page.context["form"].initial["chosen"] == ["shows_exit", "needs_content_note"]


def test_a_folder_says_what_its_series_shows_and_without_the_keys_it_stays(
    tmp_path: Path, settings: Settings
) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    folder = write_series(tmp_path / "series")
    load_series(folder, now=NOW)
    assert chosen(Series.objects.get()) == set()
    Series.objects.update(shows_exit=True)
    load_series(folder, now=NOW)
    assert chosen(Series.objects.get()) == {"shows_exit"}
    edit(folder / "series.toml", 'title = "Better care"\n', f'title = "Better care"\n{KEYS}')
    load_series(folder, now=NOW)
    assert chosen(Series.objects.get()) == set(Series.CHOSEN)
    assert load_series(folder, now=NOW).changes == []


def test_the_step_about_leads_to_the_page_of_the_series_where_it_is_changed() -> None:
    course = make_course()
    client = client_of("manager", course.series.provider)
    address = reverse("admin:courses_series_change", args=[course.series_id])
    about = client.get(reverse("authoring:edit-about", args=[course.slug])).text
    assert f'href="{address}"' in about
    names = {"title": "Care", "slug": "care", "summary": "", "position": "1"}
    assert client.post(address, names | {"shows_hotlines": "on"}).status_code == 302
    assert chosen(Course.objects.get().series) == {"shows_hotlines"}
    model = Series.pgh_event_model  # type: ignore[attr-defined]
    assert model.objects.filter(shows_exit=False, shows_hotlines=True).exists()
