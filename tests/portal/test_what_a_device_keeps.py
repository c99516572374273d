"""The privacy page names every key under which a script stores something in the browser."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

_SCRIPTS = Path(settings.BASE_DIR, "portal", "static", "js")
_STORES = re.compile(r"\b(?:localStorage|sessionStorage|indexedDB|caches)\b")
_STORAGE = r"(?:\b(?:local|session)Storage|\bstorage\(\)|\bbox)"
"""As the scripts call it."""
_SET = re.compile(
    r"\b(?:setItem|indexedDB\.open|caches\.open)\(\s*([^,)]+)"
    rf"|{_STORAGE}\??\.(\w+)\s*=(?!=)|{_STORAGE}\[([^\]]+)\]\s*=(?!=)"
)
_KEY = re.compile(r"""["']([\w.]+)["']|(\w+)""")
_MADE = {"watch-store.js": {"key": "PREFIX"}}
"""Variables by script, with the constant that their values begin with: `newKey` makes the key of a page."""


def keys_of(script: str, name: str = "") -> set[str]:
    """Return each key under which the script stores something, or what its keys begin with."""
    if not _STORES.search(script):
        return set()
    constants = re.findall(r"""\bconst (\w+) = ["']([\w.]+)["']""", script)
    found: set[str] = set()
    for given, dotted, bracketed in _SET.findall(script):
        if dotted:
            found.add(dotted)
            continue
        first = _KEY.match((given or bracketed).strip())
        assert first, (
            f"{name} stores something under {given or bracketed}, which nothing here can read"
        )
        made = _MADE.get(name, {}).get(first[2], first[2])
        keys = {first[1]} if first[1] else {value for const, value in constants if const == made}
        assert keys, f"{name}: the key {made} is no constant of this file"
        found |= keys
    assert found, f"{name} stores something in a way that nothing here can read"
    return found


def test_the_privacy_page_lists_what_the_scripts_store(client: Client, db: None) -> None:
    stored = set()
    for script in _SCRIPTS.glob("*.js"):
        stored |= keys_of(script.read_text(), script.name)
    listed = re.findall(
        r'<li><code translate="no">([\w.]+?)…?</code>', client.get("/privacy/").text
    )
    assert sorted(listed) == sorted(stored)
    assert {"theme", "player"} <= stored


@pytest.mark.parametrize(
    "more",
    [
        'localStorage.setItem("second", "1");',
        "localStorage.setItem( 'second', '1');",
        'const OTHER = "second"; sessionStorage.setItem(OTHER + id, "1");',
        'storage().setItem(\n  "second",\n  "1");',
        "localStorage.second = 1;",
        "box.second = 1;",
        'sessionStorage["second"] = 1;',
        'indexedDB.open("second", 1);',
    ],
)
def test_a_second_key_of_a_script_is_found_however_it_is_set(more: str) -> None:
    first = 'const KEY = "first"; localStorage.setItem(KEY, "1");'
    assert keys_of(first) == keys_of(f'{first} if (localStorage.other === "") {{}}') == {"first"}
    assert keys_of(f"{first}\n{more}") == {"first", "second"}


@pytest.mark.parametrize("key", ["name", "`x${name}`", "name()", "KEYS.first"])
def test_a_key_that_is_no_constant_is_not_passed_over(key: str) -> None:
    with pytest.raises(AssertionError):
        keys_of(f'const KEY = "first"; localStorage.setItem({key}, "1");')


def test_it_says_that_the_theme_outlasts_clearing_and_the_player_does_not(
    client: Client, db: None
) -> None:
    html = client.get("/privacy/").text
    said = dict(re.findall(r'<li><code translate="no">(\w+)</code>: ([^<]+)</li>', html))
    assert "“Clear saved progress” leave it" in said["theme"]
    assert "“Clear saved progress” remove them" in said["player"]
