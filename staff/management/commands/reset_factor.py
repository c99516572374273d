"""manage.py reset_factor EMAIL: recovery for an administrator whom no second person can help."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.errors import Refused
from accounts.mailboxes import shown_address
from accounts.models import User
from staff.services.factor_resets import reset_from_the_server


class Command(BaseCommand):
    """Whoever can run this already controls the server and its database, so it grants nobody new power."""

    help = (
        "Remove every passkey, authenticator app and recovery code of one member of staff, end their"
        " sessions, and email them. On the team page two owners do this together; this is for a"
        " sole owner or administrator."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the address that the person signs in with")
        parser.add_argument("--reason", required=True, help="why, and how you know who asked you")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            person = User.objects.get_by_natural_key(options["email"])
        except User.DoesNotExist as nobody:
            raise CommandError("No one has this address.") from nobody
        try:
            gone = reset_from_the_server(person=person, reason=options["reason"])
        except Refused as refused:
            raise CommandError(refused.message) from refused
        self.stdout.write(
            f"{gone} removed. {shown_address(person.email)} gets an email and sets up a new second factor"
            " at the next sign-in."
        )
