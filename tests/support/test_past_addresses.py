"""Correcting the address under which a former system's credit waits for its owner."""

from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.test import Client

from accounts.audit import record
from accounts.errors import Refused
from accounts.models import AuditEntry, User
from accounts.services import delete_account
from certificates.models import PastCredit
from certificates.services.past_credit import Readdressed, link_past_credit, mailbox_key
from providers.models import Provider
from support.services.past_people import correct_address
from tests import factories
from tests.spellings import MAILBOX, NO_ADDRESSES, SPELLINGS
from tests.staff_members import make_staff

NEW = "pat.lee@home.example"
pytestmark = pytest.mark.django_db


@pytest.fixture
def pat(provider: Provider) -> PastCredit:
    return factories.make_past_person(provider, external_course_id="C-1")


def corrected(staff: User, row: PastCredit, email: str = NEW) -> Readdressed:
    return correct_address(staff=staff, row=row, email=email, reason="Told on the telephone.")


def refused(staff: User, row: PastCredit, email: str = NEW) -> Refused:
    with pytest.raises(Refused) as told:
        corrected(staff, row, email)
    row.refresh_from_db()
    return told.value


def test_all_that_is_recorded_of_the_person_moves_and_nothing_else(
    support: User, provider: Provider, pat: PastCredit
) -> None:
    more = factories.make_past_person(provider)
    others = [
        factories.make_past_person(provider, email="other@clinic.example"),
        factories.make_past_person(factories.make_provider()),
    ]
    before = list(PastCredit.objects.filter(pk__in=[each.pk for each in others]).values())
    assert corrected(support, pat) == Readdressed(pat, None, 0)
    moved = PastCredit.objects.filter(email=NEW, person_key=mailbox_key(NEW))
    assert set(moved) == {pat, more}
    assert list(PastCredit.objects.exclude(email=NEW).values()) == before


def test_the_trail_keeps_who_changed_what_and_why(
    support: User, provider: Provider, pat: PastCredit
) -> None:
    corrected(support, pat)
    line = AuditEntry.objects.get(action="past-credit-readdressed")
    assert (line.actor, line.provider, line.reason) == (
        support,
        provider.pk,
        "Told on the telephone.",
    )
    assert line.details == {"former_key": mailbox_key("pat@clinic.example"), "doubles": 0}


def test_lines_that_kept_an_address_have_its_key_instead(support: User) -> None:
    line = record(
        support, "past-credit-readdressed", former_address="Pat@Clinic.example", doubles=1
    )
    other = record(support, "role-granted", role="owner")
    import_module("support.migrations.0002_no_address_in_the_trail").keep_the_key(apps, None)
    line.refresh_from_db()
    other.refresh_from_db()
    assert line.details == {"former_key": mailbox_key("pat@clinic.example"), "doubles": 1}
    assert other.details == {"role": "owner"}


def test_lines_about_mails_to_nobody_quote_no_address_any_more(support: User) -> None:
    for learner in (None, factories.make_user()):
        mail = {"subject_type": "accounts.Mail", "subject_label": "code to pat@clinic.example"}
        AuditEntry.objects.create(actor=support, action="record-read", learner=learner, **mail)
    import_module("support.migrations.0002_no_address_in_the_trail").forget_mails_of_nobody(
        apps, None
    )
    labels = AuditEntry.objects.order_by("pk").values_list("subject_label", flat=True)
    assert list(labels) == ["", "code to pat@clinic.example"]


def test_credit_whose_account_was_deleted_has_no_address_to_correct(
    support: User, pat: PastCredit
) -> None:
    delete_account(user_id=factories.make_user(email=pat.email, verified=True).pk)
    pat.refresh_from_db()
    told = refused(support, pat)
    assert (told.code, "was deleted" in str(told)) == ("erased", True)


def test_the_credit_goes_to_the_account_that_proved_the_address(
    support: User, provider: Provider, pat: PastCredit
) -> None:
    person = factories.make_user(email=NEW, verified=True)
    assert corrected(support, pat).owner == person
    pat.refresh_from_db()
    assert (pat.learner, pat.email) == (person, "")
    assert AuditEntry.objects.get(action="past-credit-readdressed").learner == person


def test_it_waits_for_an_address_that_is_not_proven(support: User, pat: PastCredit) -> None:
    person = factories.make_user(email=NEW)
    assert corrected(support, pat).owner is None
    assert PastCredit.objects.get().learner is None
    EmailAddress.objects.update_or_create(user=person, email=NEW, defaults={"verified": True})
    assert link_past_credit() == 1


