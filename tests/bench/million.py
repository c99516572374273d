"""A million enrolments, loaded by COPY: what an installation has after some years, all of it invented.

600,000 learners in 20 courses of three providers over two years; a million sets of watched seconds and as
many days of watching (together the two million watch records); attempts with every answer, evaluations,
certificates. Triggers and foreign keys rest while it loads: the database is thrown away afterwards.
"""

import json
import random
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import connection, models

from accounts.models import Profession, User
from accounts.us_states import STATES
from analytics.models import PageView
from certificates.models import Certificate
from courses.models import Course, FrontMatter
from progress.models import Answer, Attempt, Enrolment, EvaluationResponse, Watch, WatchDay
from tests import factories

ENROLMENTS, LEARNERS, DAYS = 1_000_000, 600_000, 730
SECONDS, QUESTIONS = 1800, 5
_CHUNK = 50_000
_FIRST = 1000  # ids below are those of the rows that were there before
_SHARES = {"played": 0.93, "watched": 0.76, "passed": 0.92, "evaluated": 0.93, "claimed": 0.95}
# Most are of a few professions and of the home state, as it is.
_PROFESSIONS = [
    35,
    8,
    3,
    6,
    4,
    5,
    7,
    14,
    3,
    1,
    4,
    1,
    2,
    1,
    2,
    5,
    2,
    1,
    1,
    1,
    1,
    1,
    1,
    1,
    2,
    2,
    1,
    2,
    3,
]


@dataclass(frozen=True)
class _Terms:
    """What a learner of one course begins with."""

    course: int
    front_matter: int
    assessment: int
    form: int
    video: int
    questions: list[tuple[int, list[int]]]  # a question, its choices, the right one first


def make_catalogue() -> list[Course]:
    """Return 20 courses of three providers, each with video, test, evaluation and offers."""
    providers = [
        factories.make_provider(time_zone=zone)
        for zone in ("America/Chicago", "America/New_York", "America/Los_Angeles")
    ]
    series = [factories.make_series(provider=provider) for provider in providers]
    courses = [
        factories.make_course(series=series[number % 3], seconds=SECONDS, questions=QUESTIONS)
        for number in range(20)
    ]
    for course in courses:
        FrontMatter.objects.create(course=course, version=1, digest=course.slug, document={})
    return courses


def load(courses: list[Course]) -> dict[str, int]:
    """Load everything; return how many rows of each kind there are afterwards."""
    chance, terms = random.Random(3), [_terms(course) for course in courses]
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("SET synchronous_commit = off")
        for first in range(0, LEARNERS, _CHUNK):
            _copy(cursor, User, _users(first, chance))
        for first in range(0, ENROLMENTS, _CHUNK):
            rows = _chunk(first, terms, chance)
            for model, (given, lines) in rows.items():
                _copy(cursor, model, (given, iter(lines)))
        _copy(cursor, PageView, _views(terms, chance))
        _continue_counting(cursor)
        cursor.execute("RESET session_replication_role")
        cursor.execute("VACUUM (ANALYZE)")
    kinds = [User, Enrolment, Watch, WatchDay, Attempt, Answer, EvaluationResponse, Certificate]
    return {str(kind._meta.verbose_name_plural): kind._default_manager.count() for kind in kinds}


Rows = tuple[list[str], Iterator[str]]
"""The columns that lines fill, and the lines: values by tabs, as COPY reads them."""


def _copy(cursor: Any, model: type[models.Model], rows: Rows) -> None:
    """Copy lines; columns that they do not name get the model's default."""
    given, lines = rows
    fields = [
        field
        for field in model._meta.concrete_fields
        if not field.generated
        and field.column not in given
        and not isinstance(field, models.AutoField)
    ]
    rest = "\t".join(_default(field) for field in fields)
    columns = ", ".join(f'"{name}"' for name in [*given, *(field.column for field in fields)])
    tail = f"\t{rest}\n" if fields else "\n"
    statement = f"COPY {model._meta.db_table} ({columns}) FROM STDIN"
    with cursor.copy(statement) as copy:
        copy.write(tail.join(lines) + tail)


