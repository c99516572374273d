"""Seeing the site as a learner: read-only, at one's own provider, logged, told; never anything written."""

import time
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEntry, Mail, User
from progress.models import Enrolment
from providers.models import Membership
from support.services.impersonation import SESSION_KEY
from tests import factories
from tests.certificates.conftest import claim
from tests.second_factors import PROOFS
from tests.staff_members import make_staff

pytestmark = pytest.mark.django_db
LOGGED = ("accounts_auditentry", "django_session")


@pytest.fixture
def impersonating(support_client: Client, enrolment: Enrolment) -> Client:
    """Support's browser while it sees the site as the learner."""
    answer = support_client.post(
        f"/admin/learners/{enrolment.user_id}/see/", {"reason": "Called for help."}
    )
    assert answer.headers["Location"] == "/dashboard/"
    return support_client


def pages(enrolment: Enrolment) -> list[str]:
    course = f"/courses/{enrolment.course.slug}"
    steps = ("", "/learn", "/test", "/evaluation", "/accommodation", "/claim", "/transcript")
    return ["/", "/dashboard/", "/courses/", "/help/", *(f"{course}{step}/" for step in steps)]


def test_every_page_is_drawn_as_the_learner_sees_it_with_a_way_to_stop(
    impersonating: Client, enrolment: Enrolment
) -> None:
    for page in pages(enrolment):
        shown = impersonating.get(page)
        assert shown.status_code == 200, page
        text = shown.content.decode()
        assert "Viewing as" in text, page
        assert enrolment.user.full_name.replace("'", "&#x27;") in text, page
        assert ">Stop</button>" in text, page


def test_a_walk_through_every_page_writes_nothing_but_the_log(
    impersonating: Client, enrolment: Enrolment
) -> None:
    with CaptureQueriesContext(connection) as asked:
        for page in pages(enrolment):
            impersonating.get(page)
            impersonating.post(page, {"attempt": "1", "scale": "1"})
    writes = [
        query["sql"]
        for query in asked
        if query["sql"].lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE", "WITH BEAT"))
    ]
    assert writes
    assert [sql for sql in writes if not any(table in sql for table in LOGGED)] == []


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_whatever_is_sent_is_refused_with_a_sentence(
    impersonating: Client, enrolment: Enrolment, method: str
) -> None:
    slug = enrolment.course.slug
    addresses = [
        f"/courses/{slug}/learn/open/?record={enrolment.pk}",
        f"/courses/{slug}/claim/",
        f"/courses/{slug}/learn/adopt/",
        "/accounts/profile/",
        "/accounts/delete/",
        f"/admin/learners/{enrolment.user_id}/name/",
    ]
    for address in addresses:
        answer = getattr(impersonating, method)(address)
        assert answer.status_code == 403, address
        assert "Nothing was sent" in answer.content.decode()


def test_the_learn_page_has_no_token_and_nowhere_to_ask_for_one(
    impersonating: Client, enrolment: Enrolment
) -> None:
    page = impersonating.get(f"/courses/{enrolment.course.slug}/learn/").content.decode()
    assert "watch.js" not in page
    assert "learn/open/" not in page
    assert "/watch/beat/" not in page


def test_account_certificates_and_other_providers_stay_closed(
    impersonating: Client, enrolment: Enrolment
) -> None:
    certificate = claim(enrolment)
    other = factories.enrol(user=enrolment.user)
    for address in (
        "/accounts/profile/",
        "/accounts/email/",
        "/accounts/2fa/",
        "/certificates/",
        f"/certificates/{certificate.pk}/",
        f"/certificates/{certificate.pk}.pdf",
        "/credit-record/",
        "/credit-record.csv",
        "/my-data/",
        f"/courses/{other.course.slug}/learn/",
    ):
        assert impersonating.get(address).status_code in {403, 404}, address
    assert (
        other.course.get_absolute_url()
        not in impersonating.get("/dashboard/").content.decode().split(">Not started<")[0]
    )


