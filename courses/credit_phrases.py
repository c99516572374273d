"""Finds “Category 1 credit” and its spellings where they do not stand in the full name of a credit.

The AMA owns the phrase: never “Category 1 credit”, “AMA credit” or “ACCME credit” on its own, and its own name
only in italics and with its ™ (DOMAIN §2.4). Other accreditors' credit of Category 1 has a full name too.
"""

import html
import re
import unicodedata
from collections.abc import Iterable

from accounts.cleaning import latin_letters

_GAP = " § "
"""What stands in a text for a full name that was taken out: it joins nothing."""
_PARAGRAPH = re.compile(r"\n\s*\n")
_BREAK = re.compile(r"</?(?:br|p|div|li|ul|ol|tr|td|th)\b[^<>]*>|\\\r?\n", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_LINK = re.compile(r"\](?:\([^()\[\]\s]*\)|\[[^\[\]]*\])")
_MARKS = re.compile(r"[*_`\[\]\\\"“”„™®\u00ad]|\(TM\)", re.IGNORECASE)
_DASH = re.compile(r"[\u2010-\u2015\u2212]")
_CATEGORY = (
    r"cat(?:egor(?:y|ies)|s)?\.?(?:[\s#(-]|n(?:umber|o|r)\.?\s)*(?:1|one|i)(?:(?!\w)|(?=credits?\b))"
    r"\)?(?:\s*\((?:1|one|i)\))?"
)
_OWNER = r"(?:AMA|ACCME|American Medical Association(?:\s*\(AMA\))?)(?:['’]s)?"
_OTHER = r"(?:,?\s*(?:and|or|&|/)?\s*(?:category\s*)?(?:2|two|ii)\b)?"
_ADJECTIVE = (
    r"AMA|PRA|CME|CE|ACCME|AAPA|AOA|physicians?|nurs(?:ing|es?)|pharmacy|continuing|medical|education"
    r"|approved|accredited|certified|designated|eligible|1"
)
_LOOSE = (
    r"(?:the|to|of|an?|is|are|was|were|be|been|and|or|for|in|on|at|by|as|with|without|that|which|who|not?"
    r"|their|his|her|its|our|your|g[ai]ves?|gets?|got|t[ao]kes?|took|deserves?|earn\w*|br[io]\w*)\b"
)
"""Words that speak of something else: “a hurricane of category 1 earned credit”."""
_KIND = rf"(?:[\s/-]+(?!{_LOOSE})\(?[a-z][\w-]*\)?){{0,2}}"
_BETWEEN = rf"(?:[\s/:-]+\(?(?:{_ADJECTIVE})\)?)*"
_CREDIT = (
    r"(?:credits?(?:\(s\))?|CMEs?|CEU?s?|MOC|AMA|PRA|points?|units?|(?:contact|credit)\s+hours?"
    r"|hours?\s+of\s+credits?)(?!\w)"
)
"""Without “hours” alone: a hurricane may be of category 1 hours before landfall."""
_END_OF_IT = r"(?!\w|\s*[\w§])"
_CREDITED = (
    r"\s+(?:the|an?|th(?:is|at|[eo]se)|its|his|her|their|our|your|all|each|every|whoever|him|it|them"
    r"|authors|members|physicians|reviewers)\b"
)
"""Whom the AMA credits: there it is a verb."""
_BARE = re.compile(
    rf"\b(?:{_OWNER}[\s/-]+)?(?:PRA[\s/-]+)?{_CATEGORY}{_OTHER}{_BETWEEN}[\s/:,-]*(?<!\w){_CREDIT}"
    rf"|\b(?:{_OWNER}[\s/-]+)?(?:PRA[\s/-]+)?{_CATEGORY}(?:{_KIND}[\s/-]+|(?<=\w))credits?(?:\(s\))?(?!\w)"
    rf"|\b(?:designat|accredit|approv|certif|earn|claim|award|offer|receiv)\w*(?:\s+(?:for|as|an?))*\s+{_CATEGORY}{_END_OF_IT}"
    rf"|(?<![\w.])\d+\.\d+\s+{_CATEGORY}{_END_OF_IT}"
    rf"|\b(?:{_OWNER}[\s/-]+(?:PRA[\s/-]+)?|PRA[\s/-]+){_CATEGORY}"
    rf"|\b(?:credits?(?:\(s\))?|CME)[\s,:(/-]+(?:(?:of|in|under|for|as|towards?|the)\s+)*{_CATEGORY}"
    rf"|\b(?:{_OWNER}|PRA){_BETWEEN}[\s/-]+credits?(?:\(s\))?(?!\w|\s+systems?\b|{_CREDITED})",
    re.IGNORECASE,
)
_TRADEMARK = re.compile(r"AMA\s+PRA\s+Category\s+1\s+Credit", re.IGNORECASE)
_END = re.compile(r"\s*credits?(?:\(s\))?$", re.IGNORECASE)


def bare_phrases(text: str, names: Iterable[str] = ()) -> list[str]:
    """Return each phrase of `text` that speaks of such credit outside these full names, in reading order.

    A name with `*…*` counts only in italics (`*…*`, `<i>`, `<em>`) and with what follows them, the ™; any other
    in every spelling of case and markup, with its last word “credit” or without.
    """
    names = sorted(names, key=len, reverse=True)
    text = html.unescape(text).replace("\u00a0", " ").replace("\u202f", " ")
    for name in names:
        if "*" in name:
            text = _marked(name).sub(_GAP, text)
    text = _plain(text)
    for name in names:
        if "*" not in name:
            for spelling in (_plain(name), _END.sub("", _plain(name))):
                text = re.sub(rf"\b{_spaced(spelling)}(?!\w)", _GAP, text, flags=re.IGNORECASE)
    return [" ".join(match[0].split()) for match in _BARE.finditer(text)]


def is_bare(name: str) -> bool:
    """Return whether the name of a credit type is nothing but such a phrase, or the AMA's without its marks."""
    plain = " ".join(_plain(name).split())
    if _TRADEMARK.search(plain):
        return not re.search(r"\*AMA PRA Category 1 Credit(?:s|\(s\))?\*™", name)
    return bare_phrases(name) == [plain]


def _marked(name: str) -> re.Pattern[str]:
    """Return what a name with `*…*` looks like where it is written as it must be."""
    before, inside, after = re.split(r"\*", name, maxsplit=2)
    opened, closed = r"(?:\*{1,3}|<(?:i|em)>)", r"(?:\*{1,3}|</(?:i|em)>)"
    mark = _spaced(after)
    ends = f"(?:{closed}{mark}|{mark}{closed})"
    return re.compile("".join((_spaced(before), opened, _spaced(inside), ends)), re.IGNORECASE)


def _spaced(text: str) -> str:
    words = (re.escape(word) for word in re.split(r"\s+", text))
    return r"\s+".join(words)


def _plain(text: str) -> str:
    text = _BREAK.sub(" ", _PARAGRAPH.sub(_GAP, html.unescape(text)))
    text = _MARKS.sub("", _LINK.sub("", _TAG.sub("", text)))
    text = "".join(part for part in text if unicodedata.category(part) != "Cf")
    return _DASH.sub("-", latin_letters(unicodedata.normalize("NFKC", text)))
