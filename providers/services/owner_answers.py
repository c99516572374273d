"""The questions that only a provider can answer, and its answers.

Nothing in the portal depends on an answer: where one changes a setting or a course, the question says where.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.audit import record
from accounts.models import User
from providers.models import OwnerAnswer, Provider


@dataclass(frozen=True)
class Question:
    """A question, and why the portal cannot do without the answer. `key` never changes."""

    key: str
    words: str
    why: str


QUESTIONS = (
    Question(
        "accreditation",
        "Who is the accredited provider, under which accreditation statement, and is anything provided jointly?",
        "The statement is mandated word for word. Choose it with the provider, or in the Credit step of a course.",
    ),
    Question(
        "credit-and-dates",
        "How much credit does each course carry, and when was it released, last reviewed, and when does it end?",
        "Credit ends at most three years after the last review, and none may be awarded after that.",
    ),
    Question(
        "pass-mark",
        "What is the pass mark, how many attempts are there, and what do learners see of their answers?",
        "Learners must be told the pass mark before they begin.",
    ),
    Question(
        "objectives-and-disclosures",
        "What are the objectives of each course, and has everyone in control of its content disclosed?",
        "No course is published without both, and no one else can write or sign them.",
    ),
    Question(
        "video-rights",
        "May the recordings be hosted here, and are there captions, a transcript, and an audio description?",
        "The rights lie with whoever recorded them; captions and a transcript are needed to publish.",
    ),
    Question(
        "pars-identifiers",
        "What are the ACCME provider ID and the activity IDs, and who reports in PARS?",
        "Without them nothing can be exported for PARS.",
    ),
    Question(
        "credit-types",
        "Which credit is offered besides that for physicians and a certificate of participation?",
        "Each credit type needs an approval of its own, and wording of its own.",
    ),
    Question(
        "licence-number",
        "Is a state license number needed, and for which professions?",
        "Learners are asked only for what a board asks of the provider.",
    ),
    Question(
        "state-approvals",
        "Which state approvals were sought for mandated training, such as in Texas, Florida, or Michigan?",
        "Learners may only be told that a course meets a requirement if the state has said so.",
    ),
    Question(
        "federal-funding",
        "Does the provider receive funds from the US Department of Health and Human Services?",
        "If so, its website falls under a rule on accessibility with a date, which depends on its size.",
    ),
    Question(
        "retention",
        "Are records to be kept for longer than six years?",
        "Accreditors ask for at least six years; the portal keeps the records of open accounts with no end date.",
    ),
)


def open_questions(provider: Provider) -> list[Question]:
    """Return the questions that the provider has not answered, in their order."""
    known = set(provider.owner_answers.values_list("question", flat=True))
    return [each for each in QUESTIONS if each.key not in known]


@transaction.atomic
def answer_questions(
    *, provider: Provider, answers: dict[str, str], actor: User, now: datetime
) -> int:
    """Save those of `answers` (by key) that differ from what stands; return how many did.

    An empty answer opens the question again; the history keeps what stood.
    """
    Provider.objects.select_for_update(no_key=True).get(pk=provider.pk)
    stands = {row.question: row for row in provider.owner_answers.all()}
    changed = 0
    for question in QUESTIONS:
        row, text = stands.get(question.key), answers.get(question.key)
        if text is None or text == (row.answer if row else ""):
            continue
        _save(row or OwnerAnswer(provider=provider, question=question.key), text, actor, now)
        changed += 1
    return changed


def _save(row: OwnerAnswer, text: str, actor: User, now: datetime) -> None:
    row.answer, row.answered_by, row.answered_at = text, actor, now
    act = "owner-question-answered" if text else "owner-question-opened"
    if text:
        row.save()
    record(actor, act, row, provider=row.provider_id, question=row.question)
    if not text:
        row.delete()
