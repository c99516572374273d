"""A form's fields by type, where a view or a provider fills in the choices."""

from typing import Any

from django import forms


def choice_field(form: forms.BaseForm, name: str) -> forms.ChoiceField:
    """Return the choice field `name`. Raises `TypeError` if it is of another type."""
    return _of_kind(form, name, forms.ChoiceField)


def model_choice_field(form: forms.BaseForm, name: str) -> forms.ModelChoiceField[Any]:
    """Return the model choice field `name`. Raises `TypeError` if it is of another type."""
    return _of_kind(form, name, forms.ModelChoiceField)


def _of_kind[F: forms.Field](form: forms.BaseForm, name: str, kind: type[F]) -> F:
    field = form.fields[name]
    if not isinstance(field, kind):
        raise TypeError(f"{name} is a {type(field).__name__}.")
    return field
