"""The portal over HTTP in this process, with rows for every page, made once for a whole module."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.urls import clear_url_caches
from pytest_django.live_server_helper import LiveServer

from tests.browser.all_rows import build
from tests.browser.everything import Everything
from tests.first_rows import put_back


@contextmanager
def everything_in(folder: Path) -> Iterator[Everything]:
    """Fill the database for as long as this lasts; then empty it and put back what migrations made."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "MEDIA_ROOT", folder / "media")
        patch.setattr(settings, "MAIL_DIR", folder / "mail")
        patch.setattr(settings, "DEV_MAIL", True)
        patch.setattr(settings, "ROOT_URLCONF", "tests.error_urls")
        # The proofs are made with the rows, and the last page is opened many minutes later.
        patch.setattr(settings, "ACCOUNT_REAUTHENTICATION_TIMEOUT", 60 * 60)
        patch.setattr(
            settings, "PASSWORD_HASHERS", ["django.contrib.auth.hashers.MD5PasswordHasher"]
        )
        clear_url_caches()
        before = connection.creation.serialize_db_to_string()
        try:
            everything = build()
            everything.places |= _places(folder)
            yield everything
        finally:
            put_back(before)
    clear_url_caches()


@contextmanager
def served() -> Iterator[str]:
    """Serve on a free port; yield the origin, by `localhost` as passkeys and local mail want it."""
    server = LiveServer("localhost")
    try:
        yield server.url
    finally:
        server.stop()


def _places(folder: Path) -> dict[str, object]:
    """The first row of each model, as addresses of the admin name it; and the letter's name."""
    firsts = {
        model._meta.label_lower.replace(".", "_"): row.pk
        for model in apps.get_models()
        if (row := model._default_manager.first()) is not None
    }
    [letter] = (folder / "mail").glob("*.eml")
    return {**firsts, "letter": letter.stem}
