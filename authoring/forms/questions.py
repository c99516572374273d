"""Forms of the steps Post-test and Evaluation: they refuse errors, but save unfinished content."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField, BoundWidget

from accounts.form_fields import choice_field
from authoring.services.evaluation_items import asks_for_harm
from authoring.services.questions import save_question
from courses.forms.credit_names import NamesCreditInFull
from courses.forms.fields import LinesField
from courses.models import Assessment, EvaluationItem, Question
from courses.models.assessment import MAX_CHOICES
from courses.services.objectives import measured
from courses.services.question_content import (
    MOST_CHARACTERS,
    MOST_TOPIC_CHARACTERS,
    QuestionContent,
    cleaned,
    clock,
    content_errors,
    content_of,
    seconds_of,
)

MOST_OPTIONS = 20
MOST_OPTION_CHARACTERS = 300
_PLACES = range(MAX_CHOICES)
_ALWAYS_SHOWN = 4


_ASKED_BY_PROVIDERS = {
    "rationale": "rationale_missing",
    "citation": "citation_missing",
    "time": "second_missing",
    "objectives": "objective_unmeasured",
}
"""Fields whose check of the publish list a provider may turn into advice."""


class NeededField(forms.CharField):
    """A text needed for release, so not labelled optional; the form can still be saved without it."""

    def validate(self, value: Any) -> None:
        """Accept an empty value: `publishing.services.version_checks` reports what is missing."""


def _text(label: str, rows: int, **options: Any) -> forms.CharField:
    return NeededField(
        label=label,
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": rows}),
        **options,
    )


class MeasuredField(forms.MultipleChoiceField):
    """Objectives of the course. An objective needs a question, not a question an objective: none may be marked."""

    def validate(self, value: Any) -> None:
        """Accept none."""
        if value:
            super().validate(value)


class TestSettingsForm(NamesCreditInFull, forms.ModelForm[Assessment]):
    """Settings of the whole test; learners see them before they start."""

    __test__ = False  # pytest: not a test case

    class Meta:
        model = Assessment
        fields = ("pass_percent", "max_attempts", "draw", "draw_by_topic")
        labels = {
            "pass_percent": "Pass mark in percent",
            "max_attempts": "Attempts",
            "draw": "Questions asked in an attempt",
            "draw_by_topic": "Draw from each topic, as evenly as the topics allow",
        }
        help_texts = {
            "max_attempts": "Leave blank for no limit.",
            "draw": "Drawn at random for each attempt. Leave blank to ask every question.",
            "draw_by_topic": "Each question names its topic.",
        }

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("draw_by_topic") and not found.get("draw"):
            self.add_error("draw", "To draw by topic, say how many questions an attempt asks.")
        if found.get("max_attempts") == 0:
            self.add_error("max_attempts", "At least 1; leave blank for no limit.")
        return found


class QuestionForm(NamesCreditInFull, forms.Form):
    """One question with up to eight choices. Read `content` only after `is_valid()`."""

    stem = _text("Question", 3)
    right = forms.ChoiceField(
        label="Correct choice",
        required=False,
        choices=[(str(place), f"Choice {place + 1} is correct") for place in _PLACES],
        widget=forms.RadioSelect,
    )
    rationale = _text(
        "Why the answer is correct",
        3,
        help_text="Learners see it after they pass, or after the last attempt.",
    )
    citation = _text("Source", 2, help_text="Where to read more: author, title, year, link.")
    time = NeededField(
        label="Moment in the video",
        max_length=8,
        help_text="Minutes and seconds, such as 1:05. “Rewatch” leads there.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    objectives = MeasuredField(
        label="Objectives it measures",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": "The objectives changed after you opened this page: “%(value)s” is no longer one."
            " Mark them again."
        },
    )
    topic = forms.CharField(
        label="Topic",
        required=False,
        max_length=MOST_TOPIC_CHARACTERS,
        help_text="For you, and for drawing questions by topic. Learners do not see it.",
        widget=forms.TextInput(attrs={"list": "topics", "autocomplete": "off"}),
    )

    use_required_attribute = False

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        question: Question,
        seconds: int | None,
        objectives: Sequence[str],
        advice: Collection[str] = (),
    ) -> None:
        """`objectives`: the course's. `advice`: the codes of the checks that its provider does not require."""
        self.question, self.seconds = question, seconds
        super().__init__(data, initial=_initial(content_of(question), objectives))
        choice_field(self, "objectives").choices = [(each, each) for each in objectives]
        if not objectives:
            self.fields["objectives"].help_text = "The course has none yet: write them under About."
        for name, code in _ASKED_BY_PROVIDERS.items():
            self.fields[name].required = code not in advice
        for place in _PLACES:
            self.fields[f"choice_{place}"] = _text(f"Choice {place + 1}", 2)

    @property
    def content(self) -> QuestionContent:
        """The question as entered; empty choices are skipped."""
        texts = [self.cleaned_data.get(f"choice_{place}", "").strip() for place in _PLACES]
        given = [place for place in _PLACES if texts[place]]
        right = self.cleaned_data.get("right")
        return cleaned(
            QuestionContent(
                stem=self.cleaned_data.get("stem", ""),
                choices=tuple(texts[place] for place in given),
                right=given.index(int(right)) if right and int(right) in given else None,
                rationale=self.cleaned_data.get("rationale", ""),
                citation=self.cleaned_data.get("citation", ""),
                video_second=self.cleaned_data.get("time"),
                topic=self.cleaned_data.get("topic", ""),
                objectives=tuple(self.cleaned_data.get("objectives", ())),
            )
        )

    def clean_time(self) -> int | None:
        word = str(self.cleaned_data["time"]).strip()
        if not word:
            return None
        try:
            second = seconds_of(word)
        except ValueError:
            raise ValidationError("Write minutes and seconds, for example 1:05.") from None
        if self.seconds is not None and second >= self.seconds:
            raise ValidationError(f"The video ends at {clock(self.seconds)}.")
        return second

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        content = self.content
        if found.get("right") and content.right is None:
            self.add_error("right", "The choice marked as correct is empty.")
        for error in content_errors(content):
            self.add_error(None, error)
        return found

    def save(self) -> None:
        """Save the question. Call inside a transaction."""
        save_question(self.question, self.content)

    def rows(self) -> list[tuple[BoundWidget, BoundField]]:
        """Return the rows shown at once: the radio button and the text field of each choice."""
        return self._rows()[: self._shown()]

    def more_rows(self) -> list[tuple[BoundWidget, BoundField]]:
        """Return the remaining, empty rows."""
        return self._rows()[self._shown() :]

    def _rows(self) -> list[tuple[BoundWidget, BoundField]]:
        marks: list[BoundWidget] = list(self["right"])
        return [(marks[place], self[f"choice_{place}"]) for place in _PLACES]

    def _shown(self) -> int:
        """The number of rows shown at once: enough for the choices written, and one more."""
        used = [place for place in _PLACES if self[f"choice_{place}"].value()]
        return min(max([_ALWAYS_SHOWN, *(place + 2 for place in used)]), MAX_CHOICES)


