"""Forms about people in control of content: who they are, and what is asked of them."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.cleaning import clean_name
from accounts.form_fields import model_choice_field
from courses.forms.credit_names import NamesCreditInFull
from courses.forms.fields import required_day
from courses.models import Person
from providers.models import Provider


class PersonForm(NamesCreditInFull, forms.ModelForm[Person]):
    """Somebody in control of content, as shown to learners; the address is used for disclosure forms only."""

    class Meta:
        model = Person
        fields = ("name", "credentials", "position", "organisation", "email")
        help_texts = {
            "name": "As learners see it.",
            "credentials": "Such as M.D. or R.N.; printed after the name.",
        }

    def clean_name(self) -> str:
        return clean_name(self.cleaned_data["name"])

    def clean_credentials(self) -> str:
        return clean_name(self.cleaned_data["credentials"])


class NewPersonForm(PersonForm):
    """A new person; staff who work for several providers choose one."""

    provider = forms.ModelChoiceField(Provider.objects.none(), empty_label=None)

    def __init__(self, *args: Any, providers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        model_choice_field(self, "provider").queryset = providers
        if providers.count() == 1:
            self.fields["provider"].widget = forms.HiddenInput()
            self.fields["provider"].initial = providers.first()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        same = Person.objects.filter(
            provider=cleaned.get("provider"), name__iexact=cleaned.get("name", "")
        )
        if same.filter(email=cleaned.get("email", "")).exists():
            message = "This person is already listed. See the People page."
            raise ValidationError({"name": message})
        return cleaned


class AskForm(NamesCreditInFull, forms.Form):
    """When a disclosure is due, and how its link is sent to the person."""

    due_on = required_day("Due on", "We remind them a week before and on the day.")
    way = forms.ChoiceField(
        label="How to send the link",
        choices=[("mail", "Email it to them"), ("link", "Show it to me, and I will pass it on")],
        widget=forms.RadioSelect,
    )
