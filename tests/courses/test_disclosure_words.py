"""A note beside the disclosure says neither that there are relationships nor that there are none."""

import pytest
from django.core.exceptions import ValidationError

from courses.disclosure_words import adds_to_the_disclosure, says_who_has_relationships
from courses.services.disclosure_note import words_of_the_forms
from tests.factories import make_course, make_relationship

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
    "None.",
    "N/A",
    "Nothing relevant.",
    "All potential conflicts have been mitigated.",
    "All conflicts were resolved.",
    "Everything was mitigated.",
    "All have been resolved.",
    "All have disclosed.",
    "The faculty have disclosed.",
    "All presenters are free from industry ties.",
    "Faculty are independent of industry.",
    "There is no commercial bias and no industry involvement.",
    "No one involved takes money from companies.",
    "Ann Lee is a Pfizer consultant.",
    "Ann Lee advises Pfizer.",
    "Ann Lee speaks on behalf of Pfizer.",
    "Ann Lee founded Pfizer.",
    "Ann Lee has equity in Pfizer.",
    "Ann Lee has been paid by Pfizer.",
    "Ann Lee's spouse is employed by Pfizer.",
    "Dr. Lee chairs Pfizer's advisory board.",
    "Dr. Lee is a shareholder.",
    "Pfizer funds Dr. Lee's laboratory.",
    "Speaker fees from Pfizer: Ann Lee",
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
    "Discuss the disclosure of trafficking with the patient alone.",
    "Patients who disclosed trafficking are called by other names.",
    "The planners reviewed the content for balance.",
    "Drugs are named by generic name; products are not shown.",
    "All patients in the cases have given consent.",
    "Survivors were paid for their time by the society.",
    "A survivor reviewed the script.",
    "The shelter is funded by the state.",
    "All questions were resolved in the discussion.",
    "Harm is mitigated by early referral.",
    "The society advises learners to call the hotline.",
    "None of the pictures shows a patient.",
    "Relationships between patients and traffickers are described.",
    "The Department of Health sponsored a shelter that is shown.",
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


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("note", "words"),
    [
        ("Ann Lee, Pfizer", "Ann Lee"),
        ("See also ann\nlee.", "ann lee"),
        ("The laboratory of Dr. Lee is new.", "Dr. Lee"),
        ("Research at the hospital is sponsored by Acme.", "Acme"),
        ("ACME is a company.", "ACME"),
        ("Nothing to disclose.", "Nothing to disclose"),
        ("Dr. Leeds reviewed the script; so did Ann Leeward.", ""),
        ("The acmes of the curves are marked.", ""),
        ("Ms. Roe of the hospital lent the pictures.", ""),
        ("Forms are renewed every year.", ""),
        (" ", ""),
    ],
)
def test_beside_the_disclosure_nobody_in_control_and_no_disclosed_company_is_named(
    note: str, words: str
) -> None:
    course = make_course()
    make_relationship(course=course, company="Acme, Inc.")
    assert words_of_the_forms(note, [course.roles.all()[0].person]) == words


@pytest.mark.django_db
def test_a_note_of_a_course_without_people_names_nobody() -> None:
    assert words_of_the_forms("Ann Lee gave the pictures.", []) == ""
