"""Credit that only physicians earn goes to physicians; and a claim needs a verified address."""

from importlib import import_module
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from accounts.models import Degree, Profession, User
from courses.models import CreditOffer, CreditType
from progress.errors import NotEligible
from progress.models import Enrolment
from progress.status import CreditStatus
from tests import factories
from tests.certificates.conftest import claim

pytestmark = pytest.mark.django_db
BOTH = {"ama-pra-1": 4, "participation": 4}
TODAY = factories.NOW.date()


def ready(profession: str, degree: str = "", **offers: int) -> Enrolment:
    user = factories.make_user(profession=profession, degree=degree)
    return factories.evaluated(user=user, course=factories.make_course(offers=offers or BOTH))


def status_of(enrolment: Enrolment) -> CreditStatus:
    return CreditStatus(enrolment.course, enrolment.user, enrolment, factories.NOW)


def test_pages_and_claims_agree_on_everybody() -> None:
    """The rule over many rows and the rule for one person are one, for every profession and degree."""
    course = factories.make_course(offers={"ama-pra-1": 4})
    ama = CreditType.objects.get(code="ama-pra-1")
    ama.professions.set(Profession.objects.exclude(code="pharmacist"))
    for profession in Profession.objects.values_list("code", flat=True):
        for degree in ["", *Degree]:
            factories.enrol(
                user=factories.make_user(profession=profession, degree=degree), course=course
            )
    for enrolment in Enrolment.objects.with_content().select_related("user__profession"):
        user = enrolment.user
        offers = CreditOffer.objects.filter(course=course).offered(on=TODAY).for_learner(user)
        assert offers.count() == user.is_physician, user.profession
        assert enrolment.may_earn_credit(on=TODAY) is user.is_physician, user.profession


def test_who_has_no_profession_may_earn_nothing() -> None:
    user = factories.make_user(profession="")
    factories.make_course(offers=BOTH)
    assert not CreditOffer.objects.offered(on=TODAY).for_learner(user).exists()


@pytest.mark.parametrize("degree", ["md", "do", "equivalent"])
def test_a_resident_with_a_degree_counts_as_a_physician(degree: str) -> None:
    certificate = claim(ready("resident-fellow", degree))
    assert (certificate.credit_type_code, certificate.pars_category) == ("ama-pra-1", "physician")


def test_a_resident_without_a_degree_earns_the_other_credit() -> None:
    enrolment = ready("resident-fellow", "none")
    with pytest.raises(NotEligible, match="credit_type_not_offered"):
        claim(enrolment)
    certificate = claim(enrolment, "participation")
    assert (certificate.profession_code, certificate.pars_category) == ("resident-fellow", "other")


def test_a_resident_who_has_not_told_is_asked(client: Client) -> None:
    enrolment = ready("resident-fellow")
    (refusal,) = status_of(enrolment).missing
    assert (refusal.code, refusal.url) == ("degree_unknown", reverse("accounts:profile"))
    with pytest.raises(NotEligible, match="degree_unknown"):
        claim(enrolment, "participation")
    client.force_login(enrolment.user)
    page = client.get(reverse("certificates:claim", args=[enrolment.course.slug])).content.decode()
    assert "Tell us your degree in medicine" in page
    assert "Go to your profile" in page


def test_a_resident_is_asked_before_the_start_too() -> None:
    course = factories.make_course(offers=BOTH)
    user = factories.make_user(profession="resident-fellow")
    (refusal,) = CreditStatus(course, user, None, factories.NOW).obstacles
    assert refusal.code == "degree_unknown"


@pytest.mark.parametrize("degree", ["", "md"])
def test_a_student_never_earns_a_physicians_credit(degree: str) -> None:
    CreditType.objects.get(code="ama-pra-1").professions.add(
        Profession.objects.get(code="medical-student")
    )
    enrolment = ready("medical-student", degree)
    with pytest.raises(NotEligible, match="credit_type_not_offered"):
        claim(enrolment)
    assert claim(enrolment, "participation").pars_category == "other"


