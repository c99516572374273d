"""Rows for every page that the portal can show: a person at each stage, the sample, and its papers."""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone

from accounts.audit import record
from accounts.models import AccountMerge, CertifyingBoard, Licence, ReportingDestination, User
from accounts.reporting import give_consent, set_board_id, set_identity
from certificates.models import Certificate, PastCredit
from certificates.services.claims import claim_credit
from certificates.services.corrections import mend_name
from certificates.services.revocation import revoke
from courses.models import (
    Course,
    CourseReview,
    DisclosureWording,
    ExpiryNotice,
    Provider,
    PublishRequest,
    Upload,
    Video,
)
from courses.services.disclosures import (
    Disclosed,
    ask_for_disclosure,
    path_of,
    sign_disclosure,
)
from courses.services.drafts import save_draft
from courses.services.evaluation_items import add_item
from courses.services.loading import load_series
from courses.services.people import add_person
from courses.services.questions import add_question
from courses.services.versions import begin_evaluation, begin_test
from courses.services.video.refusals import CannotPrepare, warning
from portal.mail import EmlFileBackend
from progress.models import AdoptedPage, Attempt, CreditException, Enrolment, Watch, WatchDay
from progress.services.attempts import open_attempt, save_answers, submit_attempt
from tests import factories
from tests.browser.export_rows import make_export_rows
from tests.browser.passkey import passkey_of
from tests.browser.report_rows import make_report_rows
from tests.browser.team_rows import make_team_rows
from tests.certificates.test_history_import import looked_through, table
from tests.second_factors import add_app, add_codes
from tests.staff import make_staff, prove

SAMPLE = Path(__file__).resolve().parents[2] / "sample" / "human-trafficking-in-healthcare"
PASSWORD = "correct horse battery"
NOW = factories.NOW


@dataclass
class Everything:
    """The session cookie of each person by the name of their stage, and what addresses speak of."""

    sessions: dict[str, str] = field(default_factory=dict)
    places: dict[str, Any] = field(default_factory=dict)

    def admit(self, name: str, client: Client) -> None:
        self.sessions[name] = client.cookies["sessionid"].value

    def sign_in(self, name: str, user: User) -> None:
        client = Client()
        client.force_login(user)
        self.admit(name, prove(client) if user.is_staff else client)
        self.places[f"{name}_id"] = user.pk


def build() -> Everything:
    """Fill the database. What it makes stays until the whole database is emptied."""
    load_series(SAMPLE, now=NOW)
    everything = Everything()
    part_one, part_two = Course.objects.order_by("position")
    everything.places |= {"one": part_one.slug, "two": part_two.slug}
    everything.places["one_video"] = part_one.videos.get().pk
    _stages(everything, part_one)
    _refusals(everything, part_one)
    _papers(everything, part_one, part_two)
    _exceptions(everything, part_one)
    _seeing(everything)
    _accounts(everything)
    _half_signed_in(everything)
    _staff(everything)
    make_report_rows(part_one)
    _exports(everything)
    return everything


def _stages(everything: Everything, course: Course) -> None:
    """A learner at each stage of the first part."""
    stages = {
        "newcomer": None,
        "starting": factories.enrol,
        "watching": factories.enrol,
        "watched": factories.watched,
        "testing": factories.watched,
        "failed": factories.watched,
        "passed": factories.passed,
        "evaluated": factories.evaluated,
    }
    for name, reach in stages.items():
        user = factories.make_user(full_name=f"Ada {name.title()}")
        everything.sign_in(name, user)
        if reach:
            reach(user=user, course=course)
    half = _enrolment("watching")
    Watch.objects.filter(enrolment=half).update(watched=[(0, 40), (60, 95)], position=95)
    WatchDay.objects.create(enrolment=half, day=NOW.date(), seconds=75)
    AdoptedPage.objects.create(nonce=_NONCE, enrolment=half, opened_at=NOW)
    attempt = open_attempt(enrolment=_enrolment("testing"), now=NOW)
    save_answers(attempt=attempt, answers=dict(list(_wrong(attempt).items())[:3]), now=NOW)
    _fail(_enrolment("failed"))


def _refusals(everything: Everything, course: Course) -> None:
    """Learners to whom something is refused, and why."""
    unknown = factories.make_user(full_name="Ada Unknown", profession="")
    everything.sign_in("unknown", unknown)
    factories.evaluated(user=unknown, course=course)
    strict = factories.make_course(max_attempts=1, pass_percent=100)
    old = factories.make_course(expires_on=NOW.date().replace(year=2025))
    everything.places |= {"strict": strict.slug, "old": old.slug}
    exhausted = factories.watched(course=strict)
    everything.sign_in("exhausted", exhausted.user)
    _fail(exhausted)
    everything.sign_in("late", factories.evaluated(course=old).user)
    closed = factories.watched(course=course)
    Enrolment.objects.filter(pk=closed.pk).update(closed_at=NOW)
    everything.sign_in("closed", closed.user)


