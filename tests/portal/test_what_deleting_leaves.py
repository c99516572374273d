"""What stays of a deleted account: the page says so of each table, and nothing else is left."""

import html
import time
from typing import Any

import pytest
from django.db.models import CASCADE, DO_NOTHING, SET_NULL
from django.test import Client

from accounts.audit import BEGUN_AGAIN, record
from accounts.models import AuditEntry, User
from accounts.services import delete_account
from accounts.sessions import SIGNED_IN_SESSION_KEY
from certificates.models import PastCredit
from courses.models import Course, CreditOffer
from courses.services.front_matter import digest_of, front_matter_document
from progress.services.enrolments import acknowledge_again
from tests import factories
from tests.staff_members import make_staff

pytestmark = pytest.mark.django_db

# Each relation that a row survives, and what the page about deleting says of it.
STAYS = {
    "accounts.AuditEntry.learner": "what staff did with your record, when and why",
    "certificates.Certificate.enrolment": "each certificate issued: your name",
    "certificates.Certificate.learner": "each certificate issued: your name",
    "certificates.PastCredit.learner": "earlier credit, from a provider’s former system: your name",
}
# Relations that a row survives without saying anything of a learner, and why.
SAYS_NOTHING = {
    "accounts.Mail.user": "Deleted with the account, by the service.",
    "courses.CreditOffer.closed_by": "Of staff, who cannot delete their account.",
    "progress.AdoptedPage.enrolment": "A random number, purged after eight days.",
    "progress.CreditException.withdrawn_by": "Goes with its enrolment.",
    "staff.Invitation.accepted_by": "Of staff, who cannot delete their account.",
    "video.Preparation.upload": "Of staff, who cannot delete their account.",
}
PAGE = "/accounts/delete/"


def test_the_page_names_all_that_survives(client: Client) -> None:
    assert survivors() == STAYS.keys() | SAYS_NOTHING.keys()
    client.force_login(factories.make_user(verified=True))
    session = client.session
    session[SIGNED_IN_SESSION_KEY] = time.time()
    session.save()
    page = html.unescape(client.get(PAGE).text)
    assert [said for said in STAYS.values() if said not in page] == []
    privacy = client.get("/privacy/").text
    assert f'href="{PAGE}"' in privacy
    assert "Earlier credit, from a provider’s former system" in privacy


def survivors() -> set[str]:
    """Return the relations to what goes with an account whose own rows do not go with it."""
    gone: list[Any] = [User]
    found = set()
    for target in gone:
        for relation in target._meta.get_fields(include_hidden=True):
            model, how = relation.related_model, getattr(relation, "on_delete", None)
            if relation.concrete or not relation.auto_created or _is_history(model):
                continue
            if how is CASCADE and model not in gone:
                gone.append(model)
            if how in {SET_NULL, DO_NOTHING}:
                found.add(f"{model._meta.label}.{relation.field.name}")
    return found


def _is_history(model: Any) -> bool:
    """Say whether it is of history: the table of rights names nobody, the others are of staff or have no rows."""
    return hasattr(model, "pgh_tracked_model") or model._meta.proxy


def test_who_began_a_new_recording_can_leave_and_what_they_watched_goes() -> None:
    course = factories.make_course(offers={"ama-pra-1": 1}, seconds=900)
    enrolment = factories.watched(course=course)
    factories.make_video(course=course, seconds=1800)
    CreditOffer.objects.update(max_quarters=2)
    fresh = Course.objects.with_front_matter().get(pk=course.pk)
    read = digest_of(front_matter_document(fresh, now=factories.NOW))
    acknowledge_again(enrolment=enrolment, read=read, now=factories.NOW)
    line = AuditEntry.objects.get(action=BEGUN_AGAIN)
    assert line.details["watched"]
    delete_account(user_id=enrolment.user_id)
    line.refresh_from_db()
    assert (line.actor, line.learner, line.subject_label, line.details) == (None, None, "", {})


def test_a_line_of_staff_keeps_actor_and_details() -> None:
    learner, staff = factories.make_user(), make_staff("support", factories.make_provider())
    line = record(staff, "certificate-corrected", learner=learner, replaces="ABCD")
    delete_account(user_id=learner.pk)
    line.refresh_from_db()
    assert (line.actor, line.details) == (staff, {"replaces": "ABCD"})


def test_earlier_credit_keeps_no_address_of_a_deleted_account() -> None:
    learner = factories.make_user(email="ana@example.org", verified=True)
    provider = factories.make_provider()
    factories.make_past_credit(provider=provider, learner=learner)
    for number, address in enumerate(["ana@example.org", "bea@example.org"], start=2):
        factories.make_past_credit(
            provider=provider, address=address, external_course_id=f"C-{number}"
        )
    delete_account(user_id=learner.pk)
    rows = PastCredit.objects.order_by("line")
    assert [row.email for row in rows] == ["", "", "bea@example.org"]
    assert {row.name for row in rows} == {"Ana Díaz"}
