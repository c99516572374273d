"""What is answered marks the lines it belongs to; a bad file is refused with a sentence."""

import io
import struct
import zipfile

import pytest
from openpyxl import Workbook

from accounts.errors import Refused
from courses.models import Course
from reporting.models import Export, ExportReply, State
from reporting.services.exporting import discard
from reporting.services.replies import read_reply, redacted
from reporting.services.replying import apply, read
from tests.reporting.people import LATER, earn, export, make_reported_course, planned

XXE = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
LAUGHS = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><l>&b;</l>'


@pytest.fixture
def course(db: None) -> Course:
    return make_reported_course()


@pytest.fixture
def made(course: Course) -> Export:
    """An export of two lines."""
    earn(course)
    earn(course, full_name="Bea Ng", npi="1245319599", licence="125000001")
    return export(course)


def ids(made: Export) -> list[str]:
    return list(made.rows.values_list("credit_id", flat=True))


def workbook(*rows: list[object]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def answer(made: Export, name: str, content: bytes, *, rest: bool = False) -> ExportReply:
    return read(
        export=made, name=name, content=content, rest_accepted=rest, by=made.made_by, now=LATER
    )


def mark(reply: ExportReply) -> list[tuple[str, str]]:
    apply(reply=reply, by=reply.read_by, now=LATER)
    return list(reply.export.rows.values_list("state", "reason"))


def test_an_answer_by_credit_id_marks_its_lines(made: Export) -> None:
    first, second = ids(made)
    reply = answer(
        made,
        "reply.csv",
        f"Credit ID,Status,Message\n{first},Accepted,\n{second},Rejected,No such licence\n".encode(),
    )
    assert [row.state for row in made.rows.all()] == [State.EXPORTED, State.EXPORTED]
    assert mark(reply) == [("accepted", ""), ("rejected", "No such licence")]
    assert mark(reply) == [("accepted", ""), ("rejected", "No such licence")]


def test_an_answer_by_row_counts_the_line_of_names(made: Export) -> None:
    reply = answer(made, "reply.xlsx", workbook(["Row", "Error"], [3, "Bad NPI"]), rest=True)
    assert mark(reply) == [("accepted", ""), ("rejected", "Bad NPI")]


def test_lines_that_are_not_mentioned_wait_unless_staff_say_otherwise(made: Export) -> None:
    reply = answer(made, "r.xlsx", workbook(["PARS"], ["Row", "Error"], [3, "Bad NPI"]))
    assert mark(reply)[0] == ("exported", "")


def test_a_rejected_line_comes_back_in_the_next_export(made: Export, course: Course) -> None:
    _, second = ids(made)
    content = f"ccid;status;reason\n{second};failed;Wrong name\n".encode()
    mark(answer(made, "r.csv", content, rest=True))
    assert [each.credit_id for each in planned(course).adds] == [second]


def test_what_belongs_to_no_line_is_listed(made: Export) -> None:
    first, _ = ids(made)
    other = "ccid:localhost:6f1e6a52-94dc-4a3c-8b2e-000000000000"
    content = f"Credit ID,Error\n{first},\n{other},Unknown\n,Something\n".encode()
    reply = answer(made, "r.csv", content)
    assert reply.unmatched == [f"{other}: Unknown", "a line: Something"]


def test_an_answer_to_another_export_is_refused(made: Export) -> None:
    content = b"Credit ID,Error\nccid:localhost:6f1e6a52,Unknown\n"
    with pytest.raises(Refused, match="answer to another one"):
        answer(made, "r.csv", content, rest=True)


def test_an_export_that_was_never_sent_takes_no_answer(made: Export) -> None:
    reply = answer(made, "r.csv", f"Credit ID,Error\n{ids(made)[0]},\n".encode())
    discard(export=made, by=made.made_by, now=LATER)
    with pytest.raises(Refused, match="never sent"):
        mark(reply)


def test_ce_brokers_receipt_is_matched_by_its_order(made: Export) -> None:
    receipt = """<rosters Message=""><roster><attendees>
        <attendee Message=""><licensee_number>036012345</licensee_number></attendee>
        <attendee><licensee_number Message="Licence 125000001 not found"/></attendee>
    </attendees></roster></rosters>"""
    marked = mark(answer(made, "receipt.xml", receipt.encode()))
    assert marked == [("accepted", ""), ("rejected", "Licence •••01 not found")]


def test_a_fault_of_the_whole_roster_rejects_every_line(made: Export) -> None:
    receipt = b'<rosters Message="Upload key unknown"><attendee/><attendee/></rosters>'
    assert {state for state, _ in mark(answer(made, "r.xml", receipt))} == {"rejected"}


def bomb() -> bytes:
    """Return a workbook of 50 KB that claims to unpack to 50 MB."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 50_000_000)
    return file.getvalue()


def lying_bomb() -> bytes:
    """Return the same with a directory that says 100 bytes."""
    content = bytearray(bomb())
    at = content.rfind(b"PK\x01\x02")
    content[at + 24 : at + 28] = struct.pack("<I", 100)
    return bytes(content)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("r.csv", b"", "0 bytes"),
        ("r.csv", b"x" * (5 * 1024 * 1024 + 1), "larger than 5 MB"),
        ("r.exe", b"MZ", "Choose the answer as"),
        ("r.xls", b"\xd0\xcf\x11\xe0", "Choose the answer as"),
        ("noname", b"Credit ID", "Choose the answer as"),
        ("r.xlsx", b"Credit ID,Error", "not an .xlsx workbook"),
        ("r.xlsx", bomb(), "far more than an answer can be"),
        ("r.xlsx", lying_bomb(), "not a workbook that Excel would open"),
        ("r.csv", b"\x00\x01", "not a CSV of text"),
        ("r.csv", b"Name,Age\nA,1\n", "No line has the names of columns"),
        ("r.csv", b"a\n" * 50_002, "more than 50,000 lines"),
        ("r.xml", XXE, "refers to other files"),
        ("r.xml", LAUGHS, "defines entities"),
        ("r.xml", b"<rosters>", "not well-formed"),
        ("r.xml", b"<html/>", "no attendee"),
    ],
)
def test_a_bad_file_is_refused_with_a_sentence(name: str, content: bytes, says: str) -> None:
    with pytest.raises(Refused, match=says):
        read_reply(name, content)


def test_formulas_are_read_as_the_text_they_are() -> None:
    content = workbook(["Row", "Error"], [2, '=WEBSERVICE("http://x.example/")'])
    [found] = read_reply("r.xlsx", content)
    assert (found.line, found.accepted) == (1, False)
    assert found.reason.startswith("=WEBSERVICE")


@pytest.mark.parametrize(
    "text", ["Licence 036.012345 unknown", "NPI 1234567893", "DOB 02-29-1970 ?"]
)
def test_long_numbers_are_masked_in_what_is_kept(text: str) -> None:
    assert "•••" in redacted(text)
    assert not {"036.012345", "1234567893", "02-29-1970"} & set(redacted(text).split())


def test_several_answers_to_one_line_keep_the_worst() -> None:
    content = b"Row,Status,Error\n2,ok,\n2,error,A\n2,error,B\n"
    assert [each.accepted for each in read_reply("r.csv", content)] == [True, False, False]


def test_one_fault_among_several_answers_rejects_a_line(made: Export) -> None:
    content = b"Row,Status,Error\n2,error,A\n2,ok,\n2,error,B\n"
    assert mark(answer(made, "r.csv", content))[0] == ("rejected", "A B")
