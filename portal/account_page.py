"""What the page “Your account” lists: each part of the account in one line, with how it stands."""

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.mailboxes import shown_address
from accounts.models import User
from accounts.sessions import places_of
from certificates.models import Certificate
from reporting.models import Consent


@dataclass(frozen=True)
class Line:
    """One part of the account: its name, how it stands, and the page to change it."""

    name: str
    state: str
    url: str


def account_lines(user: User) -> list[tuple[str, list[Line]]]:
    """Return the lines below their headings, in the language of the request."""
    return [
        (_("You"), [_name(user), _addresses(user), _mail(user)]),
        (_("Signing in"), [_ways_in(user), _places(user)]),
        (_("Your credit"), [_certificates(user), _record(), _reporting(user)]),
        (_("Your data"), _data()),
    ]


def _name(user: User) -> Line:
    parts = [user.printed_name, user.profession.name if user.profession else ""]
    state = " · ".join(filter(None, parts)) or _("Not given yet")
    return Line(_("Name and profession"), state, reverse("accounts:profile"))


def _addresses(user: User) -> Line:
    more = EmailAddress.objects.filter(user=user).exclude(email=user.email).count()
    state = shown_address(user.email)
    if more:
        state = ngettext("%(email)s and %(more)d more", "%(email)s and %(more)d more", more) % {
            "email": state,
            "more": more,
        }
    return Line(_("Email addresses"), state, reverse("account_email"))


def _mail(user: User) -> Line:
    named = user.mail_names_course
    state = _("Emails may name your courses") if named else _("Emails never name your courses")
    return Line(_("Email privacy"), state, reverse("accounts:profile") + "#id_mail_names_course")


def _ways_in(user: User) -> Line:
    kinds = list(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    passkeys = kinds.count(Authenticator.Type.WEBAUTHN)
    ways = [_("Code by email")]
    if user.has_usable_password():
        ways.append(_("password"))
    if passkeys:
        ways.append(
            ngettext("%(number)d passkey", "%(number)d passkeys", passkeys) % {"number": passkeys}
        )
    if Authenticator.Type.TOTP in kinds:
        ways.append(_("authenticator app"))
    return Line(_("Sign-in methods"), ", ".join(ways), reverse("mfa_index"))


def _places(user: User) -> Line:
    number = len(places_of(user.pk))
    state = ngettext("Signed in on %(number)d device", "Signed in on %(number)d devices", number)
    return Line(_("Devices"), state % {"number": number}, reverse("usersessions_list"))


def _certificates(user: User) -> Line:
    number = Certificate.objects.filter(learner=user, superseded_at__isnull=True).count()
    state = ngettext("%(number)d certificate", "%(number)d certificates", number)
    state = state % {"number": number} if number else _("None yet")
    return Line(_("Certificates"), state, reverse("certificates:list"))


def _record() -> Line:
    return Line(
        _("Credit record"), _("All your credit, by year"), reverse("certificates:credit-record")
    )


def _reporting(user: User) -> Line:
    given = Consent.objects.filter(user=user, withdrawn_at__isnull=True)
    names = list(given.values_list("destination__name", flat=True))
    state = ", ".join(names) if names else _("Off: nothing is reported for you")
    return Line(_("Credit reporting"), state, reverse("reporting:overview"))


def _data() -> list[Line]:
    return [
        Line(_("Download your data"), _("What we keep about you"), reverse("my-data")),
        Line(_("Delete account"), _("Cannot be undone"), reverse("accounts:delete")),
    ]
