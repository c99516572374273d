"""What is answered marks the lines it belongs to, and what belongs to none comes back."""

import pytest
from django.http import Http404

from accounts.errors import Refused
from courses.models import Course
from imports.kinds import kind_of
from imports.models import Import
from imports.services import importing
from reporting.models import Export, State
from reporting.services.exporting import discard
from tests.reporting.answers import bring, lines, outcomes, take, undo, workbook
from tests.reporting.people import LATER, earn, export, make_reported_course, planned

OTHER = "ccid:localhost:6f1e6a52-94dc-4a3c-8b2e-000000000000"


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


def test_an_answer_by_credit_id_marks_its_lines_once_it_is_taken(made: Export) -> None:
    first, second = ids(made)
    text = f"Credit ID,Status,Message\n{first},Accepted,\n{second},Rejected,No such licence\n"
    read = bring(made, text)
    assert [row.state for row in made.rows.all()] == [State.EXPORTED, State.EXPORTED]
    done = take(read)
    assert lines(made) == [("accepted", ""), ("rejected", "No such licence")]
    assert (done.summary["accepted"], done.summary["rejected"]) == (1, 1)


def test_the_same_answer_again_says_nothing_new(made: Export) -> None:
    first, second = ids(made)
    text = f"Credit ID,Status,Message\n{first},OK,\n{second},Error,No such licence\n"
    take(bring(made, text))
    again = bring(made, text)
    assert outcomes(again) == [(2, "known", "marked"), (3, "known", "marked")]
    assert again.counts["good"] == 0


def test_an_answer_by_row_counts_the_line_of_names(made: Export) -> None:
    take(bring(made, workbook(["Row", "Error"], [3, "Bad NPI"]), name="r.xlsx", rest=True))
    assert lines(made) == [("accepted", ""), ("rejected", "Bad NPI")]


def test_lines_that_are_not_mentioned_wait_unless_staff_say_otherwise(made: Export) -> None:
    take(bring(made, workbook(["PARS"], ["Row", "Error"], [3, "Bad NPI"]), name="r.xlsx"))
    assert lines(made)[0] == ("exported", "")


def test_a_line_of_which_it_says_that_it_waits_is_not_accepted_with_the_rest(made: Export) -> None:
    first, second = ids(made)
    text = f"Credit ID,Status\n{first},Pending\n{second},Failed\n"
    read = bring(made, text, rest=True)
    assert outcomes(read) == [(2, "passed", "silent"), (3, "good", "")]
    take(read)
    assert lines(made) == [("exported", ""), ("rejected", "Failed")]


def test_an_empty_status_is_no_acceptance_and_no_answer_to_the_rest(made: Export) -> None:
    first, second = ids(made)
    text = f"Credit ID,Status,Error\n{first},,\n{second},,Wrong name\n"
    take(bring(made, text))
    assert lines(made) == [("exported", ""), ("rejected", "Wrong name")]


def test_an_empty_error_without_a_status_accepts(made: Export) -> None:
    first, second = ids(made)
    take(bring(made, f"Credit ID,Error\n{first},\n{second},OK\n"))
    assert lines(made) == [("accepted", ""), ("accepted", "")]


def test_a_rejected_line_comes_back_in_the_next_export(made: Export, course: Course) -> None:
    _, second = ids(made)
    take(bring(made, f"ccid;status;reason\n{second};failed;Wrong name\n", rest=True))
    assert [each.credit_id for each in planned(course).adds] == [second]


def test_what_belongs_to_no_line_comes_back_and_the_rest_is_taken(made: Export) -> None:
    first, _ = ids(made)
    text = (
        f"Credit ID,Row,Error\n{first},,\n{OTHER},,Unknown\n,,Something\n,99,Late\n,none,Odd\n"
        f"not one of ours,3,Bad NPI\n"
    )
    read = bring(made, text)
    assert outcomes(read) == [
        (2, "good", ""),
        (3, "returned", "no-line"),
        (4, "returned", "no-line"),
        (5, "returned", "no-line"),
        (6, "returned", "no-line"),
        (7, "good", ""),
    ]
    assert read.lines.get(line=5).reasons[0]["message"].endswith("its rows are 2 to 3.")
    take(read)
    assert lines(made) == [("accepted", ""), ("rejected", "Bad NPI")]


