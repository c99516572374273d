"""Who is signed in where every page is opened, and what the addresses speak of."""

from dataclasses import dataclass, field
from typing import Any

from django.test import Client

from accounts.models import User
from tests.staff_members import prove


@dataclass
class Everything:
    """The session cookie of each person by the name of their stage, and what addresses speak of."""

    sessions: dict[str, str] = field(default_factory=dict)
    places: dict[str, Any] = field(default_factory=dict)

    def admit(self, name: str, client: Client) -> None:
        self.sessions[name] = client.cookies["sessionid"].value

    def sign_in(self, name: str, user: User) -> None:
        client = Client()
        client.force_login(user)
        self.admit(name, prove(client) if user.is_staff else client)
        self.places[f"{name}_id"] = user.pk
