"""What leaves as a file is whole before its first byte goes."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest
from django.conf import settings

from providers.downloads import PartOfFile, download
from tests.test_architecture import ROOMS


def test_no_view_streams() -> None:
    """A stream holds a thread as long as its reader likes, and of what fails half a file has gone."""
    files = [path for room in ROOMS for path in (Path(settings.BASE_DIR) / room).rglob("*.py")]
    assert len(files) > 300
    streams = [path for path in files if "StreamingHttpResponse" in path.read_text()]
    assert streams == [], "Use providers.downloads.download."
    given = [path for path in files if re.search(r"\bFileResponse\(", path.read_text())]
    assert {path.relative_to(settings.BASE_DIR).as_posix() for path in given} == {
        "providers/downloads.py",
        "video/media.py",
    }


@pytest.mark.parametrize("size", [0, 5, 3_000_000])
def test_a_download_is_what_was_written(db: None, size: int) -> None:
    response = download(lambda file: file.write(bytes(size)), name="list.csv", kind="text/csv")
    assert response["Content-Disposition"] == 'attachment; filename="list.csv"'
    assert response["Content-Type"] == "text/csv"
    assert response["Content-Length"] == str(size)
    assert response.getvalue() == bytes(size)
    response.close()


def test_what_fails_half_way_is_an_error_and_leaves_no_open_file() -> None:
    opened: list[IO[bytes]] = []

    def lines(file: IO[bytes]) -> Iterator[bytes]:
        opened.append(file)
        yield b"first"
        raise ValueError("second")

    with pytest.raises(ValueError, match="second"):
        download(lambda file: file.writelines(lines(file)), name="x.csv", kind="text/csv")
    assert opened[0].closed


def test_a_part_ends_where_it_ends(tmp_path: Path) -> None:
    path = tmp_path / "film"
    path.write_bytes(b"0123456789")
    part = PartOfFile(path, 2, 5)
    assert [part.read(3), part.read(3), part.read(3)] == [b"234", b"56", b""]
    part.close()
