"""A file that staff upload: its type is determined from its content, not trusted from its name."""

from collections.abc import Sequence
from typing import Any, BinaryIO
from zipfile import BadZipFile, ZipFile

from django import forms
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat

LARGEST = 20 * 1024 * 1024
_OFFICE = {"docx": "word/", "pptx": "ppt/", "xlsx": "xl/"}
_BEGINS = {
    "pdf": b"%PDF-",
    "png": b"\x89PNG\r\n\x1a\n",
    "jpg": b"\xff\xd8\xff",
    "jpeg": b"\xff\xd8\xff",
}
KINDS = (*_BEGINS, *_OFFICE, "txt")


class CheckedFileField(forms.FileField):
    """A file of one of `kinds`. Of an Office file only the archive's list of files is read; nothing is unpacked."""

    def __init__(self, *, kinds: Sequence[str] = KINDS, **options: Any) -> None:
        self.kinds = kinds
        accept = ",".join(f".{kind}" for kind in kinds)
        widget = forms.ClearableFileInput(attrs={"accept": accept})
        super().__init__(max_length=150, widget=widget, **options)

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        if not data:
            return file
        kind = file.name.rpartition(".")[2].lower()
        if kind not in self.kinds:
            raise ValidationError(
                f"Files of this kind are not accepted here. Use {', '.join(self.kinds)}."
            )
        if file.size > LARGEST:
            size = filesizeformat(file.size)
            raise ValidationError(f"This file has {size}; the limit is 20 MB. Make it smaller.")
        if not _is(kind, file):
            raise ValidationError(
                f"This is not a valid {kind} file, although its name says so. Save it again in that format."
            )
        file.seek(0)
        return file


def _is(kind: str, file: BinaryIO) -> bool:
    if kind in _OFFICE:
        return _is_office(file, _OFFICE[kind])
    head = file.read(4096)
    if kind == "txt":
        return _is_text(head + file.read())
    return head.startswith(_BEGINS[kind])


def _is_office(file: BinaryIO, folder: str) -> bool:
    try:
        with ZipFile(file) as packed:
            names = packed.namelist()
    except (BadZipFile, ValueError, OSError):
        return False
    macros = any("vbaproject" in name.lower() for name in names)
    return (
        "[Content_Types].xml" in names and not macros and any(n.startswith(folder) for n in names)
    )


def _is_text(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return b"\0" not in content
