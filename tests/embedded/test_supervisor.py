"""Services: started again when they die, not for ever, and none left behind."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from embedded.processes import spawn
from embedded.supervisor import (
    Service,
    ServiceFailedError,
    obstacle,
    wait_until_ready,
)
from tests.live import PATIENCE

# A web server in small: a process with another one in its session, which outlives it.
PAIR = """
import os, signal, sys
child = os.fork()
if child:
    print(child, flush=True)
signal.pause()
"""


# One in the middle of dying: its first thread is gone, the last one still holds the port.
DYING = """
import ctypes, platform, socket, threading, time
held = socket.create_server(("127.0.0.1", 0))
print(held.getsockname()[1], flush=True)
threading.Thread(target=time.sleep, args=[60]).start()
ctypes.CDLL(None).syscall(60 if platform.machine() == "x86_64" else 93, 0)
"""


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[Service, int]]:
    """A service whose first process was killed, and the id of the one it left."""
    service = Service("pair", [sys.executable, "-c", PAIR], tmp_path / "pid")
    leader = subprocess.Popen(
        service.argv, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert leader.stdout is not None
    child = int(leader.stdout.readline())
    service.pid_file.write_text(str(leader.pid))
    leader.kill()
    leader.wait()
    leader.stdout.close()
    yield service, child
    if is_running(child):
        os.kill(child, signal.SIGKILL)


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes() != b""
    except OSError:
        return False


def test_what_a_killed_web_server_left_is_gone_before_the_next_start(
    pair: tuple[Service, int],
) -> None:
    service, child = pair
    assert is_running(child)
    service.stop_leftover()
    assert not is_running(child)


def test_another_program_with_the_same_process_id_is_left_alone(tmp_path: Path) -> None:
    other = spawn([sys.executable, "-c", "import signal; signal.pause()"])
    service = Service("web", [sys.executable, "-m", "granian"], tmp_path / "pid")
    service.pid_file.write_text(str(other.pid))
    service.stop_leftover()
    assert other.poll() is None
    other.kill()
    other.wait()


def test_a_killed_web_server_is_waited_for_until_it_lets_go_of_its_port(tmp_path: Path) -> None:
    dying = subprocess.Popen(
        [sys.executable, "-c", DYING], stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert dying.stdout is not None
    port = int(dying.stdout.readline())
    service = Service("web", [sys.executable, "-c", DYING], tmp_path / "pid")
    service.pid_file.write_text(str(dying.pid))
    while Path(f"/proc/{dying.pid}/cmdline").read_bytes():
        time.sleep(0.01)
    assert obstacle("127.0.0.1", port)
    threading.Timer(0.5, dying.kill).start()
    service.stop_leftover()
    assert obstacle("127.0.0.1", port) is None
    dying.wait()
    dying.stdout.close()


def test_a_service_that_keeps_dying_is_given_up(tmp_path: Path) -> None:
    service = Service("clock", [sys.executable, "-c", ""], tmp_path / "pid")
    service.start()
    with pytest.raises(ServiceFailedError, match="clock keeps stopping"):
        die_often(service)


def test_nobody_waits_for_a_portal_whose_service_keeps_dying(tmp_path: Path) -> None:
    service = Service("clock", ["/bin/sh", "-c", "exit 1"], tmp_path / "pid")
    service.start()
    began = time.monotonic()
    with pytest.raises(ServiceFailedError, match="clock keeps stopping"):
        wait_until_ready([service], lambda: False)
    assert time.monotonic() - began < PATIENCE


def test_a_living_service_is_not_started_twice(tmp_path: Path) -> None:
    service = Service(
        "clock", [sys.executable, "-c", "import signal; signal.pause()"], tmp_path / "pid"
    )
    service.start()
    assert not service.revive()
    service.stop()
    assert not service.pid_file.exists()


def test_a_port_is_in_use_whichever_way_localhost_is_read() -> None:
    for family in {found[0] for found in socket.getaddrinfo("localhost", 0)}:
        address = "::1" if family == socket.AF_INET6 else "127.0.0.1"
        with socket.create_server((address, 0), family=family) as taken:
            assert "in use" in str(obstacle("127.0.0.1", taken.getsockname()[1]))


@pytest.mark.parametrize("host", ["203.0.113.7", "2001:db8::7", socket.gethostname()])
def test_a_host_that_is_no_address_of_this_machine_is_not_blamed_on_the_port(host: str) -> None:
    said = str(obstacle(host, 8000))
    assert f"HOST={host} is no address of this machine" in said
    assert "in use" not in said


def die_often(service: Service) -> None:
    for _ in range(10):
        assert service.process is not None
        service.process.wait()
        service.revive()
