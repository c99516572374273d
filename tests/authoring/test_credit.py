"""Step Credit: amounts typed as decimals, and the statements as they will be printed."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from courses.models import Course, CreditOffer
from courses.services.statements import templated_statement
from providers.models import StatementTemplate
from tests.authoring.forms import page_data, save
from tests.factories import make_course, make_provider
from tests.staff_members import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def course() -> Course:
    return make_course(published_at=None, provider=make_provider(name="Hill Medical Society"))


@pytest.fixture
def client(course: Course) -> Client:
    return client_of("manager", course.series.provider)


@pytest.fixture
def address(course: Course) -> str:
    return reverse("authoring:edit-credit", args=[course.slug])


def _save(client: Client, address: str, **offer: str) -> Any:
    return save(client, address, {f"offer-ama-pra-1-{name}": each for name, each in offer.items()})


def _offer(course: Course) -> CreditOffer:
    return course.offers.get(credit_type__code="ama-pra-1")


def test_an_amount_is_typed_as_a_decimal(client: Client, course: Course, address: str) -> None:
    answer = _save(
        client, address, amount="1.25", accreditor_reference="A-1", valid_to="2027-01-31"
    )
    assert answer.status_code == 302
    offer = _offer(course)
    assert (offer.max_quarters, offer.accreditor_reference) == (5, "A-1")
    assert f"{offer.valid_to:%Y-%m-%d}" == "2027-01-31"


def test_an_emptied_amount_ends_the_offer(client: Client, course: Course, address: str) -> None:
    assert _save(client, address, amount="").status_code == 302
    assert not course.offers.filter(credit_type__code="ama-pra-1").exists()
    assert course.offers.count() == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"amount": "0.30"}, "Type 0.25 or 0.50"),
        ({"amount": "0.1"}, "greater than or equal to 0.25"),
        ({"amount": "-1"}, "greater than or equal to 0.25"),
        ({"amount": "1e9"}, "less than or equal to 100"),
        ({"amount": "NaN"}, "Enter a number"),
        ({"amount": "", "accreditor_reference": "A-1"}, "Enter an amount"),
        ({"valid_from": "2027-02-01", "valid_to": "2027-01-01"}, "cannot be before the first"),
        ({"valid_from": "2031-01-01"}, "after the last day of the course"),
    ],
)
def test_bad_input_is_told_and_kept(
    client: Client, course: Course, address: str, typed: dict[str, str], said: str
) -> None:
    answer = _save(client, address, **typed)
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert _offer(course).max_quarters == 1


def test_the_statements_are_those_that_will_be_printed(client: Client, address: str) -> None:
    typed = {"look": "1", "offer-ama-pra-1-amount": "0.50"}
    text = save(client, address, typed).content.decode()
    assert (
        "The Hill Medical Society designates this enduring material for a maximum of 0.50"
        " <i>AMA PRA Category 1 Credit(s)</i>™. Physicians should claim only the credit commensurate"
        " with the extent of their participation in the activity."
    ) in text
    assert "is accredited by the Accreditation Council" in text


def test_time_that_differs_from_the_credit_is_warned_of(client: Client, address: str) -> None:
    typed = {"look": "1", "offer-ama-pra-1-amount": "1.00"}
    text = save(client, address, typed).content.decode()
    assert "is designated for 60" in text
    text = save(client, address, typed, estimated_minutes="60").content.decode()
    assert "is designated for" not in text


def test_looking_saves_nothing(client: Client, course: Course, address: str) -> None:
    save(client, address, {"look": "1", "offer-ama-pra-1-amount": "2"})
    assert _offer(course).max_quarters == 1


def test_a_joint_provider_stands_in_the_statement(
    client: Client, course: Course, address: str
) -> None:
    provider = course.series.provider
    provider.accreditation_template = type(provider.accreditation_template).objects.get(
        code="joint"
    )
    provider.save()
    text = save(client, address, look="1", joint_provider="Ward & Co").content.decode()
    assert "through the joint providership of Hill Medical Society and Ward &amp; Co." in text


def test_direct_or_joint_is_chosen_for_each_course_and_shown_filled_in(
    client: Client, course: Course, address: str
) -> None:
    joint = StatementTemplate.objects.get(code="joint")
    page = client.get(address).text
    assert "As Hill Medical Society usually does: ACCME, directly provided" in page
    chosen = {"accreditation_template": str(joint.pk), "joint_provider": "Ward & Co"}
    assert "and Ward &amp; Co. The Hill" in save(client, address, chosen, look="1").text
    course.refresh_from_db()
    assert course.accreditation_template is None
    assert save(client, address, chosen).status_code == 302
    course.refresh_from_db()
    assert course.statement_template == joint
    assert course.joint_provider == "Ward & Co"


def test_own_wording_must_contain_the_mandated_parts_and_stays_typed(
    client: Client, course: Course, address: str
) -> None:
    answer = save(client, address, accreditation_override="As agreed with the Ward.")
    assert answer.status_code == 400
    assert (
        "It must contain “to provide continuing medical education for physicians”." in answer.text
    )
    assert "As agreed with the Ward." in answer.text
    course.refresh_from_db()
    assert course.accreditation_override == ""


def test_own_wording_is_shown_as_a_difference_where_it_is_typed_and_where_it_is_published(
    client: Client, course: Course, address: str
) -> None:
    review = reverse("publishing:edit-review", args=[course.slug])
    assert "staff-diff" not in client.get(address).text + client.get(review).text
    wording = f"{templated_statement(course)} Since 1950."
    assert (
        "Since 1950.</ins>" in save(client, address, look="1", accreditation_override=wording).text
    )
    assert save(client, address, accreditation_override=wording).status_code == 302
    for page in (address, review):
        assert "Since 1950.</ins>" in client.get(page).text


def test_old_wording_without_its_parts_does_not_keep_other_changes_back(
    client: Client, course: Course, address: str
) -> None:
    Course.objects.update(accreditation_override="As agreed.")
    assert _save(client, address, amount="0.50").status_code == 302
    assert _offer(course).max_quarters == 2


def test_a_joint_provider_that_is_missing_is_a_gap_to_fill() -> None:
    course = make_course(provider=make_provider(template="joint"))
    client = client_of("manager", course.series.provider)
    for name in ("authoring:edit-credit", "support:preview"):
        page = client.get(reverse(name, args=[course.slug])).text
        assert "and [joint provider]." in page
        assert "and ." not in page


def test_a_published_course_keeps_some_credit(course: Course) -> None:
    live = make_course(series=course.series, slug="live")
    client = client_of("owner", course.series.provider)
    address = reverse("authoring:edit-credit", args=["live"])
    typed = {"offer-ama-pra-1-amount": "", "offer-participation-amount": ""}
    answer = save(client, address, typed)
    assert answer.status_code == 400
    assert "Offer at least one type of credit" in answer.content.decode()
    assert live.offers.count() == 2
    assert save(client, address, disclosure_note="There is more to tell.").status_code == 302
    assert live.front_matter_versions.count() == 1


def test_two_who_save_different_credit_are_told(course: Course, address: str) -> None:
    first, second = (client_of("manager", course.series.provider) for _ in range(2))
    seen = page_data(second, address)
    _save(first, address, amount="0.50")
    answer = second.post(address, seen | {"offer-ama-pra-1-amount": "0.75"})
    assert answer.status_code == 409
    assert _offer(course).max_quarters == 2
