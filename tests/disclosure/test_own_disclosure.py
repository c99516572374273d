"""Nobody judges what they disclosed themselves, however their name or address is written today."""

import pytest
from django.urls import reverse

from accounts.models import User
from courses.models import Course, Judgement, Person, Relationship
from disclosure.services.own_disclosure import own_disclosure_refusal
from disclosure.services.review import version_of
from tests.factories import NOW, make_course, make_disclosure, make_faculty, make_person
from tests.staff_members import make_staff, sign_in

pytestmark = pytest.mark.django_db
ALIKE = [
    ("Ann Lee", "Lee, Ann"),
    ("Ann Lee", "A. Lee"),
    ("A. Lee", "Ann Lee"),
    ("Ann Lee", "Ann Mary Lee"),
    ("Ann Lee", "Ann Lee FACP"),
    ("Ann Lee, FAAN", "Dr. Ann Lee"),
    ("Ann Lee", "Prof. Dr. Ann Lee, M.D., Ph.D."),
    ("Ann Lee", "Mrs. Ann Lee Jr."),
    ("Sean O'Brien", "Sean O’Brien"),
    ("Anne-Marie Roe", "Anne Marie Roe"),
    ("李 明", "李 明"),
    ("李 明", "明李"),
    ("김민수", "김 민수"),
    ("Łukasz Nowak", "Lukasz Nowak"),
    ("Søren Åberg", "Soren Aberg"),
    ("Ana Đorđević", "Ana Dordevic"),
    ("Ann Lee", "\N{CYRILLIC CAPITAL LETTER A}nn Lee"),
    ("Min Do", "Do, Min"),
    ("Cher", "Cher"),
]
OTHERS = [
    ("Ann Lee", "Anna Lee"),
    ("Ann Lee", "Ann Leo"),
    ("Ann Lee", "B. Lee"),
    ("Ann Lee", "Tom Lee"),
    ("Ann Lee", "Lee"),
    ("A. Lee", "B. Lee"),
    ("李 明", "李 华"),
    ("Łukasz Nowak", "Łukasz Kowal"),
    ("Ann Lee, MD", "Tom Roe, MD"),
    ("Dr. Ann", "Dr. Tom"),
]


def refused(mine: str, theirs: str) -> bool:
    person = make_person(name=theirs, key="x", credentials="")
    make_staff("owner", person.provider, full_name="Olga Owner")
    me = make_staff("manager", person.provider, full_name=mine)
    return own_disclosure_refusal(me, person) is not None


@pytest.mark.parametrize(("mine", "theirs"), ALIKE)
def test_one_name_in_two_spellings_is_one_person(mine: str, theirs: str) -> None:
    assert refused(mine, theirs)


@pytest.mark.parametrize(("mine", "theirs"), OTHERS)
def test_another_name_is_somebody_else(mine: str, theirs: str) -> None:
    assert not refused(mine, theirs)


@pytest.fixture
def person() -> Person:
    return make_person(name="Zoe Quill", email="zoe@staff.example")


@pytest.fixture
def me(person: Person) -> User:
    make_staff("owner", person.provider, full_name="Olga Owner")
    return make_staff("manager", person.provider, full_name="Zoe Quill", email="zoe@staff.example")


def test_a_record_that_was_renamed_and_lost_its_address_is_still_one_s_own(
    person: Person, me: User
) -> None:
    course = make_course(provider=person.provider, published_at=None)
    make_faculty(course=course, name="Zoe Quill")
    row = Relationship.objects.create(
        form=make_disclosure(person=person), company="Acme", kind="speaker", nature="Speaker"
    )
    staff = sign_in(me)
    renamed = {"name": "Zo Quilt", "credentials": "", "position": "x", "organisation": ""}
    staff.post(reverse("authoring:save-person", args=[person.pk]), renamed | {"email": ""})
    person.refresh_from_db()
    assert (person.name, person.email) == ("Zo Quilt", "")
    prefix = f"c{course.pk}-r{row.pk}"
    answer = staff.post(
        reverse("publishing:disclosure", args=[row.form_id]),
        {
            "course": course.slug,
            f"{prefix}-relevant": "no",
            f"{prefix}-seen": version_of(row, None),
        },
    )
    assert answer.status_code != 302
    assert not Judgement.objects.exists()


def test_the_name_under_a_form_and_the_address_it_was_sent_to_count_too(
    person: Person, me: User
) -> None:
    signed, sent = (make_person(provider=person.provider, name=name) for name in ("Q", "Z"))
    assert not any(own_disclosure_refusal(me, each) for each in (signed, sent))
    make_disclosure(person=signed, signed_name="zoe quill, MD")
    sent.disclosure_requests.create(
        sent_to="zoe@staff.example", due_on=NOW.date(), expires_at=NOW, sent_by=me
    )
    assert all(own_disclosure_refusal(me, each) for each in (signed, sent))


def test_a_colleague_judges_for_one_of_the_same_name(person: Person, me: User) -> None:
    colleague = make_staff("manager", person.provider, full_name="Rea Reader")
    refusal = own_disclosure_refusal(me, person)
    assert refusal is not None
    assert "another person has to do this" in refusal.message
    assert own_disclosure_refusal(colleague, person) is None
    assert not Course.objects.exists()
