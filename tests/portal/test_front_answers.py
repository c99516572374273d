"""Answers are bytes or files; one thread makes each, and none is half of one."""

import asyncio
import os
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from portal import passing_files
from tests.portal.test_proxies import free_port
from tests.portal.two_servers import body_of, echo_environment, exchange, head_of, serve


@dataclass
class Served:
    port: int
    folder: Path

    def get(self, path: str, method: str = "GET") -> bytes:
        request = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        return exchange(self.port, request.encode())

    def downloads(self) -> list[Path]:
        return list((self.folder / "downloads").glob("*"))


def assert_early_headers(answer: bytes) -> None:
    """The front's own answers carry what Django's outermost middleware puts on any."""
    headers = dict(head_of(answer)[1])
    assert headers["x-content-type-options"] == "nosniff"
    assert "camera=()" in headers["permissions-policy"]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    port, folder = free_port(), tmp_path_factory.mktemp("data")
    environment = echo_environment(folder) | {"WEB_THREADS": "1"}
    with serve(port, "rsgi", "tests.portal.front_kinds:application", **environment):
        yield Served(port, folder)


def test_what_is_large_goes_as_a_file_that_its_owner_alone_can_read(served: Served) -> None:
    answer = served.get("/large")
    status, headers = head_of(answer)
    assert (status, dict(headers)["content-length"]) == (200, "3000000")
    assert "transfer-encoding" not in dict(headers)
    assert body_of(answer) == bytes(3_000_000)
    [file] = served.downloads()
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert body_of(served.get("/threads")) == b"1", "One thread calls, reads and closes."
    file.unlink()


def test_head_of_a_large_answer_says_how_long_it_is(served: Served) -> None:
    answer = served.get("/large", "HEAD")
    assert dict(head_of(answer)[1])["content-length"] == "3000000"
    assert body_of(answer) == b""
    for file in served.downloads():
        file.unlink()


def test_every_cookie_is_sent(served: Served) -> None:
    status, headers = head_of(served.get("/cookies"))
    assert status == 302
    assert [value for name, value in headers if name == "set-cookie"] == ["a=1", "b=2"]


@pytest.mark.parametrize("path", ["/breaks", "/fails"])
def test_what_fails_is_a_sentence_and_leaves_no_file(served: Served, path: str) -> None:
    answer = served.get(path)
    assert head_of(answer)[0] == 500
    assert "Something went wrong." in body_of(answer).decode()
    assert_early_headers(answer)
    assert served.downloads() == []


def test_a_queue_that_is_full_says_when_to_come_again(served: Served) -> None:
    """One thread and 65 places: of a hundred who come at once some are refused, and all others answered."""
    with ThreadPoolExecutor(100) as many:
        answers = list(many.map(served.get, ["/slow"] * 100))
    told = [head_of(answer) for answer in answers]
    assert {status for status, _ in told} == {204, 503}
    assert all("retry-after" in dict(headers) for status, headers in told if status == 503)
    for answer in answers:
        if head_of(answer)[0] == 503:
            assert_early_headers(answer)


def test_an_empty_file_is_an_empty_answer(served: Served) -> None:
    answer = served.get("/empty")
    status, headers = head_of(answer)
    assert (status, dict(headers)["content-length"], dict(headers)["x-own"]) == (200, "0", "x")
    assert body_of(answer) == b""


def test_files_go_when_their_process_ends(tmp_path: Path) -> None:
    port = free_port()
    environment = echo_environment(tmp_path) | {"WEB_THREADS": "1"}
    with serve(port, "rsgi", "tests.portal.front_kinds:application", **environment) as server:
        stopped = Served(port, tmp_path)
        stopped.get("/large")
        assert len(stopped.downloads()) == 1
        server.terminate()
        server.wait(20)
    assert stopped.downloads() == []


def test_files_of_a_process_that_was_killed_go_at_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passing_files, "_FOLDER", tmp_path)
    with subprocess.Popen(["true"]) as gone:
        gone.wait()
    old, new = (Path(passing_files.write([b"x"])[0]) for _ in range(2))
    orphan = new.with_name(new.name.replace(f".{os.getpid()}.", f".{gone.pid}."))
    elsewhere = new.with_name(f"elsewhere.{gone.pid}.x")
    orphan.touch()
    elsewhere.touch()
    before = time.time() - passing_files.KEPT_SECONDS - 1
    os.utime(old, (before, before))
    passing_files.sweep()
    assert set(tmp_path.iterdir()) == {new, elsewhere}


def test_files_are_swept_while_the_server_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passing_files, "_FOLDER", tmp_path)
    monkeypatch.setattr(passing_files, "KEPT_SECONDS", 0.1)
    loop = asyncio.new_event_loop()
    passing_files.sweep_each_minute(loop)
    passing_files.write([b"x"])
    loop.run_until_complete(asyncio.sleep(0.5))
    loop.close()
    assert list(tmp_path.iterdir()) == []