@pytest.mark.parametrize(
    ("profession", "degree", "stated"),
    [
        ("physician-md", "", "I am a physician (MD)."),
        ("physician-do", "", "I am a physician (DO)."),
        ("physician-international", "", "I am a physician (degree equivalent to MD or DO)."),
        ("resident-fellow", "do", "I am a physician (DO)."),
    ],
)
def test_the_attestation_states_the_degree_and_the_certificate_keeps_it(
    client: Client, profession: str, degree: str, stated: str
) -> None:
    enrolment = ready(profession, degree)
    client.force_login(enrolment.user)
    url = reverse("certificates:claim", args=[enrolment.course.slug])
    assert f"{stated} I claim only" in client.get(url).content.decode()
    certificate = claim(enrolment)
    assert certificate.attestation.startswith(f"{stated} I claim only the credit commensurate")
    assert certificate.attestation_version == 2


def test_an_attestation_knows_the_degree_and_nothing_else() -> None:
    ama = CreditType.objects.get(code="ama-pra-1")
    assert ama.physicians_only
    ama.clean()
    ama.attestation = "I, {name}, am a physician ({degree})."
    with pytest.raises(ValidationError, match="Nothing fills"):
        ama.clean()


def test_the_attestation_of_a_physicians_credit_names_the_degree() -> None:
    ama = CreditType.objects.get(code="ama-pra-1")
    ama.attestation = "I claim what I took part in."
    with pytest.raises(ValidationError, match=r"Say with \{degree\}"):
        ama.clean()
    ama.physicians_only = False
    ama.clean()


def test_a_wording_that_was_edited_stays() -> None:
    migration: Any = import_module("courses.migrations.0008_who_earns_what")
    ama = CreditType.objects.filter(code="ama-pra-1")
    ama.update(attestation=migration.SHIPPED, attestation_version=4)
    migration.state_the_degree(apps, None)
    assert ama.get().attestation == migration.STATED
    assert ama.get().attestation_version == 5
    ama.update(attestation="Our own")
    migration.state_the_degree(apps, None)
    assert (ama.get().attestation, ama.get().attestation_version) == ("Our own", 5)


def test_what_was_listed_for_physicians_alone_is_marked() -> None:
    migration: Any = import_module("courses.migrations.0008_who_earns_what")
    CreditType.objects.update(physicians_only=False)
    ama, aapa = (CreditType.objects.get(code=code) for code in ("ama-pra-1", "aapa-1"))
    ama.professions.set(
        Profession.objects.all()
    )  # AMA credit is a physician's, whatever was ticked.
    aapa.professions.set(Profession.objects.filter(pars_category="physician"))
    migration.mark_physicians_credit(apps, None)
    marked = CreditType.objects.filter(physicians_only=True).values_list("code", flat=True)
    assert sorted(marked) == ["aapa-1", "ama-pra-1"]


def test_a_claim_needs_the_verified_address(client: Client) -> None:
    enrolment = ready("physician-md")
    EmailAddress.objects.update(verified=False)
    enrolment = Enrolment.objects.with_content().get(pk=enrolment.pk)
    (refusal,) = status_of(enrolment).missing
    assert (refusal.code, refusal.url) == ("address_not_verified", reverse("account_email"))
    with pytest.raises(NotEligible, match="address_not_verified"):
        claim(enrolment)
    client.force_login(enrolment.user)
    page = client.get(reverse("certificates:claim", args=[enrolment.course.slug])).content.decode()
    assert "Confirm your email address" in page
    assert "Go to your addresses" in page


def test_somebody_elses_verified_address_is_not_enough() -> None:
    enrolment = ready("physician-md")
    other: User = factories.make_user()
    EmailAddress.objects.update(user=other)
    enrolment = Enrolment.objects.with_content().get(pk=enrolment.pk)
    with pytest.raises(NotEligible, match="address_not_verified"):
        claim(enrolment)


def test_what_a_claim_depends_on_takes_no_query_for_each_course(
    django_assert_num_queries: Any,
) -> None:
    user = factories.make_user(profession="resident-fellow", degree="md")
    for _ in range(3):
        factories.evaluated(user=user, course=factories.make_course(offers=BOTH))
    with django_assert_num_queries(1):
        rows = Enrolment.objects.with_content().select_related("user__profession")
        assert [status_of(each).obstacles for each in rows] == [[], [], []]
