"""What every form in which staff write has in common: credit is named in full, and clean text compared with clean."""

from typing import TYPE_CHECKING, Any

from django import forms

from accounts.cleaning import clean_prose
from courses.models import CreditType
from courses.services.credit_phrases import credit_refusal

if TYPE_CHECKING:
    AnyForm = forms.BaseForm
else:
    AnyForm = object


class NamesCreditInFull(AnyForm):
    """Refuses, at its field, a text that names credit by less than its full name (`courses.credit_phrases`).

    Stands before the form's own class. A credit type judges its own names (`CreditType.clean`). Fields in
    `VERBATIM` are what somebody said, such as captions.
    """

    VERBATIM: frozenset[str] = frozenset()

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        """Return what stands, cleaned: rows of earlier versions may hold CRLF, and nobody changed those."""
        value = super().get_initial_for_field(field, field_name)
        return clean_prose(value) if isinstance(value, str) else value

    def full_clean(self) -> None:
        super().full_clean()
        if not self.is_bound or isinstance(getattr(self, "instance", None), CreditType):
            return
        for name, value in list(getattr(self, "cleaned_data", {}).items()):
            written = isinstance(self.fields.get(name), forms.CharField)
            refusal = credit_refusal(_text(value)) if written and name not in self.VERBATIM else ""
            if refusal:
                self.add_error(name, refusal)


def naming_credit_in_full(form: Any) -> Any:
    """Return the form class with that rule; for forms that a library makes."""
    if issubclass(form, NamesCreditInFull):
        return form
    return type(form)(form.__name__, (NamesCreditInFull, form), {"__module__": form.__module__})


def _text(value: Any) -> str:
    return "\n\n".join(map(str, value)) if isinstance(value, list) else str(value or "")
