"""The note beside the generated disclosure: it names nobody in control, and no company that was disclosed."""

import re
from collections.abc import Collection

from accounts.cleaning import latin_letters
from courses.disclosure_words import says_who_has_relationships
from courses.models import Person, Relationship

_LEGAL_FORM = re.compile(
    r"[\s,]+(?:inc|llc|ltd|limited|corp|corporation|co|company|plc|gmbh|ag|s\.?a)\.?$",
    re.IGNORECASE,
)


def words_of_the_forms(note: str, people: Collection[Person]) -> str:
    """Return the first words of the note that only the judged forms may say, or "".

    That is a statement about relationships, or the name of one of the `people` or of a company that any
    of them ever disclosed: beside the disclosure, a name alone says something of them.
    """
    if not note.strip():
        return ""
    if said := says_who_has_relationships(note):
        return said
    companies = Relationship.objects.filter(form__person__in=people)
    names = {_LEGAL_FORM.sub("", each) for each in companies.values_list("company", flat=True)}
    titled = (
        rf"(?:Dr|Prof|Professor|Mr|Mrs|Ms)\.?\s+{_spaced(each.name.split()[-1])}" for each in people
    )
    sought = [*map(_spaced, names), *(_spaced(each.name) for each in people), *titled]
    found = re.search(rf"\b(?:{'|'.join(sought)})(?!\w)", latin_letters(note), re.IGNORECASE)
    return " ".join(found[0].split()) if found and people else ""


def _spaced(name: str) -> str:
    return r"\s+".join(map(re.escape, latin_letters(name).split()))