def _default(field: "models.Field[Any, Any]") -> str:
    value = field.get_default()
    if value is None or (value == "" and field.null):
        return r"\N"
    if isinstance(field, models.JSONField):
        return json.dumps(value)
    return {True: "t", False: "f"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def _terms(course: Course) -> _Terms:
    assessment, front_matter = course.assessments.get(), course.front_matter_versions.all()[0]
    questions = [
        (
            question.pk,
            [each.pk for each in sorted(question.choices.all(), key=lambda c: not c.is_correct)],
        )
        for question in assessment.questions.prefetch_related("choices")
    ]
    return _Terms(
        course.pk,
        front_matter.pk,
        assessment.pk,
        course.evaluations.get().pk,
        course.videos.get().pk,
        questions,
    )


def _users(first: int, chance: random.Random) -> Rows:
    professions = list(Profession.objects.order_by("position").values_list("pk", flat=True))
    weights = _PROFESSIONS[: len(professions)]
    weights += [1] * (len(professions) - len(weights))
    states = [code for code, _ in STATES]
    likely = [400 if code == "IL" else 60 if code in {"WI", "IN", "IA"} else 8 for code in states]
    of = chance.choices(professions, weights, k=_CHUNK)
    at = chance.choices(states, likely, k=_CHUNK)
    lines = (
        f"{_FIRST + number}\tlearner-{number}@bench.example\tLearner {number}\t!\t{of[place]}\t{at[place]}"
        for place, number in enumerate(range(first, min(first + _CHUNK, LEARNERS)))
    )
    return ["id", "email", "full_name", "password", "profession_id", "state"], lines


def _chunk(
    first: int, terms: list[_Terms], chance: random.Random
) -> dict[type[models.Model], tuple[list[str], list[str]]]:
    """Return the lines of so many enrolments, by model."""
    rows: dict[type[models.Model], tuple[list[str], list[str]]] = {
        model: (columns, []) for model, columns in _COLUMNS.items()
    }
    add: dict[type[models.Model], Callable[[str], None]] = {
        model: lines.append for model, (_, lines) in rows.items()
    }
    for number in range(first, first + _CHUNK):
        learner = number % LEARNERS
        # The second course of a learner is another one; some courses have far more learners.
        home = int(20 * (learner * 0.6180339887 % 1) ** 1.6)
        _one(number, learner, terms[(home + 7 * (number // LEARNERS)) % 20], chance, add)
    return rows


_COLUMNS: dict[type[models.Model], list[str]] = {
    Enrolment: [
        *("id", "user_id", "course_id", "front_matter_id", "assessment_id", "evaluation_form_id"),
        *("acknowledged_at", "first_viewed_at", "test_passed_at", "evaluated_at", "claimed_at"),
    ],
    Watch: [
        *("enrolment_id", "video_id", "video_seconds", "required_seconds", "watched"),
        *("started_at", "completed_at"),
    ],
    WatchDay: ["enrolment_id", "day", "seconds"],
    Attempt: [
        *("id", "enrolment_id", "assessment_id", "number", "seed", "started_at", "submitted_at"),
        *("correct", "questions", "passed"),
    ],
    Answer: ["attempt_id", "question_id", "choice_id", "answered_at"],
    EvaluationResponse: ["key", "form_id", "month", "answers"],
    Certificate: [
        *(
            "id",
            "code",
            "learner_id",
            "enrolment_id",
            "course_id",
            "credit_type_code",
            "pars_category",
        ),
        *("completed_on", "claimed_at", "issued_at", "credit_quarters", "attestation_version"),
        *("is_sample", "name", "title", "wording", "accreditation_statement", "attestation"),
        *("template_version", "verify_url", "pdf_sha256", "revoked_at"),
    ],
}
_BEGIN = datetime(2024, 11, 20, tzinfo=UTC)
_NONE = r"\N"
_TEXT = "For so many words as a certificate has in each of its statements, this is a stand-in. " * 3


def _one(
    number: int,
    learner: int,
    terms: _Terms,
    chance: random.Random,
    add: dict[type[models.Model], Callable[[str], None]],
) -> None:
    """Add the lines of one enrolment: each stage is reached with the share that reaches it."""
    key, user, roll = _FIRST + number, _FIRST + learner, chance.random
    began = _BEGIN + timedelta(seconds=int(roll() * DAYS * 86400))
    played = roll() < _SHARES["played"]
    watched = played and roll() < _SHARES["watched"]
    tried = watched and roll() < 0.97
    passed = tried and roll() < _SHARES["passed"]
    evaluated = passed and roll() < _SHARES["evaluated"]
    claimed = evaluated and roll() < _SHARES["claimed"]
    gap = timedelta(minutes=int(8 + 40 * roll() ** 3 + (2000 * roll() if roll() < 0.3 else 0)))
    at = [began + gap * step for step in range(6)]
    add[Enrolment](
        f"{key}\t{user}\t{terms.course}\t{terms.front_matter}\t{terms.assessment}\t{terms.form}\t{began}"
        f"\t{at[1] if played else _NONE}\t{at[3] if passed else _NONE}"
        f"\t{at[4] if evaluated else _NONE}\t{at[5] if claimed else _NONE}"
    )
    pieces, seconds = _pieces(played, watched, roll)
    add[Watch](
        f"{key}\t{terms.video}\t{SECONDS}\t{SECONDS * 9 // 10}\t{pieces}\t{began}"
        f"\t{at[2] if watched else _NONE}"
    )
    if played:
        add[WatchDay](f"{key}\t{at[1]:%Y-%m-%d}\t{seconds}")
        if number % 10 == 0:
            add[WatchDay](f"{key}\t{at[1] + timedelta(days=1):%Y-%m-%d}\t60")
    if tried:
        _attempts(key, terms, at, passed, roll, add)
    if evaluated:
        add[EvaluationResponse](
            f"{uuid.UUID(int=chance.getrandbits(128))}\t{terms.form}\t{at[4]:%Y-%m-01}\t{_opinion(roll)}"
        )
    if claimed:
        code = "ama-pra-1" if roll() < 0.55 else "participation"
        add[Certificate](
            f"{uuid.UUID(int=chance.getrandbits(128))}\tB{number:012d}\t{user}\t{key}\t{terms.course}\t{code}"
            f"\t{'physician' if code == 'ama-pra-1' else 'other'}\t{at[4]:%Y-%m-%d}\t{at[5]}\t{at[5]}\t1\t1\tf"
            f"\tLearner {learner}\tA course\t{_TEXT}\t{_TEXT}\t{_TEXT}\tcertificate-1\thttps://bench.example/\t0"
            f"\t{at[5] + gap if number % 300 == 0 else _NONE}"
        )


def _pieces(played: bool, watched: bool, roll: Callable[[], float]) -> tuple[str, int]:
    """Return the set as PostgreSQL reads it, and its seconds."""
    if not played:
        return "{}", 0
    if watched:
        if roll() < 0.7:
            return f"{{[0,{SECONDS})}}", SECONDS
        hole = 60 + int(roll() * (SECONDS - 240))
        return f"{{[0,{hole}),[{hole + 100},{SECONDS})}}", SECONDS - 100
    end = 20 + int((SECONDS - 400) * roll() ** 2)
    return f"{{[0,{end})}}", end


def _attempts(
    key: int,
    terms: _Terms,
    at: list[datetime],
    passed: bool,
    roll: Callable[[], float],
    add: dict[type[models.Model], Callable[[str], None]],
) -> None:
    """Add a first attempt with all its answers, and for some a second that passes."""
    ability = 0.35 + 0.6 * roll()
    right = 0
    for place, (question, choices) in enumerate(terms.questions):
        is_right = roll() < ability + 0.05 * place - 0.1
        right += is_right
        choice = choices[0] if is_right else choices[1 + int(3 * roll() ** 2)]
        add[Answer](f"{2 * key}\t{question}\t{choice}\t{at[2]}")
    done = right >= 3
    start = f"{key}\t{terms.assessment}"
    moment = at[3] if done and passed else at[2]
    add[Attempt](
        f"{2 * key}\t{start}\t1\t1\t{at[2]}\t{moment}\t{right}\t{QUESTIONS}\t{'t' if done else 'f'}"
    )
    if passed and not done:
        add[Attempt](f"{2 * key + 1}\t{start}\t2\t1\t{at[2]}\t{at[3]}\t{QUESTIONS}\t{QUESTIONS}\tt")
        for question, choices in terms.questions:
            add[Answer](f"{2 * key + 1}\t{question}\t{choices[0]}\t{at[3]}")


def _opinion(roll: Callable[[], float]) -> str:
    answers: dict[str, object] = {
        "scale": 4 - int(4 * roll() ** 3),
        "bias": int(roll() < 0.01),
        "change": [int(3 * roll())],
    }
    if roll() < 0.01:
        answers["comment"] = "More cases, please."
    return json.dumps(answers)


def _views(terms: list[_Terms], chance: random.Random) -> Rows:
    lines = (
        f"{each.course}\t{date(2024, 11, 20) + timedelta(days=day)}\t{chance.randint(50, 400)}"
        for each in terms
        for day in range(DAYS)
    )
    return ["course_id", "day", "views"], lines


def _continue_counting(cursor: Any) -> None:
    """Set each sequence behind the ids that were written by hand."""
    for model in (User, Enrolment, Attempt):
        table = model._meta.db_table
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"  # noqa: S608
        )
