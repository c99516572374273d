"""Which learner a preview shows, at which point of the path."""

from collections.abc import Mapping

from django import forms

from accounts.models import Profession
from courses.forms.credit_names import NamesCreditInFull
from support.services.previewing import PreviewState

VISITOR = "visitor"
UNKNOWN = "unknown"


class PreviewForm(NamesCreditInFull, forms.Form):
    """State and profession; by default the course page, as the first profession sees it."""

    state = forms.ChoiceField(
        label="State", choices=[(each.value, each.label) for each in PreviewState], required=False
    )

    def __init__(self, data: Mapping[str, object], *, professions: list[Profession]) -> None:
        super().__init__(data)
        self.professions = {each.code: each for each in professions}
        codes = [
            *((each.code, each.name) for each in professions),
            (UNKNOWN, "Someone who has not given their profession"),
            (VISITOR, "A visitor without an account (course page and video)"),
        ]
        self.fields["profession"] = forms.ChoiceField(
            label="View as", choices=codes, required=False
        )

    @property
    def chosen(self) -> tuple[PreviewState, str]:
        """The chosen state and the profession's code, after `is_valid()`."""
        wanted = self.cleaned_data["state"] or PreviewState.START.value
        state = next(each for each in PreviewState if each.value == wanted)
        code = self.cleaned_data["profession"] or next(iter(self.professions), UNKNOWN)
        return state, code
