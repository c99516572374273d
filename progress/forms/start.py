"""Which front matter a learner read before starting a course."""

from django import forms


class StartForm(forms.Form):
    """The digest of the front matter that the page showed."""

    front_matter = forms.CharField(max_length=64)
