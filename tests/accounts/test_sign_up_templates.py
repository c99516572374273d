"""The sign-up page is one of few templates: each of its fields and options once took one of its own."""

from typing import Any

import pytest
from django.test import Client
from django.test.signals import template_rendered

from tests import factories

pytestmark = pytest.mark.django_db


def rendered(client: Client, path: str) -> list[str]:
    names: list[str] = []

    def note(*, template: Any, **_: Any) -> None:
        names.append(template.name)

    template_rendered.connect(note)
    try:
        assert client.get(path).status_code == 200
    finally:
        template_rendered.disconnect(note)
    return names


def test_signing_up_renders_under_ten_templates(client: Client) -> None:
    assert len(rendered(client, "/accounts/signup/")) < 10


@pytest.mark.parametrize("path", ["/accounts/profile/", "/accounts/reporting/about-you/"])
def test_a_long_list_of_options_is_no_long_list_of_templates(client: Client, path: str) -> None:
    client.force_login(factories.make_user())
    names = rendered(client, path)
    assert len(names) < 15
    assert not [name for name in names if "widgets/" in name]
