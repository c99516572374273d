"""HTML and Markdown as plain text that keeps its meaning: paragraphs, lists, links, CO₂ and 10⁹."""

import html as entities
import re
from html.parser import HTMLParser

import nh3
from markdown_it import MarkdownIt

from courses.richtext import LONGEST_PARAGRAPH

_TEX = r"\\[(\[](?:[^\n\\]|\\[^()\[\]\n])+\\[)\]]|\$\$[^$\n]+\$\$"
MEDIA = re.compile(
    rf"<(?:img|svg|audio|video|iframe|object|embed|canvas|math)\b|@@PLUGINFILE@@|{_TEX}",
    re.IGNORECASE,
)
"""What plain text cannot show."""
FORMULA = re.compile(_TEX)
MARKDOWN_PICTURE = re.compile(r"!\[[^\[\]]*\]\(")
PICTURE = "It has a picture, sound, or formula, which a question here cannot show. Say it in words."
_BLOCKS = {
    *("p", "div", "ul", "ol", "li", "table", "tr", "blockquote", "pre", "dl", "dt", "dd", "hr"),
    *("h1", "h2", "h3", "h4", "h5", "h6"),
}
_KEPT = _BLOCKS | {"br", "td", "th", "sub", "sup", "a"}
_TAG = re.compile(
    r"</?(?:p|div|span|br|b|i|u|em|strong|sub|sup|ul|ol|li|table|tbody|tr|td|th|h[1-6]|font|img|pre|code)"
    r"\b[^<>]*>|<a href[^<>]*>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:#\d{1,6}|#x[\da-f]{1,6}|[a-z]{2,8});", re.IGNORECASE)
