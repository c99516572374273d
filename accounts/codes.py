"""The codes that we mail, read out of whatever a person pastes.

A code is eight consonants in two halves, “BCDF-GHJK”: no word has eight of them in a row, so that it is found
in the sentence around it, too.
"""

import re
import unicodedata

from django.utils.translation import gettext as _

from accounts.cleaning import clean_key

EXAMPLE = "BCDF-GHJK"
_LETTERS = "BCDFGHJKLMNPQRSTVWXZ"  # allauth's, after RFC 8628, section 6.1
_SHOWN = EXAMPLE.replace("-", "\N{NON-BREAKING HYPHEN}")
_HALF = len(EXAMPLE) // 2
# A mail program may break the line at the hyphen.
_CODE = re.compile(rf"(?<!\w)([{_LETTERS}]{{{_HALF}}})\W{{0,3}}([{_LETTERS}]{{{_HALF}}})(?!\w)")


def is_code(text: str) -> bool:
    """Say whether `text` is a code exactly as it is mailed."""
    return bool(_CODE.fullmatch(text)) and text[_HALF] == "-"


def read_code(text: str) -> str | None:
    """Return the one code that `text` holds, as it was mailed; None if it holds none, or several.

    Case, quotes, blanks, any kind of hyphen or none, invisible characters and words around it do not matter.
    """
    typed = clean_key(text).upper().replace("_", " ")
    found = {f"{first}-{second}" for first, second in _CODE.findall(typed)}
    bare = re.sub(r"\W", "", typed)
    if not found and re.fullmatch(rf"[{_LETTERS}]{{{2 * _HALF}}}", bare):
        found = {f"{bare[:_HALF]}-{bare[_HALF:]}"}
    return found.pop() if len(found) == 1 else None


def read_digits(text: str) -> str | None:
    """Return the digits of an authenticator app's code (6) or a recovery code (8); None if it is neither."""
    typed = re.sub(r"[ -]", "", clean_key(text)).strip("“”„\"'.")
    digits = "".join(str(unicodedata.decimal(each, each)) for each in typed)
    return digits if re.fullmatch(r"[0-9]{6}|[0-9]{8}", digits) else None


def why_no_code(text: str) -> str:
    """Return, for a text in which `read_code` finds no code, what is wrong with it and what to do."""
    typed = clean_key(text).upper()
    if len(set(_CODE.findall(typed))) > 1:
        return _("There is more than one code in this. Paste only the newest one.")
    bare = re.sub(r"[\W_]", "", typed)
    never = ", ".join(f"“{letter}”" for letter in sorted(set(bare) - set(_LETTERS))[:3])
    if " " in typed.strip() and len(bare) > 2 * _HALF:
        words = _("There is no code in this. Copy the one in our email. It looks like %(code)s.")
    elif never:
        words = _("Our codes don’t use %(letters)s. Copy the one in our email, such as %(code)s.")
    else:
        words = _("A code has 8 letters; this has %(number)d. Copy the one in our email.")
    return words % {"number": len(bare), "letters": never, "code": _SHOWN}
