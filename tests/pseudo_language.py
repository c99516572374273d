"""A language made by a script: English with accents on every letter, so that what is not wrapped stands out.

It holds every message of our templates and modules, and those of Django and django-allauth, as Babel finds them.
"""

import io
import re
from pathlib import Path

import allauth
import django
from babel.messages import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation.template import templatize

LANGUAGE = "en-xa"
"""The code by which Unicode knows such a language."""
_ENGLISH = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_ACCENTED = "ÅƁÇÐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽåƀçðéƒĝĥîĵķļɱñöþǫŕšţûṽŵẋýž"
_LETTERS = str.maketrans(_ENGLISH, _ACCENTED)
# What a program reads in a message: placeholders, tags, entities, addresses of pages.
_CODE = re.compile(r"(%\(\w+\)[sd]|%[%sd]|\{\w*\}|<[^<>]+>|&#?\w+;|https?://\S+)")
_KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


def accented(text: str) -> str:
    """Return the text as the language has it; placeholders and tags stay."""
    return "".join(
        part if number % 2 else part.translate(_LETTERS)
        for number, part in enumerate(_CODE.split(text))
    )


def messages() -> Catalog:
    """Return every message that the portal can show, without translations."""
    found = our_messages()
    for package in (django.__file__, allauth.__file__):
        for po in sorted(Path(package).parent.rglob("locale/en/LC_MESSAGES/django.po")):
            for message in read_po(io.BytesIO(po.read_bytes())):
                if message.id:
                    found.add(message.id, context=message.context, flags=message.flags)
    return found


def our_messages() -> Catalog:
    """Return every message of our templates and modules."""
    found = Catalog(charset="utf-8")
    root = Path(settings.BASE_DIR)
    for path in sorted((root / "templates").rglob("*.*")):
        if path.suffix in {".html", ".txt"}:
            # One statement on a line: Babel's reader knows Python only.
            lines = templatize(path.read_text()).splitlines()
            _take(found, "\n".join(line.strip() for line in lines))
    for app in sorted(_our_apps(root)):
        for path in sorted((root / app).rglob("*.py")):
            _take(found, path.read_text())
    return found


def write(folder: Path) -> None:
    """Compile the language below the folder, as `LOCALE_PATHS` wants it."""
    catalog = messages()
    for message in catalog:
        if not message.id:
            continue
        ids = [message.id] if isinstance(message.id, str) else message.id
        made = tuple(map(accented, ids))
        message.string = made[0] if isinstance(message.id, str) else made
    there = folder / "en_XA" / "LC_MESSAGES"
    there.mkdir(parents=True)
    with (there / "django.mo").open("wb") as file:
        write_mo(file, catalog)


def _our_apps(root: Path) -> list[str]:
    return [path.parent.name for path in root.glob("*/__init__.py") if path.parent.name != "tests"]


def _take(found: Catalog, python: str) -> None:
    source = io.BytesIO(python.encode())
    for _, message, _, context in extract("python", source, keywords=_KEYWORDS):
        found.add(message, context=context)
