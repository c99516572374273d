"""The code of a certificate, as people type or paste it."""

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.cleaning import clean_key
from certificates.codes import ALPHABET, LENGTH, parse_code


class CodeForm(forms.Form):
    """A verification code, typed in any case, with or without its hyphens."""

    code = forms.CharField(
        label=_("Verification code"),
        max_length=500,  # A whole sentence or address may be pasted.
        help_text=_("16 letters and digits, such as 2345-6789-CDFG-HJKM."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={"required": _("Enter the code printed on the certificate.")},
    )

    def clean_code(self) -> str:
        typed: str = self.cleaned_data["code"]
        code = parse_code(typed)
        if code is None:
            raise forms.ValidationError(mistyped(typed), code="mistyped")
        return code


def mistyped(typed: str) -> str:
    """Say what is wrong with what holds no valid code: its length, its letters, or an error that the check caught."""
    symbols = [each for each in clean_key(typed).upper() if each.isalnum()]
    strange = next((each for each in symbols if each not in ALPHABET), "")
    if len(symbols) != LENGTH:
        said = ngettext(
            "A code has %(needed)s letters and digits; you entered %(count)s. Check it against the certificate.",
            "A code has %(needed)s letters and digits; you entered %(count)s. Check it against the certificate.",
            len(symbols),
        )
        return said % {"needed": LENGTH, "count": len(symbols)}
    if strange:
        said = gettext("Our codes never contain “%(letter)s”. Check it against the certificate.")
        return said % {"letter": strange}
    return gettext(
        "That code doesn’t match: a letter or digit is wrong, or two are swapped."
        " Check it against the certificate, group by group."
    )
