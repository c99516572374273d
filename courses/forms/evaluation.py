"""Forms of evaluation items among the tables of the admin."""

from django import forms

from courses.forms.fields import lines
from courses.models import EvaluationItem, EvaluationLibraryItem


class EvaluationItemForm(forms.ModelForm[EvaluationItem]):
    """One item of an evaluation."""

    options = lines(rows=10)

    class Meta:
        model = EvaluationItem
        fields = "__all__"  # noqa: DJ007


class LibraryItemForm(forms.ModelForm[EvaluationLibraryItem]):
    """One item of the library of evaluation items."""

    options = lines(rows=10)

    class Meta:
        model = EvaluationLibraryItem
        fields = "__all__"  # noqa: DJ007
