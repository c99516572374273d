"""The pages on which a mailed code is typed. Each names its mail by the time in that mail's subject."""

import time
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.account.utils import passthrough_next_redirect_url
from allauth.account.views import (
    BaseReauthenticateView,
    ConfirmEmailVerificationCodeView,
    ConfirmLoginCodeView,
    ConfirmPasswordResetCodeView,
)
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import services
from accounts.allauth_internals import (
    abandon_login,
    code_of,
    finish_confirmed,
    record_authentication,
    send_again,
)
from accounts.code_forms import SignInCodeForm
from accounts.models import User
from accounts.sign_up_drafts import renew_draft
from accounts.waiting_codes import (
    GONE,
    begin_again,
    clock,
    date_code,
    just_sent,
    sign_address,
    signed_address,
    was_just_sent,
)

PROVEN_SESSION_KEY = "accounts.proven"
"""The address of another account whose code was typed here, and when: {"email", "at"}."""
_USED_UP = _("Too many tries: that code no longer works. Nothing is lost: get a new code here.")
_TAKEN = _("There is already an account with this address. To sign in to it, get a new code here.")
_CODE_SESSION_KEY = "accounts.confirm"
_CODE_TRIES = 3


class EntersCode:
    """A page on which a mailed code is typed.

    What cannot be a code costs no try. Where nothing waits for one any more, it says so and leads to where
    another is sent, with the address filled in: the form carries it, signed, because a session may be lost.
    """

    flow: str
    again = "account_login"
    request: HttpRequest
    stage: Any = None
    _process: Any = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        code = code_of(request, self.flow)
        address = str(code.get("email") or signed_address(request))
        if "user_id" in code and not User.objects.filter(pk=code["user_id"]).exists():
            abandon_login(request)
            return begin_again(request, self.again, address, GONE)
        response: HttpResponse = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        if self.is_gone(request, address):
            return begin_again(request, self.again, address, GONE)
        return response

    def is_gone(self, request: HttpRequest, address: str) -> bool:
        """Say whether to tell that nothing waits here; who is signed in got what they waited for."""
        return self._process is None and not request.user.is_authenticated

    def form_valid(self, form: Any) -> HttpResponse:
        if getattr(self, "_action", "verify") != "resend":
            response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
            return response
        state = self._process.state
        if state["resend_count"] and was_just_sent(state["at"]):
            messages.info(self.request, just_sent(state["at"]))
            return redirect(passthrough_next_redirect_url(self.request, self.request.path, "next"))
        response = send_again(self)
        date_code(self.request)
        renew_draft(self.request)
        if at := getattr(self.request, "mailed_at", None):  # not where allauth sent none
            messages.info(self.request, just_sent(at))
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        counts = not (form.has_error("code", "no_code") or form.has_error("code", "required"))
        if counts and not self._process.record_invalid_attempt():
            return begin_again(self.request, self.again, self._process.state["email"], _USED_UP)
        return self.render_to_response(self.get_context_data(form=form))  # type: ignore[attr-defined, no-any-return]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        state = self._process.state
        return {
            **super().get_context_data(**kwargs),  # type: ignore[misc]
            "sent_time": clock(state["at"]),
            "sent_to": sign_address(state["email"]),
        }


class ConfirmsAddress(EntersCode):
    """A page whose code also confirms the address it was mailed to, that of an account made by staff, too.

    allauth confirms only what has a row, and would ask for a second code.
    """

    def form_valid(self, form: Any) -> HttpResponse:
        if getattr(self, "_action", "verify") != "resend":
            services.note_main_address(user=self._process.user)
        return super().form_valid(form)


class EnterLoginCodeView(ConfirmsAddress, ConfirmLoginCodeView):  # type: ignore[misc]
    """Enter the code that signs in, or ask for another."""

    flow = "login"


