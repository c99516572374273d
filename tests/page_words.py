"""The words of a page as people meet them: its text, its title, and the attributes that are read out."""

import re
from collections.abc import Iterable
from html.parser import HTMLParser

from django.apps import apps
from django.db.models import CharField, JSONField, Model, TextField

from courses.richtext import render_markdown

_SILENT = {"script", "style", "template"}
_SPOKEN = {"alt", "aria-label", "aria-description", "label", "placeholder", "title"}
_WORD = re.compile(r"[A-Za-z]{2,}")
# The same in every language.
_NAMES = re.compile(
    r"\b(AMA PRA Category 1 Credits?|AMA PRA|AMA|ACCME|PARS|CE Broker|NPI|PDF|CSV|Safari|iPhone"
    r"|C[SD]T|UTC|[\w.+-]+@[\w.-]+|[0-9A-Z]{4}(-[0-9A-Z]{4})+|[A-Z2-7]{32})\b"
    r"|https?://\S+|\{\w+\}"
)
_MARKUP = re.compile(r"[*_\[#<\n]")
_SPACE = re.compile(r"\s+")


class _Texts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._left_out: list[str] = []
        """The element whose text is left out, and those of its kind within it."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = {name: value or "" for name, value in attrs}
        if self._left_out:
            self._left_out += [tag] if tag == self._left_out[0] else []
        elif tag in _SILENT or own.get("translate") == "no" or (tag != "html" and "lang" in own):
            self._left_out = [tag]
        else:
            spoken = [value for name, value in own.items() if _is_spoken(tag, name, own)]
            self.found += filter(None, map(_squeezed, spoken))

    def handle_endtag(self, tag: str) -> None:
        if self._left_out and tag == self._left_out[0]:
            self._left_out.pop()

    def handle_data(self, data: str) -> None:
        if not self._left_out and _squeezed(data):
            self.found.append(_squeezed(data))


def texts_of(html: str) -> list[str]:
    """Return every piece of text in the page's own language, spaces squeezed, in its order."""
    parser = _Texts()
    parser.feed(html)
    return parser.found


class Data:
    """What the database holds as text, to tell it from what templates say."""

    def __init__(self, more: object = None) -> None:
        told = [*_stored(), *_leaves(more)]
        # Written in a sentence, and as pages show Markdown.
        told += [text[0].swapcase() + text[1:] for text in told if text]
        told += [part for text in told if _MARKUP.search(text) for part in texts_of(_html(text))]
        values = {_squeezed(text) for text in told} - {""}
        self._values = values
        self._known: dict[str, str] = {}
        self._all = "\n".join(values)
        self._longest_first = sorted(filter(_WORD.search, values), key=len, reverse=True)

    def without(self, text: str) -> str:
        """Return what is left of the text when values of the database are taken out."""
        if text not in self._known:  # pages repeat their frame
            self._known[text] = self._without(text)
        return self._known[text]

    def _without(self, text: str) -> str:
        if (
            not _WORD.search(text)
            or text in self._values
            or (text.count(" ") > 2 and text in self._all)
        ):
            return ""
        for value in self._longest_first:
            if value in text:
                text = re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", "", text)
        return text


def _html(text: str) -> str:
    return text if text.startswith("<") else str(render_markdown(text))


def english_in(html: str, data: Data) -> list[str]:
    """Return the pieces of text that hold words of plain letters, which are neither data nor names."""
    left = ((text, _NAMES.sub("", data.without(text))) for text in texts_of(html))
    return [text for text, rest in left if _WORD.search(rest)]


def _is_spoken(tag: str, name: str, own: dict[str, str]) -> bool:
    if name in _SPOKEN:
        return True
    if name == "value":
        return tag == "input" and own.get("type") in {"submit", "button"}
    if name == "content":
        return own.get("name") == "description"
    # What a script says: more than one word, as identifiers and addresses are not.
    return name.startswith("data-") and " " in own[name]


def _squeezed(text: str) -> str:
    return _SPACE.sub(" ", text).strip()


def _stored() -> Iterable[str]:
    for model in apps.get_models():
        if model._meta.managed:
            yield from _stored_of(model)


def _stored_of(model: type[Model]) -> Iterable[str]:
    names = [
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, CharField | TextField | JSONField) and not field.choices
    ]
    for row in model._default_manager.values_list(*names) if names else ():
        for value in row:
            yield from _leaves(value)


def _leaves(value: object) -> Iterable[str]:
    if isinstance(value, str):
        yield value
        yield from value.splitlines()
    elif isinstance(value, dict):
        for each in value.values():
            yield from _leaves(each)
    elif isinstance(value, list):
        for each in value:
            yield from _leaves(each)
