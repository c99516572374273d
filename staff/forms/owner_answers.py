"""The form of the questions that only a provider can answer: one field for each."""

from typing import Any

from django import forms

from courses.forms.credit_names import NamesCreditInFull
from providers.models import OwnerAnswer
from providers.services.owner_answers import QUESTIONS


class OwnerAnswersForm(NamesCreditInFull, forms.Form):
    """Each question with its answer; what is left empty stays open."""

    def __init__(self, *args: Any, answers: dict[str, OwnerAnswer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in QUESTIONS:
            known = answers.get(question.key)
            self.fields[question.key] = forms.CharField(
                label=question.words,
                help_text=question.why,
                required=False,
                max_length=4000,
                initial=known.answer if known else "",
                widget=forms.Textarea(attrs={"rows": 3}),
            )
