"""A person takes along what we hold about them, after proving who they are."""

import json
import time
from datetime import datetime

from django.test import Client

from accounts.sessions import SIGNED_IN_SESSION_KEY
from certificates.services.claims import claim_credit
from portal.my_data import data_of
from progress.models import Watch
from reporting.models import Licence
from tests import factories

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
    assert "answers" not in response.text
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
