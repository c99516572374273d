"""An email address in the one form in which it is stored and compared, so that one mailbox is one account.

That form is ASCII in lower case, the domain in punycode: what mail servers compare. Pages and the text of
mails show the domain in Unicode.
"""

import re
from typing import Any

import idna
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from accounts.cleaning import clean_key

LONGEST = 254
"""The most characters of an address (RFC 5321), and the width of every column with one."""

_WRONG = {
    "no_at": _("Enter a whole email address, such as name@example.org."),
    "several": _("Enter one email address, with one @ and no spaces."),
    "local_part": _("We cannot use “%(letter)s” before the @. Enter an address in plain letters."),
    "dot_at_the_end": _("Leave out the dot at the end: %(address)s"),
    "domain": _("We cannot send email to “%(domain)s”. Check the part after the @."),
    "too_long": _("An email address has at most %(most)d characters."),
    "invalid": _("Enter a valid email address, such as name@example.org."),
}
_NAMED = re.compile("[^<>]*<([^<>]*)>[^<>]*")
_AROUND = " \"'“”„‘’‚«»‹›<>()[],;:"


def clean_address(text: str) -> str:
    """Return the one form of the address that `text` writes, pasted with a name, `mailto:` or quotes or not.

    Idempotent. Raises `ValidationError` with a sentence: no_at, several, local_part, dot_at_the_end,
    domain, too_long, invalid.
    """
    local, at, domain = _pasted(text).rpartition("@")
    if not at:
        raise _wrong("no_at")
    if "@" in local or " " in local + domain:
        raise _wrong("several")
    if strange := [letter for letter in local if not letter.isascii()]:
        raise _wrong("local_part", letter=strange[0])
    if domain.endswith("."):
        raise _wrong("dot_at_the_end", address=f"{local}@{domain.rstrip('.')}")
    try:
        address = f"{local}@{_in_punycode(domain)}".lower()
    except UnicodeError as refused:
        raise _wrong("domain", domain=domain[:60]) from refused
    if len(address) > LONGEST:
        raise _wrong("too_long", most=LONGEST)
    try:
        validate_email(address)
    except ValidationError as refused:
        raise _wrong("invalid") from refused
    return address


def sought_address(text: str) -> str:
    """Return what was typed of an address as stored ones are compared with it; what none can have finds none."""
    local, at, domain = _pasted(text).rpartition("@")
    if not at:
        return domain.lower()
    # The last label may be unfinished, so each one counts for itself.
    return f"{local}@{'.'.join(map(_sought_label, domain.split('.')))}".lower()


def sought_in_letters(text: str) -> tuple[str, str] | None:
    """Return the beginning of stored addresses that may go on as typed, and how those are shown; None in plain ASCII.

    What is typed of a label in other letters is not how its punycode begins: only the shown form tells.
    """
    local, at, domain = _pasted(text).rpartition("@")
    *whole, last = domain.lower().split(".")
    if not at or last.isascii():
        return None
    known = "".join(f"{_sought_label(label)}." for label in whole)
    return f"{local}@{known}xn--".lower(), f"{local}@{domain}".lower()


def shown_address(address: str) -> str:
    """Return the address as people read it, its domain in Unicode; as it is if that would name another one."""
    local, _at, domain = address.rpartition("@")
    if "xn--" not in domain:
        return address
    try:
        shown = f"{local}@{idna.decode(domain)}"
        return shown if clean_address(shown) == address else address
    except (UnicodeError, ValidationError):
        return address


class AddressField(forms.EmailField):
    """A form's field for an email address: takes any spelling, and gives the one that is stored."""

    default_validators = forms.Field.default_validators  # clean_address says what is wrong

    def to_python(self, value: Any) -> Any:
        typed = super().to_python(value)
        return clean_address(typed) if typed else typed

    def prepare_value(self, value: Any) -> Any:
        return shown_address(value) if isinstance(value, str) else value


def _pasted(text: str) -> str:
    text = clean_key(text).replace("\u3002", ".")  # the full stop of Chinese and Japanese keyboards
    if named := _NAMED.fullmatch(text):
        text = named[1]
    text = text.strip(_AROUND)
    if text[:7].lower() == "mailto:":
        text = text[7:].partition("?")[0]
    return re.sub(" ?([@.]) ?", r"\1", text.strip(_AROUND))


def _in_punycode(domain: str) -> str:
    """Return the domain in ASCII. Raises `UnicodeError`.

    One that is ASCII is not judged: the name servers do that, and more of them exist than IDNA allows.
    """
    return domain if domain.isascii() else idna.encode(domain, uts46=True).decode()


def _sought_label(label: str) -> str:
    try:
        return _in_punycode(label)
    except UnicodeError:
        return label


def _wrong(code: str, **facts: str | int) -> ValidationError:
    return ValidationError(_WRONG[code], code=code, params=facts)
