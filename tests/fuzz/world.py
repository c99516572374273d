"""Rows to be odd about, and three who ask: a visitor, a learner at every stage, an administrator."""

import os
import random
import sys
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import transaction
from django.test import Client

from progress.models import Enrolment
from tests import factories
from tests.access_rows import VALUES, Side, make_side
from tests.second_factors import add_codes
from tests.staff_members import sign_in

STAGES = [factories.enrol, factories.watched, factories.passed, factories.evaluated]
FIRST_SERVER_ERROR = 500
# Not ready is what they say where no worker runs.
MAY_BE_UNAVAILABLE = ("/readyz", "/workerz")
# Of all odd requests `make test` sends these, always the same ones; `make fuzz` sends them all.
SHARE = float(os.environ.get("FUZZ_SHARE", "0.15"))


@dataclass
class World:
    """Rows, and clients by actor. Each request is undone, so that none depends on another."""

    side: Side
    enrolments: list[Enrolment]
    clients: dict[str, Client]
    requests: int = 0
    considered: int = 0
    share: float = SHARE
    choice: random.Random = field(default_factory=lambda: random.Random(9))
    faults: list[str] = field(default_factory=list)

    def ask(self, actor: str, method: str, path: str, *, told: str = "", **sent: Any) -> Any:
        """Send one request through the whole stack, note a server error, and undo what it did."""
        client = self.clients[actor]
        cookies = deepcopy(client.cookies)
        with transaction.atomic():
            response = client.generic(method, path, **sent)
            response.getvalue()
            transaction.set_rollback(True)
        client.cookies = cookies
        self.requests += 1
        broken = response.status_code >= FIRST_SERVER_ERROR
        if broken and not path.startswith(MAY_BE_UNAVAILABLE):
            self.faults.append(f"{actor} {method} {path[:120]} ({told}): {_why(response)}")
        return response

    def try_odd(self, actor: str, method: str, path: str, *, told: str = "", **sent: Any) -> None:
        """Send an odd request as `ask` does, if it belongs to the share of them that is sent."""
        self.considered += 1
        if self.choice.random() < self.share:
            self.ask(actor, method, path, told=told, **sent)

    def verdict(self, *, at_least: int) -> None:
        """Fail with every fault, or where fewer odd requests were thought of than there used to be."""
        sys.stdout.write(f"{self.requests} requests; {self.considered} odd ones to choose from\n")
        seen = "\n".join(sorted(set(self.faults))[:40])
        assert not self.faults, f"{len(self.faults)} of {self.requests} broke:\n{seen}"
        assert self.considered >= at_least, "Fewer than before: what is not asked any more?"


def make_world() -> World:
    """Fill the database; the test that asks for it empties it again."""
    side = make_side("own")
    courses = [factories.make_course(provider=side.provider) for _ in STAGES]
    enrolments = [
        reach(user=side.learner, course=course)
        for reach, course in zip(STAGES, courses, strict=True)
    ]
    administrator = factories.make_user(is_staff=True, is_superuser=True)
    add_codes(administrator)
    clients = {"visitor": Client(), "learner": Client(), "administrator": sign_in(administrator)}
    clients["learner"].force_login(side.learner)
    for client in clients.values():
        client.raise_request_exception = False
    return World(side, enrolments, clients)


def kwargs_of(world: World) -> dict[str, list[Any]]:
    """Return what the kwargs of all addresses stand for, by name."""
    known = {name: [value(world.side)] for name, value in VALUES.items()}
    known["slug"] += [each.course.slug for each in world.enrolments]
    return known | {
        "pk": [world.side.certificate.pk, 1],
        "typed": [world.side.certificate.code],
        "token": ["token"],
        "name": ["name"],
        "licence_id": [1],
        "destination": ["pars"],
        "object_id": ["1"],
        "id": ["1"],
        "content_type_id": ["1"],
    }


def _why(response: Any) -> str:
    if response.exc_info is None:
        return str(response.status_code)
    kind, error, trace = response.exc_info
    places = []
    while trace:
        file = trace.tb_frame.f_code.co_filename.removeprefix(f"{settings.BASE_DIR}/")
        places.append(f"{file}:{trace.tb_lineno}")
        trace = trace.tb_next
    return f"{kind.__name__} {str(error)[:120]!r} in {' < '.join(places[:-4:-1])}"
