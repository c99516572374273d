"""A workbook of any length is written in the same little memory."""

import io
import tempfile
import tracemalloc

from openpyxl import load_workbook

from providers.workbooks import write_xlsx
from reporting.services.vocabulary import Cell
from reporting.services.writers import write_csv


def row(number: int) -> list[Cell]:
    return [f"{number:06}", "Ana Díaz", "036.000001", f"learner-{number}@example.org"]


def most_bytes(rows: int) -> int:
    with tempfile.TemporaryFile() as file:
        tracemalloc.start()
        write_xlsx(
            file, ["Number", "Name", "Licence", "Address"], map(row, range(rows)), sheet_name="x"
        )
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    return most


def test_ten_times_the_rows_take_the_same_memory() -> None:
    most_bytes(10)  # what is loaded once
    few, many = most_bytes(300), most_bytes(3000)
    assert many < few + 500_000


def test_rows_that_come_one_by_one_are_all_written() -> None:
    book, text = io.BytesIO(), io.BytesIO()
    write_xlsx(book, ["Number"], ([f"{each:06}"] for each in range(700)), sheet_name="x")
    sheet = load_workbook(book).active
    assert sheet is not None
    assert [cell.value for cell in sheet["A"]] == ["Number", *(f"{each:06}" for each in range(700))]
    write_csv(text, ["Number"], ([f"{each:06}"] for each in range(700)), for_programs=True)
    assert text.getvalue().startswith(b"\xef\xbb\xbfNumber\r\n000000\r\n")
    assert text.getvalue().count(b"\r\n") == 701
