"""CE Broker's receipts: whose messages are whose, and files that are none."""

import pytest
from defusedxml.ElementTree import fromstring

from accounts.errors import Refused
from imports.kinds import Reason
from reporting.services.answers.receipt import read_receipt, written
from reporting.services.answers.words import redacted

XXE = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
LAUGHS = '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><l>&b;</l>'


def said(text: str) -> list[tuple[str, str, str]]:
    """Return row, status and error of each attendee."""
    found = [each.cells for each in read_receipt(text)]
    return [(each["row"], each["status"], each["reason"]) for each in found]


def test_an_attendee_is_rejected_by_a_message_at_it_or_in_it() -> None:
    receipt = """<?xml version="1.0" encoding="utf-16"?>
        <rosters Message=""><roster><attendees>
        <attendee Message=""><licensee_number>036012345</licensee_number></attendee>
        <attendee><licensee_number Message="Licence 125000001 not found"/></attendee>
        <attendee message=" Already reported "><name Message="Odd"/></attendee>
    </attendees></roster></rosters>"""
    assert said(receipt) == [
        ("1", "accepted", ""),
        ("2", "rejected", "Licence 125000001 not found"),
        ("3", "rejected", "Already reported Odd"),
    ]


def test_a_fault_of_a_roster_rejects_its_attendees_and_no_others() -> None:
    receipt = """<rosters><roster><id_course Message="No such course"/>
        <attendees><attendee/><attendee/></attendees></roster>
        <roster><id_course Message=""/><attendees><attendee/></attendees></roster></rosters>"""
    no_course = "No such course"
    assert said(receipt) == [
        ("1", "rejected", no_course),
        ("2", "rejected", no_course),
        ("3", "accepted", ""),
    ]


def test_a_fault_of_the_whole_upload_rejects_everyone() -> None:
    receipt = '<rosters Message="Upload key unknown"><attendee/><attendee Message="Odd"/></rosters>'
    assert said(receipt) == [
        ("1", "rejected", "Upload key unknown"),
        ("2", "rejected", "Upload key unknown Odd"),
    ]


def test_a_receipt_that_the_web_service_packed_is_unpacked() -> None:
    inner = '&lt;rosters&gt;&lt;attendee Message="Odd"/&gt;&lt;/rosters&gt;'
    assert said(f'<string xmlns="https://ws.example/">{inner}</string>') == [
        ("1", "rejected", "Odd")
    ]
    plain = '<string xmlns="https://ws.example/"><rosters><attendee/></rosters></string>'
    assert said(plain) == [("1", "accepted", "")]


def test_a_credit_id_inside_an_attendee_is_found() -> None:
    receipt = "<r><attendee><note>Was ccid:cme.example:7f-1 sent?</note></attendee></r>"
    [found] = read_receipt(receipt)
    assert found.cells["credit_id"] == "ccid:cme.example:7f-1"


def test_what_comes_back_says_the_same_when_it_comes_again() -> None:
    receipt = """<rosters><attendee/>
        <attendee Message="Odd"><name>A &amp; B</name></attendee> stray
        <attendee><name Message="No -- such"/></attendee></rosters>"""
    found = list(read_receipt(receipt))[1:]
    text = "".join(
        written([(each.text, [Reason("", "x", "Belongs -- to no line-")]) for each in found])
    )
    assert "<!-- Belongs - - to no line-" in text
    assert "stray" not in text
    fromstring(text.encode())
    again = list(read_receipt(text))
    assert [each.cells for each in again] == [each.cells for each in found]


DEEP = "<attendee>" + "<a>" * 4000 + "</a>" * 4000 + "</attendee>"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (XXE, "refers to other files"),
        (LAUGHS, "defines entities"),
        ("<rosters>", "not well-formed"),
        (DEEP, "not well-formed"),
        ("<string>&lt;rosters&gt;</string>", "not well-formed"),
        ("<html/>", "no attendee"),
    ],
)
def test_what_is_no_receipt_is_refused_with_a_sentence(text: str, says: str) -> None:
    with pytest.raises(Refused, match=says):
        list(read_receipt(text))


@pytest.mark.parametrize(
    "text", ["Licence 036.012345 unknown", "NPI 1234567893", "DOB 02-29-1970 ?"]
)
def test_long_numbers_are_masked_in_what_is_kept(text: str) -> None:
    assert "•••" in redacted(text)
    assert not {"036.012345", "1234567893", "02-29-1970"} & set(redacted(text).split())
