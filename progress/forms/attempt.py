"""The post-test as a form: one field per question, each choice given by its place in this attempt's order."""

from collections.abc import Mapping, Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from progress.services.test_paper import AskedQuestion

_BIGGEST_ID = 2**63 - 1


class AttemptForm(forms.Form):
    """Answers to an attempt's questions. All are required unless `partial`."""

    use_required_attribute = False

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        items: Sequence[AskedQuestion],
        partial: bool = False,
    ) -> None:
        super().__init__(data, initial={_name(item): item.chosen_place for item in items})
        self.items = items
        for item in items:
            self.fields[_name(item)] = forms.ChoiceField(
                label=f"{item.number}. {item.stem}",
                choices=[(str(place), text) for place, (_, text) in enumerate(item.choices)],
                widget=forms.RadioSelect,
                required=not partial,
                error_messages={
                    "required": _("Choose an answer."),
                    "invalid_choice": _("Choose one of the answers shown."),
                },
            )

    @property
    def answers(self) -> dict[int, int]:
        """Question id → choice id of every question with a valid answer; only after `is_valid()`."""
        return {
            item.question_id: item.choices[int(place)][0]
            for item in self.items
            if (place := self.cleaned_data.get(_name(item)))
        }


class WhichAttemptForm(forms.Form):
    """The attempt that a page was made for; the learner may have submitted it in another tab since."""

    attempt = forms.IntegerField(min_value=1, max_value=_BIGGEST_ID)


class WhichResultForm(forms.Form):
    """Which earlier attempt to show, by its number."""

    attempt = forms.IntegerField(min_value=1)


def _name(item: AskedQuestion) -> str:
    return f"q{item.number}"
