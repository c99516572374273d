"""What people paste as a list becomes one, and nothing else of their text changes."""

import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pghistory.models import Event

from courses.forms.fields import lines
from courses.front_matter_texts import FRONT_MATTER_TEXTS, Kind
from courses.models import Course
from courses.pasted_lists import markdown_lists, without_markers
from courses.richtext import MarkdownField, MarkdownFormField, render_markdown
from tests import factories
from tests.authoring.forms import save
from tests.staff_members import client_of

PIECES = [
    "•",
    "◦ ",
    "▪\t",
    "·",
    "-",
    "- ",
    "– ",
    "* ",
    "1. ",
    "1)",
    "2) ",
    "(3) ",
    "a) ",
    "b)",
    "o\t",
]
PASTED = st.lists(
    st.sampled_from(
        [*PIECES, "\n", "\n", "\r\n", " ", "    ", "\t", "\u00a0", "Act", "-5 °C", "```"]
    )
).map("".join)
WORDS = st.from_regex(r"\A[A-Za-z“‘][a-z’]{1,8}( [–—-] | |, |: )?[a-z0-9.“”’ –—•)-]{0,20}\Z")


def objectives(text: str) -> object:
    return lines().clean(text)


@pytest.mark.parametrize(
    "text",
    [
        "•\tSee\n•\tAct",
        "•See\n•Act",
        "• See\r\n• Act\r\n",
        "- See\n- Act",
        "– See\n– Act",
        "* See\n* Act",
        "·  See\n·  Act",
        "◦ See\n▪ Act",
        "o\tSee\no\tAct",
        "§\tSee\n§\tAct",
        "\uf0b7\tSee\n\uf0b7\tAct",
        "1. See\n2. Act",
        "1.See\n2.Act",
        "1. See\n1. Act",
        "☐ See\n☐ Act",
        "→\tSee\n→\tAct",
        "− See\n− Act",
        "‐ See\n‐ Act",
        "1)\tSee\n2)\tAct",
        "(1) See\n(2) Act",
        "a) See\nb) Act",
        "  • See\n\n    • Act",
        "• - See\n• - Act",
        "•\u00a0See\n•\u00a0Act",
        "•\nSee\n•\nAct",
        "See\nAct",
    ],
)
def test_objectives_lose_the_markers_of_a_list(text: str) -> None:
    assert objectives(text) == ["See", "Act"]


@pytest.mark.parametrize(
    "text",
    [
        "-5 °C is the limit\nSee",
        "1.5 mg\n2.5 mg",
        "Never\n- 5 °C",
        "2. April\n3. May",
        "A. Smith\nB. Jones",
        "–\n+\n0",
        "5\n10",
        "e.g. “this” – and ‘that’\nIt’s",
        "3) Third\n1) First",
        "0. Nothing\n1. Something",
        "o see",
        "— How are you?\n— Fine.",
        "→ only one\nSee",
    ],
)
def test_a_line_that_only_looks_like_an_entry_stays(text: str) -> None:
    assert objectives(text) == text.split("\n")


def test_one_objective_may_be_pasted_with_its_marker() -> None:
    assert objectives("• See") == objectives("- See") == objectives("1. See") == ["See"]
    assert objectives("After it, learners can:\n– See\n– Act") == [
        "After it, learners can:",
        "See",
        "Act",
    ]


@pytest.mark.parametrize(
    ("pasted", "made"),
    [
        ("• See\n• Act", "- See\n- Act"),
        ("Intro:\n•\tSee\n•\tAct\n\nEnd – “so”.", "Intro:\n- See\n- Act\n\nEnd – “so”."),
        ("•\tA\no\tB\n▪\tC\no\tD\n•\tE", "- A\n  - B\n    - C\n  - D\n- E"),
        ("\t• A\n\t\t• B\n\t• C", "- A\n  - B\n- C"),
        ("1. A\n• x\n• y\n2. B\n• z", "1. A\n   - x\n   - y\n2. B\n   - z"),
        ("• A\n– only one\n• B", "- A\n  - only one\n- B"),
        ("(1) A\n(2) B", "1) A\n2) B"),
        ("1.One\n2.Two", "1. One\n2. Two"),
        ("a) A\nb) B", "1. A\n2. B"),
        ("Text\n    - A\n    - B", "Text\n- A\n- B"),
        ("• A\r\n• B\r\n", "- A\r\n- B\r\n"),
        ("• A\n\n• B", "- A\n\n- B"),
        ("0. A\n• B", "0. A\n- B"),
        ("•\tA\n\n1) B\n2) C", "- A\n\n1) B\n2) C"),
        ("•\tA\n\n(1) B\n(2) C\n• D", "- A\n\n1) B\n2) C\n   - D"),
        ("✅ A\n✅ B", "- A\n- B"),
    ],
)
def test_a_pasted_list_becomes_markdown(pasted: str, made: str) -> None:
    assert markdown_lists(pasted) == made
    html = render_markdown(made)
    assert html.count("<li>") == len(re.findall(r"^ *(?:-|\d+[.)]) ", made, re.MULTILINE))
    assert ("<ul>" in html) == bool(re.search("^ *-", made, re.MULTILINE))
    assert "<pre>" not in html


