"""A person takes along what we hold about them, after proving who they are."""

import json
import time
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.test import Client

from accounts.audit import record
from accounts.sessions import SIGNED_IN_SESSION_KEY
from certificates.services.claims import claim_credit
from portal.my_data import data_of
from progress.models import CreditException, Enrolment, Watch
from reporting.models import ExportRow, Licence
from support.services.merging import merge_accounts
from tests import factories
from tests.reporting.people import (
    LATER,
    destination,
    earn,
    export,
    learner_of,
    make_reported_course,
    withdraw,
)
from tests.staff_members import make_staff

PAGE, FILE = "/accounts/data/", "/accounts/data.json"


def test_the_file_holds_what_was_told_done_and_earned(client: Client, db: None) -> None:
    enrolment = factories.evaluated(
        user=factories.make_user(full_name="Ana Díaz", profession="resident-fellow", degree="do")
    )
    certificate = claim_credit(
        enrolment=enrolment,
        credit_type_code="ama-pra-1",
        quarters=1,
        attested=True,
        now=factories.NOW,
    )
    Watch.objects.update(pages_open=[(factories.STARTED_AT, factories.NOW)])
    Licence.objects.create(user=enrolment.user, state="IL", number="036123456")
    client.force_login(enrolment.user)
    session = client.session
    session[SIGNED_IN_SESSION_KEY] = time.time()
    session.save()
    client.get("/accounts/sessions/", headers={"user-agent": "Firefox/140.0 (Windows)"})
    response = client.get(FILE)
    data = json.loads(response.content)
    assert data["account"]["full_name"] == "Ana Díaz"
    assert data["account"]["degree_in_medicine"] == "DO"
    assert [each["device"] for each in data["signed_in"]] == ["Firefox on Windows"]
    assert data["reporting"]["licences"][0]["number"] == "036123456"
    ((opened, _closed),) = data["courses"][0]["video_open_during"]
    assert datetime.fromisoformat(opened) == factories.STARTED_AT
    assert data["courses"][0]["attempts"][0]["passed"] is True
    assert data["certificates"][0]["verification_code"] == certificate.printed_code
    given = data["courses"][0]["attempts"][0]["answers"]
    assert [each["chosen"] for each in given] == [
        each.choice.text for each in enrolment.attempts.get().answers.all()
    ]
    assert "is_correct" not in response.text
    assert "rationale" not in response.text
    assert response["Content-Disposition"] == 'attachment; filename="my-data.json"'


def test_a_sample_certificate_is_marked_in_the_file(client: Client, db: None) -> None:
    enrolment = factories.evaluated(course=factories.make_course(is_sample=True))
    claim_credit(
        enrolment=enrolment,
        credit_type_code="ama-pra-1",
        quarters=1,
        attested=True,
        now=factories.NOW,
    )
    (certificate,) = data_of(enrolment.user, now=factories.NOW)["certificates"]
    assert certificate["note"] == "Sample: would be awarded; no credit is awarded"


def test_addresses_and_ways_in_are_named_without_their_secrets(db: None) -> None:
    user = factories.make_user(email="ana@clinic.example", verified=True)
    EmailAddress.objects.create(user=user, email="ana@home.example", verified=False)
    kinds = Authenticator.Type
    for kind, data in [
        (kinds.WEBAUTHN, {"name": "Phone", "credential": {"id": "s3cret"}}),
        (kinds.TOTP, {"secret": "s3cret"}),
        (kinds.RECOVERY_CODES, {"seed": "s3cret"}),
    ]:
        Authenticator.objects.create(user=user, type=kind, data=data)
    account = data_of(user, now=factories.NOW)["account"]
    assert account["addresses"] == [
        {"address": "ana@clinic.example", "primary": True, "confirmed": True},
        {"address": "ana@home.example", "primary": False, "confirmed": False},
    ]
    ways = [(each["kind"], each["name"]) for each in account["passkeys_and_apps"]]
    assert ways == [("passkey", "Phone"), ("authenticator app", ""), ("recovery codes", "")]
    assert "s3cret" not in str(account)


def test_exceptions_say_why_as_far_as_the_learner_was_told(db: None) -> None:
    enrolment = factories.enrol()
    staff = make_staff("support", enrolment.course.series.provider, full_name="Sam Support")
    other = make_staff("owner", enrolment.course.series.provider, full_name="Ola Owner")
    asked = {"enrolment": enrolment, "put_forward_by": staff, "decided_by": other}
    for kind, by, approved, why in [
        ("transcript", enrolment.user, False, "I cannot hear."),
        ("watching", staff, True, "The player failed."),
        ("attempt", staff, False, "Begs every week."),
    ]:
        CreditException.objects.create(
            **asked,
            kind=kind,
            asked_by=by,
            reason=why,
            approved=approved,
            decided_at=factories.NOW,
            answer=f"On {kind}.",
        )
    Enrolment.objects.update(closed_at=factories.NOW)
    data = data_of(enrolment.user, now=factories.NOW)
    (course,) = data["courses"]
    assert course["closed_by_staff_at"] == factories.NOW
    told = {(each["asked_by"], each["reason"], each["answer"]) for each in course["exceptions"]}
    assert told == {
        ("you", "I cannot hear.", "On transcript."),
        ("the course team", "The player failed.", "On watching."),
        ("the course team", None, None),
    }
    assert not [name for name in (staff.full_name, other.full_name) if name in str(data)]


