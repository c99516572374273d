"""Whose disclosure it is: nobody judges their own, whatever the name or the address on it today."""

import re
from unicodedata import east_asian_width

from allauth.account.models import EmailAddress

from accounts.cleaning import clean_key, latin_letters
from accounts.errors import Refused
from accounts.mailboxes import sought_address
from accounts.models import User
from courses.models import DisclosureForm, DisclosureRequest, Person
from providers.rights import Right
from providers.services.second_person import own_record_refusal

_TITLES = frozenset(
    {"dr", "prof", "professor", "mr", "mrs", "ms", "miss", "mx", "rev", "jr", "sr", "ii", "iii"}
    | {"md", "do", "phd", "facp", "rn", "np", "pa", "esq"}
)
_APOSTROPHES = re.compile("['’‘ʼ`´ʹ′.]")


def own_disclosure_refusal(actor: User, person: Person) -> Refused | None:
    """Return why `actor` cannot judge what `person` disclosed: it is their own, by address or by name.

    What was on record before, and what a form was signed with or sent to, counts as well: a record can be
    renamed, and its address taken out, to judge oneself. Of two people with one name a colleague decides.
    """
    if not (_has_address(actor, person) or _has_name(actor, person)):
        return None
    return own_record_refusal(actor, right=Right.AUTHOR, provider=person.provider_id)


def _has_address(actor: User, person: Person) -> bool:
    sent_to = DisclosureRequest.objects.filter(person=person.pk).values_list("sent_to", flat=True)
    known = {sought_address(typed) for typed in (person.email, *sent_to)} - {""}
    mine = EmailAddress.objects.filter(user=actor, email__in=known)
    return actor.email in known or mine.exists()


def _has_name(actor: User, person: Person) -> bool:
    former = Person.pgh_event_model.objects.filter(pgh_obj_id=person.pk)  # type: ignore[attr-defined]
    names = {person.name, *former.values_list("name", flat=True)}
    names |= set(
        DisclosureForm.objects.filter(person=person.pk).values_list("signed_name", flat=True)
    )
    own = _words(actor.full_name, actor.credentials)
    return any(_are_one(own, _words(name, person.credentials)) for name in names)


def _words(name: str, credentials: str) -> list[str]:
    """Return the words of a name in any order: no case, accents, titles or credentials; an ideograph is a word."""
    words, titles = _split(name), _TITLES.union(_split(credentials))
    return [word for word in words if word not in titles] or words


def _split(text: str) -> list[str]:
    plain = latin_letters(_APOSTROPHES.sub("", clean_key(text)).casefold())
    spaced = "".join(f" {each} " if east_asian_width(each) in "WF" else each for each in plain)
    return re.findall(r"\w+", spaced)


def _are_one(one: list[str], other: list[str]) -> bool:
    """Say whether all words of the shorter name stand in the other, an initial for a word; one word is no name."""
    few, many = sorted((one, other), key=len)
    left, initials = [*many], []
    for word in few:
        if word in left:
            left.remove(word)
        else:
            initials.append(word)
    if len(few) < 2 and (left or initials):
        return False
    for word in initials:
        known = next((each for each in left if _is_initial(word, each)), None)
        if known is None:
            return False
        left.remove(known)
    return len(initials) < len(few)


def _is_initial(word: str, other: str) -> bool:
    return min(len(word), len(other)) == 1 and word[0] == other[0] and word[0].isascii()