@pytest.mark.parametrize(
    "text",
    [
        "- a\n    - b\n  - c\n\n1. x\n2. y",
        "* a\n* b\n\n***\n\n---",
        "3) third\n\n12. April",
        "– only one",
        "1. a\n1. b\n\n1. c",
        "— How are you?\n— Fine.",
        "-5 °C\n1.5 mg\nA. Smith",
        "```\n• code\n```",
        "| a | b |\n|---|---|\n| • x | y |",
        "It’s “so” – ‘yes’…",
    ],
)
def test_markdown_and_other_text_stays(text: str) -> None:
    assert markdown_lists(text) == text


@given(PASTED | st.text(st.characters(exclude_characters="\0")))
def test_what_was_made_a_list_stays_as_it_is(text: str) -> None:
    made = markdown_lists(text)
    assert markdown_lists(made) == made
    field = MarkdownFormField(required=False)
    assert field.clean(field.clean(text)) == field.clean(text)
    cut = without_markers(text.splitlines())
    assert without_markers(cut) == cut
    assert all(line.strip() == line != "" for line in cut)


@given(PASTED)
def test_no_word_is_lost_or_moved(text: str) -> None:
    words = re.findall(r"Act|°C", text)
    assert re.findall(r"Act|°C", markdown_lists(text)) == words
    assert re.findall(r"Act|°C", "\n".join(without_markers(text.splitlines()))) == words


@given(st.lists(WORDS, max_size=6))
def test_text_without_markers_is_unchanged(texts: list[str]) -> None:
    assert without_markers(texts) == [text.strip() for text in texts]
    assert markdown_lists("\n".join(texts)) == "\n".join(texts)
    assert markdown_lists("\n\n".join(texts)) == "\n\n".join(texts)


def test_every_column_with_markdown_takes_pasted_lists() -> None:
    columns = {
        field
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if "(Markdown)" in str(field.verbose_name) and not issubclass(model, Event)
    } | {Course._meta.get_field(t.field) for t in FRONT_MATTER_TEXTS if t.kind is Kind.MARKDOWN}
    assert len(columns) >= 12
    ours = {field for field in columns if isinstance(field, MarkdownField)}
    assert columns == ours
    assert {type(field.formfield()) for field in ours} == {MarkdownFormField}


@pytest.mark.django_db
def test_a_list_pasted_into_the_course_is_a_list_on_its_page(client: Client) -> None:
    course = factories.make_course(published_at=None)
    staff = client_of("manager", course.series.provider)
    typed = {
        "objectives": "•\tRecognize “red flags”\n•\tRespond safely – and privately",
        "description": "You will learn:\r\n•\tto ask\r\no\twhen it’s safe\r\n•\tto act",
    }
    address = reverse("authoring:edit-about", args=[course.slug])
    assert save(staff, address, **typed).status_code == 302
    Course.objects.filter(pk=course.pk).update(published_at=factories.NOW - timedelta(days=1))
    page = re.sub(r">\s+", ">", client.get(course.get_absolute_url()).text)
    assert "<li>Recognize “red flags”</li>" in page
    assert "<li>Respond safely – and privately</li>" in page
    assert "<li>to ask\n<ul>" in page or "<li>to ask<ul>" in page
    assert "<li>when it’s safe</li>" in page
    assert "•" not in page.partition("<main")[2]


@pytest.mark.django_db
def test_the_preview_shows_the_list_before_it_is_saved() -> None:
    course = factories.make_course(published_at=None)
    staff = client_of("manager", course.series.provider)
    address = reverse("authoring:edit-about", args=[course.slug])
    answer = save(staff, address, title="", description="• one\n• two")
    assert answer.status_code == 400
    assert "<li>one</li>" in answer.text
