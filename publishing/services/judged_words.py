"""How a relationship was judged for a course, in words: what a second person reads, and what an approval relies on."""

from collections.abc import Iterable

from accounts.sentences import long_date
from courses.models import Course, Exemption, Judgement, MitigationStep, Role
from courses.services.disclosure_statement import told_judgements

_STEPS: dict[str, str] = dict(MitigationStep.choices)
_EXCEPTIONS: dict[str, str] = dict(Exemption.choices)


def judged_words(judgement: Judgement) -> str:
    """Return all that was decided, a line each: relevant or not, how and when it was mitigated, the exception."""
    row = judgement.relationship
    lines = [f"{row.form.person}: {row}", "Relevant" if judgement.relevant else "Not relevant"]
    if judgement.relevant:
        lines += [_STEPS.get(step, step) for step in judgement.mitigation_steps]
        lines.append(judgement.mitigation)
        day = judgement.mitigated_on
        lines.append(f"Mitigated on {long_date(day)}" if day else "Not mitigated yet")
    if judgement.exception:
        exception = _EXCEPTIONS.get(judgement.exception, judgement.exception)
        lines.append(f"Exception: {exception}. {judgement.exception_reason}")
    return "\n".join(filter(None, lines))


def judged_for(course: Course, roles: Iterable[Role]) -> list[str]:
    """Return the words of every judgement that the course tells of with these roles, relevant or not."""
    return [judged_words(judgement) for judgement in told_judgements(course, roles)]
