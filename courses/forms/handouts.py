"""A file for learners to keep: its type is determined from its content, not trusted from its name."""

from typing import Any, BinaryIO
from zipfile import BadZipFile, ZipFile

from django import forms
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat

from courses.forms.credit_names import NamesCreditInFull

LARGEST = 20 * 1024 * 1024
_OFFICE = {"docx": "word/", "pptx": "ppt/", "xlsx": "xl/"}
_BEGINS = {
    "pdf": b"%PDF-",
    "png": b"\x89PNG\r\n\x1a\n",
    "jpg": b"\xff\xd8\xff",
    "jpeg": b"\xff\xd8\xff",
}
KINDS = [*_BEGINS, *_OFFICE, "txt"]


class HandoutForm(NamesCreditInFull, forms.Form):
    """One handout. Of an Office file only the archive's list of files is read; nothing is unpacked."""

    title = forms.CharField(max_length=200, help_text="As learners see it, such as Pocket card.")
    file = forms.FileField(
        max_length=150,
        help_text=f"PDF, Word, PowerPoint, Excel, PNG, JPEG or plain text, at most {LARGEST // 2**20} MB.",
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(f".{kind}" for kind in KINDS)}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        kind = file.name.rpartition(".")[2].lower()
        if kind not in KINDS:
            raise ValidationError(
                f"Files of this kind cannot be handed out. Use {', '.join(KINDS)}."
            )
        if file.size > LARGEST:
            size = filesizeformat(file.size)
            raise ValidationError(f"This file has {size}; 20 MB is the most. Make it smaller.")
        if not _is(kind, file):
            raise ValidationError(
                f"This is no {kind} file, although its name says so. Save it again in that format."
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
