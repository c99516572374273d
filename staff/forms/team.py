"""Forms of owners and administrators: for the team, providers, and searching the audit trail."""

from typing import Any

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.forms.widgets import DateInput as PlainDateInput
from django.utils.text import slugify

from accounts.mailboxes import AddressField
from courses.forms.credit_names import NamesCreditInFull
from providers.models import Membership, Provider
from staff.services.trail_sources import code_of

_ROLE_HELP = {
    Membership.Role.OWNER: "everything, and the team",
    Membership.Role.MANAGER: "courses, learners, certificates, exports",
    Membership.Role.REVIEWER: "approves what others ask for; sees reports",
    Membership.Role.SUPPORT: "helps learners, corrects certificates",
    Membership.Role.VIEWER: "reports only, without names",
}
ROLES = [(role.value, f"{role.label}: {_ROLE_HELP[role]}") for role in Membership.Role]


class DateInput(PlainDateInput):
    """A date input with the browser's own date picker."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class RoleForm(NamesCreditInFull, forms.Form):
    """The role of a member."""

    role = forms.ChoiceField(
        choices=ROLES, widget=forms.RadioSelect, error_messages={"required": "Choose a role."}
    )


class InvitationForm(RoleForm):
    """Whom to invite, and in which role."""

    email = AddressField(
        label="Email address",
        help_text="The invitation goes there, and only its owner can accept it.",
        error_messages={"required": "Enter the address of the person you invite."},
    )
    field_order = ("email", "role")


class ResetForm(NamesCreditInFull, forms.Form):
    """Why a second factor is to be removed."""

    reason = forms.CharField(
        label="What happened, and how do you know who asked you?",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For example “New phone; I know her and called her back on the number we have”.",
        error_messages={"required": "Say what happened, and how you know who asked you."},
    )


class AuditForm(forms.Form):
    """A search of the audit trail; an empty form finds everything."""

    text = forms.CharField(label="Words", required=False, max_length=100)
    actor = forms.CharField(label="Who did it", required=False, max_length=100)
    action = forms.CharField(
        label="What was done",
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"list": "actions", "autocomplete": "off"}),
    )
    learner = forms.CharField(label="Which learner", required=False, max_length=100)
    since = forms.DateField(label="From", required=False, widget=DateInput)
    until = forms.DateField(label="To", required=False, widget=DateInput)

    def __init__(self, *args: Any, providers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["provider"] = forms.ModelChoiceField(
            providers, label="Provider", required=False, empty_label="All my providers"
        )
        for name in ("text", "actor", "action", "learner"):
            # PostgreSQL text has no NUL, and a query with one fails.
            self.fields[name].validators.append(ProhibitNullCharactersValidator())

    def clean_action(self) -> str:
        """Return the action as it is recorded, also where it was typed as a line shows it: “Course changed”."""
        return code_of(str(self.cleaned_data["action"]))

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        since, until = typed.get("since"), typed.get("until")
        if since and until and since > until:
            self.add_error("until", "The last day is before the first.")
        return typed


class ProviderForm(NamesCreditInFull, forms.ModelForm[Provider]):
    """A new provider: only what learners and accreditors need to know; the rest can wait."""

    class Meta:
        model = Provider
        fields = (
            "name",
            "accreditor",
            "accreditation_template",
            "contact_email",
            "contact_phone",
            "website",
            "time_zone",
            "pars_provider_id",
        )
        help_texts = {
            "name": "As printed in the accreditation statement and on certificates.",
            "accreditor": "Who accredits it, for example “ACCME” or a state medical society.",
            "accreditation_template": "Whether it plans its courses alone or with others.",
            "contact_email": "Where learners write.",
            "time_zone": "Days end at midnight there: last days of credit, completion dates.",
            "pars_provider_id": "7 digits; needed to report credit, can be added later.",
        }
        labels = {"accreditation_template": "Accreditation statement"}

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if Provider.objects.filter(name__iexact=name).exists():
            raise forms.ValidationError("A provider with this name already exists.")
        return name

    def save(self, commit: bool = True) -> Any:
        """Return the provider unsaved, with a unique slug made from its name; a service saves it."""
        provider = super().save(commit=False)
        base = slugify(provider.name)[:50] or "provider"
        taken = set(Provider.objects.filter(slug__startswith=base).values_list("slug", flat=True))
        names = (base, *(f"{base}-{number}" for number in range(2, len(taken) + 3)))
        provider.slug = next(name for name in names if name not in taken)
        return provider
