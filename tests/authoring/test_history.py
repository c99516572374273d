"""The version history tells who changed what, over the course and all that hangs on it."""

from datetime import date

import pghistory
import pgtrigger
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from authoring.services.history import AREAS, ChangeSet, changes_of_course
from courses.models import (
    Assessment,
    Choice,
    Course,
    CreditType,
    DisclosureForm,
    Person,
    Series,
)
from courses.services.front_matter import record_front_matter
from providers.models import Provider
from tests.authoring.forms import page_data
from tests.factories import make_course, make_person, make_test
from tests.staff_members import client_of, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def course() -> Course:
    return make_course(slug="listening")


def _edit(course: Course, **fields: object) -> None:
    Course.objects.filter(pk=course.pk).update(**fields)


def _done_at(course: Course, url: str, area: str = "") -> ChangeSet:
    """Return what was done on a page. Everything in a test has the time of its one transaction."""
    sets, _ = changes_of_course(course, area=area)
    return next(each for each in sets if each.url == url)


def test_a_change_names_who_and_shows_both_texts(course: Course) -> None:
    user = make_staff("manager", course.series.provider, full_name="Mia Manager")
    with pghistory.context(user=user.pk, url="/admin/editor/listening/about/"):
        _edit(course, purpose="To hear better.")
    newest = _done_at(course, "/admin/editor/listening/about/")
    assert newest.user == user
    [change] = newest.changes
    [field] = change.fields
    assert (change.verb, field.label) == ("changed", "Purpose")
    assert (field.before, field.after) == ("To listen better.", "To hear better.")
    assert "<del>" in field.html


def test_what_one_request_did_is_one_entry(course: Course) -> None:
    with pghistory.context(url="/x/"):
        _edit(course, medium="Film")
        make_test(course=course, questions=1)
        course.offers.all().delete()
    newest = _done_at(course, "/x/")
    assert {change.area for change in newest.changes} == {"about", "test", "credit"}
    assert {change.verb for change in newest.changes} == {"changed", "added", "removed"}


def test_an_answer_of_the_test_is_part_of_the_course(course: Course) -> None:
    choice = Choice.objects.filter(question__assessment__course=course)[0]
    with pgtrigger.ignore("courses.Assessment:released_is_frozen"):
        Assessment.objects.update(released_at=None)
    with pghistory.context(url="/x/"):
        Choice.objects.filter(pk=choice.pk).update(text="Quite right")
    [change] = _done_at(course, "/x/", area="test").changes
    assert change.subject == "Quite right"


def test_an_area_keeps_the_others_out(course: Course) -> None:
    with pghistory.context(url="/x/"):
        _edit(course, medium="Film")
    sets, _ = changes_of_course(course, area="credit")
    assert {change.area for each in sets for change in each.changes} == {"credit"}


def test_another_course_is_not_told(course: Course) -> None:
    other = make_course(series=course.series)
    with pghistory.context(url="/other/"):
        _edit(other, medium="Film")
    sets, _ = changes_of_course(course)
    assert "/other/" not in {each.url for each in sets}


def test_pages_follow_each_other(course: Course) -> None:
    for number in range(3):
        with pghistory.context(url=f"/{number}/"):
            _edit(course, medium=f"Film {number}")
    [first], more = changes_of_course(course, area="about", limit=1)
    [second], _ = changes_of_course(course, area="about", offset=1, limit=1)
    assert (first.url, second.url, more) == ("/2/", "/1/", True)


def test_a_longer_history_asks_no_more_statements(course: Course) -> None:
    def statements() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            changes_of_course(course)
        return len(captured)

    before = statements()
    for number in range(5):
        with pghistory.context(url=f"/{number}/"):
            _edit(course, medium=f"Film {number}")
            make_test(course=course)
    assert statements() <= before + 1  # the context's user


def test_the_page_shows_it_and_takes_no_nonsense(course: Course) -> None:
    client = client_of("reviewer", course.series.provider)
    address = reverse("authoring:edit-history", args=[course.slug])
    with pghistory.context(url="/x/"):
        _edit(course, purpose="To hear better.")
    page = client.get(address).content.decode()
    assert "<del>" in page
    assert client.get(address, {"area": next(iter(AREAS))}).status_code == 200
    assert client.get(address, {"area": "nothing"}).status_code == 400
    assert client.get(address, {"page": "x"}).status_code == 400
    assert client.get(address, {"page": "99"}).status_code == 200
    assert client.post(address).status_code == 405


def test_rows_that_courses_share_are_in_the_history_of_each(course: Course) -> None:
    person = course.roles.all()[0].person
    with pghistory.context(url="/shared/"):
        Person.objects.filter(pk=person.pk).update(credentials="R.N.")
        Provider.objects.update(second_approval=True)
        Series.objects.update(title="Best care")
        CreditType.objects.filter(code="ama-pra-1").update(attestation="I took part in it.")
        DisclosureForm.objects.update(signed_on=date(2026, 5, 1))
    told = {(change.area, change.noun) for change in _done_at(course, "/shared/").changes}
    assert told == {
        ("people", "person"),
        ("people", "disclosure form"),
        ("review", "provider"),
        ("about", "series"),
        ("credit", "credit type"),
    }


def test_who_left_a_course_stays_in_its_history_and_strangers_do_not_enter_it(
    course: Course,
) -> None:
    role = course.roles.all()[0]
    stranger = make_person(provider=role.person.provider, name="Sam Stranger")
    role.delete()
    with pghistory.context(url="/later/"):
        Person.objects.filter(pk__in=[role.person_id, stranger.pk]).update(credentials="R.N.")
    assert [change.row_id for change in _done_at(course, "/later/").changes] == [role.person_id]


LINES = "One line.\n\n- two\n- three"


@pytest.mark.parametrize("stored", [LINES, LINES.replace("\n", "\r\n")], ids=["LF", "CRLF"])
def test_who_changes_one_field_records_one_field(stored: str) -> None:
    """A browser ends lines in CRLF; a loaded folder and older rows, in one or the other."""
    live = make_course(slug="live")
    fields = ("description", "participation_method", "bibliography", "purpose")
    _edit(live, **dict.fromkeys(fields, stored))
    client, address = client_of("owner", live.series.provider), "/admin/editor/live/about/"
    told = record_front_matter(Course.objects.get(pk=live.pk))
    sent = page_data(client, address)
    typed = {name: text.replace("\n", "\r\n") for name, text in sent.items()}
    assert client.post(address, typed | {"summary": "New words."}).status_code == 302
    [change] = _done_at(live, address).changes
    assert [field.label for field in change.fields] == ["Summary"]
    assert record_front_matter(Course.objects.get(pk=live.pk)) == told


def test_a_line_that_ends_in_crlf_is_no_change_and_no_empty_line(course: Course) -> None:
    _edit(course, description=LINES)
    with pghistory.context(url="/x/"):
        _edit(course, description=LINES.replace("\n", "\r\n"), purpose="To hear.")
    with pghistory.context(url="/y/"):
        _edit(course, description=LINES.replace("two", "2"))
    [change] = _done_at(course, "/x/").changes
    assert [field.label for field in change.fields] == ["Purpose"]
    [field] = _done_at(course, "/y/").changes[0].fields
    assert (field.before, field.after) == (LINES, LINES.replace("two", "2"))
