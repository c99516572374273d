"""The pages for signing in and managing one's account; allauth provides the others."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.mixins import NextRedirectMixin
from allauth.account.utils import get_next_redirect_url
from allauth.account.views import LoginView, PasswordSetView, SignupView
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, ReauthenticateWebAuthnView
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import services
from accounts.adapter import demand_recent_proof
from accounts.allauth_internals import (
    ReturnsToPage,
    abandon_login,
    keep_passkey,
    make_recovery_codes,
)
from accounts.errors import Refused
from accounts.forms import ProfileForm, remember_until
from accounts.guard import learner_form, reopened
from accounts.mail_doors import SendsCode
from accounts.models import AuditEntry, User
from accounts.requests import SignedInRequest, sent
from accounts.second_factor import (
    has_codes,
    has_factor,
    has_seen_codes,
    is_fresh,
    is_proven,
    record_proof,
)
from accounts.sessions import note_session, places_of
from accounts.sign_up_drafts import draft_of, drop_draft, keep_draft
from accounts.waiting_codes import kept_address, waits_for_code


class SignInView(SendsCode, ReturnsToPage, LoginView):  # type: ignore[misc]
    """Sign in by code, passkey or password; an address that waits for a code here already is filled in."""

    flow, address_field, code_page = "login", "login", "account_confirm_login_code"

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "login": kept_address(self.request)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        waiting = waits_for_code(self.request, "address")
        return {**super().get_context_data(**kwargs), "waiting": waiting}

    def form_valid(self, form: Any) -> HttpResponse:
        abandon_login(self.request)
        # Typed at a sign-up that is now left, perhaps by another person: it must not name who signs in.
        drop_draft(self.request)
        response: HttpResponse = super().form_valid(form)
        return response

    def take_again(self, request: HttpRequest) -> None:
        # The form itself would count a mail that is not sent.
        remember_until(request, shared="shared" in request.POST)


class SignUpView(SendsCode, ReturnsToPage, SignupView):  # type: ignore[misc]
    """Create an account; for a known address the pages look the same, and a mail says that it is known."""

    flow, address_field, code_page = "address", "email", "account_email_verification_sent"
    signs_up = True

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), **draft_of(self.request)}

    def was_sent(self, request: HttpRequest) -> bool:
        return "account" in draft_of(request) and super().was_sent(request)

    def take_again(self, request: HttpRequest) -> HttpResponse | None:
        form, draft = self.get_form(), draft_of(request)
        if not form.is_valid():
            refused: HttpResponse = self.form_invalid(form)
            return refused
        self._keep(form.cleaned_data, account=draft["account"])
        return None

    def form_valid(self, form: Any) -> HttpResponse:
        typed = form.cleaned_data
        abandon_login(self.request)
        response: HttpResponse = super().form_valid(form)
        account = getattr(self, "user", None)
        self._keep(typed, account=account.pk if account else None)
        return response

    def _keep(self, typed: dict[str, Any], *, account: int | None) -> None:
        remember_until(self.request, shared=typed["shared"])
        keep_draft(self.request, typed, account=account)


@require_POST
def start_over(request: HttpRequest) -> HttpResponse:
    """Stop waiting for a code because the address was wrong. Whatever else was typed is kept.

    Works the same for known and unknown addresses; allauth's own change of address reveals which it is. The
    account that was made stays for a week: another browser may wait for a code to it, and whoever reads its mail
    can still finish it.
    """
    login = abandon_login(request)
    next_url = get_next_redirect_url(request) or (login.redirect_url if login else None)
    return redirect(
        reverse(
            "account_signup" if login and login.signup else "account_login",
            query={"next": next_url} if next_url else None,
        )
    )


class AddPasskeyView(NextRedirectMixin, AddWebAuthnView):  # type: ignore[misc]
    """Add a passkey; only staff, for whom it is a second factor, also get recovery codes."""

    def form_valid(self, form: Any) -> HttpResponse:
        typed = form.cleaned_data
        passkey = keep_passkey(self.request, name=typed["name"], credential=typed["credential"])
        get_adapter().send_notification_mail("mfa/email/webauthn_added", self.request.user)
        return _after_factor(self.request, passkey) or redirect("mfa_list_webauthn")


class PasskeyAgainView(ReauthenticateWebAuthnView):  # type: ignore[misc]
    """Confirm one's identity again with a passkey; one that does not fit leads back to this page."""

    def form_invalid(self, form: Any) -> HttpResponse:
        messages.error(self.request, _("That passkey did not work. Try again, or use another way."))
        return redirect(self.passthrough_next_url(self.request.path))


