"""The privacy page names every key under which a script stores something in the browser."""

import re
from pathlib import Path

from django.conf import settings
from django.test import Client

_SCRIPTS = Path(settings.BASE_DIR, "portal", "static", "js")
_STORES = re.compile(r"\b(?:localStorage|sessionStorage|indexedDB)\b")
_NAME = re.compile(
    r'^\s*const (?:KEY|PREFIX|SETTINGS) = "([\w.]+)"|(?:setItem\(|Storage\.)"([\w.]+)"',
    re.MULTILINE,
)


def test_the_privacy_page_lists_what_the_scripts_store(client: Client, db: None) -> None:
    stored = set()
    for script in _SCRIPTS.glob("*.js"):
        if _STORES.search(text := script.read_text()):
            names = {first or second for first, second in _NAME.findall(text)}
            assert names, f"{script.name} stores something under a name that is not found here"
            stored.update(names)
    listed = re.findall(
        r'<li><code translate="no">([\w.]+?)…?</code>', client.get("/privacy/").text
    )
    assert sorted(listed) == sorted(stored)
    assert {"theme", "player"} <= stored


def test_it_says_that_the_theme_outlasts_clearing_and_the_player_does_not(
    client: Client, db: None
) -> None:
    html = client.get("/privacy/").text
    said = dict(re.findall(r'<li><code translate="no">(\w+)</code>: ([^<]+)</li>', html))
    assert "“Clear saved progress” leave it" in said["theme"]
    assert "“Clear saved progress” remove them" in said["player"]
