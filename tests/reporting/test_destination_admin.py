"""Destinations in the admin: the states whose licences count are chosen, and may be none."""

import pytest
from django.forms import model_to_dict, modelform_factory

from reporting.admin.identity import DestinationForm
from reporting.models import ReportingDestination
from tests.reporting.people import destination

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("chosen", "kept"), [([], []), (["FL", "GA"], ["FL", "GA"]), ([""], None), (["Florida"], None)]
)
def test_states_are_those_of_the_list_or_none(chosen: list[str], kept: list[str] | None) -> None:
    pars = destination()
    form_class = modelform_factory(ReportingDestination, form=DestinationForm, fields="__all__")
    form = form_class(model_to_dict(pars) | {"licence_states": chosen}, instance=pars)
    assert form.is_valid() is (kept is not None)
    if kept is not None:
        form.save()
        pars.refresh_from_db()
        assert pars.licence_states == kept