class ActivateAppView(NextRedirectMixin, ActivateTOTPView):  # type: ignore[misc]
    """Set up an authenticator app; entering its first code already counts as proof."""

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        app = Authenticator.objects.get(user=self.request.user, type=Authenticator.Type.TOTP)
        return _after_factor(self.request, app) or response

    def get_success_url(self) -> str:
        made_codes = self.did_generate_recovery_codes
        return reverse("mfa_view_recovery_codes" if made_codes else "mfa_index")


def _after_factor(request: HttpRequest, factor: Authenticator) -> HttpResponse | None:
    """Send staff who set up a factor to their recovery codes, then to where they were going."""
    if not request.user.is_staff:
        return None
    record_proof(request, factor)
    make_recovery_codes(request)
    next_url = get_next_redirect_url(request) or reverse("mfa_index")
    return redirect(reverse("accounts:second-factor", query={"next": next_url}))


class RecoveryCodesView(ViewRecoveryCodesView):  # type: ignore[misc]
    """Show the remaining recovery codes, and link on to `next`."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        next_url = get_next_redirect_url(self.request) or ""
        return {**super().get_context_data(**kwargs), "next_url": next_url}


class SetPasswordView(PasswordSetView):  # type: ignore[misc]
    """Set a first password: another way in, so it requires a recent proof as the others do."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            try:
                demand_recent_proof(request)
            except ReauthenticationRequired:
                # allauth would keep the form in the session meanwhile, with the password in it.
                return redirect(reverse("accounts:confirm", query={"next": request.path}))
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def second_factor(request: SignedInRequest) -> HttpResponse:
    """Take staff through what opens the staff pages: a factor, its proof, recovery codes; then to `next`.

    A POST makes recovery codes for those who set up a factor before they became staff.
    """
    if not request.user.is_staff:
        raise Http404
    next_url = get_next_redirect_url(request) or reverse("admin:index")
    ways = get_adapter().get_reauthentication_methods(request.user)
    if not has_factor(request.user):
        return _second_factor_page(request, "set-up", next_url)
    if not is_proven(request) or (has_seen_codes(request.user) and not is_fresh(request)):
        return redirect(f"{ways[0]['url']}?{urlencode({'next': next_url})}")
    if has_seen_codes(request.user):
        return redirect(next_url)
    if request.method == "POST":
        make_recovery_codes(request)
    if has_codes(request.user):
        return redirect(reverse("mfa_view_recovery_codes", query={"next": next_url}))
    return _second_factor_page(request, "codes", next_url)


def _second_factor_page(request: HttpRequest, step: str, next_url: str) -> HttpResponse:
    context = {"step": step, "next_url": next_url}
    return render(request, "accounts/second_factor.html", context)


@learner_form()
def profile(request: SignedInRequest) -> HttpResponse:
    """Show and change the learner's profile. `next` leads back to the page that asked for it."""
    form = reopened(request, ProfileForm(sent(request), instance=_me(request)))
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect(get_next_redirect_url(request) or "accounts:profile")
    next_url = get_next_redirect_url(request) or ""
    seen = AuditEntry.objects.filter(learner=_me(request), action="seen-as-learner")
    context = {"form": form, "next_url": next_url, "seen": seen[:10]}
    return render(request, "accounts/profile.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def sessions(request: SignedInRequest) -> HttpResponse:
    """List where this account is signed in; a POST ends every session but this one."""
    here = request.session.session_key
    if request.method == "POST":
        services.end_sessions(user_id=request.user.pk, but=here)
        messages.success(request, _("You’re signed out everywhere else."))
        return redirect("usersessions_list")
    note_session(request)  # One that began before there was a list.
    places = places_of(request.user.pk, here=here)
    return render(request, "accounts/sessions.html", {"places": places})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def delete(request: SignedInRequest) -> HttpResponse:
    """Erase the account after a plain warning, and sign out."""
    demand_recent_proof(request)
    if request.method != "POST":
        return render(request, "accounts/delete.html")
    try:
        services.delete_account(user_id=_me(request).pk)
    except Refused as refusal:
        return render(request, "accounts/delete.html", {"refusal": refusal}, status=409)
    logout(request)
    messages.success(request, _("Your account is deleted, and you’re signed out."))
    return HttpResponseRedirect(reverse("home"))


def _me(request: HttpRequest) -> User:
    # Not request.user: a name that the form refuses must not appear in the page's header as if saved.
    return User.objects.get(pk=request.user.pk or 0)