_SIGNS = "0123456789+-=()"
_RAISED = str.maketrans(_SIGNS + "−ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾⁻ⁿⁱ")
_LOWERED = str.maketrans(_SIGNS + "−", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎₋")
_AS_IT_IS = {"st", "nd", "rd", "th", "®", "™", "©"}
_ANY_TAG = re.compile(r"<(/?)([a-z][a-z0-9:-]{0,30})\b[^<>]*>", re.IGNORECASE)
_ENDED_BY_THE_NEXT = {
    "p",
    "li",
    "td",
    "th",
    "tr",
    "dt",
    "dd",
    "br",
    "hr",
    "img",
    "input",
    "wbr",
    "col",
}
_DEEPEST = 50
_LINK = re.compile(r"(mailto|tel|sms):([^?]+).*|(https?:.+)", re.IGNORECASE)
_NUMBER = re.compile(r"\+?\d[\d\s().-]*")
_WHOLE_NUMBER = 10
"""Digits of a number that can be called without the code of its country."""
_markdown = MarkdownIt("commonmark", {"html": True})


def text_of_html(html: str) -> str:
    """Return HTML as plain text, one line to a paragraph, links with where they lead unless they say it.

    Takes time in proportion to its length.
    """
    reader = _Reader()
    attributes = {"a": {"href"}, "ol": {"start"}}
    reader.feed(nh3.clean(_shallow(html), tags=_KEPT, attributes=attributes, link_rel=None))
    reader.close()
    lines = "".join(reader.parts).split("\n")
    return "\n".join(filter(None, (re.sub(r"[ \xa0]+", " ", line).strip() for line in lines)))


def _shallow(html: str) -> str:
    """Return HTML whose tags are closed in order and nested little: parsing takes time with the depth."""
    opened: list[str] = []

    def tag(found: re.Match[str]) -> str:
        name = found[2].lower()
        if name in _ENDED_BY_THE_NEXT:
            return found[0]
        if not found[1]:
            if len(opened) >= _DEEPEST:
                return "\n"
            opened.append(name)
            return found[0]
        if name not in opened:
            return ""
        at = len(opened) - 1 - opened[::-1].index(name)
        closed = opened[at:][::-1]
        del opened[at:]
        return "".join(f"</{each}>" for each in closed)

    return _ANY_TAG.sub(tag, html)


def text_of_markdown(markdown: str) -> str:
    """Return Markdown as plain text; as it is, if a paragraph is too long to be parsed in good time."""
    if any(len(paragraph) > LONGEST_PARAGRAPH for paragraph in markdown.split("\n\n")):
        return markdown
    return text_of_html(_markdown.render(markdown))


def plain_text(text: str) -> str:
    """Return text that says nothing of its format: as it is, unless it has tags or entities of HTML."""
    if _TAG.search(text):
        return text_of_html(text.replace("\n", "<br>"))
    return entities.unescape(text) if _ENTITY.search(text) else text


def as_plain_text(text: str) -> str:
    """Return text that `plain_text` reads back unchanged: what looks like HTML has its signs as entities."""
    return entities.escape(text, quote=False) if _TAG.search(text) or _ENTITY.search(text) else text


class _Reader(HTMLParser):
    """Collects the text of HTML that nh3 has made regular."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._lists: list[int | None] = []
        self._small, self._small_from = "", 0
        self._link, self._link_from = "", 0

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS or tag == "br":
            self.parts.append("\n")
        if tag == "ul":
            self._lists.append(None)
        elif tag == "ol":
            start = dict(attributes).get("start") or ""
            self._lists.append(int(start) - 1 if re.fullmatch("[0-9]{1,9}", start) else 0)
        elif tag == "li":
            self.parts.append(self._mark())
        elif tag in {"sub", "sup"}:
            self._small, self._small_from = tag, len(self.parts)
        elif tag == "a":
            self._link, self._link_from = dict(attributes).get("href") or "", len(self.parts)

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.parts.append("\n")
        if tag in {"ul", "ol"} and self._lists:
            self._lists.pop()
        elif tag in {"td", "th"}:
            self.parts.append(" ")
        elif tag == self._small:
            said = "".join(self.parts[self._small_from :])
            self.parts[self._small_from :] = [_raised(said) if tag == "sup" else _lowered(said)]
            self._small = ""
        elif tag == "a" and (led := _LINK.fullmatch(self._link)):
            said = "".join(self.parts[self._link_from :])
            where = led[2] or led[3]
            self.parts.append("" if _says(said, where, led[1]) else f" ({where})")
            self._link = ""

    def handle_data(self, data: str) -> None:
        self.parts.append(re.sub(r"[ \t\r\n\f]+", " ", data))

    def _mark(self) -> str:
        """Return what an item of the innermost list begins with."""
        if not self._lists or self._lists[-1] is None:
            return "- "
        self._lists[-1] += 1
        return f"{self._lists[-1]}. "


def _says(said: str, where: str, scheme: str | None) -> bool:
    """Say whether the words of a link hold the whole of where it leads, however a number is written."""
    if scheme and scheme.lower() != "mailto":
        number = re.sub(r"\D", "", where)
        told = [re.sub(r"\D", "", each) for each in _NUMBER.findall(said)]
        return any(
            each == number or (len(each) >= _WHOLE_NUMBER and number.endswith(each))
            for each in told
        )
    return _bare(where) in map(_bare, said.split())


def _bare(address: str) -> str:
    """Return an address without what it may stand with in a sentence, and without a slash at its end."""
    return address.strip(".,;:!?()[]<>“”\"'’").rstrip("/")


def _raised(text: str) -> str:
    """Return text that stood above the line: “10⁹”, “1st”, “x^(a+b)”."""
    if not text.strip() or text.strip().lower() in _AS_IT_IS:
        return text
    raised = text.strip().translate(_RAISED)
    return raised if not re.search(r"[^⁰-⁾ⁿⁱ²³¹]", raised) else f"^{_together(text.strip())}"


def _lowered(text: str) -> str:
    """Return text that stood below the line: “CO₂”, “V_max”."""
    lowered = text.strip().translate(_LOWERED)
    return lowered if not re.search(r"[^₀-₎]", lowered) else f"_{_together(text.strip())}"


def _together(text: str) -> str:
    return text if text.isalnum() else f"({text})"
