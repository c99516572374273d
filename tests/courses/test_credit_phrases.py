"""“Category 1 credit” is refused wherever staff write, unless it stands in a full name of credit in use."""

import importlib
import pkgutil
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse

import courses.forms.credit_names as credit_names
from courses.credit_phrases import bare_phrases
from courses.forms.commercial_support import SupportForm
from courses.forms.credit_names import NamesCreditInFull, naming_credit_in_full
from courses.models import CreditType, TextTrack
from courses.services.credit_phrases import bare_credit_phrases, credit_refusal
from tests import factories
from tests.staff_members import sign_in
from video.forms.tracks import TrackForm

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[2]
LINTER = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
OTHER_FORMS = {
    "accounts": "people write about themselves; its tables are the admin's",
    "progress": "learners write",
    "reporting": "identity is the learner's; the rest chooses, and its tables are the admin's",
    "analytics": "chooses what to show",
    "imports": "files, whose rows their kinds judge",
    "providers": "the admin's tables",
}
"""Rooms in whose forms no staff write what a learner reads, and why."""
OTHERS = {
    "certificates.forms.ClaimForm",
    "certificates.forms.NameForm",
    "certificates.forms.StatementForm",
    "certificates.forms.CreditTypeForm",
    "certificates.forms.code.CodeForm",
    "staff.forms.team.AuditForm",
    "support.forms.learners.SearchForm",
    "support.forms.learners.FilterForm",
    "support.views.learners._Asked",
}
"""Forms of other rooms that learners fill in, or that only search."""


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("Worth one Category 1 credit.", "Category 1 credit"),
        ("worth category one credits", "category one credits"),
        ("Cat. 1 credit", "Cat. 1 credit"),
        ("Cat 1 Credits", "Cat 1 Credits"),
        ("CATEGORY-1 credits", "CATEGORY-1 credits"),
        ("Category I credit", "Category I credit"),
        ("Category 1 CME credit", "Category 1 CME credit"),
        ("2 Category 1 CME", "Category 1 CME"),
        ("Category 1 credit(s)", "Category 1 credit(s)"),
        ("Category\u00a01\u202fcredit", "Category 1 credit"),
        ("Category\n1 credit", "Category 1 credit"),
        ("Category **1** credit", "Category 1 credit"),
        ("*Category 1 Credit*™", "Category 1 Credit"),
        ("<b>Category</b> 1 <i>credit</i>", "Category 1 credit"),
        ("[Category 1](https://example.org) credit", "Category 1 credit"),
        ("Category&nbsp;1 credit", "Category 1 credit"),
        ("Cate\u00adgory 1 credit", "Category 1 credit"),
        ("Category １ credit", "Category 1 credit"),
        ("Category‑1 credit", "Category-1 credit"),
        ("Category 1 or 2 credit", "Category 1 or 2 credit"),
        ("credit in Category 1", "credit in Category 1"),
        ("credits (Category 1)", "credits (Category 1)"),
        ("AMA credit", "AMA credit"),
        ("AMA's credits", "AMA's credits"),
        ("ACCME credit", "ACCME credit"),
        ("ACCME CME credits", "ACCME CME credits"),
        ("AMA Category 1", "AMA Category 1"),
        ("PRA Category 1 credit", "PRA Category 1 credit"),
        ("AMA PRA Category 1 Credit", "AMA PRA Category 1 Credit"),
        ("AMA PRA Category 1 Credit™", "AMA PRA Category 1 Credit"),
        ("*AMA PRA Category 1 Credit*", "AMA PRA Category 1 Credit"),
        ("*AMA PRA Category 1*™ credit", "AMA PRA Category 1 credit"),
        ("AAPA Category 1 CME credit", "Category 1 CME credit"),
        ("Category 1<br>credit", "Category 1 credit"),
        ("Category 1\\\ncredit", "Category 1 credit"),
        ("[Category 1][x] credit", "Category 1 credit"),
        ("Category 1: credit", "Category 1: credit"),
        ("Category “1” credit", "Category 1 credit"),
        ("Category 1 approved credit", "Category 1 approved credit"),
        ("Category 1 nursing credit", "Category 1 nursing credit"),
        ("credits towards Category 1", "credits towards Category 1"),
        ("Category 1 CEUs", "Category 1 CEUs"),
        ("Category 1 points", "Category 1 points"),
        ("Category 1 contact hours", "Category 1 contact hours"),
        ("AMA PRA credits", "AMA PRA credits"),
        ("AMA PRA credit(s)", "AMA PRA credit(s)"),
        ("AMA-approved credit", "AMA-approved credit"),
        ("Category 1 MOC credit", "Category 1 MOC"),
        ("Category 1 online credit", "Category 1 online credit"),
        ("Category 1 free credit", "Category 1 free credit"),
        ("Category 1 self-study credits", "Category 1 self-study credits"),
        ("Category 1 enduring material credit", "Category 1 enduring material credit"),
        ("Category No. 1 credit", "Category No. 1 credit"),
        ("Category (1) credit", "Category (1) credit"),
        ("Category 1, credit", "Category 1, credit"),
        ("Category 1*credit*", "Category 1credit"),
        ("Category 1 hours of credit", "Category 1 hours of credit"),
        ("Category 1 CE hours", "Category 1 CE"),
        ("Category 1 AMA", "Category 1 AMA"),
        ("Category 1 PRA", "Category 1 PRA"),
        ("Category 1 credit hours", "Category 1 credit"),
        ("AMA 1 credit", "AMA 1 credit"),
        ("\N{CYRILLIC CAPITAL LETTER ES}ategory 1 credit", "Category 1 credit"),
        ("Catégory 1 credit", "Category 1 credit"),
    ],
)
def test_every_spelling_of_the_bare_phrase_is_found(text: str, phrase: str) -> None:
    assert bare_credit_phrases(f"It is {text} in all") == [phrase]


