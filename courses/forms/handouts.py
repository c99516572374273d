"""A file for learners to keep."""

from django import forms

from courses.forms.checked_files import LARGEST, CheckedFileField
from courses.forms.credit_names import NamesCreditInFull


class HandoutForm(NamesCreditInFull, forms.Form):
    """One handout."""

    title = forms.CharField(max_length=200, help_text="As learners see it, such as Pocket card.")
    file = CheckedFileField(
        help_text=f"PDF, Word, PowerPoint, Excel, PNG, JPEG, or plain text, up to {LARGEST // 2**20} MB.",
    )
