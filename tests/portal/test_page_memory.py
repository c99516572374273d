"""The memory of pages is bounded, whatever strangers ask for."""

import time

from portal.encoded import EncodedPage
from portal.page_keys import PageKey
from portal.page_memory import Kept, PageMemory


def key(number: int) -> PageKey:
    return PageKey("http", "localhost", f"/courses/{number}/", "en-us")


def kept(body: bytes = b"x", *, ago: float = 0) -> Kept:
    return Kept(time.monotonic() - ago, EncodedPage([], body))


def found(memory: PageMemory, numbers: range) -> list[int]:
    return [number for number in numbers if memory.find(key(number))]


def test_beyond_its_number_the_oldest_goes() -> None:
    memory = PageMemory(most_pages=3)
    for number in range(5):
        memory.keep(key(number), kept())
    assert found(memory, range(5)) == [2, 3, 4]


def test_beyond_its_bytes_the_oldest_goes() -> None:
    memory = PageMemory(most_bytes=25)
    for number in range(4):
        memory.keep(key(number), kept(b"0123456789"))
    assert found(memory, range(4)) == [2, 3]


def test_a_page_that_is_larger_than_all_of_it_is_not_kept() -> None:
    memory = PageMemory(most_bytes=5)
    memory.keep(key(1), kept(b"0123456789"))
    assert memory.find(key(1)) is None


def test_a_page_that_is_rendered_again_takes_its_room_once_and_is_young() -> None:
    memory = PageMemory(most_pages=2, most_bytes=25)
    for number in (1, 2, 1, 1, 3):
        memory.keep(key(number), kept(b"0123456789"))
    assert found(memory, range(4)) == [1, 3]


def test_that_each_needs_their_own_takes_room_as_well() -> None:
    memory = PageMemory(most_pages=2)
    for number in range(3):
        memory.keep(key(number), Kept(time.monotonic()))
    assert found(memory, range(3)) == [1, 2]


def test_what_is_too_old_is_not_found() -> None:
    memory = PageMemory()
    memory.keep(key(1), kept(ago=25))
    memory.keep(key(2), Kept(time.monotonic() - 5))
    assert found(memory, range(3)) == []


def test_what_people_ask_for_stays_longer_than_what_nobody_does() -> None:
    memory = PageMemory(most_pages=3)
    for number in range(6):
        memory.keep(key(number), kept())
        memory.find(key(0))
    assert found(memory, range(6)) == [0, 4, 5]


def test_a_path_under_invented_hosts_pushes_out_no_other_and_not_its_usual_one() -> None:
    memory = PageMemory(most_pages=20)
    usual = [key(number) for number in range(12)]
    for one in usual:
        memory.keep(one, kept())
    for port in range(100):
        memory.keep(usual[5]._replace(host=f"localhost:{port}"), kept())
        memory.find(usual[5])
    assert all(memory.find(one) for one in usual)