@pytest.mark.parametrize(
    "text",
    [
        "*AMA PRA Category 1 Credit*™",
        "1.00 *AMA PRA Category 1 Credits*™ in all",
        "a maximum of 1.00 *AMA PRA Category 1 Credit(s)*™. Physicians should claim only the credit",
        "<i>AMA PRA Category 1 Credit</i>™",
        "<em>AMA PRA Category&nbsp;1 Credit</em>&trade;",
        "a category 1 hurricane, to the credit of all",
        "This credit is claimed in category 12.",
        "The category of this: 1. Credit follows",
        "Category 1\n\nCredit is claimed later",
        "hours of participation",
        "Nobody at the AMA was credited",
        "The AMA credit system has two categories.",
        "The hurricane was category 1 hours before landfall",
        "*AMA PRA Category 1 Credit™*",
        "<em>AMA PRA Category 1 Credits™</em> in all",
        "The AMA credits its members with good advice",
        "The AMA credits those who report abuse",
        "a category 1 emergency",
        "A Category 1 trauma center is near",
        "The storm was designated category 1 by the weather service",
        "Category 1 credentials are checked",
        "In category 1 the nurse calls for help; credit goes to the team",
        "A category 1 hurricane earned the town credit",
        "Category 1 patients are seen at once",
        "Triage: category 1 in 2.5 minutes",
        "Category 1 evidence and no credit at all",
        "Cesarean of category 1 within 30 minutes",
        "This is a category one risk",
        "We offer category 1 patients a bed",
        "Category 10 credit lines",
        "",
    ],
)
def test_full_names_and_other_sentences_pass(text: str) -> None:
    assert bare_credit_phrases(text) == []


@pytest.mark.parametrize("text", ["designated Category 1", "You earn Category 1.", "0.25 Cat 1"])
def test_the_phrase_is_bare_without_the_word_credit_too(text: str) -> None:
    assert len(bare_credit_phrases(text)) == 1


def test_a_name_counts_only_while_its_type_is_in_use() -> None:
    said = "AAPA Category 1 CME credits, AAPA Category 1 CME credit(s) or aapa category 1 CME"
    assert len(bare_credit_phrases(said)) == 3
    CreditType.objects.filter(code="aapa-1").update(enabled=True)
    assert bare_credit_phrases(said) == []
    CreditType.objects.filter(code="ama-pra-1").update(enabled=False)
    assert bare_credit_phrases("*AMA PRA Category 1 Credit*™")


def test_a_full_name_excuses_no_bare_phrase_beside_it() -> None:
    said = "*AMA PRA Category 1 Credit*™, that is Category 1 credit"
    assert bare_credit_phrases(said) == ["Category 1 credit"]


def test_the_refusal_says_what_to_write() -> None:
    assert credit_refusal("Category 1 credit") == (
        "“Category 1 credit” is not the full name of a credit. Write *AMA PRA Category 1 Credit*™,"
        " with the asterisks and the ™ where they stand here, or leave it out."
    )
    CreditType.objects.update(enabled=False)
    assert credit_refusal("Category 1 credit").endswith("is in use: leave it out.")