def _papers(everything: Everything, part_one: Course, part_two: Course) -> None:
    """A holder of a valid, a superseded and a revoked certificate."""
    holder = factories.make_user(full_name="Bartholomew Featherstonehaugh-Cholmondeley")
    holder.credentials = "MD, MPH, FACP"
    everything.sign_in("holder", holder)
    papers = {
        "valid": _claim(holder, part_one),
        "superseded": _claim(holder, part_two),
        "revoked": _claim(holder, factories.make_course()),
    }
    name = "Bartholomew Featherstonehaugh Cholmondeley"
    papers["corrected"] = mend_name(certificate=papers["superseded"], name=name, now=NOW)
    revoke(certificate=papers["revoked"], reason="Issued by mistake.", now=NOW)
    read = Enrolment.objects.get(user=holder, course=part_one).front_matter_id
    everything.places["one_front_matter"] = read
    for kind, certificate in papers.items():
        everything.places |= {kind: certificate.pk, f"{kind}_code": certificate.printed_code}


def _exceptions(everything: Everything, course: Course) -> None:
    """A request of a learner, one put forward, and a learner who reads the transcript instead."""
    factories.make_user(full_name="ADA PASSED", email="ada@second.example")
    watching = _enrolment("watching")
    starting = _enrolment("starting")
    reader = factories.make_user(full_name="Ada Reader")
    everything.sign_in("reader", reader)
    reading = factories.enrol(user=reader, course=course)
    helper = make_staff("support", course.series.provider, full_name="Sam Support")
    asked = {"kind": "transcript", "reason": "The ward’s computers block video."}
    rows = {
        "wish": CreditException(enrolment=watching, asked_by=watching.user, **asked),
        "asked": CreditException(
            enrolment=starting, asked_by=helper, kind="watching", reason="The stream broke off."
        ),
        "agreed": CreditException(enrolment=reading, asked_by=helper, **asked),
    }
    for name, row in rows.items():
        row.put_forward_by = None if name == "wish" else helper
        row.put_forward_at = None if name == "wish" else NOW
        if name == "agreed":
            row.approved, row.decided_at = True, NOW
            row.decided_by = make_staff("reviewer", course.series.provider)
        row.save()
        everything.places[f"{name}_exception"] = row.pk


def _seeing(everything: Everything) -> None:
    """A member of staff who sees the site as a learner."""
    client = Client()
    client.force_login(User.objects.get(full_name="Sam Support"))
    learner = User.objects.get(full_name="Ada Passed", email__startswith="learner")
    prove(client).post(f"/admin/learners/{learner.pk}/see/", {"reason": "Called for help."})
    merged = factories.make_user(full_name="Ada Twice", is_active=False)
    AccountMerge.objects.create(
        kept=learner, merged=merged, by=User.objects.get(full_name="Sam Support"), reason="Called."
    )
    everything.admit("seeing", client)


def _accounts(everything: Everything) -> None:
    """Someone who has every way of signing in, signed in a moment ago; and someone who has none."""
    keeper = _with_address("keeper@example.org", password=PASSWORD)
    EmailAddress.objects.create(user=keeper, email="keeper@home.example", verified=False)
    Licence.objects.create(user=keeper, state="IL", kind="Full", number="036123456")
    _reported(keeper)
    client = Client()
    client.post("/accounts/login/", {"login": keeper.email, "password": PASSWORD})
    everything.admit("keeper", client)
    add_app(keeper)
    add_codes(keeper, seen=False)
    key = Authenticator.objects.create(
        user=keeper, type=Authenticator.Type.WEBAUTHN, data=passkey_of("Ward phone")
    )
    everything.places["key"] = key.pk
    plain = _with_address("plain@example.org")
    client = Client()
    client.post("/accounts/login/", {"login": plain.email})
    client.post("/accounts/login/code/confirm/", {"code": _code()})
    everything.admit("plain", client)
    asked = Client()
    asked.force_login(plain)
    asked.post("/accounts/confirm/", {"send": "1"})
    everything.admit("asked", asked)


def _reported(user: User) -> None:
    """Everything that reporting asks for, and consent to one destination."""
    set_identity(
        user=user, given_name="Keeper", family_name="One", npi="1234567893", birth_day="02-29"
    )
    CertifyingBoard.objects.filter(code="ABIM").update(enabled=True)
    set_board_id(user=user, board=CertifyingBoard.objects.get(code="ABIM"), number="112233")
    text = ReportingDestination.objects.get(code="pars").texts.get()
    give_consent(user=user, text=text, now=NOW)


