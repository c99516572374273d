"""The admin's form for an item of the evaluation library."""

from django import forms

from courses.forms.credit_names import NamesCreditInFull
from courses.forms.fields import lines
from courses.models import EvaluationLibraryItem


class LibraryItemForm(NamesCreditInFull, forms.ModelForm[EvaluationLibraryItem]):
    """One item of the library of evaluation items."""

    options = lines(rows=10)
