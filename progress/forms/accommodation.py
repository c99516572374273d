"""The request of a learner who cannot watch the video, and the attestation that they read its transcript."""

from django import forms
from django.utils.translation import gettext_lazy as _


class AccommodationForm(forms.Form):
    """A short request to the course team."""

    use_required_attribute = False
    reason = forms.CharField(
        label=_("What would help you?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("A sentence is enough. Please don’t tell us about your health."),
        error_messages={"required": _("Tell us in a sentence what would help you.")},
    )


class ReadingForm(forms.Form):
    """The attestation that replaces watching."""

    use_required_attribute = False
    attested = forms.BooleanField(
        label=_("I have read the whole transcript of this course’s video."),
        error_messages={"required": _("Select the box after you have read all of it.")},
    )
