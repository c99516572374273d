"""What one company gave to a course."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone

from accounts.days import day_somewhere
from courses.forms.checked_files import LARGEST, CheckedFileField
from courses.forms.credit_names import NamesCreditInFull
from courses.forms.fields import day
from courses.models import CommercialSupport, SupportNature
from courses.models.support import LONGEST_SOURCE

if TYPE_CHECKING:
    SupportModelForm = forms.ModelForm[CommercialSupport]
else:
    SupportModelForm = forms.ModelForm


class SupportForm(NamesCreditInFull, SupportModelForm):
    """Unfinished entries are saved, as in the whole editor: the publish list says what is missing."""

    source = forms.CharField(
        label="Company",
        max_length=LONGEST_SOURCE,
        help_text="The ineligible company’s name and nothing else. Learners see it.",
    )
    nature = forms.ChoiceField(
        label="Kind of support", choices=SupportNature.choices, widget=forms.RadioSelect
    )
    signed_on = day("Agreement signed on", "Before the activity began.")
    agreement = CheckedFileField(
        kinds=("pdf", "docx", "png", "jpg", "jpeg"),
        label="Written agreement",
        required=False,
        help_text=f"PDF, Word, PNG or JPEG, up to {LARGEST // 2**20} MB. Kept encrypted; only staff can read it.",
    )
    field_order = ("source", "nature", "in_kind", "amount", "use", "agreement", "signed_on")
    use_required_attribute = False

    class Meta:
        model = CommercialSupport
        fields = ("source", "nature", "in_kind", "amount", "use", "signed_on")
        help_texts = {
            "in_kind": "Such as loan of ultrasound machines. Learners see it.",
            "amount": "The grant, or what the support in kind is worth. Learners do not see it.",
            "use": "What it paid for. Kept with the agreement; learners do not see it.",
        }
        widgets = {
            "use": forms.Textarea(attrs={"rows": 3}),
            "amount": forms.NumberInput(attrs={"inputmode": "decimal", "step": "0.01"}),
        }

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("nature") == SupportNature.GRANT and found.get("in_kind"):
            self.add_error("in_kind", "Clear this, or choose “Support in kind”.")
        if found.get("amount") is not None and found["amount"] <= 0:
            self.add_error("amount", "More than 0; leave it blank if it is not known yet.")
        if found.get("signed_on") and found["signed_on"] > day_somewhere(timezone.now()):
            self.add_error("signed_on", "Enter the date it was signed, no later than today.")
        return found
