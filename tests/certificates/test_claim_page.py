"""The claim page: it offers, refuses with reasons, keeps what was typed, and claims once."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from certificates.models import Certificate
from courses.models import CreditOffer, CreditType
from progress.models import Enrolment, Watch
from tests import factories
from tests.certificates.conftest import filled_in

pytestmark = pytest.mark.django_db

FINE = {"credit_type": "ama-pra-1", "amount": "0.75", "credentials": "MD", "attested": "on"}


def page_of(enrolment: Enrolment) -> str:
    return reverse("certificates:claim", args=[enrolment.course.slug])


def opened(
    client: Client, enrolment: Enrolment, typed: dict[str, str]
) -> dict[str, str | list[str]]:
    return filled_in(client, page_of(enrolment), typed)


@pytest.mark.parametrize("changed", ["the degree", "the wording"])
def test_a_statement_that_the_page_did_not_show_is_not_confirmed(
    client: Client, changed: str
) -> None:
    resident = factories.make_user(profession="resident-fellow", degree="do")
    enrolment = factories.evaluated(user=resident)
    client.force_login(resident)
    typed = opened(client, enrolment, {**FINE, "amount": "0.25", "credentials": "DO, MPH"})
    if changed == "the degree":
        User.objects.update(degree="md")
    else:
        CreditType.objects.update(attestation="I am one ({degree}).")
    answer = client.post(page_of(enrolment), typed)
    page = answer.content.decode()
    assert (answer.status_code, Certificate.objects.count()) == (400, 0)
    assert "has changed since you opened this page" in page
    assert "(MD)" in page if changed == "the degree" else "I am one (DO)." in page
    assert "DO, MPH" in page
    assert not answer.context["form"]["attested"].value()
    again = opened(client, enrolment, {**FINE, "amount": "0.25", "credentials": "DO, MPH"})
    assert client.post(page_of(enrolment), again).status_code == 302


def test_a_box_that_was_ticked_for_a_credit_closed_since_is_not_ticked_for_another(
    client: Client,
) -> None:
    course = factories.make_course(offers={"ama-pra-1": 1, "participation": 1})
    enrolment = factories.evaluated(course=course)
    client.force_login(enrolment.user)
    typed = opened(client, enrolment, {**FINE, "amount": "0.25", "credentials": "MD, MPH"})
    closed = {"closed_at": factories.NOW, "closed_reason": "The designation was withdrawn."}
    CreditOffer.objects.filter(credit_type__code="ama-pra-1").update(**closed)
    answer = client.post(page_of(enrolment), typed)
    assert answer.status_code == 400
    assert "it’s for another profession, or no longer offered" in answer.text
    assert "MD, MPH" in answer.text
    assert not answer.context["form"]["attested"].value()


@pytest.mark.parametrize("press", [{"look": "page"}, {"amount": ""}, {"credentials": "MD 😀"}])
@pytest.mark.parametrize("changed", ["the degree", "the wording", "what is offered"])
def test_a_page_that_is_drawn_again_with_another_statement_has_the_box_unticked(
    client: Client, changed: str, press: dict[str, str]
) -> None:
    course = factories.make_course(offers={"ama-pra-1": 4, "participation": 4})
    resident = factories.make_user(profession="resident-fellow", degree="do")
    enrolment = factories.evaluated(user=resident, course=course)
    client.force_login(resident)
    typed = opened(client, enrolment, FINE | press)
    assert client.post(page_of(enrolment), typed).context["form"]["attested"].value()
    if changed == "the degree":
        User.objects.update(degree="md")
    elif changed == "the wording":
        CreditType.objects.filter(code="ama-pra-1").update(attestation="I am one ({degree}).")
    else:
        closed = {"closed_at": factories.NOW, "closed_reason": "The designation was withdrawn."}
        CreditOffer.objects.filter(credit_type__code="ama-pra-1").update(**closed)
    form = client.post(page_of(enrolment), typed).context["form"]
    assert not form["attested"].value()
    assert form["credentials"].value() == typed["credentials"]


def test_a_form_that_says_of_no_statement_confirms_none(
    signed_in: Client, enrolment: Enrolment
) -> None:
    assert signed_in.post(page_of(enrolment), FINE).status_code == 400
    assert not Certificate.objects.exists()


def test_a_claim_leads_to_the_certificate(signed_in: Client, enrolment: Enrolment) -> None:
    response = signed_in.post(page_of(enrolment), opened(signed_in, enrolment, FINE))
    certificate = Certificate.objects.get()
    assert certificate.credit_quarters == 3
    assert response["Location"] == certificate.get_absolute_url()


def test_a_second_claim_changes_nothing_and_leads_to_the_same(
    signed_in: Client, enrolment: Enrolment, certificate: Certificate
) -> None:
    for response in (signed_in.post(page_of(enrolment), FINE), signed_in.get(page_of(enrolment))):
        assert response["Location"] == certificate.get_absolute_url()
    assert Certificate.objects.count() == 1


def test_the_page_offers_what_this_learner_may_earn(
    signed_in: Client, enrolment: Enrolment
) -> None:
    page = signed_in.get(page_of(enrolment))
    assert page.status_code == 200
    assert page.context["form"]["amount"].value() == "1.00"
    for words in ("<i>AMA PRA Category 1 Credits</i>™", "Hours of participation", "Claim credit"):
        assert words in page.content.decode()


def test_who_skipped_a_part_chooses_the_amount(signed_in: Client, enrolment: Enrolment) -> None:
    watch = enrolment.watch
    type(watch).objects.filter(pk=watch.pk).update(watched=[(0, watch.video_seconds - 5)])
    page = signed_in.get(page_of(enrolment))
    assert page.context["form"]["amount"].value() is None


def test_where_there_is_one_amount_it_is_chosen_already(client: Client) -> None:
    course = factories.make_course(offers={"ama-pra-1": 1, "participation": 1})
    enrolment = factories.evaluated(course=course)
    Watch.objects.update(watched=[(0, 95)])
    client.force_login(enrolment.user)
    assert client.get(page_of(enrolment)).context["form"]["amount"].value() == "0.25"


def test_a_nurse_is_offered_participation_only(client: Client) -> None:
    nurse = factories.make_user(profession="registered-nurse")
    client.force_login(nurse)
    enrolment = factories.evaluated(user=nurse)
    page = client.get(page_of(enrolment))
    assert [term.offer.credit_type.code for term in page.context["form"].terms] == ["participation"]
    assert client.post(page_of(enrolment), {**FINE, "amount": "0.25"}).status_code == 400


def test_a_box_left_unchecked_is_named_by_words_that_stand_on_the_page(
    signed_in: Client, enrolment: Enrolment
) -> None:
    typed = opened(signed_in, enrolment, {**FINE, "attested": ""})
    page = signed_in.post(page_of(enrolment), typed).text
    said = "Check the box to confirm the statement."
    assert f'<a href="#id_attested">{said}</a>' in page
    assert f"</span>{said}</span></div>" in page  # at the box


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"amount": "0.30"}, "in steps of 0.25"),
        ({"amount": "1.25"}, "You can claim up to 1.00"),
        ({"amount": "0"}, "at least 0.25"),
        ({"amount": "-1"}, "at least 0.25"),
        ({"amount": "much"}, "one of the amounts in the list"),
        ({"amount": "NaN"}, "one of the amounts in the list"),
        ({"amount": "1E+999999"}, "one of the amounts in the list"),
        ({"amount": "9E+999999"}, "one of the amounts in the list"),
        ({"amount": ""}, "Choose the amount"),
        ({"attested": ""}, "Check the box"),
        ({"credit_type": "ancc"}, "change it in your profile"),
        ({"credentials": "MD 😀"}, "cannot print"),
    ],
)
def test_a_bad_claim_is_refused_in_words_and_keeps_what_was_typed(
    signed_in: Client, enrolment: Enrolment, change: dict[str, str], words: str
) -> None:
    typed = opened(signed_in, enrolment, {**FINE, "credentials": "MD, MPH", **change})
    response = signed_in.post(page_of(enrolment), typed)
    assert response.status_code == 400
    assert words in response.content.decode()
    assert change.get("credentials", "MD, MPH") in response.content.decode()
    assert not Certificate.objects.exists()


def test_credentials_are_kept_in_the_profile_and_printed(
    signed_in: Client, enrolment: Enrolment, learner: User
) -> None:
    typed = opened(signed_in, enrolment, {**FINE, "credentials": " MD,  FACEP "})
    signed_in.post(page_of(enrolment), typed)
    learner.refresh_from_db()
    assert learner.credentials == "MD, FACEP"
    assert Certificate.objects.get().printed_name == "Ana Díaz, MD, FACEP"


def test_what_is_missing_is_said_with_the_way_there(client: Client) -> None:
    enrolment = factories.watched()
    client.force_login(enrolment.user)
    page = client.get(page_of(enrolment))
    assert page.status_code == 200
    assert [refusal.code for refusal in page.context["missing"]] == ["not_passed", "not_evaluated"]
    assert reverse("progress:test", args=[enrolment.course.slug]) in page.content.decode()
    assert client.post(page_of(enrolment), FINE).status_code == 409
    assert not Certificate.objects.exists()


def test_who_never_started_is_sent_to_the_course(stranger: Client, enrolment: Enrolment) -> None:
    page = stranger.get(page_of(enrolment))
    assert [refusal.code for refusal in page.context["missing"]] == ["not_started"]
    assert enrolment.course.get_absolute_url() in page.content.decode()


def test_claiming_needs_an_account_and_a_course(client: Client, enrolment: Enrolment) -> None:
    assert reverse("account_login") in client.get(page_of(enrolment))["Location"]
    client.force_login(enrolment.user)
    assert client.get("/courses/none-such/claim/").status_code == 404
    assert client.delete(page_of(enrolment)).status_code == 405


def test_the_tab_does_not_name_the_course(signed_in: Client, enrolment: Enrolment) -> None:
    head = signed_in.get(page_of(enrolment)).content.decode().split("</title>")[0]
    assert enrolment.course.title not in head
