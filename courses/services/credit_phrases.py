"""Refuses “Category 1 credit” wherever staff write, unless it stands in the full name of a credit type in use."""

from courses.credit_phrases import bare_phrases
from courses.models import CreditType


def bare_credit_phrases(text: str) -> list[str]:
    """Return the phrases of `text` that name credit by less than its full name; [] if all is well.

    Reads the names in use only if there is something to judge.
    """
    if not bare_phrases(text):
        return []
    return bare_phrases(text, CreditType.objects.names_in_use())


def credit_refusal(text: str) -> str:
    """Return why staff may not write `text`, in a sentence that says what to do; "" if they may."""
    phrases = bare_credit_phrases(text)
    if not phrases:
        return ""
    said = f"“{phrases[0]}” is not the full name of a credit."
    singular = CreditType.objects.filter(enabled=True).values_list("name_singular", flat=True)
    names = [name for name in singular if bare_phrases(name)]
    if not names:
        return f"{said} No credit of that kind is in use: leave it out."
    return f"{said} Write {' or '.join(names)}, with the asterisks and the ™ where they stand here, or leave it out."
