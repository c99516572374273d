"""Finding a person by what they can say on the telephone: name, address, license number, code."""

import unicodedata
from contextlib import suppress
from dataclasses import dataclass, field

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, Q, QuerySet, Value

from accounts.audit import record
from accounts.cleaning import clean_key
from accounts.errors import Refused
from accounts.fields import NameHasWords
from accounts.mailboxes import clean_address, shown_address, sought_address, sought_in_letters
from accounts.models import User
from certificates.codes import parse_code
from certificates.models import Certificate, PastCredit
from certificates.services.past_credit import mailbox_key
from providers.rights import Right, providers_with
from reporting.models import Licence
from support.access import learners_of

MOST = 50
"""The most people listed; nobody reads more rows, so the search has to be narrowed."""
MOST_READ = 1000
"""The most addresses that are read to compare how they are shown."""
SHORTEST = 2
MOST_CHARACTERS = 200
"""What is read of a search; the database takes no word of two thousand."""


@dataclass
class Found:
    """Who was found, and by what. `more`: not all are listed. `orphans`: their account was deleted.

    `past` are people known from imported credit alone, each as the newest of their records that matches.
    """

    people: list[User] = field(default_factory=list)
    by: str = ""
    more: bool = False
    orphans: list[Certificate] = field(default_factory=list)
    past: list[PastCredit] = field(default_factory=list)
    more_past: bool = False


def find_learners(*, staff: User, text: str) -> Found:
    """Return the learners of this staff member's providers who match `text`, and people in their imported credit.

    A verification code or a license number must be complete; for names and addresses the beginning
    is enough, whatever the case and, in names, the accents, the punctuation and the order of words. Raises
    `Refused("too_short")`. A search by license number is recorded in the audit trail.
    """
    text = clean_key(text)[:MOST_CHARACTERS]
    if len(text) < SHORTEST and not _is_a_word(text):
        raise Refused("too_short", f"Enter at least {SHORTEST} letters.")
    people = learners_of(staff, Right.SEE_LEARNERS).filter(merged_into=None)
    if code := parse_code(text):
        return _by_code(staff, people, code)
    if any(map(str.isdigit, text)) and "@" not in text:
        found = _by_licence(staff, people, text)
        if found.people:
            return found
    found = _shown(people.filter(_by_name(text) | _by_address(text)), "name or email address")
    past = _past_people(staff, text, found.people)
    found.past, found.more_past = past[:MOST], len(past) > MOST
    return found


def _is_a_word(text: str) -> bool:
    """Say whether one letter can be a whole name, as “李” can."""
    return len(text) == 1 and unicodedata.category(text) == "Lo"


def _by_code(staff: User, people: QuerySet[User], code: str) -> Found:
    rows = Certificate.objects.filter(code=code)
    found = _shown(people.filter(certificates__in=rows), "verification code")
    if not staff.is_superuser:
        providers = providers_with(staff, Right.SEE_LEARNERS)
        rows = rows.filter(course__series__provider__in=providers)
    found.orphans = list(rows.filter(learner=None))
    return found


def _by_licence(staff: User, people: QuerySet[User], number: str) -> Found:
    licences = Licence.objects.with_number("", number)
    with transaction.atomic():
        found = _shown(people.filter(licences__in=licences).distinct(), "license number")
        for provider in _audited_at(staff):
            record(staff, "licence-searched", provider=provider, found=len(found.people))
    return found


def _audited_at(staff: User) -> list[int | None]:
    """Return the providers whose audit trail gets the entry: all that were searched."""
    if staff.is_superuser:
        return [None]
    return list(providers_with(staff, Right.SEE_LEARNERS).values_list("pk", flat=True))


def _by_name(text: str) -> Q:
    found = User.objects.filter(NameHasWords("full_name", Value(text)))
    return Q(pk__in=found.values("pk"))


def _by_address(text: str) -> Q:
    of_user = User.objects.filter(_address_begins(User, text))
    others = EmailAddress.objects.filter(_address_begins(EmailAddress, text))
    return Q(pk__in=of_user.values("pk")) | Q(pk__in=others.values("user"))


def _address_begins(model: type[Model], text: str) -> Q:
    """Return the filter for rows of `model` whose `email` begins as what was typed."""
    start = sought_address(text)
    if not start:  # nothing but quotation marks, say: everybody's address begins with that
        return Q(pk__in=[])
    found = Q(email__startswith=start)
    if in_letters := sought_in_letters(text):
        stored, shown = in_letters
        rows = model._default_manager.filter(email__startswith=stored).values_list(
            "email", flat=True
        )
        # Few have the whole local part and such a domain; who types less is shown fewer.
        some = rows.distinct().order_by("email")[:MOST_READ]
        found |= Q(email__in=[each for each in some if shown_address(each).startswith(shown)])
    return found


def _past_people(staff: User, text: str, but: list[User]) -> list[PastCredit]:
    """Return people in imported credit, by the recorded name and address, without the accounts `but`: `MOST` and one.

    Of who has an account here only the whole recorded address is known. An account opens its page to who teaches
    its owner; imported credit opens none, as anybody's address could be written into a file.
    """
    providers = list(providers_with(staff, Right.SEE_LEARNERS).values_list("pk", flat=True))
    matches = Q(NameHasWords("name", Value(text)))
    matches |= _address_begins(PastCredit, text) & ~Q(email="")
    with suppress(ValidationError):
        matches |= Q(person_key=mailbox_key(clean_address(text)))
    rows = PastCredit.objects.with_account().filter(matches, provider__in=providers)
    rows = rows.select_related("provider").exclude(learner=None, email="").exclude(learner__in=but)
    person = ("provider_id", "learner_id", "email")
    newest = rows.order_by(*person, "-completed_on", "-pk").distinct(*person)
    return sorted(newest[: MOST + 1], key=lambda row: row.name)


def _shown(people: QuerySet[User], by: str) -> Found:
    rows = list(people.select_related("profession").order_by("full_name", "pk")[: MOST + 1])
    return Found(people=rows[:MOST], by=by, more=len(rows) > MOST)