def test_reports_say_to_whom_when_and_what_was_answered(db: None) -> None:
    course = make_reported_course()
    user = learner_of(earn(course))
    export(course)
    ExportRow.objects.update(state="rejected", reason="No such learner")
    withdraw(user)
    data = data_of(user, now=factories.NOW)
    (report,) = data["certificates"][0]["reported"]
    assert (report["to"], report["at"]) == (destination().name, factories.NOW)
    assert (report["asked_them_to"], report["state"]) == ("Add", "Rejected")
    assert report["they_said"] == "No such learner"
    assert data["reporting"]["permissions"][0]["withdrawn_at"] == factories.NOW


def test_being_left_out_again_and_again_is_one_line_in_words(db: None) -> None:
    course = make_reported_course()
    user = learner_of(earn(course, licence="", npi="", state=""))
    export(course)
    export(course, now=LATER)
    export(course, now=LATER)
    (certificate,) = data_of(user, now=LATER)["certificates"]
    (line,) = certificate["left_out_of_reports"]
    assert line["to"] == destination().name
    assert (line["first_on"], line["last_on"]) == (factories.NOW.date(), LATER.date())
    assert line["times"] == 3
    assert "no license" in line["reasons"]


def test_earlier_credit_is_in_it_linked_or_not_and_nobody_elses(db: None) -> None:
    user = factories.make_user(email="ana@example.org", verified=True)
    provider = factories.make_provider()
    recorded: list[dict[str, Any]] = [
        {"learner": user, "title": "Linked"},
        {"title": "Waiting", "external_course_id": "C-2"},
        {"title": "Another’s", "address": "bea@example.org"},
    ]
    for fields in recorded:
        factories.make_past_credit(provider=provider, **fields)
    found = data_of(user, now=factories.NOW)["earlier_credit"]
    assert {each["activity"] for each in found} == {"Linked", "Waiting"}
    assert found[0]["amount"] == "1.00"


def test_what_staff_did_is_told_without_their_names_and_notes(db: None) -> None:
    user, provider = factories.make_user(), factories.make_provider(name="Society")
    staff = make_staff("support", provider, full_name="Sam Support")
    about: dict[str, Any] = {"provider": provider, "learner": user, "reason": "Seems confused."}
    record(staff, "seen-as-learner", user, **about)
    record(staff, "page-seen-as-learner", path="/dashboard/", **about)
    record(staff, "name-corrected", factories.make_user())
    data = data_of(user, now=factories.NOW)
    lines = [(each["by"], each["of"], each["what"]) for each in data["done_by_staff"]]
    assert lines == [
        ("staff", "Society", "Seen as learner"),
        ("staff", "Society", "Page seen as learner"),
    ]
    assert data["done_by_staff"][1]["page"] == "/dashboard/"
    assert not [said for said in ("Sam Support", "confused") if said in str(data)]


def test_what_a_joined_account_still_has_is_in_it(db: None) -> None:
    user, former = factories.make_user(), factories.make_user(full_name="Ana Once")
    both = factories.make_course()
    for each in (user, former):
        factories.watched(user=each, course=both)
    Licence.objects.create(user=former, state="IL", number="036123456")
    staff = factories.make_user(is_superuser=True)
    merge_accounts(staff=staff, kept=user, merged=former, reason="Called.", now=factories.NOW)
    data = data_of(user, now=factories.NOW)
    (joined,) = data["account"]["joined_accounts"]
    assert joined["account"]["full_name"] == "Ana Once"
    (course,) = joined["courses_begun_in_both"]
    assert course["course"] == both.title
    assert course["before_in_the_other"]["watched"]
    assert not {"course", "front_matter", "assessment"} & course["before_in_the_other"].keys()
    assert f"{both}: started in both accounts" in str(joined["what_was_done"])
    assert "merged.invalid" not in str(data)
    assert data["reporting"]["licences"][0]["number"] == "036123456"
    assert "Called." not in str(data)


def test_someone_who_did_not_prove_themselves_lately_is_asked_first(
    client: Client, db: None
) -> None:
    client.force_login(factories.make_user())
    assert client.get(FILE)["Location"].startswith("/accounts/confirm/?next=")


def test_the_page_says_what_is_in_it(client: Client, db: None) -> None:
    assert client.get(PAGE)["Location"].startswith("/accounts/login/")
    client.force_login(factories.make_user())
    assert "Download data (JSON)" in client.get(PAGE).text
    assert client.post(PAGE).status_code == 405
    assert client.post(FILE).status_code == 405
