"""What assistive technology reads in a tagged PDF: the tree of its elements, each with its text."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name


@dataclass
class Element:
    """One element: its tag, its own text with that of its children, and what else it says."""

    tag: str
    text: str = ""
    alt: str = ""
    scope: str = ""
    children: list["Element"] = field(default_factory=list)

    def all(self, *tags: str) -> Iterator["Element"]:
        """Yield the elements below with one of these tags, in reading order."""
        for child in self.children:
            if child.tag in tags:
                yield child
            yield from child.all(*tags)


def structure(document: bytes) -> Element:
    """Return the root of the structure."""
    with pikepdf.open(io.BytesIO(document)) as pdf:
        texts: dict[Any, dict[int, str]] = {}
        for page in pdf.pages:
            texts[page.objgen] = _marked_texts(page)
        root = Element("Root")
        _add(pdf.Root.StructTreeRoot.K, root, texts, None)
        return root


def pairs(table: Element) -> list[tuple[str, str]]:
    """Return the label and the value of each column of a table with one row of header cells and one of values."""
    labels, values = ([*row.all("TH", "TD")] for row in table.all("TR"))
    assert all(each.tag == "TH" and each.scope == "Column" for each in labels)
    assert all(each.tag == "TD" for each in values)
    return [(label.text, value.text) for label, value in zip(labels, values, strict=True)]


def _add(node: Any, parent: Element, texts: Any, page: Any) -> None:
    if isinstance(node, Array):
        for each in node:
            _add(each, parent, texts, page)
    elif isinstance(node, Dictionary) and "/S" in node:
        page = node.Pg.objgen if "/Pg" in node else page
        own = Element(str(node.S)[1:], alt=str(node.get("/Alt", "")), scope=_scope(node))
        parent.children.append(own)
        _add(node.get("/K", Array()), own, texts, page)
        parent.text += own.text
    elif isinstance(node, Dictionary) and "/MCID" in node:
        place = node.Pg.objgen if "/Pg" in node else page
        parent.text += texts[place].get(int(node.MCID), "")
    elif not isinstance(node, Dictionary):
        parent.text += texts[page].get(int(node), "")


def _scope(node: Any) -> str:
    said = node.get("/A", Array())
    found = [
        str(each.Scope)[1:]
        for each in (said if isinstance(said, Array) else [said])
        if "/Scope" in each
    ]
    return found[0] if found else ""


def _marked_texts(page: Any) -> dict[int, str]:
    """Return the text of each marked content of a page."""
    fonts = {
        name: _unicode(font) for name, font in page.Resources.get("/Font", Dictionary()).items()
    }
    texts: dict[int, str] = {}
    marks: list[int | None] = []
    font: dict[bytes, str] = {}
    for instruction in pikepdf.parse_content_stream(page):
        operands: Any = instruction.operands
        match str(instruction.operator):
            case "BDC" | "BMC":
                known = (
                    len(operands) > 1
                    and isinstance(operands[1], Dictionary)
                    and operands[1].get("/MCID")
                )
                marks.append(None if known is None or known is False else int(known))
            case "EMC":
                marks.pop()
            case "Tf":
                font = fonts[str(operands[0])]
            case "Tj" | "TJ":
                pieces = operands[0] if isinstance(operands[0], Array) else [operands[0]]
                said = "".join(
                    _decoded(bytes(each), font)
                    for each in pieces
                    if isinstance(each, pikepdf.String)
                )
                if mark := [each for each in marks if each is not None]:
                    texts[mark[-1]] = texts.get(mark[-1], "") + said
    return texts


def _decoded(code: bytes, font: dict[bytes, str]) -> str:
    return "".join(font.get(code[at : at + 2], "") for at in range(0, len(code), 2))


def _unicode(font: Any) -> dict[bytes, str]:
    """Return what each glyph of a font stands for."""
    if Name.ToUnicode not in font:
        return {}
    words = font.ToUnicode.read_bytes().decode("ascii")
    pairs = re.findall(r"<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]+)>\s*\n", words)
    return {bytes.fromhex(code): bytes.fromhex(text).decode("utf-16-be") for code, text in pairs}
