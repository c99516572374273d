"""A small, complete, publishable catalogue for tests; every value can be overridden."""

from datetime import UTC, date, datetime
from typing import Any

from accounts.models import User
from authoring.models import CourseDraft
from courses.models import (
    Assessment,
    Choice,
    Course,
    CreditOffer,
    CreditType,
    DisclosureForm,
    DisclosureRequest,
    EvaluationForm,
    EvaluationItem,
    Person,
    Question,
    Role,
    Series,
    TextTrack,
    Video,
)
from providers.models import Provider, StatementTemplate
from publishing.models import CourseReview, ExpiryNotice, PublishRequest

REVIEWED = date(2026, 6, 1)
PUBLISHED = datetime(2026, 6, 2, 12, tzinfo=UTC)
RELEASED_AT = PUBLISHED
CAPTIONS = """WEBVTT

00:00:00.000 --> 00:00:04.000
<v Ann Lee>Welcome to the course.

00:00:04.000 --> 00:00:08.000
Two lines
in one cue.
"""
CHAPTERS = """WEBVTT

00:00:00.000 --> 00:00:04.000
Welcome

00:00:04.000 --> 00:00:10.000
The rest
"""

COURSE: dict[str, Any] = {
    "slug": "listening",
    "title": "Listening to patients",
    "short_title": "Part 1",
    "purpose": "To listen better.",
    "objectives": ["Name two ways to listen.", "Choose one."],
    "target_audience": ["Physicians"],
    "medium": "Recorded lecture",
    "participation_method": "1. Watch\n2. Take the test",
    "estimated_minutes": 15,
    "released_on": REVIEWED,
    "reviewed_on": REVIEWED,
    "expires_on": date(2029, 5, 31),
    "bibliography": "- *A book*",
    "disclosure_statement": "No relevant financial relationships.",
    "hardware_requirements": "A current browser.",
    "copyright": "Hill Medical Society",
    "content_note": "Speaks of **illness**.",
    "accommodation": "Write to us.",
    "published_at": PUBLISHED,
}


def make_provider(**values: Any) -> Provider:
    """Return a provider with an ACCME-style statement."""
    template = StatementTemplate.objects.get(code=values.pop("template", "direct"))
    defaults = {
        "slug": "hill",
        "name": "Hill Medical Society",
        "accreditor": "State Accreditor",
        "accreditation_template": template,
        "contact_email": "cme@example.org",
    }
    return Provider.objects.create(**defaults | values)


def make_course(*, provider: Provider | None = None, **values: Any) -> Course:
    """Return a course with video, tracks, test, evaluation, faculty and credit; published."""
    series = values.pop("series", None) or Series.objects.create(
        provider=provider or make_provider(), slug="care", title="Better care"
    )
    course = Course.objects.create(**COURSE | values, series=series)
    add_faculty(course)
    add_video(course)
    add_assessment(course)
    form = EvaluationForm.objects.create(course=course, digest="e1")
    EvaluationItem.objects.create(form=form, key="free", position=1, kind="text", prompt="More?")
    EvaluationForm.objects.filter(pk=form.pk).update(released_at=RELEASED_AT)
    add_offer(course, "ama-pra-1", 1)
    add_offer(course, "participation", 1)
    return course


def add_faculty(course: Course, key: str = "ann-lee", **form: Any) -> Role:
    """Add a faculty member with a disclosure signed on the day of the review."""
    person, _ = Person.objects.get_or_create(
        provider=course.series.provider,
        key=key,
        defaults={"name": "Ann Lee", "credentials": "M.D.", "position": "Head of ward"},
    )
    signed = {"signed_on": REVIEWED, "covers_from": date(2024, 6, 1), "covers_to": REVIEWED}
    if not person.disclosures.exists():
        DisclosureForm.objects.create(**signed | form, person=person)
    return Role.objects.create(course=course, person=person, kind="faculty", assumed_on=REVIEWED)


def add_video(course: Course, **values: Any) -> Video:
    """Add a recording of 10 seconds with captions and chapters; its file does not exist."""
    version = course.videos.count() + 1
    defaults = {"title": "Lecture", "file": f"video/{version}.mp4", "seconds": 10, "sha256": "0"}
    defaults["released_at"] = RELEASED_AT
    video = Video.objects.create(**defaults | values, course=course, version=version)
    TextTrack.objects.create(video=video, kind="captions", vtt=CAPTIONS)
    TextTrack.objects.create(video=video, kind="chapters", vtt=CHAPTERS)
    return video


def add_assessment(course: Course, questions: int = 2, **values: Any) -> Assessment:
    """Add a test version whose questions each have one right choice, the first."""
    version = course.assessments.count() + 1
    released_at = values.pop("released_at", RELEASED_AT)
    defaults = {"pass_percent": 80, "digest": f"t{version}"}
    test = Assessment.objects.create(**defaults | values, course=course, version=version)
    for number in range(1, questions + 1):
        question = Question.objects.create(
            assessment=test,
            key=f"q{number}",
            position=number,
            stem=f"Question {number}?",
            rationale="Because.",
            citation="A book.",
            video_second=number,
        )
        Choice.objects.create(question=question, position=1, text="Right", is_correct=True)
        Choice.objects.create(question=question, position=2, text="Wrong")
    test.released_at = released_at
    test.save(update_fields=["released_at"])
    return test


def add_offer(course: Course, code: str, quarters: int, **values: Any) -> CreditOffer:
    """Offer credit of one type."""
    credit_type = CreditType.objects.get(code=code)
    return CreditOffer.objects.create(
        **values, course=course, credit_type=credit_type, max_quarters=quarters
    )


def add_papers(course: Course, *, staff: User) -> None:
    """Add what staff do about a course: a review, a request to publish, a form sent out, a warning."""
    person = course.roles.all()[0].person
    CourseReview.objects.create(
        course=course, reviewed_by=staff, reviewed_on=REVIEWED, expires_on=date(2029, 5, 31)
    )
    PublishRequest.objects.create(course=course, asked_by=staff, digest="1")
    DisclosureRequest.objects.create(
        person=person, sent_by=staff, due_on=date(2026, 12, 1), expires_at=PUBLISHED
    )
    CourseDraft.objects.create(course=course, step="about", saved_by=staff, saved_at=PUBLISHED)
    ExpiryNotice.objects.create(course=course, ends_on=date(2029, 5, 31), days=90)
