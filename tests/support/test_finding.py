"""Finding a learner by what they tell on the telephone, at one's own provider only."""

import pytest
from django.test import Client

from accounts.errors import Refused
from accounts.models import AuditEntry, User
from certificates.models import Certificate
from progress.models import Enrolment
from reporting.models import Licence
from support.services.finding import MOST, find_learners
from tests import factories
from tests.certificates.conftest import claim

FIND = "/admin/learners/"
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "text",
    [
        "Ana Díaz",
        "diaz ana",
        "DIAZ",
        "di",
        "o'hara",
        "Díaz-O'Hara",
        "ana@clinic",
        "ANA@clinic.example",
    ],
)
def test_a_learner_is_found_by_name_or_address(
    support: User, enrolment: Enrolment, text: str
) -> None:
    assert find_learners(staff=support, text=text).people == [enrolment.user]


def test_a_learner_is_found_by_any_address_of_the_account(
    support: User, enrolment: Enrolment
) -> None:
    assert find_learners(staff=support, text="ana.private@").people == [enrolment.user]


@pytest.mark.parametrize("text", ["iaz", "clinic.example", "Ana Smith", "%%", "__", "' & |"])
def test_the_middle_of_a_word_and_signs_find_nobody(
    support: User, enrolment: Enrolment, text: str
) -> None:
    assert find_learners(staff=support, text=text).people == []


def test_a_code_finds_its_owner_as_it_is_printed(support: User, enrolment: Enrolment) -> None:
    code = claim(enrolment).printed_code
    assert find_learners(staff=support, text=code.lower()).people == [enrolment.user]


def test_a_code_of_a_deleted_account_finds_the_certificate(
    support: User, enrolment: Enrolment
) -> None:
    certificate = claim(enrolment)
    User.objects.filter(pk=enrolment.user_id).delete()
    found = find_learners(staff=support, text=certificate.code)
    assert (found.people, found.orphans) == ([], [Certificate.objects.get()])


def test_learners_of_other_providers_are_not_found(support: User, enrolment: Enrolment) -> None:
    other = factories.evaluated(user=factories.make_user(full_name="Ana Elsewhere"))
    assert find_learners(staff=support, text="ana").people == [enrolment.user]
    assert find_learners(staff=support, text=claim(other, quarters=1).code).people == []


def test_a_licence_is_found_however_it_is_spelt_and_the_search_is_audited(
    support: User, enrolment: Enrolment
) -> None:
    Licence.objects.create(user=enrolment.user, state="IL", number="036-123456")
    for text in ("036123456", "036-123456", "036 123456"):
        assert find_learners(staff=support, text=text).people == [enrolment.user]
    assert find_learners(staff=support, text="036-12345").people == []
    lines = AuditEntry.objects.filter(action="licence-searched")
    assert [line.details for line in lines] == [{"found": 0}, *[{"found": 1}] * 3]
    assert {line.provider for line in lines} == {enrolment.course.series.provider_id}
    assert not AuditEntry.objects.filter(details__icontains="123456").exists()


def test_too_many_are_cut_and_said_to_be_more(support: User, enrolment: Enrolment) -> None:
    for number in range(MOST):
        _enrol(factories.make_user(full_name=f"Ana Number {number}"), enrolment)
    found = find_learners(staff=support, text="ana")
    assert (len(found.people), found.more) == (MOST, True)


def _enrol(user: User, like: Enrolment) -> None:
    Enrolment.objects.create(
        user=user,
        course=like.course,
        front_matter=like.front_matter,
        assessment=like.assessment,
        evaluation_form=like.evaluation_form,
        acknowledged_at=factories.NOW,
    )


def test_one_letter_is_refused(support: User) -> None:
    with pytest.raises(Refused) as refused:
        find_learners(staff=support, text=" a ")
    assert refused.value.code == "too_short"


def test_the_page_finds_and_keeps_what_was_typed(
    support_client: Client, enrolment: Enrolment
) -> None:
    assert "Find a learner" in support_client.get(FIND).content.decode()
    page = support_client.post(FIND, {"text": "diaz"})
    assert f"/admin/learners/{enrolment.user_id}/" in page.content.decode()
    assert 'value="diaz"' in page.content.decode()


def test_a_code_opens_the_learner_at_once(support_client: Client, enrolment: Enrolment) -> None:
    answer = support_client.post(FIND, {"text": claim(enrolment).printed_code})
    assert answer.headers["Location"] == f"/admin/learners/{enrolment.user_id}/"


@pytest.mark.parametrize("text", ["", "a"])
def test_nothing_typed_is_answered_with_a_sentence(support_client: Client, text: str) -> None:
    assert support_client.post(FIND, {"text": text}).status_code == 400


def test_another_method_is_refused(support_client: Client) -> None:
    assert support_client.put(FIND).status_code == 405
