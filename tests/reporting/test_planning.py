"""Who goes into an export, who is left out, and every reason for it."""

from collections.abc import Callable
from datetime import date

import pytest

from accounts.services import delete_account
from certificates.models import Certificate
from certificates.services.corrections import correct_name
from certificates.services.revocation import revoke
from courses.models import Course, CreditOffer, CreditType
from courses.services.front_matter import record_front_matter
from providers.models import Provider
from reporting.models import Licence, ReportingIdentity
from reporting.services.records import RecordBuilder, with_identity
from reporting.services.totals import totals_of
from reporting.services.validators import REASONS
from tests.reporting.people import (
    LATER,
    NOW,
    consent,
    destination,
    earn,
    export,
    layout,
    learner_of,
    make_reported_course,
    planned,
    provider_of,
    reasons,
    set_maximum,
    withdraw,
)


@pytest.fixture
def course(db: None) -> Course:
    return make_reported_course()


def test_who_consented_and_is_known_goes(course: Course) -> None:
    certificate = earn(course)
    found = planned(course)
    assert [each.certificate_id for each in found.adds] == [certificate.pk]
    assert found.left_out == []


def spoil(certificate: Certificate, reason: str) -> None:
    """Bring about `reason` for the learner of a certificate that would go."""
    user = learner_of(certificate)
    identity = ReportingIdentity.objects.filter(user=user)
    acts: dict[str, Callable[[], object]] = {
        "no_consent": lambda: withdraw(user),
        "no_name": lambda: identity.update(given_name="", family_name=""),
        "bad_name": lambda: identity.update(given_name="Ana 3"),
        "bad_npi": lambda: identity.update(npi="1234567890"),
        "no_birth_day": lambda: identity.update(birth_day=""),
        "bad_birth_day": lambda: identity.update(birth_day="02-30"),
        "revoked": lambda: revoke(certificate=certificate, reason="Mistake.", now=NOW),
        "no_activity_id": lambda: Course.objects.update(accme_activity_id=""),
        "bad_activity_id": lambda: Course.objects.update(accme_activity_id="12"),
        "outside_dates": lambda: Course.objects.update(released_on=date(2027, 1, 1)),
        "bad_credits": lambda: CreditType.objects.update(increment_quarters=2),
        "account_gone": lambda: delete_account(user_id=user.pk),
    }
    acts[reason]()


@pytest.mark.parametrize(
    "reason",
    [
        "no_consent",
        "no_name",
        "bad_name",
        "bad_npi",
        "no_birth_day",
        "bad_birth_day",
        "revoked",
        "no_activity_id",
        "bad_activity_id",
        "outside_dates",
        "bad_credits",
        "account_gone",
    ],
)
def test_each_reason_leaves_a_learner_out(course: Course, reason: str) -> None:
    other = earn(course, full_name="Bea Good", npi="1245319599", licence="125000001")
    spoil(earn(course), reason)
    found = planned(course)
    assert [reason] in reasons(found)
    others = {each.certificate_id for each in found.adds}
    everyone = reason in {"no_activity_id", "bad_activity_id", "outside_dates", "bad_credits"}
    assert (other.pk in others) is not everyone


@pytest.mark.parametrize("gone", [False, True])
def test_what_was_told_is_reported_though_less_is_offered_now(course: Course, gone: bool) -> None:
    certificate = earn(course)
    if gone:
        delete_account(user_id=learner_of(certificate).pk)
    set_maximum(course, 2)
    record = RecordBuilder(destination(), now=NOW).build(with_identity(Certificate.objects.all()))
    assert (record[0].quarters, record[0].max_quarters) == (3, 3 if gone else 4)
    if not gone:
        assert planned(course).left_out == []
    [totals] = totals_of([course])
    assert totals.max_quarters == record[0].max_quarters


def test_what_nobody_began_under_is_not_counted(course: Course) -> None:
    record_front_matter(course)
    CreditOffer.objects.update(max_quarters=2)
    [totals] = totals_of([course])
    assert totals.max_quarters == 2


def test_without_licence_and_npi_nobody_can_be_told_apart(course: Course) -> None:
    earn(course, npi="", licence="")
    assert reasons(planned(course)) == [["no_licence"]]


@pytest.mark.parametrize("known", [{"npi": ""}, {"licence": ""}])
def test_npi_or_licence_is_enough(course: Course, known: dict[str, str]) -> None:
    earn(course, **known)  # type: ignore[arg-type]
    assert len(planned(course).adds) == 1


def test_a_licence_is_not_what_its_state_writes_when_it_has_no_digit(course: Course) -> None:
    earn(course, npi="", licence="none")
    assert reasons(planned(course)) == [["bad_licence"]]


def test_all_reasons_are_told_at_once(course: Course) -> None:
    earn(course, npi="", licence="", birth_day="", consents=())
    assert reasons(planned(course)) == [["no_consent", "no_birth_day", "no_licence"]]


def test_a_nurse_is_not_reported_to_pars(course: Course) -> None:
    earn(course, profession="registered-nurse", credit="participation")
    found = planned(course)
    # The layout reports AMA PRA credit alone, so participation is not asked about.
    assert (found.adds, found.left_out) == ([], [])
    layout().credit_types.clear()
    assert reasons(planned(course)) == [["not_physician"]]


