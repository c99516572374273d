"""Each word of a name finds its person, however it is typed: the search splits words as the index does."""

import re
import unicodedata

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from accounts.fonts import printable_characters
from accounts.models import User
from accounts.names import check_name
from progress.models import Enrolment
from support.services.finding import find_learners

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        (
            "Siobhán O’Connor",
            ["O’Connor", "O'Connor", "OConnor", "o connor", "Siobhan", "Connor S"],
        ),
        ("Jeanne d’Arc", ["d’Arc", "d'Arc", "dArc", "Arc", "jeanne D`arc"]),
        (
            "Kaʻiulani Kalaniʻōpuʻu",
            ["Kaʻiulani", "Ka'iulani", "Ka‘iulani", "Kaiulani", "Kalaniopuu"],
        ),
        ("J.R.R. Smith", ["J.R.R. Smith", "JRR Smith", "J R R Smith", "smith j.r."]),
        (
            "Anne-Marie Brontë",
            ["Anne‐Marie", "Anne–Marie", "AnneMarie", "Anne Marie", "marie bronte"],
        ),
        ("Łukasz Żółć", ["Lukasz", "ŁUKASZ", "Łuk", "zolc"]),
        ("Søren Ærøskøbing", ["Soren", "Aeroskobing", "SØREN"]),
        ("Großmann Þór", ["grossmann", "GROSSMANN", "Thor"]),
        ("李", ["李"]),
        ("محمد علی‌نژاد", ["علی‌نژاد", "علینژاد", "محمد"]),
        ("राजेश कुमार", ["राजेश", "कुमार"]),
        ("Ｗide Name", ["wide"]),
        ("Αλέξανδρος Παπάς", ["ΠΑΠΑΣ", "ΠΑΠΆΣ", "παπασ", "παπάς"]),
        ("Ada Brontë 3rd", ["3rd", "Bronte 3rd"]),
    ],
)
def test_a_name_is_found_as_people_type_it(
    support: User, enrolment: Enrolment, name: str, texts: list[str]
) -> None:
    learner = enrolment.user
    learner.full_name = check_name(name)
    learner.save(update_fields=["full_name"])
    for text in texts:
        assert find_learners(staff=support, text=text).people == [learner], text


def test_a_word_that_the_name_lacks_finds_nobody(support: User, enrolment: Enrolment) -> None:
    for text in [
        "㌖" * 300,
        "a" * 5_000,
        "Diaz Smith",
        "''",
        "–'",
        "'' &",
        "a:* | b",
        "\\\\",
        "Díazz",
    ]:
        assert find_learners(staff=support, text=f"{text} ").people == [], text


_LETTERS = st.sampled_from(
    [chr(point) for point in sorted(printable_characters()) if point < 0x110000]
)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60
)
@given(typed=st.text(st.one_of(_LETTERS, st.sampled_from("abÉłß '’ʻ.-‐")), min_size=2, max_size=30))
def test_each_word_of_any_accepted_name_finds_its_person(
    support: User, enrolment: Enrolment, typed: str
) -> None:
    try:
        name = check_name(typed)
    except ValidationError:
        assume(False)
    User.objects.filter(pk=enrolment.user_id).update(full_name=name)
    words = [word for word in name.split() if re.search(r"\w", word) and len(word) > 1]
    capitals = [word.upper() for word in words if word.upper().lower() == word.lower()]
    for text in [*words, *capitals, unicodedata.normalize("NFD", name)]:
        if any(map(str.isalpha, text)) and len(text) > 1:
            assert find_learners(staff=support, text=text).people == [enrolment.user], text