def test_an_answer_to_another_export_comes_back_whole_and_the_page_asks(made: Export) -> None:
    read = bring(made, f"Credit ID,Error\n{OTHER},Unknown\n", rest=True)
    assert outcomes(read) == [(2, "returned", "no-line")]
    assert kind_of("replies").preview(read)["belongs_elsewhere"]
    with pytest.raises(Refused, match="nothing to import in this file"):
        take(read)
    assert lines(made) == [("exported", ""), ("exported", "")]


def test_an_export_that_was_never_sent_takes_no_answer(made: Export) -> None:
    read = bring(made, f"Credit ID,Error\n{ids(made)[0]},\n")
    discard(export=made, by=made.made_by, now=LATER)
    assert take(read).state == Import.State.READY
    assert outcomes(read) == [(2, "returned", "discarded")]


def test_a_receipt_is_matched_by_its_order(made: Export) -> None:
    receipt = """<rosters Message=""><roster><attendees>
        <attendee Message=""><licensee_number>036012345</licensee_number></attendee>
        <attendee><licensee_number Message="Licence 125000001 not found"/></attendee>
    </attendees></roster></rosters>"""
    take(bring(made, receipt, name="receipt.xml"))
    assert lines(made) == [("accepted", ""), ("rejected", "Licence •••01 not found")]


def test_one_fault_among_several_answers_rejects_a_line(made: Export) -> None:
    read = bring(made, "Row,Status,Error\n2,error,A\n2,ok,\n2,error,B\n2,error,A\n")
    assert [state for _, state, _ in outcomes(read)] == ["good", "good", "good", "known"]
    take(read)
    assert lines(made)[0] == ("rejected", "A B")


def test_a_rejection_stands_against_a_later_acceptance(made: Export) -> None:
    take(bring(made, "Row,Status,Error\n2,error,A\n3,ok,\n"))
    later = bring(made, "Row,Status,Error\n2,ok,\n3,error,Withdrawn\n")
    assert outcomes(later) == [(2, "returned", "rejected-before"), (3, "good", "")]
    take(later)
    assert lines(made) == [("rejected", "A"), ("rejected", "Withdrawn")]


def test_a_report_of_no_errors_accepts_every_line_that_waits(made: Export) -> None:
    read = bring(made, "Row,Error\n", rest=True)
    assert kind_of("replies").preview(read)["rest"] == 2
    take(read)
    assert lines(made) == [("accepted", ""), ("accepted", "")]
    assert bring(made, "Row,Error\n", rest=True).state == Import.State.UNREADABLE


def test_the_same_answer_again_can_still_say_that_the_rest_was_accepted(made: Export) -> None:
    text = "Row,Error\n3,Bad NPI\n"
    take(bring(made, text))
    again = bring(made, text, rest=True)
    assert again.counts["good"] == 0
    take(again)
    assert lines(made) == [("accepted", ""), ("rejected", "Bad NPI")]


def test_a_status_nobody_knows_is_asked_about_once(made: Export) -> None:
    text = "Record #,Disposition,Error Description\n2,Zustimmung,\n3,Void,No such licence\n"
    read = bring(made, text)
    assert read.state == Import.State.MAPPING
    assert read.columns == {"row": 0, "status": 1, "reason": 2}
    choices = {"status": {"zustimmung": "accepted", "void": "rejected"}}
    importing.set_columns(source=read, chosen={"choices": choices})
    importing.go_on(read, LATER)
    read.refresh_from_db()
    take(read)
    assert lines(made) == [("accepted", ""), ("rejected", "No such licence")]
    assert bring(made, text).counts["known"] == 2