def _initial(content: QuestionContent, objectives: Sequence[str]) -> dict[str, Any]:
    second = content.video_second
    return {
        "stem": content.stem,
        "right": "" if content.right is None else str(content.right),
        "rationale": content.rationale,
        "citation": content.citation,
        "time": "" if second is None else clock(second),
        "topic": content.topic,
        "objectives": measured(content.objectives, objectives),
        **{f"choice_{place}": text for place, text in enumerate(content.choices)},
    }


class ItemForm(NamesCreditInFull, forms.ModelForm[EvaluationItem]):
    """One item of an evaluation."""

    use_required_attribute = False

    prompt = _text("Question", 3)
    options = LinesField(
        label="Answers to choose from",
        required=False,
        help_text="One per line. A scale has five, lowest first; free text has none.",
    )

    class Meta:
        model = EvaluationItem
        fields = ("prompt", "kind", "options", "required", "purpose")
        labels = {"kind": "Kind of answer", "required": "Must be answered"}
        help_texts = {
            "purpose": "Reports group items by what they measure. ACCME asks about the first three.",
        }

    def clean_prompt(self) -> str:
        prompt = str(self.cleaned_data["prompt"]).strip()
        if asks_for_harm(prompt):
            raise ValidationError(
                "An evaluation never asks whether a learner has been harmed: survivors are among the"
                " learners. Ask about the course, or about practice."
            )
        return prompt

    def clean_options(self) -> list[str]:
        options: list[str] = self.cleaned_data["options"]
        if len(options) > MOST_OPTIONS:
            raise ValidationError(f"Enter up to {MOST_OPTIONS} answers; there are {len(options)}.")
        if len({option.casefold() for option in options}) < len(options):
            raise ValidationError("One of the answers appears twice.")
        if any(len(option) > MOST_OPTION_CHARACTERS for option in options):
            raise ValidationError(f"An answer is longer than {MOST_OPTION_CHARACTERS} characters.")
        return options

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("kind") == "text" and found.get("options"):
            self.add_error("options", "Free text has no answers to choose from: clear this list.")
        return found


class LibraryForm(NamesCreditInFull, forms.Form):
    """Which library items to add."""

    items = forms.MultipleChoiceField(
        label="Items", error_messages={"required": "Choose at least one item."}
    )

    def __init__(self, data: Mapping[str, Any] | None, *, ids: list[int]) -> None:
        super().__init__(data)
        choice_field(self, "items").choices = [(str(pk), str(pk)) for pk in ids]
