"""Three kinds of client, each of which notes what the portal acknowledged, and nothing else."""

import json
import re
from collections.abc import Iterable
from itertools import cycle

from tests.kill.traffic import SignedIn, Traffic

_STATEMENT = re.compile(r'name="statement" value="(\w+)"')
_ATTEMPT = re.compile(r'name="attempt" value="(\d+)"')
_QUESTION = re.compile(r'name="(q\d+)" value="0"')
_CHOSEN = re.compile(r'<input[^>]*name="(q\d+)" value="(\d)"[^>]*\bchecked')

Session = tuple[int, str]
"""An enrolment's id, and the key of its learner's session."""


def beat(traffic: Traffic, token: str, seconds: Iterable[int], acknowledged: set[int]) -> None:
    """Report one second after the other: none is in a later beat, so nothing heals a loss."""
    for second in seconds:
        body = json.dumps({"token": token, "segments": [[second, second + 1]], "position": second})
        answer = traffic.send("POST", "/watch/beat/", body, **{"Content-Type": "application/json"})
        assert answer.status == 200, answer
        acknowledged.add(second)
        traffic.acknowledge("beat")


def answer_questions(
    traffic: Traffic, test: str, learners: list[Session], acknowledged: dict[int, dict[str, str]]
) -> None:
    """Begin one learner's test after the other, and save each answer as it is given."""
    for enrolment, session in cycle(learners):
        learner = SignedIn(traffic, session)
        learner.open(test)
        learner.post(test, {})
        page = learner.open(test)
        attempt = _ATTEMPT.search(page)
        assert attempt, page
        for number, question in enumerate(dict.fromkeys(_QUESTION.findall(page))):
            place = str(number % 2)
            answer = learner.post(f"{test}answer/", {"attempt": attempt[1], question: place})
            assert answer.status == 200, answer
            acknowledged.setdefault(enrolment, {})[question] = place
            traffic.acknowledge("answer")


def claim(
    traffic: Traffic, path: str, learners: list[Session], acknowledged: dict[int, str]
) -> None:
    """Claim for one learner after the other; a repeated claim must lead to the same certificate."""
    fields = {"credit_type": "ama-pra-1", "amount": "0.25", "attested": "on"}
    for enrolment, session in cycle(learners):
        learner = SignedIn(traffic, session)
        # Whoever has claimed finds no form on that page any more.
        page = learner.open("/certificates/" if enrolment in acknowledged else path)
        shown = _STATEMENT.search(page)
        answer = learner.post(path, fields | ({"statement": shown[1]} if shown else {}))
        assert answer.location.startswith("/certificates/"), answer
        assert acknowledged.setdefault(enrolment, answer.location) == answer.location
        traffic.acknowledge("claim")


def saved_answers(traffic: Traffic, test: str, session: str) -> dict[str, str]:
    """Return the answers that a learner finds on the page of an open test."""
    return dict(_CHOSEN.findall(SignedIn(traffic, session).open(test)))