def test_a_status_that_is_left_unknown_comes_back_and_is_not_accepted_with_the_rest(
    made: Export,
) -> None:
    read = bring(made, "Row,Status\n2,Void\n3,ok\n", rest=True)
    importing.set_columns(source=read, chosen={"choices": {"status": {"void": ""}}})
    importing.go_on(read, LATER)
    read.refresh_from_db()
    assert outcomes(read) == [(2, "returned", "unknown-status"), (3, "good", "")]
    take(read)
    assert lines(made) == [("exported", ""), ("accepted", "")]


@pytest.mark.parametrize(
    "text",
    [
        "Row,Error\n2,Bad license, expired\n3,Bad NPI\n",
        "Row,Error\n2,Bad na\ufffdme\n3,Bad NPI\n",
        "Row,Error\nrow 2 of 3,Bad license\n3,Bad NPI\n",
        f"Row,Credit ID,Error\n2,{OTHER},Bad license\n3,,Bad NPI\n",
    ],
)
def test_while_a_line_comes_back_nothing_unmentioned_is_accepted(made: Export, text: str) -> None:
    read = bring(made, text, rest=True)
    preview = kind_of("replies").preview(read)
    assert (preview["holding"], preview["rest_accepted"]) == (1, False)
    done = take(read)
    assert lines(made) == [("exported", ""), ("rejected", "Bad NPI")]
    assert undo(done).state == Import.State.UNDONE
    assert lines(made)[1] == ("exported", "")


def test_what_a_returned_line_names_is_not_accepted_by_another(made: Export) -> None:
    read = bring(made, "Row,Error\n2,\n2,Bad license, expired\n3,\n", rest=True)
    assert [state for _, state, _ in outcomes(read)] == ["good", "returned", "good"]
    take(read)
    assert lines(made) == [("exported", ""), ("accepted", "")]


def test_an_export_has_one_address_for_its_answers(made: Export) -> None:
    kind = kind_of("replies")
    eastern = str(made.pk).translate({ord(str(digit)): 0x660 + digit for digit in range(10)})
    for target in (f"0{made.pk}", eastern, "0", "²", "9" * 30):
        with pytest.raises(Http404):
            kind.target_or_404(made.made_by, target)


def test_a_message_with_a_byte_order_mark_is_read(made: Export) -> None:
    message = "&#xFEFF;License 12345 ü"
    receipt = f'<r><attendee/><attendee Message="{message}"/><attendee Message="&#xFEFF;bad"/></r>'
    read = bring(made, receipt, name="r.xml")
    assert outcomes(read) == [(1, "good", ""), (2, "good", ""), (3, "returned", "no-line")]
    assert take(read).state == Import.State.DONE
    assert lines(made)[1][1].startswith("License")


def test_formulas_are_read_as_the_text_they_are(made: Export) -> None:
    read = bring(made, 'Row,Error\n2,"=WEBSERVICE(""http://x.example/"")"\n')
    assert read.lines.get().values["reason"].startswith("=WEBSERVICE")


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("r.csv", b" ", "The file is empty"),
        ("r.csv", b"x" * (5 * 1024 * 1024 + 1), "larger than 5 MB"),
        ("r.csv", b"a,b\n" + b"a,b\n" * 50_001, "more than 50,000 lines"),
    ],
)
def test_a_file_that_is_none_or_too_large_is_refused(
    made: Export, name: str, content: bytes, says: str
) -> None:
    try:
        source = bring(made, content, name=name)
        importing.run(
            source_id=source.pk, now=source.uploaded_at
        )  # as the worker does for many lines
        source.refresh_from_db()
        found = source.error
    except Refused as refused:
        found = refused.message
    assert says in found


def test_a_table_without_the_columns_it_takes_is_asked_about(made: Export) -> None:
    assert bring(made, "Name,Age\nA,1\n").state == Import.State.MAPPING
    kind = kind_of("replies")
    assert kind.missing(["row"]) == ["Status or Error"]
    assert kind.missing(["status", "reason"]) == ["Credit ID or Row"]
    assert kind.missing(["credit_id", "reason"]) == []
