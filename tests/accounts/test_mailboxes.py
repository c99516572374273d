"""An address has one form in which it is stored and compared, and what has none is explained."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import EmailField
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from accounts.fields import MailboxField
from accounts.mailboxes import clean_address, shown_address, sought_address, sought_in_letters
from tests.spellings import MAILBOX, NO_ADDRESSES, SHOWN, SPELLINGS

_ROOT = Path(__file__).resolve().parents[2]
_OWN = [app.label for app in apps.get_app_configs() if Path(app.path).parent == _ROOT]
_ODD = "aZé.-@<> \u00ad\u200b\u200d\ufeffＡ\u3002ßſıİК李م:,'\"xn"


@pytest.mark.parametrize("typed", SPELLINGS.values(), ids=SPELLINGS.keys())
def test_one_mailbox_has_one_form(typed: str) -> None:
    assert clean_address(typed) == MAILBOX
    assert sought_address(typed) == MAILBOX


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        ("Nora.Lindqvist@Example.ORG", "nora.lindqvist@example.org"),
        ("“nora@example.org”,", "nora@example.org"),
        ("'nora@example.org'", "nora@example.org"),
        ("nora@example.org <nora@example.org>;", "nora@example.org"),
        ("nora@ example.org", "nora@example.org"),
        ("nora@日本。example", "nora@xn--wgv71a.example"),
        ("nora@straße.example", "nora@xn--strae-oqa.example"),
        ("nora@strasse.example", "nora@strasse.example"),
        ("o'hara+cme@example.org", "o'hara+cme@example.org"),
        ("admin@localhost", "admin@localhost"),
        ("nora@xn--ls8h.example", "nora@xn--ls8h.example"),
    ],
)
def test_an_address_is_read_as_the_person_meant_it(typed: str, clean: str) -> None:
    assert clean_address(typed) == clean


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("mıke@example.org", "local_part"),
        ("é@example.org", "local_part"),
        ("o’hara@example.org", "local_part"),
        ("a@example.org.", "dot_at_the_end"),
        ("a@example.org。", "dot_at_the_end"),
        ("example.org", "no_at"),
        ("\u200b", "no_at"),
        ("a@b@example.org", "several"),
        ("a@example.org, b@example.org", "several"),
        ("a b@example.org", "several"),
        ("a@bücher..example", "domain"),
        ("a@💌.example", "domain"),
        ("a@" + "ü" * 300 + ".example", "domain"),
        ("a" * 250 + "@example.org", "too_long"),
        ("a@-example.org", "invalid"),
        ("a..b@example.org", "invalid"),
        ("@example.org", "invalid"),
        ("a@", "invalid"),
    ],
)
def test_what_is_no_address_is_refused_with_its_reason(typed: str, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        clean_address(typed)
    assert refused.value.code == code


@pytest.mark.parametrize(("typed", "said"), NO_ADDRESSES.items())
def test_the_reason_is_a_sentence(typed: str, said: str) -> None:
    with pytest.raises(ValidationError) as refused:
        clean_address(typed)
    assert refused.value.messages[0].startswith(said)


@given(st.text(st.one_of(st.sampled_from(_ODD), st.characters()), max_size=40))
def test_whatever_is_typed_is_refused_or_has_a_form_that_stays(typed: str) -> None:
    try:
        clean = clean_address(f"{typed[:20]}@{typed[20:]}.example")
    except ValidationError:
        return
    assert clean.isascii()
    assert clean == clean.lower()
    assert clean == clean_address(clean) == clean_address(shown_address(clean))


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        (MAILBOX, SHOWN),
        ("nora@example.org", "nora@example.org"),
        ("nora@xn--ls8h.example", "nora@xn--ls8h.example"),
        ("nora@xn--0ca24w.example", "nora@xn--0ca24w.example"),
        ("nora@xn--.example", "nora@xn--.example"),
        ("Nora Lindqvist", "Nora Lindqvist"),
        ("", ""),
    ],
)
def test_an_address_is_shown_in_unicode_where_that_names_the_same_mailbox(
    stored: str, shown: str
) -> None:
    assert shown_address(stored) == shown


def test_whoever_has_no_name_yet_is_named_by_the_address_as_it_is_shown() -> None:
    words = {"user": {"full_name": "", "email": MAILBOX}, "minutes": 15}
    assert SHOWN in render_to_string("accounts/another_account.html", words)


@pytest.mark.parametrize(
    ("typed", "sought"),
    [
        ("NORA", "nora"),
        ("nora@", "nora@"),
        ("Nora@clin", "nora@clin"),
        ("anna@bücher.exam", "anna@xn--bcher-kva.exam"),
        ("<anna@bücher", "anna@xn--bcher-kva"),
        ("mıke@", "mıke@"),
    ],
)
def test_the_beginning_of_an_address_is_sought_as_addresses_are_stored(
    typed: str, sought: str
) -> None:
    assert sought_address(typed) == sought


@pytest.mark.parametrize(
    ("typed", "stored", "shown"),
    [
        ("anna@bü", "anna@xn--", "anna@bü"),
        ("ANNA@BÜ", "anna@xn--", "anna@bü"),
        ("anna@müll.bü", "anna@xn--mll-hoa.xn--", "anna@müll.bü"),
    ],
)
def test_an_unfinished_label_in_other_letters_is_sought_as_it_is_shown(
    typed: str, stored: str, shown: str
) -> None:
    assert sought_in_letters(typed) == (stored, shown)


@pytest.mark.parametrize("typed", ["anna@", "bücher", "anna@bücher.ex", "anna@bücher.", ""])
def test_what_plain_letters_end_is_sought_as_it_is_stored(typed: str) -> None:
    assert sought_in_letters(typed) is None


def test_every_column_with_an_address_takes_any_spelling() -> None:
    # Providers' published addresses are printed as they were typed; nobody signs in with them.
    fields = [
        field
        for app in _OWN
        for model in apps.get_app_config(app).get_models()
        for field in model._meta.local_fields
        if isinstance(field, EmailField) and field.name != "contact_email"
    ]
    assert len(fields) == 7
    assert all(isinstance(field, MailboxField) for field in fields)


def test_no_address_is_compared_by_the_databases_idea_of_case() -> None:
    wrong = re.compile(
        r"""(email|recipient|sent_to)__(?:iexact|icontains|istartswith)|Lower\(["']email|forms\.EmailField\("""
    )
    found = [
        f"{path.relative_to(_ROOT)}: {hit[0]}"
        for app in _OWN
        for path in (_ROOT / app).rglob("*.py")
        if "migrations" not in path.parts
        for hit in wrong.finditer(path.read_text())
    ]
    assert found == []
