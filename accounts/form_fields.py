"""The fields of a form by their kind, where a view or a provider fills in what can be chosen."""

from typing import Any

from django import forms


def choice_field(form: forms.BaseForm, name: str) -> forms.ChoiceField:
    """Return a field with choices. Raises `TypeError` for one of another kind."""
    return _of_kind(form, name, forms.ChoiceField)


def model_choice_field(form: forms.BaseForm, name: str) -> forms.ModelChoiceField[Any]:
    """Return a field that chooses among rows. Raises `TypeError` for one of another kind."""
    return _of_kind(form, name, forms.ModelChoiceField)


def _of_kind[F: forms.Field](form: forms.BaseForm, name: str, kind: type[F]) -> F:
    field = form.fields[name]
    if not isinstance(field, kind):
        raise TypeError(f"{name} is a {type(field).__name__}.")
    return field
