"""A crowd: learners at random stages over a few days, certificates included, in a handful of statements.

Reports are proved against it: what a summary says must be what counting the records says.
"""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from accounts.models import Profession, User
from certificates.codes import new_code
from certificates.models import Certificate
from courses.models import Course, FrontMatter
from progress.models import Answer, Attempt, Enrolment, Watch
from tests import factories

PROFESSIONS = ["physician-md", "physician-do", "registered-nurse", ""]
STATES = ["IL", "WI", "IN", ""]
STAGES = ["enrolled", "played", "watched", "passed", "evaluated", "claimed"]
_numbers = count(1)
_CREDIT = ["ama-pra-1", "participation"]


def gather(course: Course, number: int, chance: random.Random, **fixed: Any) -> list[Enrolment]:
    """Enrol `number` new learners, and take each to a random stage; `fixed` fields hold for all users."""
    professions = {each.code: each for each in Profession.objects.all()}
    users = User.objects.bulk_create(
        User(
            email=f"crowd-{next(_numbers)}@example.org",
            full_name="One of many",
            password="!",
            **{
                "profession": professions.get(chance.choice(PROFESSIONS)),
                "state": chance.choice(STATES),
                **fixed,
            },
        )
        for _ in range(number)
    )
    front_matter, _ = FrontMatter.objects.get_or_create(
        course=course, version=1, defaults={"digest": "front-matter-1", "document": {}}
    )
    enrolments = Enrolment.objects.bulk_create(
        _enrolment(user, course, front_matter, chance) for user in users
    )
    _watch(enrolments, course, chance)
    _test(enrolments, course, chance)
    Certificate.objects.bulk_create(
        certificate_of(each, chance.choice(_CREDIT)) for each in enrolments if each.claimed_at
    )
    return enrolments


def certificate_of(enrolment: Enrolment, code: str, **fields: Any) -> Certificate:
    """Return an unsaved certificate of that claim; its texts say nothing."""
    user, claimed_at = enrolment.user, enrolment.claimed_at
    assert claimed_at
    defaults = {
        "learner": user,
        "enrolment": enrolment,
        "course": enrolment.course,
        "code": new_code(),
        "name": user.full_name,
        "profession": user.profession.name if user.profession else "",
        "pars_category": user.profession.pars_category if user.profession else "",
        "title": enrolment.course.title,
        "credit_type_code": code,
        "credit_quarters": 1,
        "completed_on": claimed_at.date(),
        "claimed_at": claimed_at,
        "issued_at": claimed_at,
        "attestation_version": 1,
        "is_sample": False,
        "template_version": "certificate-1",
    }
    return Certificate(**{**defaults, **fields})


def _enrolment(
    user: User, course: Course, front_matter: FrontMatter, chance: random.Random
) -> Enrolment:
    """Around midnight of Chicago more often than not: that is where days are easily confused."""
    began = factories.NOW.replace(hour=4) - timedelta(
        days=chance.randint(0, 70), minutes=chance.randint(-180, 180)
    )
    stage = STAGES.index(chance.choice(STAGES))
    moments = [began + timedelta(minutes=7 * step + chance.randint(0, 5)) for step in range(6)]

    def reached(name: str) -> datetime | None:
        step = STAGES.index(name)
        return moments[step] if step <= stage else None

    return Enrolment(
        user=user,
        course=course,
        front_matter=front_matter,
        assessment=course.assessments.all()[0],
        evaluation_form=course.evaluations.all()[0],
        acknowledged_at=began,
        first_viewed_at=reached("played"),
        test_passed_at=reached("passed"),
        evaluated_at=reached("evaluated"),
        claimed_at=reached("claimed"),
    )


def _watch(enrolments: Sequence[Enrolment], course: Course, chance: random.Random) -> None:
    video = course.videos.all()[0]
    rows = []
    for enrolment in enrolments:
        done = enrolment.test_passed_at or chance.random() < 0.3
        cuts = sorted(chance.sample(range(video.seconds + 1), 4))
        pieces = [(0, video.seconds)] if done else [(cuts[0], cuts[1]), (cuts[2], cuts[3])]
        rows.append(
            Watch(
                enrolment=enrolment,
                video=video,
                video_seconds=video.seconds,
                required_seconds=video.seconds * 9 // 10,
                watched=pieces if enrolment.first_viewed_at else [],
                completed_at=enrolment.acknowledged_at + timedelta(minutes=10) if done else None,
            )
        )
    Watch.objects.bulk_create(rows)


def _test(enrolments: Sequence[Enrolment], course: Course, chance: random.Random) -> None:
    """Give who passed one or two submitted attempts with random answers, and some an open one."""
    questions = list(course.assessments.all()[0].questions.prefetch_related("choices"))
    attempts = []
    for enrolment in enrolments:
        submitted = enrolment.test_passed_at
        score = {"correct": 0, "questions": len(questions), "passed": False} if submitted else {}
        attempts += [
            Attempt(
                enrolment=enrolment,
                assessment=enrolment.assessment,
                number=number,
                seed=1,
                submitted_at=submitted,
                **score,
            )
            for number in range(1, (chance.randint(1, 2) if submitted else 1) + 1)
        ]
    Attempt.objects.bulk_create(attempts)
    Answer.objects.bulk_create(
        Answer(
            attempt=attempt, question=question, choice=chance.choice(list(question.choices.all()))
        )
        for attempt in attempts
        for question in questions
    )
