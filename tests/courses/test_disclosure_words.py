"""A note beside the disclosure says neither that there are relationships nor that there are none."""

import pytest
from django.core.exceptions import ValidationError

from courses.disclosure_words import adds_to_the_disclosure, says_who_has_relationships

SAYS = [
    "No relevant financial relationships.",
    "The speakers have nothing to disclose.",
    "She had nothing relevant to disclose.",
    "Dr. Lee disclosed no relationships.",
    "Dr. Lee has disclosed none.",
    "None of the planners has any relationship with a company.",
    "There are no conflicts of interest.",
    "The faculty is free of commercial interests.",
    "Dr. Lee disclosed the following.",
    "Dr. Lee reports a relationship with Acme.",
    "Dr. Lee has the following relevant financial relationships.",
    "All relationships were mitigated.",
    "All relevant\nfinancial relationships\nhave been resolved.",
    "Dr. Lee is a paid consultant for Acme.",
    "Dr. Lee serves as an advisor to Acme.",
    "Dr. Lee received research grants from Acme.",
    "NOTHING TO DECLARE",
    "Relationships: none.",
    "Conflicts of interest: none.",
    "Disclosures – none",
    "Financial relationships: N/A",
    "Ann Lee: none.",
    "Ann Lee works for Pfizer.",
    "Ann Lee consults for Pfizer.",
    "Ann Lee owns stock in Pfizer.",
    "Ann Lee holds Pfizer shares.",
    "Ann Lee: Pfizer, consultant",
    "Ann Lee (Pfizer, speakers’ bureau)",
    "Ann Lee is on the speakers’ bureau of Pfizer.",
    "Pfizer pays Ann Lee.",
    "Nobody involved has ties to industry.",
    "Ann Lee has ties to Pfizer.",
    "Ann Lee hasn't any financial relationships.",
    "There is nothing here that anyone needs to disclose.",
]
ADDS = [
    "",
    "Forms are renewed every year.",
    "Everybody in control of content discloses all financial relationships of the prior 24 months.",
    "Questions about disclosures: education@example.org.",
    "Ann Lee presents the real program of this title; she did not record this sample lecture.",
    "SAMPLE: placeholder disclosure, to be replaced by the provider.",
    "No products are named in the interest of balance.",
    "This activity is not accredited for nurses; questions of interest go to us.",
    "Learners without interest may stop.",
    "The form works for everybody who teaches.",
    "Off-label use: none.",
    "Note: every employee of the society signs a form.",
]


@pytest.mark.parametrize("text", SAYS)
def test_what_only_the_forms_may_say_is_found(text: str) -> None:
    assert says_who_has_relationships(text)
    with pytest.raises(ValidationError, match="says who has relationships"):
        adds_to_the_disclosure(text)


@pytest.mark.parametrize("text", ADDS)
def test_what_adds_to_it_is_taken(text: str) -> None:
    assert says_who_has_relationships(text) == ""
    adds_to_the_disclosure(text)
