"""A learner at each stage of the path, each refusal, the papers, and exceptions."""

from accounts.models import User
from certificates.models import Certificate, CreditMove, TranscriptFile
from certificates.services.claims import claim_credit
from certificates.services.corrections import correct_name
from certificates.services.revocation import revoke
from courses.models import Course, CreditType
from progress.models import AdoptedPage, Attempt, CreditException, Enrolment, Watch, WatchDay
from progress.services.attempts import open_attempt, save_answers, submit_attempt
from publishing.services.offers import close_offer
from tests import factories
from tests.browser.everything import Everything
from tests.staff_members import make_staff

NOW = factories.NOW
_NONCE = "0d6f2c4e-6a7b-4f6c-9d0e-2f1a3b4c5d6e"


def make_learner_rows(everything: Everything, part_one: Course, part_two: Course) -> None:
    """Enrol learners in the sample; say who they are and what addresses speak of."""
    _stages(everything, part_one)
    _refusals(everything, part_one)
    _papers(everything, part_one, part_two)
    _exceptions(everything, part_one)
    _changed(everything)


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
    """A holder of a valid, a superseded and a revoked certificate; and one whose owner has gone."""
    holder = factories.make_user(full_name="Bartholomew Featherstonehaugh-Cholmondeley")
    holder.credentials = "MD, MPH, FACP"
    everything.sign_in("holder", holder)
    TranscriptFile.objects.create(learner=holder, finished_at=NOW, parts=1, content=b"%PDF-")
    papers = {
        "valid": _claim(holder, part_one),
        "superseded": _claim(holder, part_two),
        "revoked": _claim(holder, factories.make_course()),
    }
    name = "Bartholomew Featherstonehaugh Cholmondeley"
    papers["corrected"] = correct_name(certificate=papers["superseded"], name=name, now=NOW)
    revoke(certificate=papers["revoked"], reason="Issued by mistake.", now=NOW)
    nurse = factories.make_user(full_name="Ada Nurse", profession="registered-nurse")
    everything.sign_in("nurse", nurse)
    papers["nurses"] = _claim(nurse, part_one, "participation")
    move = CreditMove.objects.create(
        certificate=papers["nurses"],
        credit_type=CreditType.objects.get(code="ama-pra-1"),
        quarters=1,
        degree="md",
        proof="Diploma of 2014, compared with the state board.",
        asked_by=make_staff("support", part_one.series.provider, full_name="Sue Support"),
        asked_at=NOW,
    )
    everything.places["move"] = move.pk
    gone = factories.make_user(full_name="Ada Gone")
    papers["orphan"] = _claim(gone, factories.make_course())
    gone.delete()
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


def _changed(everything: Everything) -> None:
    """Two who began a course before its credit changed: one offer has grown, another was closed."""
    course = factories.make_course(offers={"ama-pra-1": 1, "participation": 1})
    adviser = factories.make_faculty(course=course, name="Bo Berg").person
    factories.make_relationship(course=course, person=adviser, relevant=True)
    everything.sign_in("told-before", factories.enrol(course=course).user)
    everything.sign_in("passed-before", factories.evaluated(course=course).user)
    course.offers.filter(credit_type__code="ama-pra-1").update(max_quarters=2)
    closed = course.offers.get(credit_type__code="participation")
    owner = make_staff("owner", course.series.provider, full_name="Ola Owner")
    close_offer(offer=closed, actor=owner, reason="The number was withdrawn.", now=NOW)
    everything.places |= {
        "changed": course.slug,
        "credit": "ama-pra-1",
        "closed_credit": closed.credit_type.code,
    }


def _enrolment(stage: str) -> Enrolment:
    user = User.objects.get(full_name=f"Ada {stage.title()}")
    return Enrolment.objects.select_related("assessment").get(user=user)


def _wrong(attempt: Attempt) -> dict[int, int]:
    questions = attempt.assessment.questions.all()
    return {question.pk: question.choices.filter(is_correct=False)[0].pk for question in questions}


def _fail(enrolment: Enrolment) -> None:
    attempt = open_attempt(enrolment=enrolment, now=NOW)
    submit_attempt(attempt=attempt, answers=_wrong(attempt), now=NOW)


def _claim(user: User, course: Course, credit: str = "ama-pra-1") -> Certificate:
    enrolment = factories.evaluated(user=user, course=course)
    return claim_credit(
        enrolment=enrolment,
        credit_type_code=credit,
        quarters=1,
        attested=True,
        now=NOW,
    )
