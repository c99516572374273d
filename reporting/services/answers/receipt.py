"""Reading CE Broker's receipt: XML that mirrors what was sent, with a `Message` wherever something is wrong.

The file is not trusted: no DTD and no entity is read, and its elements are nested a little only.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, tostring

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from accounts.errors import Refused
from imports.kinds import Found, Reason
from reporting.services.answers.words import ACCEPTED, REJECTED

CREDIT_ID = re.compile(r"ccid:[^:\s]+:[^:\s]+")
_DEEPEST = 50
_ROW = "export-row"
"""An attribute of ours: in a file that comes back, an attendee's place is not its row any more."""


class _TooDeep(ValueError):
    pass


class _Builder(TreeBuilder):
    """Stops at elements within elements within elements: writing them again would exhaust the stack."""

    depth = 0

    def start(self, tag: Any, attrs: Any, /) -> Any:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise _TooDeep
        return super().start(tag, attrs)

    def end(self, tag: Any, /) -> Any:
        self.depth -= 1
        return super().end(tag)


def read_receipt(text: str) -> Iterator[Found]:
    """Yield one item per attendee, with its number as its line and its row. Raises `Refused("unreadable")`.

    An attendee is rejected by a message at it, in it, or about all of its roster.
    """
    root = _parsed(text)
    if not len(root) and (root.text or "").lstrip().startswith("<"):
        root = _parsed(root.text or "")  # the web service packs its receipt into a `string`
    attendees = [each for each in root.iter() if _tag(each) == "attendee"]
    if not attendees:
        raise Refused(
            "unreadable", "The receipt has no attendee. Is it CE Broker's receipt for this roster?"
        )
    parents = {child: parent for parent in root.iter() for child in parent}
    above = _messages_above(attendees, parents)
    for number, attendee in enumerate(attendees, start=1):
        of_all = above[parents[attendee]] if attendee in parents else []
        yield _found(number, attendee, [*of_all, *_messages(attendee)])


def written(items: Iterable[tuple[str, list[Reason]]]) -> Iterator[str]:
    """Yield a receipt of these attendees, each with its reasons as comments before it."""
    yield '<?xml version="1.0" encoding="utf-8"?>\n<attendees>\n'
    for text, reasons in items:
        for reason in reasons:
            yield f"<!-- {reason.message.replace('--', '- -')} -->\n"
        yield f"{text}\n"
    yield "</attendees>\n"


def _parsed(text: str) -> Element:
    parser = DefusedXMLParser(target=_Builder(), forbid_dtd=True)
    try:
        parser.feed(text.strip())
        root: Element = parser.close()
    except DefusedXmlException as error:
        raise Refused(
            "unreadable",
            "The XML defines entities or refers to other files. A receipt does not; it is not read.",
        ) from error
    except (ParseError, ValueError, LookupError) as error:
        raise Refused(
            "unreadable", "This is not well-formed XML. Download the receipt again."
        ) from error
    return root


def _messages_above(
    attendees: list[Element], parents: dict[Element, Element]
) -> dict[Element, list[str]]:
    """Return, for each element that holds attendees, what is said about all of them."""
    chains: dict[Element, list[Element]] = {}
    for holder in {parents[each]: None for each in attendees if each in parents}:
        chain = [holder]
        while chain[-1] in parents:
            chain.append(parents[chain[-1]])
        chains[holder] = chain[::-1]
    holders = {each for chain in chains.values() for each in chain}
    own = {each: list(_messages_beside(each, holders)) for each in holders}
    return {
        holder: [said for each in chain for said in own[each]] for holder, chain in chains.items()
    }


def _messages_beside(holder: Element, holders: set[Element]) -> Iterator[str]:
    """Yield the messages at an element and in its parts, except for those that hold attendees."""
    yield from filter(None, [_message(holder)])
    for part in holder:
        if part not in holders and _tag(part) != "attendee":
            yield from _messages(part)


def _messages(element: Element) -> Iterator[str]:
    return filter(None, map(_message, element.iter()))


def _message(element: Element) -> str:
    return next((v.strip() for k, v in element.attrib.items() if k.lower() == "message"), "")


def _found(number: int, attendee: Element, said: list[str]) -> Found:
    texts = (each.text or "" for each in attendee.iter())
    credit_id = next((found[0] for text in texts if (found := CREDIT_ID.search(text))), "")
    attendee.set(_ROW, attendee.get(_ROW, str(number)))
    attendee.tail = None
    return Found(
        line=number,
        text=tostring(attendee, encoding="unicode"),
        cells={
            "credit_id": credit_id,
            "row": attendee.attrib[_ROW],
            "status": REJECTED if said else ACCEPTED,
            "reason": " ".join(said),
        },
    )


def _tag(element: Element) -> str:
    return str(element.tag).rpartition("}")[2].lower()