def _exports(everything: Everything) -> None:
    """Exports of a real provider of the owner's, and a learner who is asked whether credit shall be reported."""
    everything.places |= make_export_rows(User.objects.get(full_name="Olga Owner"))
    asked = Certificate.objects.get(pk=everything.places["reportable"]).learner
    if asked is not None:
        everything.sign_in("reportable", asked)


def _half_signed_in(everything: Everything) -> None:
    """Visitors who wait for a code, or for the second factor."""
    typed = {"full_name": "New Person", "email": "new@example.org"}
    typed["profession"] = str(factories.make_user().profession_id)
    waits = {
        "signing-up": ("/accounts/signup/", typed),
        "signing-in": ("/accounts/login/", {"login": "plain@example.org"}),
        "resetting": ("/accounts/password/reset/", {"email": "keeper@example.org"}),
        "second-factor": (
            "/accounts/login/",
            {"login": "keeper@example.org", "password": PASSWORD},
        ),
        "new-password": ("/accounts/password/reset/", {"email": "keeper@example.org"}),
    }
    for name, (address, sent) in waits.items():
        client = Client()
        client.post(address, sent)
        if name == "new-password":
            client.post("/accounts/password/reset/confirm/", {"code": _code()})
        everything.admit(name, client)


def _recordings(everything: Everything, owner: User) -> None:
    """Recordings on their way: one half here, one being prepared, one that failed, one to look at."""
    course = Course.objects.get(slug=everything.places["one"])
    sent = {"course": course, "uploaded_by": owner, "size": 2_000_000_000}
    sent["expires_at"] = timezone.now() + timedelta(days=5)
    Upload.objects.create(
        **sent, name="lecture-long-name-from-the-recorder-2026-11-23.mp4", offset=900_000_000
    )
    whole = Upload.objects.create(
        **sent, name="late.mp4", offset=2_000_000_000, finished_at=timezone.now()
    )
    course.preparations.create(name="lecture.mov", state="encoding", percent=41)
    for refused, upload in (
        (CannotPrepare("incomplete", claimed=36_000, seconds=3), None),
        (CannotPrepare("took_too_long"), whole),
    ):
        course.preparations.create(
            name="broken.mp4",
            state="failed",
            code=refused.code,
            reason=refused.message,
            upload=upload,
        )
    released = course.videos.get()
    ready = Video.objects.create(
        course=course,
        version=2,
        title=course.title,
        file=released.file.name,
        poster=released.poster.name,
        seconds=released.seconds,
        sha256="0",
    )
    course.preparations.create(
        name="better.mp4",
        state="ready",
        percent=100,
        video=ready,
        frames=[released.poster.name],
        warnings=[warning("small", height=360)],
    )
    everything.places["new_video"] = ready.pk


def _staff(everything: Everything) -> None:
    """An administrator, and a member of staff with no rights; a letter in the local mail."""
    Group.objects.create(name="Editors")
    everything.sign_in("staff", factories.make_user(is_staff=True, is_superuser=True))
    everything.sign_in("rightless", factories.make_user(is_staff=True))
    owner = make_staff("owner", *Provider.objects.all(), full_name="Olga Owner")
    everything.sign_in("owner", owner)
    everything.sign_in("reviewer", make_staff("reviewer", *Provider.objects.all()))
    _drafts(everything, owner)
    _versions(everything, owner)
    _recordings(everything, owner)
    _publishing(everything, owner)
    record(actor=owner, action="certificate-revoked", reason="Issued by mistake.")
    _imports(everything, owner)
    make_team_rows(everything, owner)
    text = "Your code:\n\nABCD-EFGH\n\nhttp://localhost:8000/accounts/login/"
    letter = EmailMessage("Your code", text, to=["someone.with.a.long.name@hospital.example.org"])
    EmlFileBackend(alias="default").send_messages([letter])


