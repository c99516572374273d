"""When a corrected name is still the same name: the slips that a learner may mend alone."""

import unicodedata

MOST_LETTERS = 2


def is_small_correction(old: str, new: str) -> bool:
    """Say whether `new` only mends `old`: case, diacritics, spacing, punctuation, or two letters.

    Symmetric. Two letters are counted as insertions, deletions and replacements (Levenshtein) of
    what remains when case, diacritics, spaces and punctuation are taken away; they must leave more
    than half of the name standing, or “Li” could become “Wu”.
    """
    before, after = _letters(old), _letters(new)
    distance = edit_distance(before, after)
    return distance <= MOST_LETTERS and 2 * distance < max(len(before), len(after), 1)


def edit_distance(before: str, after: str) -> int:
    """Return the fewest single-letter changes that make `after` of `before` (Levenshtein)."""
    row = list(range(len(after) + 1))
    for number, letter in enumerate(before, start=1):
        diagonal, row[0] = row[0], number
        for place, other in enumerate(after, start=1):
            changed = diagonal + (letter != other)
            diagonal = row[place]
            row[place] = min(changed, row[place] + 1, row[place - 1] + 1)
    return row[-1]


def _letters(name: str) -> str:
    """Return what makes the name: letters, digits and vowel signs, which are no mere diacritics."""
    apart = unicodedata.normalize("NFKD", name.casefold())
    return "".join(
        part
        for part in apart
        if not unicodedata.combining(part) and unicodedata.category(part)[0] in "LMN"
    )
