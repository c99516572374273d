"""The forms for signing up, signing in and editing one's profile."""

from typing import Any

from allauth.account import forms as account
from allauth.account.fields import PasswordField
from django import forms
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts.degree_form import AsksDegree
from accounts.mailboxes import AddressField
from accounts.models import Profession, User
from accounts.names import check_credentials, check_name, without_titles
from accounts.services import unconfirmed_account
from accounts.us_states import STATES

_NO_ADDRESS = _("Enter your email address.")
_NO_PROFESSION = _("Choose your profession. “Other” is fine.")
_WITH_CREDENTIALS = _(
    "You typed “%(typed)s”. We put “%(name)s” into the name and “%(credentials)s” into the credentials: your "
    "certificates show one after the other. If that’s right, send the form again."
)
_WITHOUT_TITLES = _(
    "You typed “%(typed)s”. Your certificates can show “%(name)s”. If that’s right, send the form again."
)


def remember_until(request: HttpRequest, *, shared: bool) -> None:
    """End the session with the browser on a shared computer, otherwise after SESSION_COOKIE_AGE.

    This is set on the visitor's session already; the session that signing in creates inherits it.
    """
    request.session.set_expiry(0 if shared else None)


def _professions() -> Any:
    return Profession.objects.filter(retired_at__isnull=True)


def _take_any_spelling(form: forms.BaseForm, name: str) -> None:
    """Make allauth's field for an address one of ours, so that it looks for the address that is stored."""
    field = form.fields[name]
    form.fields[name] = AddressField(label=field.label, widget=field.widget)


class SharedComputerField(forms.BooleanField):
    """The checkbox that makes the session end with the browser."""

    def __init__(self) -> None:
        super().__init__(
            required=False,
            label=_("This is a shared computer"),
            help_text=_("After four hours without use we sign you out. Sign out when you’re done."),
        )


class NameField(forms.CharField):
    """A name as on the licence; refused, with a reason, if a certificate could not print it."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Full name"),
            help_text=_("As on your license. Your certificates show it."),
            error_messages={"required": _("Enter your name as on your license.")},
            widget=forms.TextInput(attrs={"autocomplete": "name"}),
        )

    def clean(self, value: Any) -> str:
        return check_name(super().clean(value))


class CredentialsField(forms.CharField):
    """What is printed after the name; refused, with a reason, if a certificate could not print it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False,
            label=_("Credentials"),
            help_text=_("For example “MD, MPH” or “RN”. Printed after your name."),
            **kwargs,
        )

    def clean(self, value: Any) -> str:
        return check_credentials(super().clean(value))


class OffersCredentials(forms.Form):
    """Offers “Dr. Ada Brontë, MD” as a name and credentials; ticked or typed once more, it is taken as it is.

    A form with the fields `full_name` and `credentials`, for people's own names.
    """

    as_typed = forms.BooleanField(
        required=False,
        label=_("Keep the name as I typed it"),
        widget=forms.CheckboxInput(attrs={"hidden": True}),
    )
    name_typed = forms.CharField(required=False, widget=forms.HiddenInput())

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        name, before = cleaned.get("full_name", ""), cleaned.get("name_typed", "")
        if cleaned.get("as_typed") and before:
            taken_out = (without_titles(before) or ("", ""))[1]
            kept = cleaned.get("credentials", "").removeprefix(taken_out)
            cleaned["credentials"] = kept.lstrip(", ")
            try:
                cleaned["full_name"] = check_name(before)
            except forms.ValidationError as refusal:
                self.add_error("full_name", refusal)
        elif (
            name != before and "full_name" in self.changed_data and (apart := without_titles(name))
        ):
            self._offer(name, *apart)
        return cleaned

    def _offer(self, name: str, bare: str, credentials: str) -> None:
        """Put the two parts into their fields, and say so. The name as it was typed goes along."""
        credentials = ", ".join(filter(None, [credentials, self.cleaned_data.get("credentials")]))
        offered = {"full_name": bare, "credentials": credentials, "name_typed": name}
        # A copy of its own: what was sent cannot be changed.
        self.data = {key: self.data[key] for key in self.data} | offered
        self.fields["credentials"].widget = forms.TextInput()
        del self.fields["as_typed"].widget.attrs["hidden"]
        words = _WITH_CREDENTIALS if credentials else _WITHOUT_TITLES
        told = {"typed": name, "name": bare, "credentials": credentials}
        self.add_error("full_name", forms.ValidationError(words, code="titles", params=told))


