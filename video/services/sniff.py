"""A file's format by its first bytes, before any library opens it. Used inside the sandbox, without Django."""

import zipfile
from pathlib import Path

HEAD = 4096
# By its first bytes, the only demuxer that may open it.
_CONTAINERS = {
    b"\x1a\x45\xdf\xa3": "matroska",
    b"\x30\x26\xb2\x75\x8e\x66\xcf\x11": "asf",
    b"\x00\x00\x01\xba": "mpeg",
    b"FLV\x01": "flv",
}
_MOV_BOXES = {b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"}
_OTHERS = {
    "archive": (
        b"PK\x03\x04",
        b"PK\x05\x06",
        b"\x1f\x8b",
        b"7z\xbc\xaf",
        b"Rar!",
        b"BZh",
        b"\xfd7zXZ",
    ),
    "picture": (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*"),
    "sound": (b"ID3", b"\xff\xfb", b"fLaC", b"OggS", b"FORM"),
    "program": (b"\x7fELF", b"MZ", b"#!"),
    "document": (b"%PDF", b"\xd0\xcf\x11\xe0", b"{\\rtf"),
    "playlist": (b"#EXTM3U", b"[playlist]", b"ffconcat"),
}
_PAGES = (b"<!doctype", b"<html", b"<script", b"<svg", b"<?xml", b"<?php")


class NoRecording(Exception):
    """The file is not a recording that we accept; `code` is one of `refusals.REASONS`."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


def container_of(path: Path) -> str:
    """Return the demuxer for a file, by its first bytes. Raises `NoRecording`, also for two formats at once."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head:
        raise NoRecording("empty")
    container = _container(head)
    if container is None:
        raise NoRecording(f"is_{_other(head)}")
    if other := _second_kind(path, head):
        raise NoRecording("polyglot", other=other)
    return container


def cut_off(path: Path) -> bool:
    """Say whether an MP4 or MOV ends before its boxes do, or has no index: an interrupted recording."""
    size, at = path.stat().st_size, 0
    kinds: set[bytes] = set()
    with path.open("rb") as file:
        while at + 8 <= size and len(kinds) < 10_000:
            file.seek(at)
            header = file.read(16)
            length, kind, begins = int.from_bytes(header[:4]), header[4:8], 8
            if length == 1:
                length, begins = int.from_bytes(header[8:16]), 16
            kinds.add(kind)
            if length == 0:
                break
            if length < begins or at + length > size:
                return True
            at += length
    return b"moov" not in kinds


def _container(head: bytes) -> str | None:
    if head[4:8] in _MOV_BOXES:
        return "mov"
    if head[:4] == b"RIFF" and head[8:12] == b"AVI ":
        return "avi"
    for packet, first in ((188, 0), (192, 4)):
        if len(head) > 4 * packet and all(head[first + n * packet] == 0x47 for n in range(4)):
            return "mpegts"
    return next((name for mark, name in _CONTAINERS.items() if head.startswith(mark)), None)


def _other(head: bytes) -> str:
    if head[:4] == b"RIFF":
        return {b"WAVE": "sound", b"WEBP": "picture"}.get(head[8:12], "unknown")
    if _is_page(head):
        return "page"
    for kind, marks in _OTHERS.items():
        if head.startswith(marks):
            return kind
    return "unknown"


def _is_page(head: bytes) -> bool:
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_PAGES)


def _second_kind(path: Path, head: bytes) -> str:
    """Return what else the file is: to a program that reads from the end, or searches, it is a different file."""
    if b"%PDF-" in head[:1024]:
        return "a PDF document"
    if any(mark in head.lower() for mark in (b"<script", b"<html", b"<?php")):
        return "a web page"
    try:
        # Reads only the list at the end; nothing is unpacked.
        with zipfile.ZipFile(path) as archive:
            return "a ZIP archive" if archive.infolist() else ""
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError):
        return ""
