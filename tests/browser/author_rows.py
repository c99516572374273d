"""Courses being written, prepared and published, and the disclosures of their people."""

from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from accounts.models import User
from authoring.services.drafts import save_draft
from authoring.services.version_rows import ITEMS, QUESTIONS
from courses.models import Course, DisclosureForm, DisclosureWording
from disclosure.services.disclosures import Disclosed, ask_for_disclosure, path_of, sign_disclosure
from disclosure.services.people import add_person
from publishing.models import CourseChange, CourseReview, ExpiryNotice, PublishRequest
from tests import factories
from tests.authoring.question_files import brought
from tests.browser.everything import Everything
from tests.staff_members import make_staff
from video.models import Upload
from video.services.refusals import CannotPrepare, warning

NOW = factories.NOW


def make_author_rows(everything: Everything, owner: User) -> None:
    """Give `owner` work at each step of a course; say what addresses speak of."""
    _drafts(everything, owner)
    support = factories.make_support(course=Course.objects.get(slug=everything.places["two"]))
    everything.places["support"] = support.pk
    _versions(everything, owner)
    _recordings(everything, owner)
    _publishing(everything)


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


def _versions(everything: Everything, owner: User) -> None:
    """A test and an evaluation being written, each with something unfinished."""
    course = Course.objects.get(slug=everything.places["two"])
    test = QUESTIONS.begin(course=course, actor=owner)
    form = ITEMS.begin(course=course, actor=owner)
    QUESTIONS.add(course=course)
    item = ITEMS.add(course=course, sort="choice")
    question = test.questions.all()[0]
    test.questions.filter(pk=question.pk).update(rationale="", topic="Setting")
    excel, moodle = Path("questions-from-excel.csv"), Path("questions.gift")
    everything.places |= {
        "question_import": brought(course, excel).pk,
        "gift_import": brought(course, moodle).pk,
        "two_id": course.pk,
        "two_test": test.pk,
        "two_evaluation": form.pk,
        "question": question.pk,
        "item": item.pk,
    }


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
    ready = factories.make_video(
        course=course,
        file=released.file.name,
        poster=released.poster.name,
        seconds=released.seconds,
        captions="",
        released_at=None,
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


def _empty_form(accepted: Course, waiting: Course, manager: User) -> DisclosureForm:
    """A form without relationships, after one that named a company: accepted for one course only."""
    person = factories.make_faculty(course=waiting, name="Cora Fir").person
    factories.make_relationship(course=waiting, person=person, relevant=True)
    form = factories.make_disclosure(person=person, signed_on=NOW.date())
    form.acceptances.create(course=accepted, accepted_by=manager)
    return form


def _publishing(everything: Everything) -> None:
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
    draft.roles.create(person=signer, kind="author", assumed_on=NOW.date())
    CourseReview.objects.create(
        course=course,
        reviewed_by=manager,
        reviewer="Ann Lee, MD",
        evidence="The test.",
        reviewed_on=NOW.date(),
        expires_on=due,
    )
    ExpiryNotice.objects.create(course=course, ends_on=due, days=90)
    PublishRequest.objects.create(
        course=draft, asked_by=manager, digest="", needs_approval=True, note="For January."
    )
    change = CourseChange.objects.create(
        course=course,
        kind="about",
        payload={"values": {"title": "Another title"}, "offers": {}},
        difference=[{"label": "Title", "old": course.title, "new": "Another title"}],
        digest="",
        asked_by=manager,
    )
    everything.places |= {
        "change": change.pk,
        "asked_person": planner.pk,
        "signer": signer.pk,
        "disclosure": form.pk,
        "empty_disclosure": _empty_form(course, draft, manager).pk,
        "open_form": path_of(asked),
        "signed_form": path_of(signed),
        "unready": draft.slug,
        "provider": provider.pk,
    }
