"""An event row of the history as text: its field values, the rows it refers to, and its name."""

import json
from datetime import date, datetime, tzinfo
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Field, ForeignKey, Model

from accounts.cleaning import clean_prose
from accounts.days import moment_words
from accounts.sentences import long_date
from courses.services.statements import amount


def field_words(field: "Field[Any, Any]", value: Any, related: dict[Any, Any], zone: tzinfo) -> str:
    if isinstance(field, ForeignKey) and value is not None:
        row = related.get((field.related_model, value))
        return str(row) if row else f"#{value}"
    if field.flatchoices:
        return str(dict(field.flatchoices).get(value, value or ""))
    if field.name == "max_quarters":
        return amount(value)
    return _plain(value, zone)


def _plain(value: Any, zone: tzinfo) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "Yes" if value else "No"
        case datetime():
            return moment_words(value, zone)
        case date():
            return long_date(value)
        case list():
            return "\n".join(_plain(each, zone) for each in value)
        case dict():
            return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True)
        case _:
            # As every form sends it: older rows may hold what nobody sees, such as CRLF.
            return clean_prose(str(value))


def related_rows(model: type[Model], events: list[Any]) -> dict[Any, Any]:
    """Return (model, id) → row for all rows the events refer to; one query for each foreign key."""
    found: dict[Any, Any] = {}
    for field in model._meta.concrete_fields:
        target = field.related_model
        if isinstance(field, ForeignKey) and isinstance(target, type):
            ids = {getattr(event, field.attname, None) for event in events} - {None}
            rows = target._default_manager.in_bulk(ids)
            found |= {(target, key): row for key, row in rows.items()}
    return found


def subject_of(model: type[Model], event: Any, related: dict[Any, Any]) -> str:
    """Return the row's `str()` at that time; "" if it needs a related row that no longer exists."""
    row = model()
    for field in model._meta.concrete_fields:
        if hasattr(event, field.attname):
            value = getattr(event, field.attname)
            setattr(row, field.attname, value)
            if isinstance(field, ForeignKey):
                target = related.get((field.related_model, value))
                if target is not None:
                    setattr(row, field.name, target)
    try:
        return str(row)
    except ObjectDoesNotExist:
        return ""