def test_a_sample_is_never_reported(db: None) -> None:
    course = make_reported_course(is_sample=True)
    earn(course)
    assert reasons(planned(course)) == [["sample"]]


def test_another_providers_credit_is_not_asked_about(course: Course) -> None:
    earn(make_reported_course())
    found = planned(course)
    assert (found.adds, found.left_out) == ([], [])


def test_course_period_and_type_narrow_the_choice(course: Course) -> None:
    earn(course)
    second = make_reported_course(provider=provider_of(course), accme_activity_id="201234568")
    earn(second, npi="1679576722", licence="036000002")
    assert len(planned(course).adds) == 2
    assert len(planned(course, courses=[second]).adds) == 1
    assert planned(course, completed_from=date(2026, 11, 24)).adds == []
    assert planned(course, completed_to=date(2026, 11, 22)).adds == []
    assert planned(course, credit_types=["participation"]).adds == []


def test_what_was_sent_is_not_sent_again(course: Course) -> None:
    earn(course)
    export(course)
    assert reasons(planned(course)) == [["already_reported"]]


def test_one_licence_with_two_accounts_is_noticed(course: Course) -> None:
    earn(course)
    earn(course, full_name="Ana Diaz")
    found = planned(course)
    assert (len(found.adds), reasons(found)) == (1, [["duplicate"]])


def test_the_same_person_is_noticed_in_a_later_export_too(course: Course) -> None:
    earn(course)
    export(course)
    earn(course, full_name="Ana Diaz")
    assert ["duplicate"] in reasons(planned(course))


def test_the_same_person_may_earn_credit_for_two_courses(course: Course) -> None:
    first = earn(course)
    second = make_reported_course(provider=provider_of(course), accme_activity_id="201234568")
    earn(second, full_name="Ana Diaz")
    assert len(planned(course).adds) == 2
    assert first.course_id != second.pk


@pytest.mark.parametrize("act", ["revoked", "withdrawn", "deleted", "corrected"])
def test_what_was_reported_is_taken_back(course: Course, act: str) -> None:
    certificate = earn(course)
    export(course)
    user = learner_of(certificate)
    acts: dict[str, Callable[[], object]] = {
        "revoked": lambda: revoke(certificate=certificate, reason="Mistake.", now=NOW),
        "withdrawn": lambda: withdraw(user),
        "deleted": lambda: delete_account(user_id=user.pk),
        "corrected": lambda: correct_name(certificate=certificate, name="Ana Diaz", now=NOW),
    }
    acts[act]()
    found = planned(course, completed_from=date(2099, 1, 1))  # whatever was selected
    assert [each.record.certificate_id for each in found.deletes] == [certificate.pk]
    assert found.deletes[0].record.action == "delete"
    assert found.deletes[0].record.family_name in {"Díaz", "Diaz"}
    assert ["already_reported"] not in reasons(planned(course))


def test_consent_that_came_back_in_time_deletes_nothing(course: Course) -> None:
    certificate = earn(course)
    export(course)
    withdraw(learner_of(certificate))
    consent(learner_of(certificate), now=LATER)
    found = planned(course)
    assert (found.deletes, reasons(found)) == ([], [["already_reported"]])


def test_consent_counts_for_its_own_destination_alone(course: Course) -> None:
    earn(course, state="FL", licence="ME12345", consents=("ce-broker",))
    assert reasons(planned(course)) == [["no_consent"]]


def test_the_licence_of_the_state_of_practice_is_taken(course: Course) -> None:
    certificate = earn(course, npi="")
    user = learner_of(certificate)
    Licence.objects.create(user=user, state="WI", number="7-20")
    type(user).objects.filter(pk=user.pk).update(state="WI")
    assert planned(course).adds[0].unique_id == ("WI", "7-20")


def test_a_destination_of_some_states_takes_licences_of_those(course: Course) -> None:
    certificate = earn(
        course, profession="registered-nurse", credit="participation", consents=("ce-broker",)
    )
    assert ["no_licence"] in [each[:1] for each in _without_numbers(course)]
    Licence.objects.create(user=learner_of(certificate), state="FL", number="RN9")
    assert ["no_licence"] not in [each[:1] for each in _without_numbers(course)]


def _without_numbers(course: Course) -> list[list[str]]:
    return [
        [code for code in each if code != "no_provider_id"]
        for each in reasons(planned(course, "ce-broker-roster"))
    ]


def test_the_providers_own_list_asks_for_no_consent_and_repeats_itself(course: Course) -> None:
    earn(course, npi="", licence="", consents=())
    for _ in range(2):
        made = export(course, "records-csv")
        assert (made.adds, made.left_out, made.rows.count()) == (1, 0, 0)


def test_every_reason_has_words_and_advice() -> None:
    assert all(each.words and each.advice for each in REASONS.values())


def test_a_plan_takes_a_fixed_number_of_statements(
    course: Course, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    for number in range(6):
        earn(course, full_name=f"Doctor {'ABCDEF'[number]}", npi="", licence=f"03600000{number}")
    with django_assert_max_num_queries(25):  # type: ignore[attr-defined]
        assert len(planned(course).adds) == 6


def test_providers_do_not_see_each_others_deletions(course: Course) -> None:
    certificate = earn(course)
    export(course)
    withdraw(learner_of(certificate))
    other = make_reported_course()
    assert Provider.objects.count() >= 2
    assert planned(other).deletes == []
    assert len(planned(course).deletes) == 1
