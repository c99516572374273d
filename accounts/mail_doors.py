"""The pages at whose end a code is mailed: they say so when mail is not going out, and keep what was typed.

A page that has nothing typed in it (“Send a new code”) is answered by `accounts.middleware`.
"""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.account.utils import passthrough_next_redirect_url
from allauth.account.views import EmailView, PasswordResetView
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.allauth_internals import code_of
from accounts.input import row_number
from accounts.mail import MailNotSent
from accounts.mailboxes import sought_address
from accounts.waiting_codes import date_code, kept_address, was_just_sent


class SendsCode:
    """Shows the form again when its code could not be mailed, with the reason and status 503.

    Django saves no session with such a response: the next try begins where this one did. Sent again within a
    minute, the form leads to the code that is waited for; what else was typed in it counts (`take_again`).
    """

    flow: str
    address_field = "email"
    code_page: str

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.was_sent(request):
            url = passthrough_next_redirect_url(request, reverse(self.code_page), "next")
            return self.take_again(request) or redirect(url)
        response: HttpResponse = super().post(request, *args, **kwargs)  # type: ignore[misc]
        date_code(request)
        return response

    def was_sent(self, request: HttpRequest) -> bool:
        """Say whether this address was sent its code by this browser a moment ago."""
        code = code_of(request, self.flow)
        typed = sought_address(request.POST.get(self.address_field, ""))
        by_code = not request.POST.get("password")
        same = by_code and code.get("email", "") == typed != ""
        return same and was_just_sent(code["at"])

    def take_again(self, request: HttpRequest) -> HttpResponse | None:
        """Take what is typed beside the address of a code that waits; return the form if something is wrong."""
        return None

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        except MailNotSent as refusal:
            form.add_error(None, refusal.message)
            page: Any = self
            response = page.render_to_response(
                page.get_context_data(form=form), status=refusal.status
            )
        return response


class ResetPasswordView(SendsCode, PasswordResetView):  # type: ignore[misc]
    """Ask for a code to set a new password with."""

    flow, code_page = "reset", "account_confirm_password_reset_code"

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "email": kept_address(self.request)}


class AddressesView(SendsCode, EmailView):  # type: ignore[misc]
    """One's addresses: add, confirm, choose, remove."""

    flow, code_page = "address", "account_email_verification_sent"

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "email": kept_address(self.request)}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        email = request.POST.get("email", "").lower()  # As allauth compares it.
        chosen = EmailAddress.objects.filter(user=request.user.pk, email=email)
        if "action_primary" in request.POST and chosen.filter(primary=True).exists():
            messages.info(request, _("This is already your primary address."))
            return redirect("account_email")
        leaving = chosen.filter(verified=True).first()
        response = super().post(request, *args, **kwargs)
        if leaving and not chosen.exists():
            # allauth tells the primary address. Who lost an account learns of it at their own.
            told = ("account/email/email_deleted", request.user, {"deleted_email": leaving.email})
            get_adapter().send_notification_mail(*told, email=leaving.email)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = row_number(self.request.GET.get("remove", ""))
        others = EmailAddress.objects.filter(user=self.request.user.pk, primary=False)
        return {**super().get_context_data(**kwargs), "leaving": others.filter(pk=row).first()}

    def was_sent(self, request: HttpRequest) -> bool:
        sends = "action_add" in request.POST or "action_send" in request.POST
        return sends and super().was_sent(request)
