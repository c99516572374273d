"""The text that courses had about commercial support, as rows: one a line, to be completed by staff.

Only a line that as a whole says that there was no support is none: any other stands as it was, and learners
go on reading it until staff say what it means.
"""

import re
from typing import Any

from django.db import migrations

_THING = (
    r"(?:(?:commercial|financial|industry|external|outside|monetary|in-kind|direct|indirect) (?:or )?)*"
    r"(?:support|funding|funds|sponsorship|grants?|contributions?)(?: or in-kind support)?"
)
_GIVER = (
    r"(?:companies|company|entit(?:y|ies)|interests?|industry|sources?|organizations?|manufacturers?|firms?"
    r"|supporters?|sponsors?)"
)
_FROM = rf"(?: (?:of|from|by) (?:(?:an?|any|the) )?(?:(?:ineligible|commercial|pharmaceutical|outside) )*{_GIVER})?"
_ACTIVITY = (
    r"(?:(?:cme|ce|educational|enduring|online|accredited|entire|live) )*"
    r"(?:activit(?:y|ies)|course|program(?:me)?|material|series|presentation|lecture|session|content|event)"
)
_FOR = (
    r"(?: (?:for|of|in|by|to|during) (?:(?:the )?(?:development|planning|production) of )?"
    rf"(?:this|the|our) {_ACTIVITY})?"
)
_WHO = (
    rf"(?:we|it|they|(?:this|the|our) (?:{_ACTIVITY}|(?:course |program )?(?:faculty|planners|speakers"
    r"|authors|providers?|organizers|department|university|hospital)"
    r"(?: (?:and|or) (?:faculty|planners|speakers|authors))?))"
)
_DONE = r"(?:received|accepted|given|provided|sought|used|obtained|reported|declared|acknowledged)"
_GOT = r"(?:receives?|received|accepts?|accepted|seek|sought|had|has|have)"
_GAVE = r"(?:supported|funded|sponsored|gave support to|provided support for)"
_WAS = r"(?:was|were|is|has been|have been|will be)"
NONE = [
    re.compile(pattern)
    for pattern in (
        r"none|no|nil|n/?a|n\.a|n\. a|not applicable|nothing|nobody|not any|-+|–|—",
        rf"(?:none|nothing)(?: {_WAS})? (?:{_DONE}|to (?:declare|disclose|report|acknowledge)){_FROM}{_FOR}",
        rf"(?:there {_WAS} )?(?:no|none) {_THING}{_FROM}{_FOR}(?: {_WAS})?(?: {_DONE})?{_FROM}{_FOR}",
        rf"{_WHO} (?:(?:has|have|had) )?{_GOT} no {_THING}{_FROM}{_FOR}",
        rf"{_WHO} (?:(?:did|do|does|has|have|had|will) not|didn['’]t) {_GOT} (?:any )?{_THING}{_FROM}{_FOR}",
        rf"{_WHO} {_WAS} not (?:commercially )?(?:supported|funded|sponsored)(?: commercially)?{_FROM}",
        (
            rf"no (?:(?:ineligible|commercial|pharmaceutical|outside) )*{_GIVER} (?:has |have )?{_GAVE}"
            rf" (?:this|the|our) {_ACTIVITY}"
        ),
    )
]
"""Lines that as a whole, but for case and the full stop, say that there was no support."""
_MARKER = re.compile(r"^(?:[-*•]|\d+[.)])\s+")


def says_none(line: str) -> bool:
    said = " ".join(line.casefold().split()).rstrip(".!")
    return any(pattern.fullmatch(said) for pattern in NONE)


def make_rows(apps: Any, schema_editor: Any) -> None:
    """Make the rows. Without a nature they are incomplete, so the publish list asks for the rest.

    A course whose every line said that there was none has said so; one without a text has said nothing.
    """
    rows = apps.get_model("courses", "CommercialSupport")
    courses = apps.get_model("courses", "Course").objects.exclude(commercial_support="")
    for pk, text in courses.order_by("pk").values_list("pk", "commercial_support"):
        lines = [*filter(None, (_MARKER.sub("", line.strip()) for line in text.splitlines()))]
        given = [line for line in lines if not says_none(line)]
        rows.objects.bulk_create(rows(course_id=pk, source=line) for line in given)
        if lines and not given:
            courses.filter(pk=pk).update(no_commercial_support=True)


class Migration(migrations.Migration):
    dependencies = [("courses", "0018_commercial_support")]
    operations = [migrations.RunPython(make_rows, migrations.RunPython.noop)]