class SignUpForm(AsksDegree, OffersCredentials, account.SignupForm):  # type: ignore[misc]
    """The three things a new account needs; anything else is asked for when it is needed."""

    full_name = NameField()
    # Shown where a name was typed with credentials.
    credentials = CredentialsField(widget=forms.HiddenInput())
    profession = forms.ModelChoiceField(
        queryset=_professions(),
        label=_("Profession"),
        empty_label=_("Choose…"),
        error_messages={"required": _NO_PROFESSION},
    )
    shared = SharedComputerField()
    field_order = (
        "full_name",
        "credentials",
        "as_typed",
        "name_typed",
        "email",
        "profession",
        "degree",
        "shared",
    )
    account_already_exists: bool

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _take_any_spelling(self, "email")
        self.fields["email"].error_messages["required"] = _NO_ADDRESS
        self.fields["email"].help_text = _("We’ll email you a code. No password needed.")

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """Save all of the account or nothing; an address that was taken a moment ago counts as known.

        Whoever has not confirmed it yet gets another code for the same account, wherever they ask:
        what is typed here takes effect with that code (`AccountAdapter.login`).
        """
        if not self.account_already_exists:
            try:
                with transaction.atomic():
                    return self.save(request), None
            except IntegrityError:
                self.account_already_exists = True
        if waiting := unconfirmed_account(self.cleaned_data["email"]):
            return waiting, None
        answer: tuple[User | None, HttpResponse | None] = super().try_save(request)
        return answer


class SignInForm(account.LoginForm):  # type: ignore[misc]
    """Signs in by a code sent to the email address, or by a password if one was set."""

    shared = SharedComputerField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _take_any_spelling(self, "login")
        self.fields["login"].error_messages["required"] = _NO_ADDRESS
        self.fields["login"].help_text = _("We’ll email you a code. No password needed.")
        # The browser offers passkeys here, too (portal/static/js/passkeys.js).
        self.fields["login"].widget.attrs["autocomplete"] = "username webauthn"
        self.fields["password"] = PasswordField(
            label=_("Password"),
            required=False,
            autocomplete="current-password",
            help_text=_("Only if you have set one. Leave blank to get a code by email."),
        )
        self.order_fields(["login", "shared", "password"])

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        response: HttpResponse = super().login(request, redirect_url=redirect_url)
        remember_until(request, shared=self.cleaned_data["shared"])
        return response


class AddAddressForm(account.AddEmailForm):  # type: ignore[misc]
    """A further address of one's account."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _take_any_spelling(self, "email")


class ResetPasswordForm(account.ResetPasswordForm):  # type: ignore[misc]
    """Where to send the code for a new password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _take_any_spelling(self, "email")


class ProfileForm(AsksDegree, OffersCredentials, forms.ModelForm[User]):
    """What learners may change about themselves. Certificates already issued stay as they are."""

    full_name = NameField()
    credentials = CredentialsField()
    profession = forms.ModelChoiceField(
        queryset=_professions(),
        label=_("Profession"),
        empty_label=_("Choose…"),
        error_messages={"required": _NO_PROFESSION},
    )
    state = forms.ChoiceField(
        label=_("State of practice"),
        choices=[("", _("Not given")), *STATES],
        required=False,
        help_text=_("Only used where a state’s rule asks for it."),
        widget=forms.Select(attrs={"autocomplete": "address-level1"}),
    )

    class Meta:
        model = User
        fields = ("full_name", "credentials", "profession", "degree", "state", "mail_names_course")
        help_texts = {
            "mail_names_course": _("If off, emails never name courses: others may read them."),
        }
        labels = {"mail_names_course": _("Name courses in my email")}

    field_order = ("full_name", "credentials", "as_typed", "name_typed", "profession", "degree")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        profession = self.instance.profession
        if profession is not None and profession.asks_degree:
            self.show_degree()

    def save(self, commit: bool = True) -> User:
        # Only these columns: a sign-in in another tab may write the same row.
        learner: User = self.instance
        learner.save(update_fields=self.Meta.fields)
        return learner
