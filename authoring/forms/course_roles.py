"""The form for a role in a course."""

from typing import Any

from django import forms

from accounts.form_fields import model_choice_field
from courses.forms.credit_names import NamesCreditInFull
from courses.forms.fields import required_day
from courses.models import Course, Person, Role


class RoleForm(NamesCreditInFull, forms.Form):
    """Who does what in a course, and since when."""

    person = forms.ModelChoiceField(Person.objects.none(), empty_label="Choose a person")
    kind = forms.ChoiceField(label="Role", choices=Role.Kind)
    assumed_on = required_day(
        "Since",
        "The day the role is assumed: relevant relationships must be mitigated by then (ACCME Standard 3).",
    )

    def __init__(self, *args: Any, course: Course, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Person.objects.filter(provider=course.series.provider_id)
        model_choice_field(self, "person").queryset = people