def test_what_is_missing_of_another_provider_tells_nothing(
    impersonating: Client, enrolment: Enrolment
) -> None:
    course = factories.make_course(title="Somebody else's course")
    others = impersonating.get("/dashboard/").context["others"]
    assert course.title not in [each.title for each in others]
    factories.enrol(user=enrolment.user, course=course)
    assert not impersonating.get("/dashboard/").context["others"]


def test_it_is_logged_page_by_page_told_by_mail_and_shown_in_the_profile(
    impersonating: Client, support: User, enrolment: Enrolment, client: Client
) -> None:
    impersonating.get("/dashboard/")
    line = AuditEntry.objects.get(action="seen-as-learner")
    assert (line.actor, line.learner, line.reason) == (support, enrolment.user, "Called for help.")
    seen = AuditEntry.objects.get(action="page-seen-as-learner")
    assert (seen.details, seen.actor) == ({"path": "/dashboard/"}, support)
    assert Mail.objects.get(kind="seen").user == enrolment.user
    client.force_login(enrolment.user)
    assert "viewed your pages" in client.get("/accounts/profile/").content.decode()


def test_stopping_leads_back_and_ends_it(impersonating: Client, enrolment: Enrolment) -> None:
    answer = impersonating.post("/admin/learners/see/stop/")
    assert answer.headers["Location"] == f"/admin/learners/{enrolment.user_id}/"
    assert "Viewing as <" not in impersonating.get("/dashboard/").content.decode()
    assert AuditEntry.objects.filter(action="seeing-ended").count() == 1
    assert impersonating.post("/admin/learners/see/stop/").headers["Location"] == "/admin/learners/"


def test_the_staff_pages_stay_the_members_own(impersonating: Client, enrolment: Enrolment) -> None:
    page = impersonating.get(f"/admin/learners/{enrolment.user_id}/")
    assert page.status_code == 200
    assert str(page.wsgi_request.user).startswith("Sam Support")


@pytest.mark.parametrize("how", ["time", "role", "factor", "closed"])
def test_it_ends_with_the_time_the_role_the_factor_and_the_account(
    impersonating: Client, support: User, enrolment: Enrolment, how: str
) -> None:
    session = impersonating.session
    if how == "time":
        past = factories.NOW - timedelta(days=900)
        session[SESSION_KEY] = session[SESSION_KEY] | {"until": past.isoformat()}
    elif how == "factor":
        session[PROOFS] = [{"method": "password", "at": time.time()}]
    elif how == "role":
        Membership.objects.filter(user=support).update(role="viewer")
    else:
        User.objects.filter(pk=enrolment.user_id).update(is_active=False)
    session.save()
    assert impersonating.get("/dashboard/").status_code == 302
    assert SESSION_KEY not in impersonating.session
    assert not AuditEntry.objects.filter(action="page-seen-as-learner").exists()


def test_nobody_sees_the_site_as_staff_or_without_a_reason(
    support_client: Client, elsewhere: Client, client: Client, enrolment: Enrolment
) -> None:
    page = f"/admin/learners/{enrolment.user_id}/see/"
    assert "half an hour" in support_client.get(page).content.decode()
    assert support_client.post(page, {"reason": " "}).status_code == 400
    colleague = make_staff("viewer", enrolment.course.series.provider)
    factories.enrol(user=colleague, course=enrolment.course)
    refused = support_client.post(f"/admin/learners/{colleague.pk}/see/", {"reason": "x"})
    assert refused.status_code == 400
    assert "member of staff" in refused.content.decode()
    assert elsewhere.post(page, {"reason": "x"}).status_code == 404
    assert client.post(page, {"reason": "x"}).status_code == 302
    assert support_client.put(page).status_code == 405
    assert not AuditEntry.objects.filter(action="seen-as-learner").exists()
