"""Verification: anyone with a code sees its certificate's status. No account, no cookie, not indexed."""

import time

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from certificates.codes import format_code, parse_code
from certificates.forms.code import CodeForm, mistyped
from certificates.limits import SECONDS, too_many_verifications
from certificates.models import Certificate


# Exempt because a form without a cookie has no CSRF token; the view changes nothing.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Ask for a code, and redirect to its page."""
    typed = request.POST if request.method == "POST" else request.GET
    form = CodeForm(typed if "code" in typed else None)
    if form.is_valid():
        code = format_code(form.cleaned_data["code"])
        return _unindexed(redirect("certificates:verification", code))
    return _page(request, {"form": form}, status=400 if form.is_bound else 200)


@require_safe
@never_cache
def verification(request: HttpRequest, typed: str) -> HttpResponse:
    """Show name, activity, credit, day of completion, provider and status of one certificate; nothing else."""
    code = parse_code(typed)
    if code is None:
        context = {"form": CodeForm(initial={"code": typed}), "problem": mistyped(typed)}
        return _page(request, context, status=404)
    if typed != format_code(code):
        return _unindexed(redirect("certificates:verification", format_code(code)))
    if too_many_verifications(request, minute=int(time.time()) // SECONDS):
        response = render(request, "429.html", status=429)
        response["Retry-After"] = str(SECONDS)
        return _unindexed(response)
    certificate = Certificate.objects.select_related("course__series").filter(code=code).first()
    if certificate is None:
        problem = gettext(
            "The code has no typing mistake, but we have no certificate with it."
            " Certificates are kept for at least six years."
        )
        return _page(request, {"form": CodeForm(initial={"code": typed}), "problem": problem}, 404)
    response = render(request, "certificates/verification.html", {"certificate": certificate})
    return _unindexed(response)


def _page(request: HttpRequest, context: dict[str, object], status: int) -> HttpResponse:
    return _unindexed(render(request, "certificates/verify.html", context, status=status))


def _unindexed(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex"
    return response