def _publishing(everything: Everything, owner: User) -> None:
    """People at each stage of their disclosures, and courses on their way to learners and from them."""
    course = Course.objects.get(slug=everything.places["one"])
    provider = course.series.provider
    manager = make_staff("manager", provider, full_name="Mara Manager")
    planner = add_person(
        provider=provider,
        actor=manager,
        name="Bartholomew Featherstonehaugh-Cholmondeley",
        credentials="MD, MPH, FACP",
        email="b@example.org",
    )
    due = timezone.now().date() + timedelta(days=14)
    asked = ask_for_disclosure(
        person=planner, actor=manager, due_on=due, by_mail=False, now=timezone.now()
    )
    signer = add_person(provider=provider, actor=manager, name="Ann Lee")
    signed = ask_for_disclosure(
        person=signer, actor=manager, due_on=due, by_mail=False, now=timezone.now()
    )
    named = [
        Disclosed("Acme Pharmaceuticals International Holdings Incorporated", "employee"),
        Disclosed("Devices Ltd", "other", "My sister runs it", NOW.date()),
    ]
    form = sign_disclosure(
        request_id=signed.pk,
        wording=DisclosureWording.objects.all()[0],
        name="Ann Lee",
        relationships=named,
        now=timezone.now(),
    )
    draft = factories.make_course(series=course.series, published_at=None, title="Not yet there")
    CourseReview.objects.create(
        course=course, reviewed_by=manager, reviewed_on=NOW.date(), expires_on=due
    )
    ExpiryNotice.objects.create(course=course, ends_on=due, days=90)
    PublishRequest.objects.create(
        course=draft, asked_by=manager, digest="", needs_approval=True, note="For January."
    )
    everything.places |= {
        "asked_person": planner.pk,
        "signer": signer.pk,
        "disclosure": form.pk,
        "open_form": path_of(asked),
        "signed_form": path_of(signed),
        "unready": draft.slug,
        "provider": provider.pk,
    }


def _versions(everything: Everything, owner: User) -> None:
    """A test and an evaluation being written, each with something unfinished."""
    course = Course.objects.get(slug=everything.places["two"])
    test = begin_test(course=course, actor=owner)
    form = begin_evaluation(course=course, actor=owner)
    add_question(course=course)
    item = add_item(course=course, kind="choice")
    question = test.questions.all()[0]
    test.questions.filter(pk=question.pk).update(rationale="", topic="Setting")
    everything.places |= {
        "two_test": test.pk,
        "two_evaluation": form.pk,
        "question": question.pk,
        "item": item.pk,
    }


def _imports(everything: Everything, owner: User) -> None:
    """A file of former records that is ready, one with faults, and a record that was imported."""
    provider = Provider.objects.get(series__courses__slug=everything.places["one"])
    files: dict[str, list[dict[str, str]]] = {"ready": [{}], "faulty": [{"credits": "x"}]}
    for name, rows in files.items():
        history = looked_through(table(*rows), provider, owner)
        everything.places[f"{name}_import"] = history.pk
    PastCredit.objects.create(
        source=history,
        provider=provider,
        line=2,
        learner=User.objects.get(full_name__startswith="Bartholomew"),
        person_key="id:77",
        name="Bartholomew Featherstonehaugh-Cholmondeley",
        external_course_id="C-1",
        title="Opioid safety for the emergency department",
        credit_type_code="ama-pra-1",
        credit_quarters=5,
        completed_on=NOW.date().replace(year=2024),
    )


def _drafts(everything: Everything, owner: User) -> None:
    """A step that was typed into, and saved by somebody else meanwhile; and a colleague's draft."""
    course = Course.objects.get(slug=everything.places["two"])
    colleague = make_staff("manager", course.series.provider, full_name="Mo Manager")
    for user in (owner, colleague):
        save_draft(
            course=course,
            step="about",
            user=user,
            data={"title": [course.title], "purpose": ["Something else."]},
            based_on={},
            now=NOW,
        )


def _enrolment(stage: str) -> Enrolment:
    user = User.objects.get(full_name=f"Ada {stage.title()}")
    return Enrolment.objects.select_related("assessment").get(user=user)


def _wrong(attempt: Attempt) -> dict[int, int]:
    questions = attempt.assessment.questions.all()
    return {question.pk: question.choices.filter(is_correct=False)[0].pk for question in questions}


def _fail(enrolment: Enrolment) -> None:
    attempt = open_attempt(enrolment=enrolment, now=NOW)
    submit_attempt(attempt=attempt, answers=_wrong(attempt), now=NOW)


def _claim(user: User, course: Course) -> Certificate:
    enrolment = factories.evaluated(user=user, course=course)
    return claim_credit(
        enrolment=enrolment,
        credit_type_code="ama-pra-1",
        quarters=1,
        attested=True,
        now=NOW,
    )


def _with_address(email: str, *, password: str | None = None) -> User:
    user = factories.make_user(email=email, password=password)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def _code() -> str:
    found = re.search(r"^[A-Z]{4}-[A-Z]{4}$", str(mail.outbox[-1].body), re.MULTILINE)
    assert found, mail.outbox[-1].body
    return found[0]


_NONCE = "0d6f2c4e-6a7b-4f6c-9d0e-2f1a3b4c5d6e"
