"""When a corrected name is still the same name: the errors that learners may correct by themselves."""

import unicodedata

MOST_LETTERS = 2


def is_small_correction(old: str, new: str) -> bool:
    """Say whether `new` only corrects case, diacritics, spacing, punctuation or two letters of `old`.

    Symmetric. The two letters are insertions, deletions or replacements (Levenshtein), counted after
    case, diacritics, spaces and punctuation are removed. They must be less than half of the name, or
    “Li” could become “Wu”.
    """
    before, after = _letters(old), _letters(new)
    distance = edit_distance(before, after)
    return distance <= MOST_LETTERS and 2 * distance < max(len(before), len(after), 1)


def edit_distance(before: str, after: str) -> int:
    """Return the least number of single-letter changes that turn `before` into `after` (Levenshtein)."""
    row = list(range(len(after) + 1))
    for number, letter in enumerate(before, start=1):
        diagonal, row[0] = row[0], number
        for place, other in enumerate(after, start=1):
            changed = diagonal + (letter != other)
            diagonal = row[place]
            row[place] = min(changed, row[place] + 1, row[place - 1] + 1)
    return row[-1]


def _letters(name: str) -> str:
    """Return what is compared: letters, digits and vowel signs, which are more than diacritics."""
    apart = unicodedata.normalize("NFKD", name.casefold())
    return "".join(
        part
        for part in apart
        if not unicodedata.combining(part) and unicodedata.category(part)[0] in "LMN"
    )
