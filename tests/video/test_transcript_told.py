"""Whoever reads a transcript engages with the content: content note and disclosure stand above it."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from courses.models import Course
from tests import factories
from tests.progress.pages import html_of, text_of

pytestmark = pytest.mark.django_db
SAID = "Ann Lee: Welcome to the course."


@pytest.fixture
def course() -> Course:
    course = factories.make_course(content_note="It speaks of **violence** & loss.")
    factories.make_relationship(course=course, relevant=True, mitigation_steps=["recused"])
    factories.make_support(course=course, source="Some Company")
    return course


@pytest.mark.parametrize("name", ["video:transcript", "video:transcript-file"])
@pytest.mark.parametrize(
    "words",
    [
        *(
            "Ann Lee, M.D. (Faculty and planner)",
            "relevant financial relationships",
            "Some Company",
        ),
        "It speaks of violence",
    ],
)
def test_a_guest_reads_note_and_disclosure_before_what_is_said(
    client: Client, course: Course, name: str, words: str
) -> None:
    above, said, _ = text_of(client.get(reverse(name, args=[course.slug]))).partition(SAID)
    assert said
    assert words in above


def test_the_file_says_where_a_link_of_the_note_leads_and_keeps_the_numbers_of_a_list(
    client: Client, course: Course
) -> None:
    Course.objects.update(
        content_note="If you need help:\n\n2. [Call the hotline](tel:18883737888) now\n3. text"
        " [233733](sms:233733)\n4. [1-888-373-7888](tel:+18883737888)\n5. [write](mailto:a@b.example)"
        "\n6. see <https://a.example/> or [this page](https://a.example/b?c=d&e)"
    )
    text = client.get(reverse("video:transcript-file", args=[course.slug])).text.partition(SAID)[0]
    assert (
        "If you need help:\n2. Call the hotline (18883737888) now\n3. text 233733\n4. 1-888-373-7888\n"
        "5. write (a@b.example)\n6. see https://a.example/ or this page (https://a.example/b?c=d&e)\n"
    ) in text


def test_credit_and_all_the_rest_are_one_press_away(
    client: Client, course: Course, settings: Settings
) -> None:
    settings.SITE_URL = "https://portal.example"
    page = client.get(reverse("video:transcript", args=[course.slug]))
    above = html_of(page).partition(SAID)[0]
    assert "<i>AMA PRA Category 1 Credits</i>™" in above
    assert f'<a href="{course.get_absolute_url()}">Full course details' in above
    text = client.get(reverse("video:transcript-file", args=[course.slug]))
    assert f"https://portal.example{course.get_absolute_url()}" in html_of(text).partition(SAID)[0]


def test_a_sample_promises_no_credit_there(client: Client, course: Course) -> None:
    Course.objects.update(is_sample=True)
    page = text_of(client.get(reverse("video:transcript", args=[course.slug])))
    assert "In a real course:" in page.partition(SAID)[0]
    text = client.get(reverse("video:transcript-file", args=[course.slug]))
    assert "Category 1" not in html_of(text)


def test_it_takes_few_statements(
    client: Client, course: Course, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(15):
        client.get(reverse("video:transcript", args=[course.slug]))


def test_without_a_transcript_the_page_says_whom_to_ask(client: Client, course: Course) -> None:
    course.videos.get().tracks.all().delete()
    page = html_of(client.get(reverse("video:transcript", args=[course.slug])))
    contact = course.series.provider.contact_email
    assert f'To ask for one, email <a href="mailto:{contact}">{contact}</a>.' in page