class EnterAddressCodeView(EntersCode, ConfirmEmailVerificationCodeView):  # type: ignore[misc]
    """Enter the code that confirms an address, or ask for another."""

    flow = "address"

    @property
    def again(self) -> str:  # type: ignore[override]
        return "account_email" if self.request.user.is_authenticated else "account_login"

    def is_gone(self, request: HttpRequest, address: str) -> bool:
        if not request.user.is_authenticated:
            # Of an account whose sign-up is over by the clock, allauth takes no code either.
            real = self._process and "user_id" in self._process.state
            return self._process is None or bool(real and not self.stage)
        own = EmailAddress.objects.filter(user=request.user.pk, email=address, verified=True)
        return self._process is None and bool(address) and not own.exists()

    def form_valid(self, form: Any) -> HttpResponse:
        added = self._action == "verify" and self.request.user.is_authenticated
        confirmed = finish_confirmed(self) if self._action == "verify" else None
        response: HttpResponse = confirmed or super().form_valid(form)
        if added:
            messages.success(self.request, gettext("Email address confirmed."))
            return redirect(self.again)
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        if not form.is_taken:
            return super().form_invalid(form)
        email = self._process.email
        if not self.request.user.is_authenticated:
            self._process.abort()
            return begin_again(self.request, self.again, email, _TAKEN)
        if services.give_way(email=email):
            again: HttpResponse = self.post(self.request)
            return again
        self._process.abort()
        self.request.session[PROVEN_SESSION_KEY] = {"email": email, "at": time.time()}
        return redirect("support:join")


class EnterResetCodeView(ConfirmsAddress, ConfirmPasswordResetCodeView):  # type: ignore[misc]
    """Enter the code that lets a new password be chosen."""

    flow, again = "reset", "account_reset_password"
    extra_context = {"resend_url": reverse_lazy("account_reset_password")}


@method_decorator(login_required, name="dispatch")
class ConfirmView(BaseReauthenticateView):  # type: ignore[misc]
    """Confirm one's identity again with a code sent to the primary address."""

    form_class = SignInCodeForm
    template_name = "accounts/confirm.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "send" not in request.POST:
            answer: HttpResponse = super().post(request, *args, **kwargs)
            return answer
        sent, again = self._sent(), request.POST["send"] == "again"
        if not (sent and again <= sent.get("again", False) and was_just_sent(sent["at"])):
            self._send(again=again)
        if again:
            messages.info(request, just_sent(self._sent()["at"]))
        return redirect(self.passthrough_next_url(reverse("accounts:confirm")))

    def _send(self, *, again: bool) -> None:
        request: Any = self.request
        code = get_adapter().generate_login_code()
        get_adapter().send_mail("account/email/login_code", request.user.email, {"code": code})
        sent = {"code": code, "at": request.mailed_at, "tries": 0, "again": again}
        request.session[_CODE_SESSION_KEY] = sent

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "code": self._sent().get("code", "")}

    def form_valid(self, form: Any) -> HttpResponse:
        self.request.session.pop(_CODE_SESSION_KEY, None)
        record_authentication(self.request, "code", reauthenticated=True)
        response: HttpResponse = super().form_valid(form)
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        sent = self._sent()
        is_try = form.has_error("code", "incorrect_code")
        tries = sent.get("tries", 0) + is_try
        if tries >= _CODE_TRIES or not sent:
            self.request.session.pop(_CODE_SESSION_KEY, None)
            messages.error(self.request, _("That code no longer works. Get a new one."))
            return redirect(self.passthrough_next_url(reverse("accounts:confirm")))
        self.request.session[_CODE_SESSION_KEY] = sent | {"tries": tries}
        response: HttpResponse = super().form_invalid(form)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sent = self._sent()
        sent_time = clock(sent["at"]) if sent else ""
        return {**super().get_context_data(**kwargs), "sent_time": sent_time}

    def _sent(self) -> dict[str, Any]:
        sent: dict[str, Any] = self.request.session.get(_CODE_SESSION_KEY, {})
        fresh = time.time() - sent.get("at", 0) <= settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT
        return sent if fresh else {}