@pytest.mark.parametrize("has_account", [False, True])
def test_what_the_new_address_has_already_counts_once(
    support: User, provider: Provider, pat: PastCredit, has_account: bool
) -> None:
    fields: dict[str, Any] = {"external_course_id": "C-1", "email": NEW}
    if has_account:
        fields["learner"] = factories.make_user(email=NEW, verified=True)
    there = factories.make_past_person(provider, **fields)
    assert corrected(support, pat) == Readdressed(there, fields.get("learner"), 1)
    account = there.learner
    assert set(PastCredit.objects.values_list("pk", "email", "learner")) == {
        (there.pk, "" if account else NEW, account and account.pk),
        (pat.pk, NEW, None),
    }
    line = AuditEntry.objects.get(action="past-credit-readdressed")
    assert line.details["doubles"] == 1


@pytest.mark.parametrize(
    "fields", [{"credit_quarters": 8}, {"completed_on": factories.NOW.date() - timedelta(days=1)}]
)
def test_records_that_contradict_each_other_are_left_and_named(
    support: User, provider: Provider, pat: PastCredit, fields: dict[str, Any]
) -> None:
    factories.make_past_person(provider, external_course_id="C-1", email=NEW, **fields)
    before = list(PastCredit.objects.order_by("pk").values())
    told = refused(support, pat)
    assert told.code == "differs"
    assert "“Opioid safety” is recorded under that address too" in told.message
    assert list(PastCredit.objects.order_by("pk").values()) == before
    assert not AuditEntry.objects.filter(action="past-credit-readdressed").exists()


def test_an_account_that_had_the_address_before_keeps_its_credit(
    support: User, provider: Provider, pat: PastCredit
) -> None:
    former = factories.make_user(email="former@clinic.example", verified=True)
    kept = factories.make_past_person(provider, external_course_id="C-1", email=NEW, learner=former)
    assert corrected(support, pat) == Readdressed(pat, None, 0)
    kept.refresh_from_db()
    assert kept.learner == former
    assert PastCredit.objects.get(email=NEW) == pat


def test_what_cannot_be_corrected_is_refused(support: User, pat: PastCredit) -> None:
    assert refused(support, pat, pat.email).code == "address_unchanged"
    with pytest.raises(Refused) as told:
        correct_address(staff=support, row=pat, email=NEW, reason=" ")
    assert told.value.code == "reason_missing"
    stale = PastCredit.objects.get()
    factories.make_user(email=pat.email, verified=True)
    link_past_credit()
    assert refused(support, stale).code == "linked"
    assert refused(support, PastCredit.objects.get()).code == "linked"


def test_nobody_gives_themselves_credit_or_moves_their_own(
    support: User, provider: Provider, pat: PastCredit
) -> None:
    colleague = make_staff("manager", provider, full_name="Mona Manager")
    told = refused(support, pat, support.email)
    assert told.code == "own_record"
    assert "Ask Mona Manager" in told.message
    own = factories.make_past_person(provider, email=support.email)
    assert refused(support, own).code == "own_record"
    assert corrected(colleague, own).row == own


@pytest.mark.parametrize("typed", SPELLINGS.values())
def test_the_page_takes_any_spelling(support_client: Client, pat: PastCredit, typed: str) -> None:
    page = f"/admin/learners/past/{pat.pk}/address/"
    assert "Correct the address" in support_client.get(page).content.decode()
    done = support_client.post(page, {"email": typed, "reason": "Called."}, follow=True)
    assert "The address was corrected." in done.content.decode()
    assert done.redirect_chain == [(f"/admin/learners/past/{pat.pk}/", 302)]
    assert PastCredit.objects.get().email == MAILBOX
    again = support_client.post(page, {"email": typed, "reason": "Called."})
    assert again.status_code == 400
    assert "This is the recorded address already." in again.content.decode()


@pytest.mark.parametrize(("typed", "said"), [*NO_ADDRESSES.items(), ("", "Enter the address")])
def test_what_is_no_address_is_explained_and_kept(
    support_client: Client, pat: PastCredit, typed: str, said: str
) -> None:
    page = f"/admin/learners/past/{pat.pk}/address/"
    answer = support_client.post(page, {"email": typed, "reason": "Called."})
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert "Called." in answer.content.decode()
    assert PastCredit.objects.get().email == "pat@clinic.example"


def test_the_page_says_that_an_account_has_the_credit_now(
    support_client: Client, provider: Provider, pat: PastCredit
) -> None:
    factories.make_user(email=NEW, verified=True)
    factories.make_past_person(provider, external_course_id="C-1", email=NEW)
    page = f"/admin/learners/past/{pat.pk}/address/"
    done = support_client.post(page, {"email": NEW, "reason": "Called."}, follow=True)
    text = done.content.decode()
    assert "One activity was recorded under it already: it counts once." in text
    assert "It belongs to an account, which has this credit now." in text
