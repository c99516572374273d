"""Rows of two providers for the access matrix: the same of everything at each.

`Side` is one provider with what belongs to it; `VALUES` says what an address's kwarg stands for there.
A page with a new kwarg gets a line in `VALUES`, and, where it speaks of a new row, a line in `make_side`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.utils import timezone

from accounts.models import Mail, User
from authoring.services.version_rows import QUESTIONS
from certificates.models import Certificate, CreditMove, PastCredit
from certificates.services.claims import claim_credit
from courses.models import (
    CommercialSupport,
    Course,
    CreditType,
    DisclosureForm,
    DisclosureRequest,
    Handout,
    Role,
)
from imports.models import Import
from progress.models import CreditException, Enrolment
from providers.models import Membership, Provider
from publishing.models import CourseChange, PublishRequest
from reporting.models import Export, ExportLayout
from reporting.services.exporting import columns_of
from staff.models import FactorReset, Invitation
from staff.services.factor_resets import ask_reset
from staff.services.invitations import invite
from support.models import JoinRequest
from tests import factories
from tests.authoring.question_files import brought
from tests.certificates.history_files import looked_through, table
from tests.factories.support import PDF
from tests.staff_members import make_staff
from video.models import Upload


@dataclass(frozen=True)
class Side:
    """One provider, and one row of each kind that belongs to it."""

    provider: Provider
    course: Course
    learner: User
    enrolment: Enrolment
    certificate: Certificate
    mail: Mail
    history_import: Import
    question_import: Import
    past_credit: PastCredit
    upload: Upload
    member: Membership
    invitation: Invitation
    reset: FactorReset
    handout: Handout
    support: CommercialSupport
    exception: CreditException
    move: CreditMove
    join_request: JoinRequest
    role: Role
    disclosure: DisclosureForm
    disclosure_request: DisclosureRequest
    publish_request: PublishRequest
    change: CourseChange
    answer: Import


# What a kwarg of an address below /admin/ stands for, by its name.
VALUES: dict[str, Callable[[Side], Any]] = {
    "slug": lambda side: side.course.slug,
    "credit": lambda side: "ama-pra-1",
    "video_id": lambda side: side.course.videos.get().pk,
    "assessment_id": lambda side: side.course.assessments.get(version=2).pk,
    "rows": lambda side: QUESTIONS,
    "version_id": lambda side: side.course.assessments.get(version=2).pk,
    "row_id": lambda side: side.course.assessments.get(version=2).questions.all()[0].pk,
    "file_format": lambda side: "csv",
    "kind": lambda side: "captions",
    "language": lambda side: "en",
    "step": lambda side: "about",
    "upload_id": lambda side: side.upload.pk,
    "preparation_id": lambda side: side.course.preparations.get().pk,
    "user_id": lambda side: side.learner.pk,
    "front_matter_id": lambda side: side.enrolment.front_matter_id,
    "mail_id": lambda side: side.mail.pk,
    "certificate_id": lambda side: side.certificate.pk,
    "questions_target": lambda side: side.course.pk,
    "questions_import_id": lambda side: side.question_import.pk,
    "history_import_id": lambda side: side.history_import.pk,
    "history_target": lambda side: side.provider.slug,
    "past_credit_id": lambda side: side.past_credit.pk,
    "provider_id": lambda side: side.provider.pk,
    "membership_id": lambda side: side.member.pk,
    "member_id": lambda side: side.member.user_id,
    "invitation_id": lambda side: side.invitation.pk,
    "reset_id": lambda side: side.reset.pk,
    "person_id": lambda side: side.role.person_id,
    "role_id": lambda side: side.role.pk,
    "disclosure_id": lambda side: side.disclosure.pk,
    "disclosure_request_id": lambda side: side.disclosure_request.pk,
    "publish_request_id": lambda side: side.publish_request.pk,
    "change_id": lambda side: side.change.pk,
    "handout_id": lambda side: side.handout.pk,
    "support_id": lambda side: side.support.pk,
    "exception_id": lambda side: side.exception.pk,
    "move_id": lambda side: side.move.pk,
    "join_request_id": lambda side: side.join_request.pk,
    "export_id": lambda side: side.answer.target,
    "replies_target": lambda side: side.answer.target,
    "replies_import_id": lambda side: side.answer.pk,
}


def make_side(name: str) -> Side:
    """Fill the database with one provider and all that is asked about."""
    now = timezone.now()
    provider = factories.make_provider(name=name, slug=name)
    course = factories.make_course(provider=provider, slug=name)
    course.preparations.create(name="lecture.mov")
    learner = factories.make_user(full_name=f"Learner of {name}")
    enrolment = factories.evaluated(user=learner, course=course)
    # The next versions, which are still being written: released ones are not edited.
    factories.make_test(course=course, version=2, released_at=None)
    factories.make_evaluation(course=course, version=2, released_at=None)
    certificate = claim_credit(
        enrolment=enrolment,
        credit_type_code="ama-pra-1",
        quarters=1,
        attested=True,
        now=factories.NOW,
    )
    owner = make_staff("owner", provider)
    colleague = make_staff("viewer", provider)
    Authenticator.objects.create(user=colleague, type="totp", data={})
    return Side(
        provider=provider,
        course=course,
        learner=learner,
        enrolment=enrolment,
        certificate=certificate,
        mail=Mail.objects.filter(user=learner).first()
        or Mail.objects.create(
            user=learner, kind="certificate-ready", recipient=learner.email, subject="Ready"
        ),
        history_import=_history_import(provider, owner),
        question_import=brought(course, "stem,choice_1,choice_2,right\nWhere?,Here,There,C\n"),
        past_credit=factories.make_past_person(provider, email=f"past@{name}.example"),
        upload=Upload.objects.create(
            course=course,
            uploaded_by=owner,
            name="lecture.mp4",
            size=10,
            expires_at=now + timedelta(days=5),
        ),
        member=colleague.memberships.get(),
        invitation=invite(
            provider=provider, email=f"{name}@example.org", role="viewer", actor=owner, now=now
        ),
        reset=ask_reset(person=colleague, actor=owner, reason="Lost.", now=now),
        handout=Handout.objects.create(course=course, title="Card", file="handout/card.pdf"),
        support=factories.make_support(course=course, content=PDF),
        exception=CreditException.objects.create(
            enrolment=enrolment, asked_by=learner, kind="transcript", reason="No video here."
        ),
        move=CreditMove.objects.create(
            certificate=certificate,
            credit_type=CreditType.objects.get(code="ama-pra-1"),
            quarters=1,
            degree="md",
            proof="Diploma.",
            asked_by=owner,
            asked_at=now,
        ),
        join_request=JoinRequest.objects.create(
            asked_by=learner, other=factories.make_user(), address=f"second@{name}.example"
        ),
        **_people(course, owner),
        answer=_answer(provider, owner),
    )


def _answer(provider: Provider, owner: User) -> Import:
    """A report, and an answer to it that was looked through, with a line to take and one that comes back."""
    layout = ExportLayout.objects.all()[0]
    made = Export.objects.create(
        provider=provider,
        layout=layout,
        layout_version=layout.version,
        columns=columns_of(layout),
        selection={},
        made_by=owner,
    )
    answer = Import.objects.create(
        provider=provider,
        kind="replies",
        target=str(made.pk),
        uploaded_by=owner,
        file_name="answer.csv",
        sha256="0" * 64,
        format="csv",
        header=["Row", "Error"],
        columns={"row": 0, "reason": 1},
        state="ready",
        rows=2,
        counts={"good": 1, "known": 0, "passed": 0, "returned": 1},
    )
    says = {"lines": [1], "meaning": "accepted", "reason": ""}
    answer.lines.create(line=2, cells=["2", ""], state="good", values=says)
    answer.lines.create(line=3, cells=["99", ""], state="returned")
    return answer


def _people(course: Course, owner: User) -> dict[str, Any]:
    """A person of the faculty, their disclosure, one more asked for; and a request to publish."""
    role, due = course.roles.all()[0], timezone.now() + timedelta(days=30)
    return {
        "role": role,
        "disclosure": role.person.disclosures.get(),
        "disclosure_request": DisclosureRequest.objects.create(
            person=role.person, sent_by=owner, due_on=due.date(), expires_at=due
        ),
        "publish_request": PublishRequest.objects.create(
            course=course, asked_by=owner, digest="x", needs_approval=True
        ),
        "change": CourseChange.objects.create(
            course=course,
            kind="about",
            payload={"values": {"title": "Another"}, "offers": {}},
            difference=[{"label": "Title", "old": course.title, "new": "Another"}],
            digest="x",
            asked_by=owner,
        ),
    }


def _history_import(provider: Provider, owner: User) -> Import:
    """A file of former records that was looked through: one line is good, one comes back."""
    source = looked_through(table({}, {"credits": "x"}), provider, owner)
    assert source.counts["good"] == source.counts["returned"] == 1
    return source