def test_a_text_without_such_a_phrase_costs_no_query(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert credit_refusal("Nothing of the kind") == ""


class Example(NamesCreditInFull, forms.Form):
    """Every kind of field that staff write in."""

    VERBATIM = frozenset({"said"})
    line = forms.CharField(required=False)
    said = forms.CharField(required=False)
    choice = forms.ChoiceField(required=False, choices=[("Category 1 credit", "One")])


def test_a_form_refuses_at_the_field_and_keeps_what_was_typed() -> None:
    form = Example({"line": "Category 1 credit"})
    assert not form.is_valid()
    assert list(form.errors) == ["line"]
    assert form["line"].value() == "Category 1 credit"


def test_what_somebody_said_or_the_portal_offers_is_not_judged() -> None:
    assert Example({"said": "Category 1 credit", "choice": "Category 1 credit"}).is_valid()


@pytest.mark.parametrize("kind", TextTrack.Kind)
def test_captions_alone_are_what_somebody_said(kind: TextTrack.Kind) -> None:
    form = TrackForm(
        {"label": "English", "vtt": "WEBVTT\n\n00:01.000 --> 00:02.000\nCategory 1 credit\n"},
        kind=kind,
        language="en",
    )
    assert form.is_valid() is (kind == TextTrack.Kind.CAPTIONS)


def test_support_in_kind_names_credit_in_full() -> None:
    form = SupportForm({"source": "Acme", "nature": "in-kind", "in_kind": "Category 1 credit"})
    assert [*form.errors] == ["in_kind"]


def test_the_rule_is_added_once() -> None:
    assert naming_credit_in_full(Example) is Example
    assert issubclass(naming_credit_in_full(forms.Form), credit_names.NamesCreditInFull)


def _modules() -> Iterator[str]:
    for room in LINTER["root_packages"]:
        if room in OTHER_FORMS or room in {"embedded", "portal"}:
            continue
        package = importlib.import_module(room)
        for found in pkgutil.walk_packages(package.__path__, f"{room}."):
            if ".migrations" not in found.name:
                yield found.name


def test_every_form_of_staff_names_credit_in_full() -> None:
    missing = set()
    for name in _modules():
        module = importlib.import_module(name)
        for kind in vars(module).values():
            if isinstance(kind, type) and issubclass(kind, forms.BaseForm):
                own = kind.__module__ == name
                if own and not issubclass(kind, NamesCreditInFull):
                    missing.add(f"{name}.{kind.__name__}")
    assert missing == OTHERS, (
        "Put NamesCreditInFull first among its bases; else say here who fills it in."
    )


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("Category 1 credit", True),
        ("*Category 1 Credit*™", True),
        ("AMA PRA Category 1 Credit", True),
        ("*AMA PRA Category 1 Credit*", True),
        ("*AMA PRA Category 1 Credits*™", False),
        ("AAPA Category 1 CME credit", False),
        ("nursing contact hour", False),
    ],
)
def test_a_credit_type_is_named_with_its_accreditor(name: str, bare: bool) -> None:
    row = CreditType.objects.get(code="aapa-1")
    row.name_singular = name
    if not bare:
        row.clean()
        return
    with pytest.raises(ValidationError, match="accreditor's name before it"):
        row.clean()


def test_the_wording_of_a_credit_type_may_use_its_own_name_and_no_bare_one() -> None:
    row = CreditType.objects.get(code="aapa-1")
    row.attestation = "I claim AAPA Category 1 CME credit."
    row.clean()
    row.attestation = "I claim Category 1 credit."
    with pytest.raises(ValidationError, match="not the full name"):
        row.clean()


@pytest.mark.parametrize("table", ["courses_series", "courses_evaluationlibraryitem"])
def test_a_table_of_the_admin_refuses_it_too(table: str) -> None:
    client = sign_in(factories.make_user(is_staff=True, is_superuser=True))
    provider = factories.make_provider()
    typed = {
        "provider": provider.pk,
        "slug": "s",
        "title": "Category 1 credit",
        "position": "1",
        "summary": "",
        "prompt": "Category 1 credit",
        "kind": "text",
        "options": "[]",
    }
    answer = client.post(reverse(f"admin:{table}_add"), typed)
    assert answer.status_code == 200
    assert "is not the full name of a credit" in answer.text
    assert 'value="Category 1 credit"' in answer.text or ">\nCategory 1 credit<" in answer.text


def test_no_page_mail_document_or_sample_of_ours_says_it() -> None:
    names = CreditType.objects.values_list("name_singular", "name_plural", "name_in_statement")
    full = [name for each in names for name in each]
    folders = ["templates", "docs", "sample", *LINTER["root_packages"]]
    found = {
        str(path): phrases
        for folder in folders
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".html", ".txt", ".toml", ".md", ".typ", ".vtt"}
        if (phrases := bare_phrases(_without_plain(path), full))
    }
    assert found == {}


def _without_plain(path: Path) -> str:
    """Return a file's text without the AMA's phrase as plain text has it (`credit_plain`)."""
    text = path.read_text(encoding="utf-8")
    for ending in ("", "s", "(s)"):
        text = text.replace(f"AMA PRA Category 1 Credit{ending}(TM)", "")
    return text
