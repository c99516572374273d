"""Posting a step of the editor as a browser does: everything the page holds, and what was typed over it."""

from collections.abc import Mapping
from typing import Any

from django.forms import CheckboxInput
from django.test import Client


def page_data(client: Client, address: str) -> dict[str, Any]:
    """Return what the form on the page would send if nothing was typed."""
    page = client.get(address)
    data: dict[str, Any] = {"based_on": page.context["based_on"]}
    for form in page.context["forms"]:
        for field in form:
            value = field.value()
            if isinstance(field.field.widget, CheckboxInput):
                if value:
                    data[field.html_name] = "on"
            elif isinstance(value, list):
                data[field.html_name] = value
            elif field.widget_type != "file":
                data[field.html_name] = "" if value is None else str(getattr(value, "pk", value))
    return data


def save(
    client: Client, address: str, typed: Mapping[str, str] | None = None, /, **more: str
) -> Any:
    """Press Save with `typed` and `more` over what the page holds."""
    return client.post(address, page_data(client, address) | dict(typed or {}) | more)
