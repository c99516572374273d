"""The statements that accreditors and the AMA word exactly, filled in for one course.

Wording is data (`StatementTemplate`, `CreditType`); this module only fills placeholders. Results
have `*…*` around italics: see `courses.emphasis`.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from accounts.models.people import stated_degree
from accounts.sentences import long_date
from courses.emphasis import credit_text
from courses.models import Course, CreditType, FrontMatter, FrontMatterOffer, Offer
from providers.models.provider import PLACEHOLDER

_STRAIGHT = str.maketrans("‘’‚‛“”„‟", "''''\"\"\"\"")


def amount(quarters: int) -> str:
    """Return quarter credits as the statements print them: always two decimals (“0.25”, “1.00”)."""
    return f"{quarters // 4}.{quarters % 4 * 25:02d}"


def designation_statement(offer: Offer) -> str:
    """Return the designation statement of one offer, or "" when its credit type has none.

    For AMA PRA credit the wording is the AMA's, with the learning format in the first sentence. What was
    told is returned as it was printed.
    """
    if isinstance(offer, FrontMatterOffer):
        return offer.designation_statement
    template = offer.credit_type.designation_template
    return _fill(template, _course_values(offer.course) | _offer_values(offer))


def told_accreditation(version: FrontMatter) -> str:
    """Return the accreditation statement that a recorded version told; "" if it told none.

    Those recorded by earlier versions of the portal have it only as an element in HTML.
    """
    document: dict[str, Any] = version.document if isinstance(version.document, dict) else {}
    if said := document.get("accreditation"):
        return str(said)
    own = [each for each in document.get("elements") or [] if each.get("key") == "accreditation"]
    return credit_text(own[0].get("html") or "") if own else ""


def accreditation_statement(course: Course) -> str:
    """Return the accreditation statement: the course's own wording if it has one, else its template filled in."""
    return course.accreditation_override or templated_statement(course)


def templated_statement(course: Course) -> str:
    """Return the accreditation statement as the template words it, whatever the course's own wording."""
    return _fill(course.statement_template.text, _accreditation_values(course))


def parts_missing(course: Course) -> list[str]:
    """Return the mandated parts that the course's own wording of the accreditation statement lacks, filled in.

    Exact but for blanks, line breaks and the shape of quotation marks. Nothing is missing without own wording.
    Of a template that names no parts, the whole is mandated: nobody has said what may be left out.
    """
    if not course.accreditation_override:
        return []
    values, said = _accreditation_values(course), _comparable(course.accreditation_override)
    template = course.statement_template
    parts = [_fill(part, values) for part in template.mandated_parts or [template.text]]
    return [part for part in parts if _comparable(part) not in said]


def attestation(credit_type: CreditType, *, degree: str) -> str:
    """Return what a learner confirms when claiming, with the degree that makes them a physician, if any."""
    return _fill(credit_type.attestation, {"degree": stated_degree(degree)})


def certificate_wording(
    *,
    course: Course,
    credit_type: CreditType,
    quarters: int,
    completed_on: date,
    offers: Iterable[Offer],
    learning_format: str = "",
) -> str:
    """Return the sentence after the learner's name, for the amount claimed (never the maximum).

    {designated} comes from the offers of *other* types: someone who may not be awarded AMA PRA credit
    took part in an activity designated for it. `offers` are all that the learner was told of,
    with the `learning_format` told (empty: the course's).
    """
    others = [each for each in offers if each.credit_type_id != credit_type.pk]
    values = _course_values(course) | {
        "format": learning_format or course.get_learning_format_display(),
        "date": long_date(completed_on),
        "amount": amount(quarters),
        "credits": credit_type.name_for(quarters),
        "designated": " ".join(filter(None, (_designated(course, each) for each in others))),
    }
    return _fill(credit_type.certificate_wording, values)


def _designated(course: Course, offer: Offer) -> str:
    values = _course_values(course) | _offer_values(offer) | {"format": offer.learning_format}
    return _fill(offer.credit_type.designated_sentence, values)


def _accreditation_values(course: Course) -> dict[str, str]:
    return _course_values(course) | {"accreditor": course.series.provider.accreditor}


def _comparable(text: str) -> str:
    return " ".join(text.translate(_STRAIGHT).split())


def _course_values(course: Course) -> dict[str, str]:
    return {
        "provider": course.series.provider.name,
        "joint_provider": course.joint_provider,
        "format": course.get_learning_format_display(),
        "title": course.title,
    }


def _offer_values(offer: Offer) -> dict[str, str]:
    return {
        "max_amount": amount(offer.max_quarters),
        "max_credits": offer.credit_type.name_in_statement,
    }


def _fill(template: str, values: Mapping[str, str]) -> str:
    """Fill in one pass: a value that looks like a placeholder is not filled again.

    What is not known yet shows as a gap to fill, “[joint provider]”: a sentence never just lacks a part.
    Only {designated} may be empty, where no other credit is offered.

    Not `str.format`: staff edit these templates, and a format string can reach into objects. A
    placeholder without a value stays visible; `CreditType.clean` refuses it on entry.
    """

    def value(match: re.Match[str]) -> str:
        name = match[1]
        gap = "" if name == "designated" else f"[{name.replace('_', ' ')}]"
        return values.get(name, match[0]) or gap

    return PLACEHOLDER.sub(value, template).strip()
